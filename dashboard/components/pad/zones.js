// @ts-check
// Chooses the paste zone that receives a picture, and limits the picture's size.

const LONGEST_SIDE = 1024; // pixels: the runtime would shrink a larger picture to this size

/** @typedef {{filled: boolean, left: number, top: number}} Placement A zone on the page, in CSS pixels. */

/**
 * Compare two zones for a picture that was pasted outside all of them: empty zones first, then from left to
 * right, then from top to bottom.
 * @param {Placement} one
 * @param {Placement} other
 */
export function compareZones(one, other) {
    return Number(one.filled) - Number(other.filled) || one.left - other.left || one.top - other.top;
}

/**
 * Return the size of a picture, scaled down to at most 1024 pixels on the longer side.
 * @param {{width: number, height: number}} picture
 */
export function limitSize({ width, height }) {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
    return {
        width: Math.max(1, Math.round(width * scale)),
        height: Math.max(1, Math.round(height * scale)),
    };
}
