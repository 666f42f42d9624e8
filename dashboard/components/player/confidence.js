// @ts-check
// The confidence strip of a film and the summary below it.

/** @import { Film, Reading } from "./types.js" */

import { contextOf, findElement } from "../elements.js";
import { colourOf, fitCanvas, fromBase64 } from "../ink.js";
import { drawStrip } from "./strip.js";
import { stripHeight } from "./strip_layout.js";

const LABEL = "The digit reader's confidence, frame by frame";
const EMPTY_LINE = "\u00a0"; // keeps the line's height, so that the layout does not shift
const LIGHT_INK = 128; // of 255: a lighter text colour means a dark theme

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
     * Show the film's reading, which arrives after the film (see reading.js). Until then, the previous
     * reading stays if it has the same number of frames and digits.
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

    /**
     * Whether the current reading has as many frames and digits as a film.
     * @param {Film} film
     */
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
