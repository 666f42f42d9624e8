// @ts-check
// The strokes of a drawing, in thousandths of the pad's height.

/** @typedef {number[]} Stroke Its points one after another: x, y, width, x, y, width, … */
/** @typedef {{x: number, y: number, width: number, height: number}} ViewBox The part of the drawing that is in sight. */
/** @typedef {{width: number, points: number[]}} Line Points of one width: x, y, x, y, … */

const WIDTH = 1250; // of the pad where it is HEIGHT high; strokes.py has the same
const HEIGHT = 1000;
const PEN = 60; // width of a line
const WIDTH_STEP = 4; // widths are whole steps, so that a line of nearly one width is one line of the SVG
const INSET = 40; // between a point and the edge, so that no stroke is cut
const MARGIN = 120; // around a point that was drawn beyond the pad
const NEAREST = 5; // a point nearer than this to the last one adds nothing
const MAX_POINT_COUNT = 19_900; // strokes.py takes 20,000

/** @param {Stroke[]} strokes */
export function isFull(strokes) {
    return strokes.flat().length / 3 > MAX_POINT_COUNT;
}

/**
 * The width of a line.
 * @param {string} pointerType Only a "pen" has a pressure.
 * @param {number} pressure
 */
export function penWidth(pointerType, pressure) {
    if (pointerType !== "pen") return PEN;
    return WIDTH_STEP * Math.round((PEN * (0.4 + 1.2 * pressure)) / WIDTH_STEP);
}

/**
 * Add a point to a stroke, moved into sight; a point too near to the last one is left out.
 * @param {Stroke} stroke
 * @param {{x: number, y: number}} point
 * @param {number} width
 * @param {ViewBox} view
 */
export function addPoint(stroke, point, width, view) {
    const x = keepBetween(point.x, view.x, view.width);
    const y = keepBetween(point.y, view.y, view.height);
    const [lastX, lastY] = stroke.slice(-3);
    if (stroke.length && Math.hypot(x - lastX, y - lastY) < NEAREST) return;
    if (stroke.length > 3 * MAX_POINT_COUNT) return;
    stroke.push(x, y, width);
}

/**
 * A coordinate in whole units, at least INSET away from the ends of a range.
 * @param {number} value
 * @param {number} low
 * @param {number} length
 */
function keepBetween(value, low, length) {
    return Math.round(Math.min(low + length - INSET, Math.max(low + INSET, value)));
}

/**
 * What the pad shows on a stage of a given size: the whole pad, and what was drawn beyond it on a larger stage.
 * @param {Stroke[]} strokes
 * @param {number} stageWidth
 * @param {number} stageHeight
 * @returns {ViewBox}
 */
export function findView(strokes, stageWidth, stageHeight) {
    const half = (HEIGHT / 2) * (stageWidth / stageHeight);
    let [left, top, right, bottom] = [WIDTH / 2 - half, 0, WIDTH / 2 + half, HEIGHT];
    for (const stroke of strokes)
        for (let i = 0; i < stroke.length; i += 3) {
            const [x, y] = [stroke[i], stroke[i + 1]];
            if (x >= INSET && x <= WIDTH - INSET && y >= INSET && y <= HEIGHT - INSET) continue;
            left = Math.min(left, x - MARGIN);
            top = Math.min(top, y - MARGIN);
            right = Math.max(right, x + MARGIN);
            bottom = Math.max(bottom, y + MARGIN);
        }
    // Extended around the same middle to the shape of the stage.
    const width = Math.max(right - left, ((bottom - top) * stageWidth) / stageHeight);
    const height = (width * stageHeight) / stageWidth;
    return { x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height };
}

/**
 * A stroke as lines, one for each run of equal width. Each begins where the line before it ends; the first
 * begins with its point twice, so that a stroke of one point is a dot.
 * @param {Stroke} stroke
 */
export function splitByWidth(stroke) {
    /** @type {Line[]} */
    const lines = [];
    for (let i = 0; i < stroke.length; i += 3) {
        const [x, y, width] = stroke.slice(i, i + 3);
        let line = lines.at(-1);
        if (line?.width !== width) {
            line = { width, points: i ? stroke.slice(i - 3, i - 1) : [x, y] };
            lines.push(line);
        }
        line.points.push(x, y);
    }
    return lines;
}
