// @ts-check
// Draws frames of a film on canvases.

/** @import { Film } from "./types.js" */

import { contextOf } from "../elements.js";
import { drawPicture, PAPERS } from "../ink.js";
import { PIXEL_COUNT } from "../live.js";

/**
 * Return the pixels of a frame, with its digits side by side: 28 rows of 28 · digit_count bytes, ink = 255.
 * @param {Pick<Film, "frames" | "digit_count">} film
 * @param {number} frame
 */
export function pictureOf({ frames, digit_count }, frame) {
    const size = digit_count * PIXEL_COUNT;
    return frames.subarray(frame * size, (frame + 1) * size);
}

/**
 * Fill a canvas with the film's background.
 * @param {HTMLCanvasElement} canvas
 * @param {Film} film
 */
export function fillPaper(canvas, film) {
    const context = contextOf(canvas);
    context.fillStyle = PAPERS[film.paper].paper ?? "transparent";
    context.fillRect(0, 0, canvas.width, canvas.height);
}

/**
 * Draw a frame at the full height of a canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {Film} film
 * @param {number} frame
 * @param {{x?: number, pixels?: boolean}} [options] Left edge in canvas pixels; whether pixels are square.
 */
export function drawFrame(canvas, film, frame, { x = 0, pixels = false } = {}) {
    const { ink } = PAPERS[film.paper];
    drawPicture(contextOf(canvas), pictureOf(film, frame), ink, x, 0, canvas.height, { pixels });
}
