// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { addPoint, isFull, penWidth, splitByWidth, viewOf } from "../../dashboard/components/pad/drawing.js";

const VIEW = { x: 0, y: 0, width: 1250, height: 1000 };

test("a point is kept off the edge, and a point beside the last one adds nothing", () => {
    /** @type {number[]} */
    const stroke = [];
    addPoint(stroke, { x: -100, y: 500.4 }, VIEW, 60);
    assert.deepEqual(stroke, [40, 500, 60]);
    addPoint(stroke, { x: 43, y: 503 }, VIEW, 60);
    assert.equal(stroke.length, 3);
    addPoint(stroke, { x: 43, y: 5000 }, VIEW, 60);
    assert.deepEqual(stroke.slice(3), [43, 960, 60]);
});

test("a stroke stops at the limit of strokes.py", () => {
    const stroke = new Array(3 * 19_901).fill(100);
    addPoint(stroke, { x: 500, y: 500 }, VIEW, 60);
    assert.equal(stroke.length, 3 * 19_901);
    assert.equal(isFull([stroke]), true);
    assert.equal(isFull([stroke.slice(3)]), false);
});

test("a pen's line is as wide as the pen is pressed, in steps of 4", () => {
    assert.equal(penWidth("mouse", 0.9), 60);
    assert.equal(penWidth("pen", 0.5), 60);
    assert.equal(penWidth("pen", 0), 24);
    assert.equal(penWidth("pen", 1), 96);
});

test("an empty pad is shown whole in every shape", () => {
    assert.deepEqual(viewOf([], 500, 400), VIEW);
    assert.deepEqual(viewOf([], 800, 400), { x: -375, y: 0, width: 2000, height: 1000 });
});

test("what was drawn beyond the pad is in sight, in the stage's shape", () => {
    const view = viewOf([[2000, 500, 60]], 500, 400);
    assert.deepEqual([view.x, view.x + view.width], [0, 2120]);
    assert.ok(Math.abs(view.width / view.height - 500 / 400) < 1e-12);
    assert.equal(view.y + view.height / 2, 500);
});

test("a stroke becomes one line for each run of one width", () => {
    assert.deepEqual(splitByWidth([10, 20, 60]), [{ width: 60, points: [10, 20, 10, 20] }]);
    assert.deepEqual(splitByWidth([1, 2, 60, 3, 4, 60, 5, 6, 64]), [
        { width: 60, points: [1, 2, 1, 2, 3, 4] },
        { width: 64, points: [3, 4, 5, 6] },
    ]);
});
