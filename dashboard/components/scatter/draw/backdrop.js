// @ts-check
// The manifold behind the points: what the places of a flat view decode to.

import { fetchGreys, makeInkCanvas } from "../pictures/greys.js";

/** @import { Colour } from "../../ink.js" */
/** @import { Camera } from "../view/camera.js" */
/** @import { Greys } from "../pictures/greys.js" */

const DIGIT_SIDE = 44; // CSS pixels, on average
const MOST_COLUMNS = 48;
const MOST_ROWS = 25;

/**
 * Digits at the places (x + i, y - j) · step, for i of `columns` and j of `rows`.
 * @typedef {{x: number, y: number, step: number, columns: number, rows: number}} Lattice
 */

/**
 * The digits that a camera sees, at places that do not depend on where exactly the camera is.
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
    const columns = Math.min(MOST_COLUMNS, Math.ceil(right / step) - x + 1);
    const rows = Math.min(MOST_ROWS, y - Math.floor(bottom / step) + 1);
    return { x, y, step, columns, rows };
}

/**
 * The address of a lattice's digits.
 * @param {string} address
 * @param {Lattice} lattice
 */
export function addressOf(address, { x, y, step, columns, rows }) {
    return `${address}&left=${x * step}&top=${y * step}&step=${step}&columns=${columns}&rows=${rows}`;
}

export class Backdrop {
    /** @param {() => void} changed Called when other digits are there. */
    constructor(changed) {
        this.changed = changed;
        this.address = ""; // of the manifold; "" for none
        /** @type {{asked: string, lattice: Lattice, picture: Greys} | null} */
        this.shown = null;
        /** @type {OffscreenCanvas | null} The digits in the theme's ink. */
        this.canvas = null;
        /** @type {string | null} The address of the digits that are being fetched. */
        this.asked = null;
    }

    get isThere() {
        return this.address !== "" && this.shown !== null;
    }

    forget() {
        this.shown = null;
    }

    /** Draw in another ink from now on. */
    forgetInk() {
        this.canvas = null;
    }

    /**
     * Fetch the digits that a camera sees, unless they are there or on their way.
     * @param {Camera} camera
     */
    async ask(camera) {
        const { address } = this;
        if (!address || !camera.width) return;
        const lattice = latticeIn(camera);
        const asked = addressOf(address, lattice);
        if (asked === this.shown?.asked || asked === this.asked) return;
        this.asked = asked;
        const picture = await fetchGreys(asked);
        if (this.asked !== asked) return;
        this.asked = null;
        if (!picture || this.address !== address) return;
        this.shown = { asked, lattice, picture };
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
