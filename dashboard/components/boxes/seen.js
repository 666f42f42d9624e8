// @ts-check
// The ink as numbers, in which a cut and a new box find their places.

/** @import { Box, Size } from "./box.js" */

import { contextOf } from "../elements.js";
import { fitBox, roundBox } from "./box.js";

const INKED = 77; // of 255: what counts as ink when a box looks for some

/** @typedef {{data: Uint8ClampedArray, width: number, height: number}} Pixels RGBA; the ink is their alpha. */

/**
 * The column of a box in the middle of its emptiest columns, not too near its sides.
 * @param {Pixels | null} pixels
 * @param {Size} size The picture's.
 * @param {Box} box
 */
export function findGap(pixels, size, [x, y, width, height]) {
    if (!pixels) return x + width / 2;
    const scale = pixels.width / size[0];
    const [from, to] = [x + 0.2 * width, x + 0.8 * width].map((column) => Math.round(column * scale));
    const [top, bottom] = [y, y + height].map((row) => Math.round(row * scale));
    const sums = [];
    for (let column = from; column <= to; column++) sums.push(sumColumn(pixels, column, top, bottom));
    const least = Math.min(...sums) + 255; // a pixel more or less does not matter
    const open = sums.flatMap((sum, column) => (sum <= least ? [column] : []));
    const middle = (to - from) / 2;
    const best = open.reduce((one, other) =>
        Math.abs(other - middle) < Math.abs(one - middle) ? other : one,
    );
    return (from + best + 0.5) / scale;
}

/**
 * @param {Pixels} pixels
 * @param {number} column
 * @param {number} top
 * @param {number} bottom
 */
function sumColumn({ data, width, height }, column, top, bottom) {
    let sum = 0;
    for (let row = Math.max(0, top); row < Math.min(height, bottom); row++)
        sum += data[4 * (row * width + column) + 3] || 0;
    return sum;
}

/**
 * A box round all ink outside `boxes`; in the middle of the picture where there is none.
 * @param {Pixels | null} pixels
 * @param {Size} size The picture's.
 * @param {Box[]} boxes
 * @returns {Box}
 */
export function findOpenInk(pixels, size, boxes) {
    let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
    const scale = pixels ? pixels.width / size[0] : 1;
    for (const [column, row] of inkedPixels(pixels)) {
        const [x, y] = [column / scale, row / scale];
        if (boxes.some(([a, b, w, h]) => x >= a - 2 && x <= a + w + 2 && y >= b - 2 && y <= b + h + 2))
            continue;
        [left, top] = [Math.min(left, x), Math.min(top, y)];
        [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
    }
    if (right < 0) return roundBox([0.4 * size[0], 0.25 * size[1], 0.2 * size[0], 0.5 * size[1]]);
    return fitBox([left - 2, top - 2, right - left + 4 + 1 / scale, bottom - top + 4 + 1 / scale], size);
}

/**
 * The column and row of each pixel with ink.
 * @param {Pixels | null} pixels
 * @returns {Generator<[number, number]>}
 */
function* inkedPixels(pixels) {
    if (!pixels) return;
    for (let row = 0; row < pixels.height; row++)
        for (let column = 0; column < pixels.width; column++)
            if (pixels.data[4 * (row * pixels.width + column) + 3] >= INKED) yield [column, row];
}

/** The ink of the picture that is shown. */
export class SeenInk {
    constructor() {
        this.url = "";
        /** @type {Size} */
        this.size = [1, 1];
        /** @type {Pixels | null} */
        this.pixels = null;
    }

    /**
     * Take the address of the ink of a picture of this size.
     * @param {string} url
     * @param {Size} size
     */
    async read(url, size) {
        this.size = size;
        if (url === this.url) return;
        this.url = url;
        this.pixels = null;
        const image = new Image();
        image.src = url;
        await image.decode();
        if (url !== this.url) return;
        const { width, height } = image;
        const canvas = Object.assign(document.createElement("canvas"), { width, height });
        const context = contextOf(canvas, { willReadFrequently: true });
        context.drawImage(image, 0, 0);
        this.pixels = context.getImageData(0, 0, width, height);
    }

    /** @param {Box} box */
    findGap(box) {
        return findGap(this.pixels, this.size, box);
    }

    /** @param {Box[]} boxes */
    findOpenInk(boxes) {
        return findOpenInk(this.pixels, this.size, boxes);
    }
}
