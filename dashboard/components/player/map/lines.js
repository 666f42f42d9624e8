// @ts-check
// The film's lines on the map: one for each digit, through the places of its codes.

/** @import { MapData, Place } from "../types.js" */

const MARGIN = 0.05; // around all that is shown, as a share of its side
const PULL = 4; // of a line's ends, in CSS pixels: many frames lie close to an end, and a pointer there means the end

/**
 * The places of one digit at the frames `frames`; those between them lie on straight lines.
 * @typedef {object} Line
 * @property {number[]} frames
 * @property {number} frameCount Of the whole film.
 * @property {Place[]} places NaN where there is no digit.
 */

/** @typedef {{width: number, height: number, scale: number, middle: Place}} View Map to canvas, in canvas pixels. */
/** @typedef {{line: Line, frame: number}} Spot */

/** @param {Place} place */
export function isKnown(place) {
    return Number.isFinite(place[0]);
}

/**
 * Split places, two numbers for each frame and digit, into one line for each digit.
 * @param {Float32Array} places
 * @param {Pick<MapData, "frames"> & {frameCount: number}} data
 * @returns {Line[]}
 */
export function splitLines(places, { frames, frameCount }) {
    const digitCount = places.length / 2 / frames.length;
    return Array.from({ length: digitCount }, (_, digit) => ({
        frames,
        frameCount,
        places: frames.map((_, number) => {
            const at = 2 * (number * digitCount + digit);
            return [places[at], places[at + 1]];
        }),
    }));
}

/**
 * Where a line is at a frame: straight between the frames that have a place of their own.
 * @param {Line} line
 * @param {number} frame
 * @returns {Place}
 */
export function placeAt({ frames, places }, frame) {
    let after = frames.findIndex((placed) => placed >= frame);
    if (after < 0) after = frames.length - 1;
    if (frames[after] === frame || !after) return places[after];
    const share = (frame - frames[after - 1]) / (frames[after] - frames[after - 1]);
    const [[x, y], [nextX, nextY]] = [places[after - 1], places[after]];
    return [x * (1 - share) + nextX * share, y * (1 - share) + nextY * share];
}

/**
 * The view of a canvas in which all of the lines and the box are seen.
 * @param {{width: number, height: number}} canvas
 * @param {Line[]} lines
 * @param {Place[]} box
 * @returns {View}
 */
export function fitView({ width, height }, lines, box) {
    const places = [...lines.flatMap((line) => line.places).filter(isKnown), ...box];
    const xs = places.map(([x]) => x);
    const ys = places.map(([, y]) => y);
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const [bottom, top] = [Math.min(...ys), Math.max(...ys)];
    const scale = Math.min(width / (right - left), height / (top - bottom)) * (1 - 2 * MARGIN);
    return { width, height, scale, middle: [(left + right) / 2, (bottom + top) / 2] };
}

/**
 * A place in canvas pixels.
 * @param {View} view
 * @param {Place} place
 * @returns {Place}
 */
export function toPixels({ width, height, scale, middle }, [x, y]) {
    return [width / 2 + scale * (x - middle[0]), height / 2 - scale * (y - middle[1])];
}

/**
 * The line and frame nearest to a point; of two frames at one place the one that is nearer in time.
 * @param {Line[]} lines
 * @param {Place} point In CSS pixels from the canvas's corner.
 * @param {object} options
 * @param {View} options.view
 * @param {number} options.ratio Canvas pixels per CSS pixel.
 * @param {number} options.reach The greatest distance, in CSS pixels.
 * @param {number} options.frame The frame that is shown.
 * @returns {Spot | null}
 */
export function findNearest(lines, point, { view, ratio, reach, frame: shown }) {
    /** @type {Spot | null} */
    let best = null;
    let least = reach;
    for (const line of lines)
        for (let frame = 0; frame < line.frameCount; frame++) {
            const [x, y] = toPixels(view, placeAt(line, frame));
            const away = Math.hypot(x / ratio - point[0], y / ratio - point[1]);
            const pull = frame === 0 || frame === line.frameCount - 1 ? PULL : 0;
            const distance = away - pull + Math.abs(frame - shown) / line.frameCount;
            if (away < reach && (!best || distance < least)) {
                best = { line, frame };
                least = distance;
            }
        }
    return best;
}
