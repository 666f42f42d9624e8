// @ts-check
// The film's lines on the map.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
    findNearest,
    fitView,
    isKnown,
    pointAt,
    splitLines,
    toPixels,
} from "../../dashboard/components/player/map/lines.js";

/** @typedef {import("../../dashboard/components/player/types.js").Point} Point */

/** @type {Point[]} */
const BOX = [
    [0, 0],
    [1, 1],
];
const square = { width: 200, height: 200 };

/** @param {Point[]} points */
const lineOf = (...points) => ({ frames: [0, 4, 10], frameCount: 11, points });

test("places are split by digit", () => {
    const points = Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7);
    assert.deepEqual(splitLines(points, { frames: [0, 9], frameCount: 10 }), [
        {
            frames: [0, 9],
            frameCount: 10,
            points: [
                [0, 1],
                [4, 5],
            ],
        },
        {
            frames: [0, 9],
            frameCount: 10,
            points: [
                [2, 3],
                [6, 7],
            ],
        },
    ]);
});

test("a frame without a place of its own lies between its neighbours", () => {
    const line = lineOf([0, 0], [4, 8], [10, 2]);
    assert.deepEqual(
        [0, 4, 10].map((frame) => pointAt(line, frame)),
        line.points,
    );
    assert.deepEqual(pointAt(line, 1), [1, 2]);
    assert.deepEqual(pointAt(line, 7), [7, 5]);
});

test("a place next to one that is not known is not known either", () => {
    const line = lineOf([Number.NaN, Number.NaN], [4, 8], [10, 2]);
    assert.deepEqual(
        [0, 1, 4, 5].map((frame) => isKnown(pointAt(line, frame))),
        [false, false, true, true],
    );
});

test("the view holds the box in its middle, with a margin, and y goes up", () => {
    const view = fitView(square, [], BOX);
    assert.equal(view.scale, 180);
    assert.deepEqual(toPixels(view, [0.5, 0.5]), [100, 100]);
    assert.deepEqual(toPixels(view, [0, 0]), [10, 190]);
    assert.deepEqual(toPixels(view, [1, 1]), [190, 10]);
});

test("the narrower side decides the scale", () => {
    assert.equal(fitView({ width: 400, height: 200 }, [], BOX).scale, 180);
    assert.equal(fitView({ width: 100, height: 200 }, [], BOX).scale, 90);
});

test("the view grows with lines that leave the box, except for unknown places", () => {
    const view = fitView(square, [lineOf([0, 0], [Number.NaN, Number.NaN], [3, 1])], BOX);
    assert.equal(Math.round(view.scale), 60);
    assert.deepEqual(view.middle, [1.5, 0.5]);
});

const view = fitView(square, [], BOX);
const options = { view, ratio: 2, reach: 18, frame: 0 }; // the canvas is 100 CSS pixels wide

test("the nearest frame is found in CSS pixels", () => {
    const line = lineOf([0, 0], [0.4, 0], [1, 0]);
    assert.deepEqual(findNearest([line], [5 + 45, 95], options), { line, frame: 5 });
    assert.equal(findNearest([line], [50, 60], options), null);
    assert.equal(findNearest([line], [50, 60], { ...options, reach: 40 })?.frame, 5);
});

test("near an end of the line the end is meant", () => {
    const line = lineOf([0, 0], [0.02, 0], [1, 0]); // frames 0 to 4 within a pixel
    assert.equal(findNearest([line], [6, 95], { ...options, frame: 4 })?.frame, 0);
});

test("of two frames at one place the one nearer in time is found", () => {
    const line = lineOf([0, 0], [1, 0], [0, 0]); // there and back
    const near = (/** @type {number} */ frame) =>
        findNearest([line], [5 + 45, 95], { ...options, frame })?.frame;
    assert.deepEqual([near(0), near(10)], [2, 7]);
});

test("the nearest of several lines is found, and unknown places never are", () => {
    const low = lineOf([0, 0], [0.4, 0], [1, 0]);
    const high = lineOf([0, 1], [0.4, 1], [1, 1]);
    const gone = lineOf([Number.NaN, Number.NaN], [Number.NaN, Number.NaN], [Number.NaN, Number.NaN]);
    assert.equal(findNearest([gone, low, high], [50, 6], options)?.line, high);
    assert.equal(findNearest([gone], [50, 50], { ...options, reach: Number.POSITIVE_INFINITY }), null);
    assert.equal(findNearest([], [50, 50], options), null);
});
