// @ts-check
// Edits to a list of boxes. Each edit returns the new boxes and selection, or null if it has no effect.

import { keepInside, MIN_SIDE, surroundBoxes } from "./geometry.js";

/** @typedef {import("./geometry.js").Box} Box */
/** @typedef {{boxes: Box[], selected: number[]}} Edit The new boxes, and the indices of the selected ones. */

/**
 * Split a box at a column of the picture, at least MIN_SIDE away from the box's sides.
 * @param {Box[]} boxes
 * @param {number} index
 * @param {number} column
 * @returns {Edit | null}
 */
export function splitBox(boxes, index, column) {
    const [x, y, width, height] = boxes[index];
    if (width < 2 * MIN_SIDE) return null;
    const cut = Math.round(Math.min(Math.max(column - x, MIN_SIDE), width - MIN_SIDE));
    /** @type {Box[]} */
    const halves = [
        [x, y, cut, height],
        [x + cut, y, width - cut, height],
    ];
    return { boxes: boxes.toSpliced(index, 1, ...halves), selected: [index] };
}

/**
 * Merge boxes. A single box merges with the next box; the last box merges with the previous one.
 * @param {Box[]} boxes
 * @param {number[]} indices In ascending order.
 * @returns {Edit | null}
 */
export function mergeBoxes(boxes, indices) {
    if (!indices.length || boxes.length < 2) return null;
    const first = indices.length > 1 ? indices[0] : Math.min(indices[0], boxes.length - 2);
    const merged = indices.length > 1 ? indices : [first, first + 1];
    const rest = boxes.filter((_, index) => !merged.includes(index));
    const whole = surroundBoxes(merged.map((index) => boxes[index]));
    return { boxes: rest.toSpliced(first, 0, whole), selected: [first] };
}

/**
 * Delete boxes, and select the box that follows.
 * @param {Box[]} boxes
 * @param {number[]} indices In ascending order.
 * @returns {Edit | null}
 */
export function removeBoxes(boxes, indices) {
    if (!indices.length) return null;
    const rest = boxes.filter((_, index) => !indices.includes(index));
    return { boxes: rest, selected: rest.length ? [Math.min(indices[0], rest.length - 1)] : [] };
}

/**
 * Swap two boxes in reading order. The box that was at `index` stays selected.
 * @param {Box[]} boxes
 * @param {number} index
 * @param {number} other
 * @returns {Edit | null}
 */
export function swapBoxes(boxes, index, other) {
    if (!boxes[index] || !boxes[other]) return null;
    return { boxes: boxes.with(index, boxes[other]).with(other, boxes[index]), selected: [other] };
}

/**
 * Move a box by a hundredth of the picture's width, or move its right or bottom edge by as much.
 * @param {Box[]} boxes
 * @param {number} index
 * @param {{step: [right: number, down: number], resize: boolean}} nudge
 * @param {[width: number, height: number]} size The size of the picture; the box stays inside.
 * @returns {Edit}
 */
export function nudgeBox(boxes, index, { step: [right, down], resize }, size) {
    const length = Math.max(1, Math.round(size[0] / 100));
    const [x, y, width, height] = boxes[index];
    /** @type {Box} */
    const nudged = resize
        ? [x, y, width + right * length, height + down * length]
        : [x + right * length, y + down * length, width, height];
    return { boxes: boxes.with(index, keepInside(nudged, size)), selected: [index] };
}

/** @typedef {"split" | "merge" | "remove" | "add" | "earlier" | "later" | "undo" | "reset"} Action */

/**
 * Return which actions would have an effect.
 * @param {{count: number, maxCount: number, indices: number[], canUndo: boolean, changed: boolean}} state
 * @returns {Record<Action, boolean>}
 */
export function findPossible({ count, maxCount, indices, canUndo, changed }) {
    const single = indices.length === 1;
    return {
        split: single && count < maxCount,
        merge: indices.length > 0 && count > 1,
        remove: indices.length > 0,
        add: count < maxCount,
        earlier: single && indices[0] > 0,
        later: single && indices[0] < count - 1,
        undo: canUndo,
        reset: changed,
    };
}
