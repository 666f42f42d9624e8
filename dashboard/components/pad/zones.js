// @ts-check
// Which of the page's paste zones takes a picture, and how large the picture may be.

const LONGEST_SIDE = 1024; // the runtime works on no more

/** @typedef {{filled: boolean, left: number, top: number}} Placed A zone on the page, in CSS pixels. */

/**
 * The order in which zones take a picture that was pasted outside all of them: empty zones first, then columns
 * from the left, each from the top.
 * @param {Placed} one
 * @param {Placed} other
 */
export function compareZones(one, other) {
    return Number(one.filled) - Number(other.filled) || one.left - other.left || one.top - other.top;
}

/**
 * The size of a picture whose longer side is at most 1024 pixels.
 * @param {{width: number, height: number}} picture
 */
export function limitSize({ width, height }) {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
    return {
        width: Math.max(1, Math.round(width * scale)),
        height: Math.max(1, Math.round(height * scale)),
    };
}
