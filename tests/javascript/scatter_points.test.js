// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { measure, Points } from "../../dashboard/components/scatter/draw/points.js";
import { Grid } from "../../dashboard/components/scatter/view/grid.js";
import { randomSteps, seeded } from "./scatter_random.js";

/**
 * The nearest allowed row of all, as Grid.nearest should find it.
 * @param {Uint16Array} xy
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {(row: number) => boolean} allowed
 */
function nearestOfAll(xy, x, y, radius, allowed) {
    let best = -1;
    let least = radius;
    for (let row = 0; row < xy.length / 2; row++) {
        const distance = Math.hypot(xy[2 * row] - x, xy[2 * row + 1] - y);
        if (distance < least && allowed(row)) [best, least] = [row, distance];
    }
    return best;
}

test("the grid finds the same nearest row as a look at all points", () => {
    const xy = randomSteps(2000, 1);
    const grid = new Grid(xy);
    const random = seeded(2);
    let found = 0;
    for (let i = 0; i < 500; i++) {
        const [x, y] = [70000 * random() - 2000, 70000 * random() - 2000];
        const radius = 3000 * random();
        const allowed = (/** @type {number} */ row) => row % 3 !== 0;
        const row = grid.nearest(x, y, radius, allowed);
        assert.equal(row, nearestOfAll(xy, x, y, radius, allowed));
        if (row >= 0) found++;
    }
    assert.ok(found > 100 && found < 500, `${found} of 500 searches found a row`);
});

test("the grid visits each point in a box once, and none outside of the map", () => {
    const xy = randomSteps(3000, 3);
    const grid = new Grid(xy);
    /** @type {number[]} */
    const rows = [];
    grid.each(0, 0, 65535, 65535, (row) => rows.push(row));
    assert.deepEqual(
        rows.toSorted((a, b) => a - b),
        Array.from({ length: 3000 }, (_, row) => row),
    );
    const fail = () => assert.fail("a point outside of the map was visited");
    grid.each(-500, -500, -1, -1, fail);
    grid.each(65536, 0, 70000, 65535, fail);
});

test("points in the corners of the map are found", () => {
    const grid = new Grid(Uint16Array.of(0, 0, 65535, 65535, 0, 65535, 65535, 0));
    assert.equal(
        grid.nearest(-5, -5, 10, () => true),
        0,
    );
    assert.equal(
        grid.nearest(65540, 65540, 10, () => true),
        1,
    );
    assert.equal(
        grid.nearest(3, 65530, 10, () => true),
        2,
    );
    assert.equal(
        grid.nearest(65530, 3, 10, () => true),
        3,
    );
    assert.equal(
        grid.nearest(32768, 32768, 1000, () => true),
        -1,
    );
});

test("a hidden digit's points are shaded 255 and are not found", () => {
    const points = new Points(Uint16Array.of(100, 100, 110, 100, 500, 500), Uint8Array.of(7, 3, 1));
    assert.equal(points.nearest([101, 100], 50), 0);
    points.reshade("17", null);
    assert.deepEqual([...points.shade], [255, 3, 255]);
    assert.equal(points.nearest([101, 100], 50), 1);
    points.reshade("", null);
    assert.deepEqual([...points.shade], [7, 3, 1]);
});

test("a selection makes the points outside faint, and leaves hidden points hidden", () => {
    const xy = Uint16Array.of(100, 100, 900, 900, 150, 150, 950, 950);
    const points = new Points(xy, Uint8Array.of(2, 4, 9, 9));
    /** @type {[number, number][]} */
    const polygon = [
        [50, 50],
        [200, 50],
        [200, 200],
        [50, 200],
    ];
    points.reshade("", polygon);
    assert.deepEqual([...points.shade], [2, 20, 9, 25]);
    points.reshade("9", polygon);
    assert.deepEqual([...points.shade], [2, 20, 255, 255]);
});

test("an arrow leads to the nearest point ahead", () => {
    const xy = Uint16Array.of(1000, 1000, 1100, 1010, 1200, 1000, 1000, 1050, 1040, 1060);
    const points = new Points(xy, new Uint8Array(5));
    assert.equal(points.ahead([1000, 1000], [1, 0], 3, 500, 0), 1);
    assert.equal(points.ahead([1000, 1000], [0, 1], 3, 500, 0), 3);
    assert.equal(points.ahead([1000, 1000], [-1, 0], 3, 500, 0), -1);
    assert.equal(points.ahead([1000, 1000], [1, 0], 150, 500, 0), 2);
    assert.equal(points.ahead([1000, 1000], [1, 0], 3, 50, 0), -1);
});

test("the names stand at the medians, and the bounds leave out the farthest points", () => {
    const count = 7000; // of which every seventh is measured
    const xy = new Uint16Array(2 * count);
    const label = new Uint8Array(count).fill(5);
    for (let i = 0; i < count; i++) {
        xy[2 * i] = i;
        xy[2 * i + 1] = 2 * i;
    }
    const { bounds, names } = measure(xy, label);
    assert.deepEqual(bounds, { low: [14, 28], high: [6979, 13958] });
    assert.deepEqual(names[5], [3500, 7000]);
    assert.equal(names[4], null);
});
