// @ts-check
// Fetches greyscale pictures, and draws them as ink.

import { contextOf } from "../../elements.js";
import { blankCanvas } from "../../ink.js";
import { PICTURE_SIZE } from "../../live.js";

/** @import { Colour } from "../../ink.js" */

/** @typedef {{side: number, greys: Uint8Array}} Digit A square picture, either exact or a thumbnail; ink = 255. */
/** @typedef {{width: number, height: number, greys: Uint8Array}} Greys */

const BORDER = 2; // pixels along each edge of an exact picture that thumbnails leave out

/**
 * Fetch a picture.
 * @param {string} address
 * @returns {Promise<Greys | null>} null if the server does not return a picture.
 */
export async function fetchGreys(address) {
    try {
        const answer = await fetch(address);
        if (!answer.ok) return null;
        return readGreys(await createImageBitmap(await answer.blob()));
    } catch {
        return null;
    }
}

/**
 * @param {ImageBitmap} bitmap
 * @returns {Greys}
 */
function readGreys(bitmap) {
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height);
    const pen = contextOf(canvas, { willReadFrequently: true });
    pen.drawImage(bitmap, 0, 0);
    const rgba = pen.getImageData(0, 0, width, height).data;
    const greys = new Uint8Array(width * height);
    for (let i = 0; i < greys.length; i++) greys[i] = rgba[4 * i];
    return { width, height, greys };
}

/**
 * Draw grey values as ink of one colour on a new, transparent canvas.
 * @param {Uint8Array} greys
 * @param {number} width
 * @param {Colour} colour
 */
export function makeInkCanvas(greys, width, [r, g, b]) {
    const [canvas, pen] = blankCanvas(width, greys.length / width, null);
    const image = pen.createImageData(canvas.width, canvas.height);
    const pixels = new Uint32Array(image.data.buffer);
    const colour = (b << 16) | (g << 8) | r;
    for (let i = 0; i < greys.length; i++) pixels[i] = (greys[i] << 24) | colour;
    pen.putImageData(image, 0, 0);
    return canvas;
}

/**
 * Return the width in pixels of the border that is left out when a digit is drawn.
 * @param {Digit} digit
 */
export function cutOf({ side }) {
    return side === PICTURE_SIZE ? BORDER : 0;
}
