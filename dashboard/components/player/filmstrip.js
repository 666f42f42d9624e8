// @ts-check
// The filmstrip: thumbnails in a row, each of the frame in the middle of its part of the time.

/** @import { Film } from "./types.js" */

import { fitCanvas } from "../ink.js";
import { indexAt } from "./clock.js";
import { drawFrame, fillPaper } from "./film.js";

const MOST_THUMBNAILS = 12;
const FEWEST_THUMBNAILS = 4; // fewer do not show how the digits change
const LEAST_HEIGHT = 20; // in CSS pixels, as the next one
const MOST_HEIGHT = 56;

/**
 * Which frames a filmstrip shows, and how high it is in CSS pixels.
 * @param {number} width In CSS pixels.
 * @param {number} frameCount
 * @param {number} digitCount
 */
export function layOutFilmstrip(width, frameCount, digitCount) {
    const room = width / digitCount; // for the width of one digit, which is the thumbnails' height
    const fitting = Math.max(FEWEST_THUMBNAILS, Math.floor(room / LEAST_HEIGHT));
    const count = Math.min(MOST_THUMBNAILS, frameCount, fitting);
    const frames = Array.from({ length: count }, (_, number) =>
        Math.floor(((number + 0.5) * frameCount) / count),
    );
    return { frames, height: Math.min(MOST_HEIGHT, room / count) };
}

export class Filmstrip {
    /** @param {HTMLCanvasElement} canvas */
    constructor(canvas) {
        this.canvas = canvas;
        /** @type {number[]} */
        this.frames = []; // of the thumbnails
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
     * The frame of the thumbnail at a share of the strip's width.
     * @param {number} share
     */
    frameAt(share) {
        return this.frames[indexAt(share, this.frames.length)];
    }
}
