// @ts-check
// The strokes of a drawing. Coordinates and widths are in thousandths of the pad's height.

/** @typedef {number[]} Stroke One point after another: x, y, width, x, y, width, … */
/** @typedef {{x: number, y: number, width: number, height: number}} ViewBox The part in view. */
/** @typedef {{width: number, points: number[]}} Line Points of equal width: x, y, x, y, … */

const WIDTH = 1250; // of the pad; keep equal to PAD_SIZE in strokes.py
const HEIGHT = 1000;
const LINE_WIDTH = 60; // of mouse, finger, and pen at medium pressure
const WIDTH_STEP = 4; // widths are rounded, so that a stroke of almost constant width is a single SVG line
const INSET = 40; // between a point and the edge, so that the edge does not cut off the stroke
const MARGIN = 120; // around points beyond the pad
const MIN_DISTANCE = 5; // a point nearer than this to the previous one is dropped
const MAX_POINT_COUNT = 19_900; // strokes.py accepts 20,000

/** @param {Stroke[]} strokes */
export function isFull(strokes) {
    return strokes.flat().length / 3 > MAX_POINT_COUNT;
}

/**
 * Return the width of a line.
 * @param {string} pointerType Pressure counts only for a "pen".
 * @param {number} pressure From 0 to 1.
 */
export function penWidth(pointerType, pressure) {
    if (pointerType !== "pen") return LINE_WIDTH;
    return WIDTH_STEP * Math.round((LINE_WIDTH * (0.4 + 1.2 * pressure)) / WIDTH_STEP);
}

/**
 * Add a point to a stroke, moved into view if it is outside. A point too near to the previous one is dropped.
 * @param {Stroke} stroke
 * @param {{x: number, y: number}} point
 * @param {number} width
 * @param {ViewBox} view
 */
export function addPoint(stroke, point, width, view) {
    const x = clampToView(point.x, view.x, view.width);
    const y = clampToView(point.y, view.y, view.height);
    const [lastX, lastY] = stroke.slice(-3);
    if (stroke.length && Math.hypot(x - lastX, y - lastY) < MIN_DISTANCE) return;
    if (stroke.length > 3 * MAX_POINT_COUNT) return;
    stroke.push(x, y, width);
}

/**
 * Round a coordinate and keep it at least INSET away from both ends of a range.
 * @param {number} value
 * @param {number} low
 * @param {number} length
 */
function clampToView(value, low, length) {
    return Math.round(Math.min(low + length - INSET, Math.max(low + INSET, value)));
}

/**
 * Fit the whole pad, and any strokes beyond it, into a stage of a given size.
 * @param {Stroke[]} strokes
 * @param {number} stageWidth CSS pixels.
 * @param {number} stageHeight CSS pixels.
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
    // Extend the view around its centre to the stage's aspect ratio.
    const width = Math.max(right - left, ((bottom - top) * stageWidth) / stageHeight);
    const height = (width * stageHeight) / stageWidth;
    return { x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height };
}

/**
 * Split a stroke into lines, one for each run of equal width. Each line begins where the previous line ends,
 * and the first line repeats its first point, so that a stroke of one point is a dot.
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
