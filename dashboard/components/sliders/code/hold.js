// @ts-check
// Limits how far attributes may move a code away from its digit's codes.

/** @import { Hold } from "../types.js" */

/**
 * Move a code beyond the border back onto it, towards the middle of the digit's codes. Changes `z` in place.
 * @param {number[]} z
 * @param {Hold} hold
 */
export function pullInside(z, { middle, precision, border }) {
    const away = z.map((value, i) => value - middle[i]);
    let squared = 0; // squared distance in the metric `precision`
    for (let i = 0; i < z.length; i++) {
        let part = 0;
        for (let j = 0; j < z.length; j++) part += away[i] * precision[i * z.length + j] * away[j];
        squared += part;
    }
    if (squared <= border) return;
    const share = Math.sqrt(border / squared);
    for (let i = 0; i < z.length; i++) z[i] = middle[i] + share * away[i];
}
