// @ts-check
// The manifold behind the points: a grid of digits decoded at points of a flat view.

import { fetchGreys, makeInkCanvas } from "../pictures/greys.js";

/** @import { Colour } from "../../ink.js" */
/** @import { Camera } from "../view/camera.js" */
/** @import { Greys } from "../pictures/greys.js" */

const DIGIT_SIDE = 44; // CSS pixels, on average
const MAX_COLUMNS = 48;
const MAX_ROWS = 25;

/**
 * Digits at the data coordinates (x + i, y - j) · step, for 0 ≤ i < `columns` and 0 ≤ j < `rows`.
 * @typedef {{x: number, y: number, step: number, columns: number, rows: number}} Lattice
 */

/**
 * Return the lattice in a camera's view. Its digits stay at the same coordinates when the camera pans.
 * @param {Camera} camera
 * @returns {Lattice}
 */
export function latticeIn(camera) {
    const pixelsPerUnit = (camera.view().scale * 65535) / camera.square.side / camera.ratio;
    const step = 2 ** Math.round(Math.log2(DIGIT_SIDE / pixelsPerUnit));
    const [left, bottom] = camera.placeAt([0, camera.height]);
    const [right, top] = camera.placeAt([camera.width, 0]);
    const x = Math.floor(left / step);
    const y = Math.ceil(top / step);
    const columns = Math.min(MAX_COLUMNS, Math.ceil(right / step) - x + 1);
    const rows = Math.min(MAX_ROWS, y - Math.floor(bottom / step) + 1);
    return { x, y, step, columns, rows };
}

/**
 * Return the address of a lattice's digits.
 * @param {string} address
 * @param {Lattice} lattice
 */
export function addressOf(address, { x, y, step, columns, rows }) {
    return `${address}&left=${x * step}&top=${y * step}&step=${step}&columns=${columns}&rows=${rows}`;
}

export class Backdrop {
    /** @param {() => void} changed Called when new digits have arrived. */
    constructor(changed) {
        this.changed = changed;
        this.address = ""; // of the manifold; "" for no manifold
        /** @type {{address: string, lattice: Lattice, picture: Greys} | null} */
        this.shown = null;
        /** @type {OffscreenCanvas | null} The digits in the theme's ink. */
        this.canvas = null;
        /** @type {string | null} The address of the digits being fetched. */
        this.pending = null;
    }

    get isLoaded() {
        return this.address !== "" && this.shown !== null;
    }

    forget() {
        this.shown = null;
    }

    /** Discard the digits drawn in the previous theme's ink. */
    forgetInk() {
        this.canvas = null;
    }

    /**
     * Fetch the digits in a camera's view, unless they are loaded or being fetched.
     * @param {Camera} camera
     */
    async ask(camera) {
        const manifold = this.address;
        if (!manifold || !camera.width) return;
        const lattice = latticeIn(camera);
        const address = addressOf(manifold, lattice);
        if (address === this.shown?.address || address === this.pending) return;
        this.pending = address;
        const picture = await fetchGreys(address);
        if (this.pending !== address) return;
        this.pending = null;
        if (!picture || this.address !== manifold) return;
        this.shown = { address, lattice, picture };
        this.canvas = null;
        this.changed();
    }

    /**
     * @param {CanvasRenderingContext2D} pen
     * @param {Camera} camera
     * @param {Colour} ink
     */
    draw(pen, camera, ink) {
        if (!this.shown) return;
        const { lattice, picture } = this.shown;
        const { x, y, step, columns, rows } = lattice;
        this.canvas ??= makeInkCanvas(picture.greys, picture.width, ink);
        const left = (x - 0.5) * step;
        const top = (y + 0.5) * step;
        const [px, py] = camera.toPixel([left, top]);
        const [right, bottom] = camera.toPixel([left + step * columns, top - step * rows]);
        pen.globalAlpha = 0.6;
        pen.drawImage(this.canvas, px, py, right - px, bottom - py);
        pen.globalAlpha = 1;
    }
}
