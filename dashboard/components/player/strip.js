// @ts-check
// Draws the confidence strip: the digit probabilities of each frame and position, and marks.

/** @import { Colour } from "../ink.js" */
/** @import { Reading } from "./types.js" */

import { contextOf } from "../elements.js";
import { findRuns, isBright, LANE, leftOf, middleOfBar, rowHeight, sharesAt, sumOf } from "./strip_layout.js";

const MIN_LABEL_WIDTH = 11; // CSS pixels: narrower runs get no label

/**
 * Everything that is needed to draw a strip.
 * @typedef {object} Pen
 * @property {CanvasRenderingContext2D} context
 * @property {Reading} reading
 * @property {string[]} colours One per digit from 0 to 9, as #rrggbb.
 * @property {string} ink The colour of the marks as "r g b".
 * @property {number} scale Canvas pixels per CSS pixel.
 * @property {number} height The height of a row in CSS pixels.
 * @property {(frame: number) => number} left The left edge of a frame in canvas pixels.
 */

/**
 * Draw a strip over the whole canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {Reading} reading
 * @param {string[]} colours One per digit from 0 to 9, as #rrggbb.
 * @param {Colour} rgb The colour of the marks.
 */
export function drawStrip(canvas, reading, colours, rgb) {
    const context = contextOf(canvas);
    const scale = canvas.width / canvas.clientWidth;
    const height = rowHeight(reading.digit_count);
    /** @param {number} frame */
    const left = (frame) => leftOf(frame, reading.frame_count, canvas.width);
    const pen = { context, reading, colours, ink: rgb.join(" "), scale, height, left };
    for (let position = 0; position < reading.digit_count; position++) {
        const top = Math.round((LANE + position * height) * scale);
        const tall = Math.round((height - 1) * scale);
        for (let frame = 0; frame < reading.frame_count; frame++) drawBars(pen, frame, position, top, tall);
        drawLabels(pen, position, top + tall / 2);
    }
    context.fillStyle = `rgb(${pen.ink})`;
    context.strokeStyle = `rgb(${pen.ink})`;
    drawTurns(pen);
    drawThirds(pen);
    drawMostAmbiguous(pen);
}

/**
 * Draw the stack of ten bars for a frame and position, or a thin line if nothing was read there.
 * @param {Pen} pen
 * @param {number} frame
 * @param {number} position
 * @param {number} top Canvas pixels.
 * @param {number} tall Height in canvas pixels.
 */
function drawBars({ context, reading, colours, ink, scale, left }, frame, position, top, tall) {
    const x = left(frame);
    const width = left(frame + 1) - x;
    const shares = sharesAt(reading, frame, position);
    const sum = sumOf(shares);
    if (!sum) {
        context.fillStyle = `rgb(${ink} / 0.3)`; // the position is empty, or its digit is not at full size
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
 * Label each run of frames with its digit, for people who cannot tell the colours apart.
 * @param {Pen} pen
 * @param {number} position
 * @param {number} y The middle of the row in canvas pixels.
 */
function drawLabels({ context, reading, colours, scale, height, left }, position, y) {
    context.font = `600 ${12 * scale}px sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const { digit, first, next } of findRuns(reading, position)) {
        if (digit < 0 || left(next) - left(first) < MIN_LABEL_WIDTH * scale) continue;
        // Centre the label on the digit's bar in the middle frame of the run.
        const shares = sharesAt(reading, (first + next - 1) >> 1, position);
        const shift = (middleOfBar(shares, digit) - 0.5) * (height - 1) * scale;
        context.fillStyle = isBright(colours[digit]) ? "#1C1B19" : "#FFFFFF";
        context.fillText(String(digit), (left(first) + left(next)) / 2, y + shift);
    }
}

/**
 * Mark each change of the reading with a triangle and a line.
 * @param {Pen} pen
 */
function drawTurns({ context, reading, scale, height, left }) {
    for (const [frame, position] of reading.turns) {
        const x = left(frame);
        context.fillRect(x - scale / 2, (LANE + position * height) * scale, scale, (height - 1) * scale);
        context.beginPath();
        context.moveTo(x - 4 * scale, scale);
        context.lineTo(x + 4 * scale, scale);
        context.lineTo(x, 7 * scale);
        context.fill();
    }
}

/**
 * Draw a bar above the frames that read as a digit of neither end.
 * @param {Pen} pen
 */
function drawThirds({ context, reading, scale, left }) {
    for (const [frame] of reading.thirds)
        context.fillRect(left(frame), (LANE - 4) * scale, left(frame + 1) - left(frame), 3 * scale);
}

/**
 * Draw a ring below the most ambiguous frame.
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
