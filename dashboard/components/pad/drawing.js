// @ts-check
// A drawing: a list of strokes [x, y, width, x, y, width, …] in thousandths of the pad's height.

/** @typedef {number[]} Stroke */
/** @typedef {{x: number, y: number, width: number, height: number}} View What of the drawing the pad shows. */
/** @typedef {{width: number, points: number[]}} Line */

const WIDTH = 1250; // of the pad where it is HEIGHT high; strokes.py has the same
const HEIGHT = 1000;
const PEN = 60;
const INSET = 40; // what is drawn stays this far from the edge, so that no stroke is cut
const MARGIN = 120; // round what was drawn beyond the pad
const NEAREST = 5; // a point nearer than this to the last one adds nothing
const MOST_POINTS = 19_900; // strokes.py takes 20,000

/** @param {Stroke[]} strokes */
export function isFull(strokes) {
    return strokes.flat().length / 3 > MOST_POINTS;
}

/**
 * Append a point of the pad to a stroke, unless the stroke is full or the point is where the stroke ends.
 * @param {Stroke} stroke
 * @param {{x: number, y: number}} at
 * @param {View} view
 * @param {number} width
 */
export function addPoint(stroke, at, view, width) {
    const x = keepInside(at.x, view.x, view.width);
    const y = keepInside(at.y, view.y, view.height);
    const [lastX, lastY] = stroke.slice(-3);
    if (stroke.length && Math.hypot(x - lastX, y - lastY) < NEAREST) return;
    if (stroke.length <= 3 * MOST_POINTS) stroke.push(x, y, width);
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} length
 */
function keepInside(value, low, length) {
    return Math.round(Math.min(low + length - INSET, Math.max(low + INSET, value)));
}

/**
 * The width of a line: a pen's grows with its pressure, in steps of 4, so that a line of one width is one SVG line.
 * @param {string} pointerType
 * @param {number} pressure From 0 to 1.
 */
export function penWidth(pointerType, pressure) {
    return pointerType === "pen" ? 4 * Math.round((PEN * (0.4 + 1.2 * pressure)) / 4) : PEN;
}

/**
 * A view of the whole pad, and of what was drawn beyond it while it was larger, in the shape of the stage.
 * @param {Stroke[]} strokes
 * @param {number} stageWidth
 * @param {number} stageHeight
 * @returns {View}
 */
export function viewOf(strokes, stageWidth, stageHeight) {
    const half = (HEIGHT / 2) * (stageWidth / stageHeight);
    let [left, top, right, bottom] = [WIDTH / 2 - half, 0, WIDTH / 2 + half, HEIGHT];
    for (const stroke of strokes)
        for (let i = 0; i < stroke.length; i += 3) {
            const [x, y] = [stroke[i], stroke[i + 1]];
            if (x >= INSET && x <= WIDTH - INSET && y >= INSET && y <= HEIGHT - INSET) continue;
            [left, right] = [Math.min(left, x - MARGIN), Math.max(right, x + MARGIN)];
            [top, bottom] = [Math.min(top, y - MARGIN), Math.max(bottom, y + MARGIN)];
        }
    const width = Math.max(right - left, ((bottom - top) * stageWidth) / stageHeight);
    const height = (width * stageHeight) / stageWidth;
    return { x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height };
}

/**
 * A stroke as lines of one width each.
 * @param {Stroke} stroke
 */
export function splitByWidth(stroke) {
    /** @type {Line[]} */
    const lines = [];
    let width = NaN;
    for (let i = 0; i < stroke.length; i += 3) {
        const [x, y] = [stroke[i], stroke[i + 1]];
        if (stroke[i + 2] !== width) {
            width = stroke[i + 2];
            // A line begins where the last one ends. One of a single point goes there twice, which draws a dot.
            lines.push({ width, points: i ? [stroke[i - 3], stroke[i - 2]] : [x, y] });
        }
        lines[lines.length - 1].points.push(x, y);
    }
    return lines;
}
