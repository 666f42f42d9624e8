// @ts-check
// Edits of a list of boxes. Each returns the new boxes and which of them are selected, or null if it has no effect.

import { keepInside, MIN_SIDE, surroundBoxes } from "./geometry.js";

/** @typedef {import("./geometry.js").Box} Box */
/** @typedef {{boxes: Box[], selected: number[]}} Edit */

/**
 * Split a box at a column of the picture, but not nearer than MIN_SIDE to its sides.
 * @param {Box[]} boxes
 * @param {number} place
 * @param {number} column
 * @returns {Edit | null}
 */
export function splitBox(boxes, place, column) {
    const [x, y, width, height] = boxes[place];
    if (width < 2 * MIN_SIDE) return null;
    const cut = Math.round(Math.min(Math.max(column - x, MIN_SIDE), width - MIN_SIDE));
    /** @type {Box[]} */
    const halves = [
        [x, y, cut, height],
        [x + cut, y, width - cut, height],
    ];
    return { boxes: boxes.toSpliced(place, 1, ...halves), selected: [place] };
}

/**
 * Merge the boxes at `places`; a single box merges with the next one, and the last box with the one before.
 * @param {Box[]} boxes
 * @param {number[]} places In ascending order.
 * @returns {Edit | null}
 */
export function mergeBoxes(boxes, places) {
    if (!places.length || boxes.length < 2) return null;
    const first = places.length > 1 ? places[0] : Math.min(places[0], boxes.length - 2);
    const merged = places.length > 1 ? places : [first, first + 1];
    const rest = boxes.filter((_, place) => !merged.includes(place));
    const whole = surroundBoxes(merged.map((place) => boxes[place]));
    return { boxes: rest.toSpliced(first, 0, whole), selected: [first] };
}

/**
 * @param {Box[]} boxes
 * @param {number[]} places In ascending order.
 * @returns {Edit | null}
 */
export function removeBoxes(boxes, places) {
    if (!places.length) return null;
    const rest = boxes.filter((_, place) => !places.includes(place));
    return { boxes: rest, selected: rest.length ? [Math.min(places[0], rest.length - 1)] : [] };
}

/**
 * Swap two boxes in reading order; the box that was at `place` stays selected.
 * @param {Box[]} boxes
 * @param {number} place
 * @param {number} other
 * @returns {Edit | null}
 */
export function swapBoxes(boxes, place, other) {
    if (!boxes[place] || !boxes[other]) return null;
    return { boxes: boxes.with(place, boxes[other]).with(other, boxes[place]), selected: [other] };
}

/**
 * Move a box by a hundredth of the picture's width, or resize it by as much at its right or lower edge.
 * @param {Box[]} boxes
 * @param {number} place
 * @param {{step: [right: number, down: number], resize: boolean}} how
 * @param {[width: number, height: number]} size Of the picture, which the box does not leave.
 * @returns {Edit}
 */
export function nudgeBox(boxes, place, { step: [right, down], resize }, size) {
    const length = Math.max(1, Math.round(size[0] / 100));
    const [x, y, width, height] = boxes[place];
    /** @type {Box} */
    const nudged = resize
        ? [x, y, width + right * length, height + down * length]
        : [x + right * length, y + down * length, width, height];
    return { boxes: boxes.with(place, keepInside(nudged, size)), selected: [place] };
}

/** @typedef {"split" | "merge" | "remove" | "add" | "earlier" | "later" | "undo" | "reset"} Action */

/**
 * Which actions the buttons offer.
 * @param {{count: number, maxCount: number, places: number[], canUndo: boolean, changed: boolean}} state
 * @returns {Record<Action, boolean>}
 */
export function findPossible({ count, maxCount, places, canUndo, changed }) {
    const single = places.length === 1;
    return {
        split: single && count < maxCount,
        merge: places.length > 0 && count > 1,
        remove: places.length > 0,
        add: count < maxCount,
        earlier: single && places[0] > 0,
        later: single && places[0] < count - 1,
        undo: canUndo,
        reset: changed,
    };
}
