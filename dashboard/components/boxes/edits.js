// @ts-check
// What each tool makes of the boxes, which are in reading order, and of those that are chosen.

import { joinBoxes, splitBox } from "./box.js";

/** @import { Box } from "./box.js" */
/** @typedef {{boxes: Box[], chosen: number[]}} Edit The boxes after a change, and the places that are then chosen. */

/**
 * Cut the box at a place in two at a column of the picture.
 * @param {Box[]} boxes
 * @param {number} place
 * @param {number} column
 * @returns {Edit | null} Null where the box is too narrow.
 */
export function splitAt(boxes, place, column) {
    const halves = splitBox(boxes[place], column);
    return halves.length ? { boxes: boxes.toSpliced(place, 1, ...halves), chosen: [place] } : null;
}

/**
 * Join the chosen boxes; one alone is joined with the next, the last with the one before.
 * @param {Box[]} boxes
 * @param {number[]} chosen In ascending order.
 * @returns {Edit | null} Null where there is nothing to join.
 */
export function mergeChosen(boxes, chosen) {
    const first = Math.min(chosen[0], boxes.length - 2);
    const places = chosen.length === 1 && boxes.length > 1 ? [first, first + 1] : chosen;
    if (places.length < 2) return null;
    const joined = joinBoxes(places.map((place) => boxes[place]));
    const rest = boxes.filter((_, place) => !places.includes(place));
    return { boxes: rest.toSpliced(places[0], 0, joined), chosen: [places[0]] };
}

/**
 * @param {Box[]} boxes
 * @param {number[]} chosen In ascending order.
 * @returns {Edit | null} Null where none is chosen.
 */
export function removeChosen(boxes, chosen) {
    if (!chosen.length) return null;
    const rest = boxes.filter((_, place) => !chosen.includes(place));
    return { boxes: rest, chosen: rest.length ? [Math.min(chosen[0], rest.length - 1)] : [] };
}

/**
 * Swap the box at a place with one before or after it in reading order.
 * @param {Box[]} boxes
 * @param {number | undefined} place
 * @param {-1 | 1} step
 * @returns {Edit | null} Null where there is no such box.
 */
export function moveInOrder(boxes, place, step) {
    if (place === undefined || !boxes[place + step]) return null;
    const moved = boxes.with(place, boxes[place + step]).with(place + step, boxes[place]);
    return { boxes: moved, chosen: [place + step] };
}

/**
 * Which tools can be used.
 * @param {number} count How many boxes there are.
 * @param {number} most How many there may be.
 * @param {number[]} chosen In ascending order.
 * @returns {Record<string, boolean>}
 */
export function findUsableTools(count, most, chosen) {
    const isOne = chosen.length === 1;
    return {
        split: isOne && count < most,
        merge: chosen.length > 0 && count > 1,
        remove: chosen.length > 0,
        add: count < most,
        earlier: isOne && chosen[0] > 0,
        later: isOne && chosen[0] < count - 1,
    };
}
