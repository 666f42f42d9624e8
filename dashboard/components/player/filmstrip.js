// @ts-check
// The filmstrip: a row of thumbnails, each showing the middle frame of its share of the film.

/** @import { Film } from "./types.js" */

import { fitCanvas } from "../ink.js";
import { indexAt } from "./clock.js";
import { drawFrame, fillPaper } from "./film.js";

const MAX_THUMBNAILS = 12;
const MIN_THUMBNAILS = 4; // fewer would not show how the digits change
const MIN_HEIGHT = 20; // CSS pixels
const MAX_HEIGHT = 56; // CSS pixels

/**
 * Choose the frames that a filmstrip shows, and the filmstrip's height in CSS pixels.
 * @param {number} width CSS pixels.
 * @param {number} frameCount
 * @param {number} digitCount
 */
export function layOutFilmstrip(width, frameCount, digitCount) {
    const room = width / digitCount; // a digit is square: this width sets the thumbnails' height
    const fitting = Math.max(MIN_THUMBNAILS, Math.floor(room / MIN_HEIGHT));
    const count = Math.min(MAX_THUMBNAILS, frameCount, fitting);
    const frames = Array.from({ length: count }, (_, number) =>
        Math.floor(((number + 0.5) * frameCount) / count),
    );
    return { frames, height: Math.min(MAX_HEIGHT, room / count) };
}

export class Filmstrip {
    /** @param {HTMLCanvasElement} canvas */
    constructor(canvas) {
        this.canvas = canvas;
        /** @type {number[]} */
        this.frames = []; // the frame of each thumbnail
    }

    /** @param {Film} film */
    draw(film) {
        const { canvas } = this;
        const { frames, height } = layOutFilmstrip(canvas.clientWidth, film.frame_count, film.digit_count);
        this.frames = frames;
        canvas.style.height = `${height}px`;
        fitCanvas(canvas);
        fillPaper(canvas, film);
        const cell = canvas.width / frames.length;
        frames.forEach((frame, number) => {
            const x = cell * number + (cell - canvas.height * film.digit_count) / 2;
            drawFrame(canvas, film, frame, { x });
        });
    }

    /**
     * Return the frame whose thumbnail is at a share of the strip's width.
     * @param {number} share From 0 to 1.
     */
    frameAt(share) {
        return this.frames[indexAt(share, this.frames.length)];
    }
}
