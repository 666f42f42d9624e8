// @ts-check
// Where things lie on the confidence strip, and how each frame reads.

/** @import { Reading } from "./types.js" */

export const LANE = 12; // for marks, above and below, in CSS pixels
const ROW_ROOM = 64; // for all rows together where there are few
const LOW_ROW = 15;
const HIGH_ROW = 40;
const BRIGHT = 140; // of 255; brighter colours need a dark name

/** @typedef {Pick<Reading, "shares" | "frame_count" | "digit_count">} Shares */

/**
 * The height of a digit's row in CSS pixels.
 * @param {number} digitCount
 */
export function rowHeight(digitCount) {
    return Math.max(LOW_ROW, Math.min(HIGH_ROW, ROW_ROOM / digitCount));
}

/**
 * The height of the strip in CSS pixels.
 * @param {number} digitCount
 */
export function stripHeight(digitCount) {
    return 2 * LANE + digitCount * rowHeight(digitCount);
}

/**
 * Where a frame begins on the strip, in pixels of its canvas.
 * @param {number} frame
 * @param {number} frameCount
 * @param {number} width Of the canvas.
 */
export function leftOf(frame, frameCount, width) {
    return Math.round((frame * width) / frameCount);
}

/**
 * The probabilities of the ten digits, 255 = 1, for a place of a frame.
 * @param {Shares} reading
 * @param {number} frame
 * @param {number} place
 */
export function sharesAt({ shares, digit_count }, frame, place) {
    const from = 10 * (frame * digit_count + place);
    return shares.subarray(from, from + 10);
}

/** @param {Uint8Array} shares */
export function sumOf(shares) {
    let sum = 0;
    for (const share of shares) sum += share;
    return sum;
}

/**
 * The digit that a place of a frame reads as; −1 where nothing is read.
 * @param {Shares} reading
 * @param {number} frame
 * @param {number} place
 */
export function digitAt(reading, frame, place) {
    const shares = sharesAt(reading, frame, place);
    let best = -1;
    for (let digit = 0; digit < 10; digit++) if (shares[digit] > (best < 0 ? 0 : shares[best])) best = digit;
    return best;
}

/**
 * The runs of frames in which a place reads as one digit; `next` is the first frame after the run.
 * @param {Shares} reading
 * @param {number} place
 */
export function findRuns(reading, place) {
    /** @type {{digit: number, first: number, next: number}[]} */
    const runs = [];
    for (let frame = 0; frame < reading.frame_count; frame++) {
        const digit = digitAt(reading, frame, place);
        const run = runs.at(-1);
        if (run?.digit === digit) run.next = frame + 1;
        else runs.push({ digit, first: frame, next: frame + 1 });
    }
    return runs;
}

/**
 * The middle of a digit's bar in the stack of a frame's ten bars, from 0 at the top to 1.
 * @param {Uint8Array} shares
 * @param {number} digit
 */
export function middleOfBar(shares, digit) {
    return (sumOf(shares.subarray(0, digit)) + shares[digit] / 2) / sumOf(shares);
}

/**
 * Whether dark text is easier to read than white on a colour.
 * @param {string} colour As #rrggbb.
 */
export function isBright(colour) {
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
    return 0.299 * r + 0.587 * g + 0.114 * b > BRIGHT;
}
