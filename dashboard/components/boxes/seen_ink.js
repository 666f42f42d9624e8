// @ts-check
// Finds where to split a box and where to add a box, from the ink of the picture.

import { contextOf, createElement } from "../elements.js";
import { keepInside, roundBox } from "./geometry.js";

/** @typedef {import("./geometry.js").Box} Box */
/** @typedef {import("./geometry.js").Size} Size */
/** @typedef {Pick<ImageData, "data" | "width" | "height">} Pixels RGBA; alpha is the ink. */

const MIN_INK = 77; // of 255: fainter pixels need no box around them
const MARGIN = 2; // pixels of the picture: space between the ink and a new box

/**
 * @param {Pixels} pixels
 * @param {number} column
 * @param {number} row
 */
function inkAt({ data, width }, column, row) {
    return data[4 * (row * width + column) + 3] || 0;
}

/**
 * Return the column at which to split a box: of its emptiest columns, the one nearest to its middle.
 * @param {Pixels} pixels
 * @param {number} scale Pixels of `pixels` per pixel of the picture.
 * @param {Box} box
 */
export function findGap(pixels, scale, [x, y, width, height]) {
    const [from, to] = [x + 0.2 * width, x + 0.8 * width].map((column) => Math.round(column * scale));
    const [top, bottom] = [y, y + height].map((row) => Math.round(row * scale));
    const sums = [];
    for (let column = from; column <= to; column++) {
        let sum = 0;
        for (let row = Math.max(0, top); row < Math.min(pixels.height, bottom); row++)
            sum += inkAt(pixels, column, row);
        sums.push(sum);
    }
    const limit = Math.min(...sums) + 255; // one dark pixel more counts as equally empty
    const empty = sums.flatMap((sum, column) => (sum <= limit ? [column] : []));
    const middle = (to - from) / 2;
    const best = empty.reduce((one, other) =>
        Math.abs(other - middle) < Math.abs(one - middle) ? other : one,
    );
    return (from + best + 0.5) / scale;
}

/**
 * Return a box around all the ink outside the given boxes, or null if there is none.
 * @param {Pixels} pixels
 * @param {Size} size The size of the picture.
 * @param {Box[]} boxes
 */
export function surroundOpenInk(pixels, size, boxes) {
    let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
    const scale = pixels.width / size[0];
    for (let row = 0; row < pixels.height; row++)
        for (let column = 0; column < pixels.width; column++) {
            if (inkAt(pixels, column, row) < MIN_INK) continue;
            const [x, y] = [column / scale, row / scale];
            if (boxes.some((box) => isInside(x, y, box))) continue;
            [left, top] = [Math.min(left, x), Math.min(top, y)];
            [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
        }
    if (right < 0) return null;
    const pixel = 1 / scale;
    const [width, height] = [right - left + pixel, bottom - top + pixel];
    return keepInside([left - MARGIN, top - MARGIN, width + 2 * MARGIN, height + 2 * MARGIN], size);
}

/**
 * Whether a point is inside a box or within MARGIN of it.
 * @param {number} x
 * @param {number} y
 * @param {Box} box
 */
function isInside(x, y, [left, top, width, height]) {
    return (
        x >= left - MARGIN && x <= left + width + MARGIN && y >= top - MARGIN && y <= top + height + MARGIN
    );
}

/** The ink of the current picture. */
export class SeenInk {
    constructor() {
        this.url = "";
        /** @type {Size} */
        this.size = [1, 1];
        /** @type {Pixels | null} */
        this.pixels = null;
    }

    /**
     * Load the ink of a picture.
     * @param {string} url
     * @param {Size} size The size of the picture; the ink may have fewer pixels.
     */
    async load(url, size) {
        this.size = size;
        if (url === this.url) return;
        this.url = url;
        this.pixels = null;
        const image = createElement("img", { src: url });
        await image.decode();
        if (url !== this.url) return;
        const { width, height } = image;
        const context = contextOf(createElement("canvas", { width, height }), { willReadFrequently: true });
        context.drawImage(image, 0, 0);
        this.pixels = context.getImageData(0, 0, width, height);
    }

    /**
     * Return the column at which to split a box: its middle until the ink is loaded.
     * @param {Box} box
     */
    findGap(box) {
        if (!this.pixels) return box[0] + box[2] / 2;
        return findGap(this.pixels, this.pixels.width / this.size[0], box);
    }

    /**
     * Return a new box: around all the ink outside the given boxes, or else in the middle of the picture.
     * @param {Box[]} boxes
     */
    findNewBox(boxes) {
        const [width, height] = this.size;
        const around = this.pixels && surroundOpenInk(this.pixels, this.size, boxes);
        return around ?? roundBox(0.4 * width, 0.25 * height, 0.2 * width, 0.5 * height);
    }
}
