// @ts-check
// Draws pictures (bytes, ink = 255, paper = 0) on canvases.

import { contextOf } from "./elements.js";
import { PICTURE_SIZE } from "./live.js";

/** @typedef {[number, number, number]} Colour Red, green and blue, 0 to 255. */
/** @typedef {Uint8Array | Uint8ClampedArray} Picture */
/** @typedef {{canvas: OffscreenCanvas, context: OffscreenCanvasRenderingContext2D, image: ImageData, pixels: Uint32Array}} Stamp */

/** @type {Map<string, Stamp>} */
const stamps = new Map(); // by size: a reusable canvas, its context and its pixels

/**
 * Return a picture as an alpha mask of one colour, at its own size. The next call may reuse the canvas.
 * @param {Picture} picture
 * @param {Colour} colour
 * @param {number} width
 */
export function maskOf(picture, [r, g, b], width) {
    const size = `${width}×${picture.length}`;
    let stamp = stamps.get(size);
    if (!stamp) {
        const canvas = new OffscreenCanvas(width, picture.length / width);
        const context = contextOf(canvas, { willReadFrequently: true });
        const image = context.createImageData(canvas.width, canvas.height);
        stamp = { canvas, context, image, pixels: new Uint32Array(image.data.buffer) };
        stamps.set(size, stamp);
    }
    const { canvas, context, image, pixels } = stamp;
    const colour = (b << 16) | (g << 8) | r; // little-endian, like every platform that browsers run on
    for (let i = 0; i < picture.length; i++) pixels[i] = (picture[i] << 24) | colour;
    context.putImageData(image, 0, 0);
    return canvas;
}

/**
 * Return four neighbours and their weights for each pixel of a line enlarged to four times its length, by cubic
 * convolution (Keys 1981, a = -0.5).
 * @param {number} length Pixels of the line before it is enlarged.
 */
export function cubicTaps(length) {
    const taps = new Uint16Array(16 * length);
    const weights = new Float32Array(16 * length);
    for (let to = 0; to < 4 * length; to++) {
        const from = (to + 0.5) / 4 - 0.5;
        for (let step = 0; step < 4; step++) {
            const at = Math.floor(from) - 1 + step;
            const d = Math.abs(from - at);
            taps[4 * to + step] = Math.min(length - 1, Math.max(0, at));
            weights[4 * to + step] =
                d <= 1 ? 1.5 * d ** 3 - 2.5 * d ** 2 + 1 : -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2;
        }
    }
    return { taps, weights };
}

const down = cubicTaps(PICTURE_SIZE);
/** @type {Map<number, {across: ReturnType<typeof cubicTaps>, wide: Float32Array, large: Uint8ClampedArray}>} */
const buffers = new Map(); // by width: the taps across, and scratch buffers

/** @param {number} width */
function buffersFor(width) {
    let found = buffers.get(width);
    if (!found) {
        found = {
            across: cubicTaps(width),
            wide: new Float32Array(4 * width * PICTURE_SIZE),
            large: new Uint8ClampedArray(16 * width * PICTURE_SIZE),
        };
        buffers.set(width, found);
    }
    return found;
}

/**
 * Enlarge a picture four times, with sharper edges than the browser's own scaling. The next call may reuse the array.
 * @param {Picture} picture
 * @param {number} width
 */
export function enlarge(picture, width) {
    const { across, wide, large } = buffersFor(width);
    const row = 4 * width;
    for (let y = 0; y < PICTURE_SIZE; y++)
        for (let x = 0; x < row; x++) {
            let sum = 0;
            for (let i = 4 * x; i < 4 * x + 4; i++)
                sum += across.weights[i] * picture[y * width + across.taps[i]];
            wide[y * row + x] = sum;
        }
    for (let y = 0; y < 4 * PICTURE_SIZE; y++)
        for (let x = 0; x < row; x++) {
            let sum = 0;
            for (let i = 4 * y; i < 4 * y + 4; i++) sum += down.weights[i] * wide[down.taps[i] * row + x];
            large[y * row + x] = sum;
        }
    return large;
}

/**
 * Draw a picture (28 pixels high, one or more digits wide) into a canvas, smoothly or as square pixels.
 * @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {Colour} colour
 * @param {number} x
 * @param {number} y
 * @param {number} height
 * @param {{pixels?: boolean}} [options]
 */
export function drawPicture(context, picture, colour, x, y, height, { pixels = false } = {}) {
    const width = picture.length / PICTURE_SIZE;
    const smooth = !pixels && height > 2 * PICTURE_SIZE;
    context.imageSmoothingEnabled = !pixels;
    context.imageSmoothingQuality = smooth ? "low" : "high"; // already enlarged
    const mask = smooth ? maskOf(enlarge(picture, width), colour, 4 * width) : maskOf(picture, colour, width);
    context.drawImage(mask, x, y, (height * width) / PICTURE_SIZE, height);
}

/**
 * Match a canvas's resolution to the screen; return whether its size has changed.
 * @param {HTMLCanvasElement} canvas
 */
export function fitCanvas(canvas) {
    const scale = Math.min(devicePixelRatio || 1, 2);
    const width = Math.round(canvas.clientWidth * scale);
    const height = Math.round(canvas.clientHeight * scale);
    if (canvas.width === width && canvas.height === height) return false;
    canvas.width = width;
    canvas.height = height;
    return true;
}

/**
 * Return the text colour of an element; black if the element has left the page.
 * @param {Element} element
 * @returns {Colour}
 */
export function colourOf(element) {
    const numbers = getComputedStyle(element).color.match(/[\d.]+/g) ?? ["0", "0", "0"];
    return [Number(numbers[0]), Number(numbers[1]), Number(numbers[2])];
}

/** @param {string} text */
export function fromBase64(text) {
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
    return bytes;
}

/** @typedef {{title: string, ink: Colour, paper: string | null}} Paper */
/** @type {{light: Paper, dark: Paper, clear: Paper}} */
export const PAPERS = {
    light: { title: "Black on white", ink: [0, 0, 0], paper: "#ffffff" },
    dark: { title: "White on black", ink: [255, 255, 255], paper: "#000000" },
    clear: { title: "Black on transparent", ink: [0, 0, 0], paper: null },
};

/**
 * Create a canvas filled with one colour, or transparent for null; return the canvas and its context.
 * @param {number} width
 * @param {number} height
 * @param {string | null} paper
 * @returns {[OffscreenCanvas, OffscreenCanvasRenderingContext2D]}
 */
export function blankCanvas(width, height, paper) {
    const canvas = new OffscreenCanvas(width, height);
    const context = contextOf(canvas);
    if (paper) {
        context.fillStyle = paper;
        context.fillRect(0, 0, width, height);
    }
    return [canvas, context];
}

/**
 * Download a canvas as a PNG file.
 * @param {OffscreenCanvas} canvas
 * @param {string} name
 */
export async function saveCanvas(canvas, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await canvas.convertToBlob({ type: "image/png" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
