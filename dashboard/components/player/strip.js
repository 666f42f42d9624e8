// @ts-check
// The confidence strip: for each frame and place the probability of each digit, and marks at the frames to look at.

/** @import { Colour } from "../ink.js" */
/** @import { Reading } from "./types.js" */

import { contextOf } from "../elements.js";
import { findRuns, isBright, LANE, leftOf, middleOfBar, rowHeight, sharesAt, sumOf } from "./strip_layout.js";

const LEAST_ROOM = 11; // that a digit's name needs, in CSS pixels

/**
 * What a strip is drawn with: canvas pixels per CSS pixel, a row's height in CSS pixels, and a frame's left edge.
 * @typedef {object} Pen
 * @property {CanvasRenderingContext2D} context
 * @property {Reading} reading
 * @property {string[]} colours Of the ten digits.
 * @property {string} ink As "r g b".
 * @property {number} scale
 * @property {number} height
 * @property {(frame: number) => number} left
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Reading} reading
 * @param {string[]} colours Of the ten digits.
 * @param {Colour} rgb Of the marks.
 */
export function drawStrip(canvas, reading, colours, rgb) {
    const context = contextOf(canvas);
    const scale = canvas.width / canvas.clientWidth;
    const height = rowHeight(reading.digit_count);
    /** @param {number} frame */
    const left = (frame) => leftOf(frame, reading.frame_count, canvas.width);
    const pen = { context, reading, colours, ink: rgb.join(" "), scale, height, left };
    for (let place = 0; place < reading.digit_count; place++) {
        const top = Math.round((LANE + place * height) * scale);
        const tall = Math.round((height - 1) * scale);
        for (let frame = 0; frame < reading.frame_count; frame++) drawBars(pen, frame, place, top, tall);
        drawNames(pen, place, top + tall / 2);
    }
    context.fillStyle = `rgb(${pen.ink})`;
    context.strokeStyle = `rgb(${pen.ink})`;
    drawTurns(pen);
    drawThirds(pen);
    drawMostAmbiguous(pen);
}

/**
 * The ten bars of a place of a frame, one below the other; a thin line where nothing is read.
 * @param {Pen} pen
 * @param {number} frame
 * @param {number} place
 * @param {number} top
 * @param {number} tall
 */
function drawBars({ context, reading, colours, ink, scale, left }, frame, place, top, tall) {
    const x = left(frame);
    const width = left(frame + 1) - x;
    const shares = sharesAt(reading, frame, place);
    const sum = sumOf(shares);
    if (!sum) {
        context.fillStyle = `rgb(${ink} / 0.3)`; // the place is empty, or its digit is not whole
        context.fillRect(x, top + Math.round(tall / 2), width, scale);
        return;
    }
    let below = 0;
    for (let digit = 0; digit < 10; digit++) {
        const above = below + shares[digit] / sum;
        const y = Math.round(below * tall);
        context.fillStyle = colours[digit];
        context.fillRect(x, top + y, width, Math.round(above * tall) - y);
        below = above;
    }
}

/**
 * Write each digit where the place reads as that digit, for people who cannot tell the colours apart.
 * @param {Pen} pen
 * @param {number} place
 * @param {number} y The middle of the row.
 */
function drawNames({ context, reading, colours, scale, height, left }, place, y) {
    context.font = `600 ${12 * scale}px sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const { digit, first, next } of findRuns(reading, place)) {
        if (digit < 0 || left(next) - left(first) < LEAST_ROOM * scale) continue;
        // In the middle of the run and of the digit's own bar, which is the largest there.
        const shares = sharesAt(reading, (first + next - 1) >> 1, place);
        const shift = (middleOfBar(shares, digit) - 0.5) * (height - 1) * scale;
        context.fillStyle = isBright(colours[digit]) ? "#1C1B19" : "#FFFFFF";
        context.fillText(String(digit), (left(first) + left(next)) / 2, y + shift);
    }
}

/**
 * A triangle and a line where the reading changes.
 * @param {Pen} pen
 */
function drawTurns({ context, reading, scale, height, left }) {
    for (const [frame, place] of reading.turns) {
        const x = left(frame);
        context.fillRect(x - scale / 2, (LANE + place * height) * scale, scale, (height - 1) * scale);
        context.beginPath();
        context.moveTo(x - 4 * scale, scale);
        context.lineTo(x + 4 * scale, scale);
        context.lineTo(x, 7 * scale);
        context.fill();
    }
}

/**
 * A bar above the frames that read as a third digit.
 * @param {Pen} pen
 */
function drawThirds({ context, reading, scale, left }) {
    for (const [frame] of reading.thirds)
        context.fillRect(left(frame), (LANE - 4) * scale, left(frame + 1) - left(frame), 3 * scale);
}

/**
 * A ring below the most ambiguous frame.
 * @param {Pen} pen
 */
function drawMostAmbiguous({ context, reading, scale, height, left }) {
    if (!reading.most_ambiguous) return;
    const [frame] = reading.most_ambiguous;
    const y = (LANE * 1.5 + reading.digit_count * height) * scale;
    context.lineWidth = 1.5 * scale;
    context.beginPath();
    context.arc((left(frame) + left(frame + 1)) / 2, y, 3.5 * scale, 0, 2 * Math.PI);
    context.stroke();
}
