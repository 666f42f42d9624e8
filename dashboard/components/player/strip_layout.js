// @ts-check
// The layout of the confidence strip, and the reading of each frame.

/** @import { Reading } from "./types.js" */

export const LANE = 12; // CSS pixels: the space for marks above the rows, and below them
const ROWS_HEIGHT = 64; // CSS pixels, shared by all rows within the two limits
const MIN_ROW_HEIGHT = 15; // CSS pixels
const MAX_ROW_HEIGHT = 40; // CSS pixels
const BRIGHT = 140; // of 255: brighter colours need a dark label

/** @typedef {Pick<Reading, "shares" | "frame_count" | "digit_count">} Shares */

/**
 * Return the height of one digit's row in CSS pixels.
 * @param {number} digitCount
 */
export function rowHeight(digitCount) {
    return Math.max(MIN_ROW_HEIGHT, Math.min(MAX_ROW_HEIGHT, ROWS_HEIGHT / digitCount));
}

/**
 * Return the height of the strip in CSS pixels.
 * @param {number} digitCount
 */
export function stripHeight(digitCount) {
    return 2 * LANE + digitCount * rowHeight(digitCount);
}

/**
 * Return the left edge of a frame on the strip in whole canvas pixels.
 * @param {number} frame
 * @param {number} frameCount
 * @param {number} width The width of the canvas in canvas pixels.
 */
export function leftOf(frame, frameCount, width) {
    return Math.round((frame * width) / frameCount);
}

/**
 * Return the probabilities of the ten digits, 255 = 1, for a frame and position.
 * @param {Shares} reading
 * @param {number} frame
 * @param {number} position
 */
export function sharesAt({ shares, digit_count }, frame, position) {
    const from = 10 * (frame * digit_count + position);
    return shares.subarray(from, from + 10);
}

/** @param {Uint8Array} shares */
export function sumOf(shares) {
    let sum = 0;
    for (const share of shares) sum += share;
    return sum;
}

/**
 * Return the digit that a frame reads as at a position, or −1 if nothing was read there.
 * @param {Shares} reading
 * @param {number} frame
 * @param {number} position
 */
export function digitAt(reading, frame, position) {
    const shares = sharesAt(reading, frame, position);
    let best = -1;
    for (let digit = 0; digit < 10; digit++) if (shares[digit] > (best < 0 ? 0 : shares[best])) best = digit;
    return best;
}

/**
 * Find the runs of frames that read as the same digit at a position; `next` is the first frame after the run.
 * @param {Shares} reading
 * @param {number} position
 */
export function findRuns(reading, position) {
    /** @type {{digit: number, first: number, next: number}[]} */
    const runs = [];
    for (let frame = 0; frame < reading.frame_count; frame++) {
        const digit = digitAt(reading, frame, position);
        const run = runs.at(-1);
        if (run?.digit === digit) run.next = frame + 1;
        else runs.push({ digit, first: frame, next: frame + 1 });
    }
    return runs;
}

/**
 * Return the middle of a digit's bar within the stack of ten bars: 0 at the top, 1 at the bottom.
 * @param {Uint8Array} shares
 * @param {number} digit
 */
export function middleOfBar(shares, digit) {
    return (sumOf(shares.subarray(0, digit)) + shares[digit] / 2) / sumOf(shares);
}

/**
 * Whether dark text is easier to read on a colour than white text.
 * @param {string} colour As #rrggbb.
 */
export function isBright(colour) {
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
    return 0.299 * r + 0.587 * g + 0.114 * b > BRIGHT;
}
