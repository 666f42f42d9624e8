// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { inside, mainCorners, simplified } from "../../dashboard/components/scatter/view/polygon.js";

/** @typedef {[number, number]} Pair */

/** @type {Pair[]} */
const SQUARE = [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
];

/** @type {Pair[]} A pentagram, whose middle the line goes round twice. */
const PENTAGRAM = [0, 2, 4, 1, 3].map((corner) => {
    const turn = (2 * Math.PI * corner) / 5;
    return [Math.sin(turn), Math.cos(turn)];
});

test("a place is inside a square between its sides", () => {
    assert.ok(inside(SQUARE, 5, 5));
    assert.ok(inside(SQUARE, 0.01, 9.99));
    for (const [x, y] of [
        [-1, 5],
        [11, 5],
        [5, -1],
        [5, 11],
    ])
        assert.ok(!inside(SQUARE, x, y));
});

test("the left and lower sides of a square belong to it, the others do not", () => {
    assert.ok(inside(SQUARE, 0, 5));
    assert.ok(inside(SQUARE, 5, 0));
    assert.ok(!inside(SQUARE, 10, 5));
    assert.ok(!inside(SQUARE, 5, 10));
});

test("the direction of a polygon does not matter", () => {
    assert.ok(inside(SQUARE.toReversed(), 5, 5));
    assert.ok(!inside(SQUARE.toReversed(), 15, 5));
});

test("the middle of a pentagram is outside, its arms are inside", () => {
    assert.ok(!inside(PENTAGRAM, 0, 0));
    assert.ok(inside(PENTAGRAM, 0, 0.7));
});

test("a straight line becomes its two ends", () => {
    /** @type {Pair[]} */
    const line = Array.from({ length: 20 }, (_, i) => [i, 3 * i]);
    assert.deepEqual(simplified(line, 0.5), [
        [0, 0],
        [19, 57],
    ]);
});

test("a simple line keeps the corners that are at least a width away, in order", () => {
    /** @type {Pair[]} */
    const line = [
        [0, 0],
        [5, 0.4],
        [10, 0],
        [10, 10],
        [10.3, 5],
        [10, 0.5],
    ];
    assert.deepEqual(simplified(line, 1), [
        [0, 0],
        [10, 0],
        [10, 10],
        [10, 0.5],
    ]);
    assert.deepEqual(simplified(line, 0), line);
});

test("a line that ends where it begins keeps its farthest corner", () => {
    /** @type {Pair[]} */
    const line = [
        [0, 0],
        [8, 0],
        [0, 0],
    ];
    assert.deepEqual(simplified(line, 1), line);
});

test("no corner that is left out is farther from the simple line than the width", () => {
    /** @type {Pair[]} */
    const line = Array.from({ length: 200 }, (_, i) => [i, 20 * Math.sin(i / 15)]);
    const simple = simplified(line, 2);
    assert.ok(simple.length < 30);
    for (const [x, y] of line) {
        const after = simple.findIndex(([end]) => end >= x);
        const [bx, by] = simple[Math.max(1, after)];
        const [ax, ay] = simple[Math.max(1, after) - 1];
        const distance = Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / Math.hypot(bx - ax, by - ay);
        assert.ok(distance < 2);
    }
});

test("the main corners of a long line are at most as many as asked for", () => {
    /** @type {Pair[]} */
    const zigzag = Array.from({ length: 200 }, (_, i) => [4 * i, i % 2 ? 30 : 0]);
    const corners = mainCorners(zigzag, 40, 1);
    assert.ok(corners.length >= 2 && corners.length <= 40);
    assert.deepEqual(corners[0], zigzag[0]);
    assert.deepEqual(corners.at(-1), zigzag.at(-1));
    assert.deepEqual(mainCorners(SQUARE, 40, 1), SQUARE);
});

test("the main corners of a line of two places are both places", () => {
    assert.deepEqual(mainCorners(SQUARE.slice(0, 2), 40, 1), SQUARE.slice(0, 2));
});
