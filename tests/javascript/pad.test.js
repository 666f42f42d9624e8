// @ts-check
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
    addPoint,
    findView,
    isFull,
    penWidth,
    splitByWidth,
} from "../../dashboard/components/pad/strokes.js";
import { compareZones, limitSize } from "../../dashboard/components/pad/zones.js";

const PAD = { x: 0, y: 0, width: 1250, height: 1000 };

suite("strokes", () => {
    test("a point is added in whole units, and not nearer than 40 to the edge", () => {
        /** @type {number[]} */
        const stroke = [];
        addPoint(stroke, { x: 100.4, y: 200.6 }, 60, PAD);
        addPoint(stroke, { x: -500, y: 5000 }, 60, PAD);
        assert.deepEqual(stroke, [100, 201, 60, 40, 960, 60]);
    });

    test("a point nearer than 5 to the last one is left out", () => {
        const stroke = [100, 100, 60];
        addPoint(stroke, { x: 103, y: 103 }, 60, PAD);
        assert.equal(stroke.length, 3);
        addPoint(stroke, { x: 103, y: 104 }, 60, PAD);
        assert.deepEqual(stroke, [100, 100, 60, 103, 104, 60]);
    });

    test("a pad is full at the number of points that the page takes", () => {
        assert.equal(isFull([Array(3 * 19_900).fill(60)]), false);
        assert.equal(isFull([Array(3 * 19_900).fill(60), [0, 0, 60]]), true);
    });

    test("a pen's pressure is the width of its line, in steps of 4", () => {
        assert.equal(penWidth("mouse", 0.1), 60);
        assert.equal(penWidth("touch", 1), 60);
        assert.deepEqual(
            [0, 0.5, 1].map((pressure) => penWidth("pen", pressure)),
            [24, 60, 96],
        );
        assert.equal(penWidth("pen", 0.51), 60);
    });

    test("a stroke of one point is a dot", () => {
        assert.deepEqual(splitByWidth([5, 6, 60]), [{ width: 60, points: [5, 6, 5, 6] }]);
        assert.deepEqual(splitByWidth([]), []);
    });

    test("a stroke is one line for each run of equal width, and the lines meet", () => {
        assert.deepEqual(splitByWidth([0, 0, 40, 10, 0, 40, 20, 0, 60, 30, 5, 60]), [
            { width: 40, points: [0, 0, 0, 0, 10, 0] },
            { width: 60, points: [10, 0, 20, 0, 30, 5] },
        ]);
    });
});

suite("view", () => {
    test("a stage of the pad's shape shows the pad", () => {
        assert.deepEqual(findView([], 250, 200), PAD);
    });

    test("a wider stage shows the pad in its middle", () => {
        assert.deepEqual(findView([], 400, 200), { x: -375, y: 0, width: 2000, height: 1000 });
        assert.deepEqual(findView([[600, 500, 60]], 400, 200), { x: -375, y: 0, width: 2000, height: 1000 });
    });

    test("a stroke beyond the pad comes into sight, with paper around it", () => {
        const view = findView([[2000, 500, 60]], 250, 200);
        assert.equal(view.x + view.width, 2120);
        assert.ok(view.x <= 0);
        assert.equal(view.width / view.height, 1.25);
        assert.equal(view.y + view.height / 2, 500);
    });
});

suite("paste", () => {
    const zones = [
        { name: "filled", filled: true, left: 0, top: 0 },
        { name: "right", filled: false, left: 300, top: 0 },
        { name: "below", filled: false, left: 0, top: 200 },
        { name: "first", filled: false, left: 0, top: 100 },
    ];

    test("empty zones come first, then columns from the left, from the top", () => {
        assert.deepEqual(
            zones.toSorted(compareZones).map(({ name }) => name),
            ["first", "below", "right", "filled"],
        );
    });

    test("a large picture is at most 1024 pixels long, a small one keeps its size", () => {
        assert.deepEqual(limitSize({ width: 4096, height: 2048 }), { width: 1024, height: 512 });
        assert.deepEqual(limitSize({ width: 1, height: 5000 }), { width: 1, height: 1024 });
        assert.deepEqual(limitSize({ width: 640, height: 480 }), { width: 640, height: 480 });
    });
});
