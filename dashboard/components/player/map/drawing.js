// @ts-check
// Draws the lines, labels and dots of the map.

/** @import { Line, View } from "./lines.js" */
/** @import { MapData, Point } from "../types.js" */

import { isKnown, toPixels } from "./lines.js";

const BEAD_RADIUS = 5.5; // CSS pixels
const END_RADIUS = 3; // CSS pixels
const LABEL_OFFSET = 7; // CSS pixels, up and left: the Latent map page has the typical digit at the centre

/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */
/** @typedef {{ink: string, paper: string, accent: string}} Colours */

/**
 * Everything that is needed to draw on a map; `ratio` is canvas pixels per CSS pixel.
 * @typedef {{context: Context, view: View, ratio: number, colours: Colours}} Pen
 */

/**
 * Label each digit next to the centre of its points.
 * @param {Pen} pen
 * @param {MapData["names"]} labels
 */
export function drawLabels({ context, view, ratio, colours }, labels) {
    context.font = `600 ${11 * ratio}px sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3 * ratio;
    context.strokeStyle = colours.paper;
    context.fillStyle = colours.ink;
    for (const [digit, centre] of labels) {
        const [x, y] = toPixels(view, centre);
        context.strokeText(String(digit), x - LABEL_OFFSET * ratio, y - LABEL_OFFSET * ratio);
        context.fillText(String(digit), x - LABEL_OFFSET * ratio, y - LABEL_OFFSET * ratio);
    }
}

/**
 * Draw a line with a ring at its start and a dot at its end.
 * @param {Pen} pen
 * @param {Line} line
 */
export function drawLine(pen, { points }) {
    const { context, ratio, colours } = pen;
    context.lineJoin = "round";
    context.lineCap = "round";
    tracePath(pen, points);
    strokePath(context, colours.paper, 4 * ratio);
    strokePath(context, colours.ink, 1.5 * ratio);
    const known = points.filter(isKnown);
    if (!known.length) return;
    const rim = { radius: END_RADIUS * ratio, rim: colours.ink, width: 1.5 * ratio };
    drawDot(pen, known[0], { ...rim, inside: colours.paper });
    drawDot(pen, known[known.length - 1], { ...rim, inside: colours.ink });
}

/**
 * Trace a path through the points, with a gap at each unknown point.
 * @param {Pen} pen
 * @param {Point[]} points
 */
function tracePath({ context, view }, points) {
    context.beginPath();
    let isDrawing = false;
    for (const point of points) {
        if (isKnown(point)) {
            const [x, y] = toPixels(view, point);
            if (isDrawing) context.lineTo(x, y);
            else context.moveTo(x, y);
        }
        isDrawing = isKnown(point);
    }
}

/**
 * @param {Context} context
 * @param {string} colour
 * @param {number} width
 */
function strokePath(context, colour, width) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
}

/**
 * Draw the bead that marks the current frame.
 * @param {Pen} pen
 * @param {Point} point
 */
export function drawBead(pen, point) {
    const { ratio, colours } = pen;
    const rim = { rim: colours.paper, width: 2 * ratio };
    drawDot(pen, point, { ...rim, radius: BEAD_RADIUS * ratio, inside: colours.accent });
}

/**
 * Draw a dot with a rim; all lengths are in canvas pixels.
 * @param {Pen} pen
 * @param {Point} point
 * @param {{radius: number, inside: string, rim: string, width: number}} look
 */
function drawDot({ context, view }, point, { radius, inside, rim, width }) {
    const [x, y] = toPixels(view, point);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = inside;
    strokePath(context, rim, width);
    context.fill();
}
