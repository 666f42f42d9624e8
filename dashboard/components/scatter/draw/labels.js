// @ts-check
// Labels for the digits and for the ends and stops of a morph, placed so that they do not overlap.

import { pixelIn } from "../view/camera.js";

/** @import { Brush } from "./brush.js" */
/** @import { Line, Pair } from "../view/scene.js" */
/** @typedef {[number, number, number, number]} Box Left, top, right and bottom in pixels. */

const MAX_ZOOM = 6; // above this zoom, the digits have no labels

/**
 * Draw the digits' labels; return the boxes that they occupy.
 * @param {Brush} brush
 * @param {(Pair | null)[]} names Where each digit's label goes, in steps.
 * @param {string} hidden The hidden digits.
 */
export function drawNames(brush, names, hidden) {
    /** @type {Box[]} */
    const taken = [];
    const { camera } = brush;
    if (camera.zoom > MAX_ZOOM) return taken;
    const { ratio } = camera;
    const view = camera.view();
    brush.setFont(22 * ratio, "center");
    names.forEach((steps, digit) => {
        const name = String(digit);
        if (!steps || hidden.includes(name)) return;
        const [x, y] = pixelIn(view, steps[0], steps[1]);
        brush.write(name, x, y, 5 * ratio, 0.85);
        taken.push([x - 7 * ratio, y - 11 * ratio, x + 7 * ratio, y + 11 * ratio]);
    });
    return taken;
}

/**
 * Draw the labels at a line's ends.
 * @param {Brush} brush
 * @param {Line} line
 * @param {Box[]} taken
 */
export function drawEndNames(brush, { places, label }, taken) {
    const known = places.filter((place) => place !== null);
    brush.setFont(13 * brush.camera.ratio, "left");
    drawLabel(brush, known[0], label[0], 13, taken, true);
    drawLabel(brush, known[known.length - 1], label[1], 13, taken, true);
}

/**
 * Draw the labels at a line's stops where there is room.
 * @param {Brush} brush
 * @param {Line} line
 * @param {Box[]} taken
 */
export function drawStopNames(brush, { places, stops }, taken) {
    brush.setFont(12 * brush.camera.ratio, "left");
    for (const [i, name] of stops) drawLabel(brush, places[i], name, 12, taken, false);
}

/**
 * @param {Brush} brush
 * @param {Pair | null | undefined} place
 * @param {string} text
 * @param {number} size The font's size in CSS pixels.
 * @param {Box[]} taken The occupied boxes; receives the label's box.
 * @param {boolean} isNeeded Whether to draw the label even if there is no room.
 */
function drawLabel(brush, place, text, size, taken, isNeeded) {
    if (!place || !text) return;
    const { camera, pen } = brush;
    const { ratio } = camera;
    const half = 0.6 * size * ratio;
    const { width } = pen.measureText(text);
    const box = findBox(camera.toPixel(place), width, half, 9 * ratio, pen.canvas.width, taken, isNeeded);
    if (!box) return;
    taken.push(box);
    brush.write(text, box[0], box[1] + half, 4 * ratio, 0.9);
}

/**
 * Return the first free box for a label beside a pixel: level with the pixel, then below, then above
 * it; each time on the right first, then on the left.
 * @param {Pair} pixel
 * @param {number} width Width of the text.
 * @param {number} half Half the height of the text.
 * @param {number} gap Distance between the pixel and the text.
 * @param {number} end The right edge of the canvas.
 * @param {Box[]} taken
 * @param {boolean} isNeeded Whether to place the label level with the pixel if no box is free.
 * @returns {Box | null}
 */
export function findBox([px, py], width, half, gap, end, taken, isNeeded) {
    const lefts = [px + gap, px - gap - width];
    /** @type {Box[]} */
    const boxes = [py, py + 3 * half, py - 3 * half].flatMap((y) =>
        lefts.map((x) => /** @type {Box} */ ([x, y - half, x + width, y + half])),
    );
    const free = boxes.find(
        (box) => box[0] >= 0 && box[2] <= end && !taken.some((other) => overlap(box, other)),
    );
    if (free) return free;
    if (!isNeeded) return null;
    return boxes[0][2] <= end ? boxes[0] : boxes[1];
}

/**
 * @param {Box} a
 * @param {Box} b
 */
function overlap(a, b) {
    return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
