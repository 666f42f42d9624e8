// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import {
    cursorOf,
    findEdges,
    fitBox,
    joinBoxes,
    LEAST,
    pullBox,
    splitBox,
} from "../../dashboard/components/boxes/box.js";

/** @typedef {import("../../dashboard/components/boxes/box.js").Size} Size */

/** @type {Size} */
const SIZE = [100, 50];
const NONE = { left: false, right: false, top: false, bottom: false };

test("a box is kept whole inside the picture", () => {
    assert.deepEqual(fitBox([95, -5, 20, 20], SIZE), [80, 0, 20, 20]);
    assert.deepEqual(fitBox([10, 10, 1, 0], SIZE), [10, 10, LEAST, LEAST]);
    assert.deepEqual(fitBox([10, 10, 300, 300], SIZE), [0, 0, 100, 50]);
    assert.deepEqual(fitBox([10.4, 10.6, 20.5, 20.2], SIZE), [10, 11, 21, 20]);
});

test("a box that is held by no edge moves and keeps its size", () => {
    assert.deepEqual(pullBox([10, 10, 20, 20], NONE, [5, -20], SIZE), [15, 0, 20, 20]);
});

test("an edge stops at the picture's edge and before the opposite edge", () => {
    const [left, right] = [
        { ...NONE, left: true },
        { ...NONE, right: true, bottom: true },
    ];
    assert.deepEqual(pullBox([10, 10, 20, 20], left, [-30, 9], SIZE), [0, 10, 30, 20]);
    assert.deepEqual(pullBox([10, 10, 20, 20], left, [40, 0], SIZE), [30 - LEAST, 10, LEAST, 20]);
    assert.deepEqual(pullBox([10, 10, 20, 20], right, [90, 90], SIZE), [10, 10, 90, 40]);
    assert.deepEqual(pullBox([10, 10, 20, 20], right, [-90, -90], SIZE), [10, 10, LEAST, LEAST]);
});

test("a small rectangle keeps a middle that belongs to no edge", () => {
    const rectangle = { left: 0, right: 8, top: 0, bottom: 80, width: 8, height: 80 };
    assert.deepEqual(findEdges(rectangle, { clientX: 1, clientY: 40 }, 9), { ...NONE, left: true });
    assert.deepEqual(findEdges(rectangle, { clientX: 4, clientY: 40 }, 9), NONE);
    assert.deepEqual(findEdges(rectangle, { clientX: 7, clientY: 75 }, 9), {
        ...NONE,
        right: true,
        bottom: true,
    });
});

test("the cursor shows what a drag would do", () => {
    assert.equal(cursorOf(NONE), "move");
    assert.equal(cursorOf({ ...NONE, left: true }), "ew-resize");
    assert.equal(cursorOf({ ...NONE, bottom: true }), "ns-resize");
    assert.equal(cursorOf({ ...NONE, left: true, top: true }), "nwse-resize");
    assert.equal(cursorOf({ ...NONE, right: true, top: true }), "nesw-resize");
});

test("halves fill the box, and a narrow box is not cut", () => {
    assert.deepEqual(splitBox([10, 5, 20, 7], 16), [
        [10, 5, 6, 7],
        [16, 5, 14, 7],
    ]);
    assert.deepEqual(splitBox([10, 5, 20, 7], 0)[0], [10, 5, LEAST, 7]);
    assert.deepEqual(splitBox([10, 5, 2 * LEAST - 1, 7], 12), []);
});

test("joined boxes lie in the box around them", () => {
    assert.deepEqual(
        joinBoxes([
            [10, 20, 5, 5],
            [12, 4, 10, 3],
        ]),
        [10, 4, 12, 21],
    );
});
