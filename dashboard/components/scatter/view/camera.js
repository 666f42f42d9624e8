// @ts-check
// The map's camera. It converts between data coordinates, steps (1/65535 of the data's square) and device pixels.

import { round } from "./scene.js";

/** @import { Pair, Square } from "./scene.js" */

const MIN_ZOOM = 0.5;
const MAX_ZOOM = 100;
const LAST_STEP = 65535;

/** @typedef {{scale: number, dx: number, dy: number}} View The step (x, y) is at the pixel (x·scale + dx, dy − y·scale). */
/** @typedef {{low: Pair, high: Pair}} Bounds The box, in steps, that a view of the whole map shows. */

/**
 * Return the pixel at a step.
 * @param {View} view
 * @param {number} x
 * @param {number} y
 * @returns {Pair}
 */
export function pixelIn({ scale, dx, dy }, x, y) {
    return [x * scale + dx, dy - y * scale];
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
function limit(value, low, high) {
    return Math.max(low, Math.min(high, value));
}

export class Camera {
    constructor() {
        this.width = 0; // device pixels
        this.height = 0;
        this.ratio = 1; // device pixels per CSS pixel
        this.zoom = 1;
        /** @type {Square} */
        this.square = { left: 0, bottom: 0, side: 1 };
        /** @type {Bounds} */
        this.bounds = { low: [0, 0], high: [LAST_STEP, LAST_STEP] };
        /** @type {Pair} The step in the middle of the canvas. */
        this.centre = [32768, 32768];
    }

    /** Return the number of pixels per step at which the whole map fits the canvas. */
    fit() {
        const { low, high } = this.bounds;
        return Math.min(
            (this.width * 0.94) / (high[0] - low[0] + 1),
            (this.height * 0.9) / (high[1] - low[1] + 1),
        );
    }

    /** @returns {View} */
    view() {
        const scale = this.zoom * this.fit();
        return {
            scale,
            dx: this.width / 2 - this.centre[0] * scale,
            dy: this.height / 2 + this.centre[1] * scale,
        };
    }

    /**
     * Set the camera from its text "x_y_zoom" (data coordinates), or show the whole map for any other text.
     * @param {string} text
     */
    look(text) {
        const numbers = text.split("_").map(Number);
        if (numbers.length === 3) {
            this.centre = this.toSteps([numbers[0], numbers[1]]);
            this.zoom = numbers[2];
        } else {
            this.centre = this.middle();
            this.zoom = 1;
        }
        this.clamp();
    }

    /** Return the camera as the text that `look` reads; "" for the whole map. */
    text() {
        const middle = this.middle();
        const isCentred =
            Math.abs(this.centre[0] - middle[0]) < 1 && Math.abs(this.centre[1] - middle[1]) < 1;
        if (this.zoom === 1 && isCentred) return "";
        return [...this.toPlace(this.centre), this.zoom].map(round).join("_");
    }

    /** @returns {Pair} */
    middle() {
        const { low, high } = this.bounds;
        return [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2];
    }

    clamp() {
        const { low, high } = this.bounds;
        this.zoom = limit(this.zoom, MIN_ZOOM, MAX_ZOOM);
        this.centre = [limit(this.centre[0], low[0], high[0]), limit(this.centre[1], low[1], high[1])];
    }

    /**
     * Zoom about a pixel by a factor. The spot under the pixel stays in place unless the map's edge is reached.
     * @param {number} factor
     * @param {Pair} [pixel] By default, the middle of the canvas.
     */
    zoomBy(factor, pixel = [this.width / 2, this.height / 2]) {
        const before = this.stepsAt(pixel);
        this.zoom = limit(this.zoom * factor, MIN_ZOOM, MAX_ZOOM);
        const after = this.stepsAt(pixel);
        this.centre = [this.centre[0] + before[0] - after[0], this.centre[1] + before[1] - after[1]];
        this.clamp();
    }

    /**
     * Move the map; dx and dy are in pixels.
     * @param {number} dx
     * @param {number} dy
     */
    pan(dx, dy) {
        const { scale } = this.view();
        this.centre = [this.centre[0] - dx / scale, this.centre[1] + dy / scale];
        this.clamp();
    }

    /**
     * Return the step at a pixel.
     * @param {Pair} pixel
     * @returns {Pair}
     */
    stepsAt([x, y]) {
        const { scale, dx, dy } = this.view();
        return [(x - dx) / scale, (dy - y) / scale];
    }

    /**
     * Return the data coordinates at a pixel.
     * @param {Pair} pixel
     */
    placeAt(pixel) {
        return this.toPlace(this.stepsAt(pixel));
    }

    /**
     * @param {Pair} place
     * @returns {Pair}
     */
    toSteps([x, y]) {
        const { left, bottom, side } = this.square;
        return [((x - left) / side) * LAST_STEP, ((y - bottom) / side) * LAST_STEP];
    }

    /**
     * @param {Pair} steps
     * @returns {Pair}
     */
    toPlace([x, y]) {
        const { left, bottom, side } = this.square;
        return [left + (x / LAST_STEP) * side, bottom + (y / LAST_STEP) * side];
    }

    /**
     * Return the pixel at data coordinates.
     * @param {Pair} place
     */
    toPixel(place) {
        const [x, y] = this.toSteps(place);
        return pixelIn(this.view(), x, y);
    }
}
