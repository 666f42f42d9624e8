// @ts-check
// Draws the map's lines, names and dots.

/** @import { Line, View } from "./lines.js" */
/** @import { MapData, Place } from "../types.js" */

import { isKnown, toPixels } from "./lines.js";

const BEAD = 5.5; // radius, in CSS pixels as the others
const END_MARK = 3; // radius
const ASIDE = 7; // from a digit's name to the middle of its points, where the map page marks the typical digit

/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */
/** @typedef {{ink: string, paper: string, accent: string}} Colours */

/**
 * What a map is drawn with; `ratio` is canvas pixels per CSS pixel.
 * @typedef {{context: Context, view: View, ratio: number, colours: Colours}} Pen
 */

/**
 * @param {Pen} pen
 * @param {MapData["names"]} names
 */
export function drawNames({ context, view, ratio, colours }, names) {
    context.font = `600 ${11 * ratio}px sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3 * ratio;
    context.strokeStyle = colours.paper;
    context.fillStyle = colours.ink;
    for (const [digit, middle] of names) {
        const [x, y] = toPixels(view, middle);
        context.strokeText(String(digit), x - ASIDE * ratio, y - ASIDE * ratio);
        context.fillText(String(digit), x - ASIDE * ratio, y - ASIDE * ratio);
    }
}

/**
 * A line, with a ring at its start and a dot at its end.
 * @param {Pen} pen
 * @param {Line} line
 */
export function drawLine(pen, { places }) {
    const { context, ratio, colours } = pen;
    context.lineJoin = "round";
    context.lineCap = "round";
    tracePath(pen, places);
    strokePath(context, colours.paper, 4 * ratio);
    strokePath(context, colours.ink, 1.5 * ratio);
    const known = places.filter(isKnown);
    if (!known.length) return;
    const rim = { radius: END_MARK * ratio, rim: colours.ink, width: 1.5 * ratio };
    drawDot(pen, known[0], { ...rim, inside: colours.paper });
    drawDot(pen, known[known.length - 1], { ...rim, inside: colours.ink });
}

/**
 * A path through the places; with a gap where a place is not known.
 * @param {Pen} pen
 * @param {Place[]} places
 */
function tracePath({ context, view }, places) {
    context.beginPath();
    let isDrawing = false;
    for (const place of places) {
        if (isKnown(place)) {
            const [x, y] = toPixels(view, place);
            if (isDrawing) context.lineTo(x, y);
            else context.moveTo(x, y);
        }
        isDrawing = isKnown(place);
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
 * The bead where the film is.
 * @param {Pen} pen
 * @param {Place} place
 */
export function drawBead(pen, place) {
    const { ratio, colours } = pen;
    const rim = { rim: colours.paper, width: 2 * ratio };
    drawDot(pen, place, { ...rim, radius: BEAD * ratio, inside: colours.accent });
}

/**
 * @param {Pen} pen
 * @param {Place} place
 * @param {{radius: number, inside: string, rim: string, width: number}} look
 */
function drawDot({ context, view }, place, { radius, inside, rim, width }) {
    const [x, y] = toPixels(view, place);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = inside;
    strokePath(context, rim, width);
    context.fill();
}
