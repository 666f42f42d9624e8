// @ts-check
// The film's lines on the map: one line per position, through the points of its latent codes.

/** @import { MapData, Point } from "../types.js" */

const MARGIN = 0.05; // of the canvas's side, around the lines and the box
const END_BONUS = 4; // CSS pixels: an end counts as this much nearer, because many frames crowd around it

/**
 * The line of one position of the number, straight between its points.
 * @typedef {object} Line
 * @property {number[]} frames The frames whose points the server has projected.
 * @property {number} frameCount The frames of the whole film.
 * @property {Point[]} points One point per frame in `frames`; NaN if the position is empty in that frame.
 */

/**
 * How the map lies on a canvas; `middle` is the point of the map at the canvas's centre.
 * @typedef {{width: number, height: number, scale: number, middle: Point}} View Sizes in canvas pixels.
 */
/** @typedef {{line: Line, frame: number}} Hit The line and frame at a pointer. */

/**
 * Whether a point is known; the point of an empty position is not.
 * @param {Point} point
 */
export function isKnown(point) {
    return Number.isFinite(point[0]);
}

/**
 * Split the points of a film into one line per position.
 * @param {Float32Array} points x and y of each position, frame by frame.
 * @param {Pick<MapData, "frames"> & {frameCount: number}} data
 * @returns {Line[]}
 */
export function splitLines(points, { frames, frameCount }) {
    const digitCount = points.length / 2 / frames.length;
    return Array.from({ length: digitCount }, (_, position) => ({
        frames,
        frameCount,
        points: frames.map((_, number) => {
            const at = 2 * (number * digitCount + position);
            return [points[at], points[at + 1]];
        }),
    }));
}

/**
 * Return the point of a line at a frame, interpolated between the nearest frames that have a point.
 * @param {Line} line
 * @param {number} frame
 * @returns {Point}
 */
export function pointAt({ frames, points }, frame) {
    let after = frames.findIndex((known) => known >= frame);
    if (after < 0) after = frames.length - 1;
    if (frames[after] === frame || !after) return points[after];
    const share = (frame - frames[after - 1]) / (frames[after] - frames[after - 1]);
    const [[x, y], [nextX, nextY]] = [points[after - 1], points[after]];
    return [x * (1 - share) + nextX * share, y * (1 - share) + nextY * share];
}

/**
 * Fit all lines and the box into a canvas.
 * @param {{width: number, height: number}} canvas
 * @param {Line[]} lines
 * @param {Point[]} box Two opposite corners.
 * @returns {View}
 */
export function fitView({ width, height }, lines, box) {
    const points = [...lines.flatMap((line) => line.points).filter(isKnown), ...box];
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const [bottom, top] = [Math.min(...ys), Math.max(...ys)];
    const scale = Math.min(width / (right - left), height / (top - bottom)) * (1 - 2 * MARGIN);
    return { width, height, scale, middle: [(left + right) / 2, (bottom + top) / 2] };
}

/**
 * Convert a point of the map to canvas pixels.
 * @param {View} view
 * @param {Point} point
 * @returns {[x: number, y: number]}
 */
export function toPixels({ width, height, scale, middle }, [x, y]) {
    return [width / 2 + scale * (x - middle[0]), height / 2 - scale * (y - middle[1])];
}

/**
 * Find the line and frame nearest to a pointer. If two frames share a point, the one nearer in time wins.
 * @param {Line[]} lines
 * @param {[x: number, y: number]} pointer CSS pixels from the canvas's top left corner.
 * @param {object} options
 * @param {View} options.view
 * @param {number} options.ratio Canvas pixels per CSS pixel.
 * @param {number} options.reach The maximum distance in CSS pixels.
 * @param {number} options.frame The frame on screen.
 * @returns {Hit | null}
 */
export function findNearest(lines, pointer, { view, ratio, reach, frame: current }) {
    /** @type {Hit | null} */
    let best = null;
    let minDistance = reach;
    for (const line of lines)
        for (let frame = 0; frame < line.frameCount; frame++) {
            const [x, y] = toPixels(view, pointAt(line, frame));
            const away = Math.hypot(x / ratio - pointer[0], y / ratio - pointer[1]);
            const bonus = frame === 0 || frame === line.frameCount - 1 ? END_BONUS : 0;
            const distance = away - bonus + Math.abs(frame - current) / line.frameCount;
            if (away < reach && (!best || distance < minDistance)) {
                best = { line, frame };
                minDistance = distance;
            }
        }
    return best;
}
