// @ts-check
// How the film reads: the confidence strip and the sentence below it.

/** @import { Film, Reading } from "./types.js" */

import { contextOf, findElement } from "../elements.js";
import { colourOf, fitCanvas, fromBase64 } from "../ink.js";
import { drawStrip } from "./strip.js";
import { stripHeight } from "./strip_layout.js";

const LABEL = "How sure the digit reader is, frame by frame";
const EMPTY_LINE = "\u00a0"; // keeps the line's height, so that nothing below moves
const LIGHT_INK = 128; // lighter ink means a dark theme

export class Confidence {
    /** @param {ParentNode} root */
    constructor(root) {
        this.player = findElement(root, ".player", HTMLElement);
        this.canvas = findElement(root, ".confidence", HTMLCanvasElement);
        this.words = findElement(root, ".words", HTMLElement);
        /** @type {Reading | null} */
        this.reading = null;
    }

    /** @param {number} digitCount */
    setDigitCount(digitCount) {
        this.canvas.style.height = `${stripHeight(digitCount)}px`;
    }

    /**
     * Show the film's reading. The reading comes after its film (see reading.js); until then the last film's reading
     * stays if it has as many frames and digits.
     * @param {Film} film
     */
    showReading(film) {
        const data = globalThis.latentDigitsReading;
        const isRead = data?.film === film.film;
        this.player.classList.toggle("unread", !isRead);
        if (isRead) {
            if (this.reading?.film === film.film) return;
            this.reading = { ...data, shares: fromBase64(data.shares) };
            this.describe(`${LABEL}. ${data.words}`, data.words);
        } else {
            if (this.fits(film)) return;
            this.reading = null;
            this.describe(LABEL, EMPTY_LINE);
        }
        this.draw(film);
        if (isRead) performance.mark("reading-drawn");
    }

    /** @param {Film} film */
    fits({ frame_count, digit_count }) {
        return this.reading?.frame_count === frame_count && this.reading.digit_count === digit_count;
    }

    /**
     * @param {string} label
     * @param {string} words
     */
    describe(label, words) {
        this.canvas.setAttribute("aria-label", label);
        this.words.textContent = words;
    }

    /** @param {Film} film */
    draw({ colours }) {
        const ink = colourOf(this.canvas);
        if (!fitCanvas(this.canvas)) contextOf(this.canvas).reset();
        if (!this.reading) return;
        drawStrip(this.canvas, this.reading, ink[0] > LIGHT_INK ? colours.dark : colours.light, ink);
    }
}
