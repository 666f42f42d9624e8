// @ts-check
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
    findPossible,
    mergeBoxes,
    nudgeBox,
    removeBoxes,
    splitBox,
    swapBoxes,
} from "../../dashboard/components/boxes/edits.js";
import {
    cursorFor,
    dragBox,
    findEdges,
    keepInside,
    MIN_SIDE,
    surroundBoxes,
} from "../../dashboard/components/boxes/geometry.js";
import { History } from "../../dashboard/components/boxes/history.js";
import { readKey } from "../../dashboard/components/boxes/keys.js";
import { findGap, SeenInk, surroundOpenInk } from "../../dashboard/components/boxes/seen_ink.js";
import { labelBox } from "../../dashboard/components/boxes/view.js";

/** @typedef {import("../../dashboard/components/boxes/geometry.js").Box} Box */
/** @typedef {import("../../dashboard/components/boxes/geometry.js").Size} Size */

/** @type {Size} */
const SIZE = [100, 50];
/** @type {Box[]} */
const THREE = [
    [0, 10, 10, 20],
    [20, 5, 10, 20],
    [40, 10, 10, 30],
];
const NO_EDGES = { left: false, right: false, top: false, bottom: false };

suite("geometry", () => {
    test("a box stays inside the picture, in whole pixels", () => {
        assert.deepEqual(keepInside([-5, 45, 10.4, 10], SIZE), [0, 40, 10, 10]);
        assert.deepEqual(keepInside([95, -1, 10, 10], SIZE), [90, 0, 10, 10]);
        assert.deepEqual(keepInside([10, 10, 0, -7], SIZE), [10, 10, MIN_SIDE, MIN_SIDE]);
        assert.deepEqual(keepInside([3, 3, 500, 500], SIZE), [0, 0, 100, 50]);
    });

    test("a drag without edges moves the box", () => {
        assert.deepEqual(dragBox([10, 10, 20, 20], NO_EDGES, 5.4, -3, SIZE), [15, 7, 20, 20]);
        assert.deepEqual(dragBox([10, 10, 20, 20], NO_EDGES, 500, 500, SIZE), [80, 30, 20, 20]);
    });

    test("a drag of edges leaves the opposite edges where they are", () => {
        const left = { ...NO_EDGES, left: true };
        assert.deepEqual(dragBox([10, 10, 20, 20], left, 5, 9, SIZE), [15, 10, 15, 20]);
        assert.deepEqual(dragBox([10, 10, 20, 20], left, 90, 0, SIZE), [27, 10, MIN_SIDE, 20]);
        assert.deepEqual(dragBox([10, 10, 20, 20], left, -90, 0, SIZE), [0, 10, 30, 20]);
        const corner = { ...NO_EDGES, right: true, bottom: true };
        assert.deepEqual(dragBox([10, 10, 20, 20], corner, 90, -90, SIZE), [10, 10, 90, MIN_SIDE]);
    });

    test("the box around several boxes", () => {
        assert.deepEqual(surroundBoxes(THREE), [0, 5, 50, 35]);
        assert.deepEqual(surroundBoxes([THREE[1]]), THREE[1]);
    });

    test("a point is near an edge within the reach, and within a quarter of the side", () => {
        const sides = { left: 0, right: 100, top: 0, bottom: 20 };
        assert.deepEqual(findEdges({ x: 8, y: 10 }, sides, 9), { ...NO_EDGES, left: true });
        assert.deepEqual(findEdges({ x: 92, y: 16 }, sides, 9), { ...NO_EDGES, right: true, bottom: true });
        assert.deepEqual(findEdges({ x: 50, y: 6 }, sides, 9), NO_EDGES);
    });

    test("the cursor points the way that the edges can go", () => {
        const shapes = [
            [[], "move"],
            [["left"], "ew-resize"],
            [["bottom"], "ns-resize"],
            [["left", "top"], "nwse-resize"],
            [["right", "bottom"], "nwse-resize"],
            [["right", "top"], "nesw-resize"],
            [["left", "bottom"], "nesw-resize"],
        ];
        for (const [names, cursor] of shapes) {
            const edges = Object.fromEntries(
                Object.keys(NO_EDGES).map((name) => [name, names.includes(name)]),
            );
            assert.equal(cursorFor({ ...NO_EDGES, ...edges }), cursor);
        }
    });
});

suite("edits", () => {
    test("a split cuts one box in two", () => {
        assert.deepEqual(splitBox(THREE, 1, 24), {
            boxes: [THREE[0], [20, 5, 4, 20], [24, 5, 6, 20], THREE[2]],
            selected: [1],
        });
    });

    test("a split keeps both halves MIN_SIDE wide, and needs room for both", () => {
        assert.deepEqual(splitBox([[20, 5, 10, 20]], 0, 0)?.boxes[0], [20, 5, MIN_SIDE, 20]);
        assert.deepEqual(splitBox([[20, 5, 10, 20]], 0, 99)?.boxes[1], [27, 5, MIN_SIDE, 20]);
        assert.equal(splitBox([[20, 5, 5, 20]], 0, 22), null);
    });

    test("one box merges with the next, and the last with the one before", () => {
        const lastTwo = { boxes: [THREE[0], [20, 5, 30, 35]], selected: [1] };
        assert.deepEqual(mergeBoxes(THREE, [1]), lastTwo);
        assert.deepEqual(mergeBoxes(THREE, [2]), lastTwo);
    });

    test("several boxes merge at the place of the first", () => {
        assert.deepEqual(mergeBoxes(THREE, [0, 2]), { boxes: [[0, 10, 50, 30], THREE[1]], selected: [0] });
        assert.equal(mergeBoxes(THREE, []), null);
        assert.equal(mergeBoxes([THREE[0]], [0]), null);
    });

    test("after a removal the box that follows is selected", () => {
        assert.deepEqual(removeBoxes(THREE, [0]), { boxes: [THREE[1], THREE[2]], selected: [0] });
        assert.deepEqual(removeBoxes(THREE, [1, 2]), { boxes: [THREE[0]], selected: [0] });
        assert.deepEqual(removeBoxes([THREE[0]], [0]), { boxes: [], selected: [] });
        assert.equal(removeBoxes(THREE, []), null);
    });

    test("two boxes swap, and none with a place outside the list", () => {
        assert.deepEqual(swapBoxes(THREE, 0, 1), { boxes: [THREE[1], THREE[0], THREE[2]], selected: [1] });
        assert.equal(swapBoxes(THREE, 2, 3), null);
        assert.equal(swapBoxes(THREE, 0, -1), null);
    });

    test("a nudge moves or resizes a box by a hundredth of the picture", () => {
        const wide = /** @type {Size} */ ([300, 50]);
        assert.deepEqual(nudgeBox(THREE, 1, { step: [1, 0], resize: false }, wide).boxes[1], [23, 5, 10, 20]);
        assert.deepEqual(nudgeBox(THREE, 1, { step: [0, -1], resize: true }, wide).boxes[1], [20, 5, 10, 17]);
        assert.deepEqual(nudgeBox(THREE, 0, { step: [-1, 0], resize: false }, wide).boxes[0], THREE[0]);
    });

    test("the buttons offer what has an effect", () => {
        const nothing = findPossible({ count: 0, maxCount: 16, indices: [], canUndo: false, changed: false });
        assert.deepEqual(
            Object.entries(nothing).flatMap(([action, possible]) => (possible ? [action] : [])),
            ["add"],
        );
        const first = findPossible({ count: 3, maxCount: 16, indices: [0], canUndo: true, changed: true });
        assert.deepEqual([first.split, first.merge, first.earlier, first.later], [true, true, false, true]);
        assert.deepEqual([first.undo, first.reset], [true, true]);
        const full = findPossible({ count: 16, maxCount: 16, indices: [15], canUndo: true, changed: true });
        assert.deepEqual([full.add, full.split, full.later, full.remove], [false, false, false, true]);
        const two = findPossible({ count: 3, maxCount: 16, indices: [0, 1], canUndo: false, changed: false });
        assert.deepEqual([two.split, two.merge, two.later], [false, true, false]);
    });
});

suite("keys", () => {
    const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

    test("what each key asks for", () => {
        assert.deepEqual(readKey({ ...plain, key: "Delete" }), { action: "remove" });
        assert.deepEqual(readKey({ ...plain, key: "S", shiftKey: true }), { action: "split" });
        assert.deepEqual(readKey({ ...plain, key: "." }), { action: "later" });
        assert.deepEqual(readKey({ ...plain, key: "ArrowUp" }), { step: [0, -1], resize: false });
        assert.deepEqual(readKey({ ...plain, key: "ArrowLeft", shiftKey: true }), {
            step: [-1, 0],
            resize: true,
        });
        assert.deepEqual(readKey({ ...plain, key: " " }), { select: "alone" });
        assert.deepEqual(readKey({ ...plain, key: "Enter", shiftKey: true }), { select: "also" });
    });

    test("Ctrl and Cmd are for Undo alone", () => {
        assert.deepEqual(readKey({ ...plain, key: "Z", metaKey: true }), { action: "undo" });
        assert.equal(readKey({ ...plain, key: "z" }), null);
        assert.equal(readKey({ ...plain, key: "s", ctrlKey: true }), null);
        assert.equal(readKey({ ...plain, key: "ArrowUp", altKey: true }), null);
    });
});

suite("history", () => {
    const states = [0, 1, 2, 3].map((threshold) => ({ boxes: [], corrected: false, threshold }));

    test("consecutive changes of one kind are one step", () => {
        const history = new History();
        history.remember(states[0], "threshold");
        history.remember(states[1], "threshold");
        history.remember(states[2], "");
        history.remember(states[3], "");
        assert.deepEqual(
            [1, 2, 3, 4].map(() => history.takeBack()?.threshold),
            [3, 2, 0, undefined],
        );
        assert.equal(history.isEmpty, true);
    });

    test("after the end of a run the same kind is a new step", () => {
        const history = new History();
        history.remember(states[0], "threshold");
        history.endRun();
        history.remember(states[1], "threshold");
        assert.equal(history.takeBack(), states[1]);
        assert.equal(history.takeBack(), states[0]);
    });
});

suite("ink", () => {
    /**
     * Pixels with ink = 255 in the given columns of rows 2 to 7.
     * @param {number} width
     * @param {number[]} columns
     */
    function pixelsWith(width, columns) {
        const data = new Uint8ClampedArray(4 * width * 10);
        for (let row = 2; row < 8; row++)
            for (const column of columns) data[4 * (row * width + column) + 3] = 255;
        return { data, width, height: 10 };
    }

    test("a split goes through the empty columns", () => {
        const pixels = pixelsWith(20, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 19]);
        assert.equal(findGap(pixels, 1, [0, 0, 20, 10]), 12.5);
        assert.equal(findGap(pixels, 0.5, [0, 0, 40, 20]), 25);
    });

    test("a split of a box without ink goes through its middle", () => {
        assert.equal(findGap(pixelsWith(20, []), 1, [4, 0, 10, 10]), 9.5);
    });

    test("a new box goes around the ink that no box holds", () => {
        const pixels = pixelsWith(40, [5, 6, 30, 31]);
        assert.deepEqual(surroundOpenInk(pixels, [40, 10], [[4, 1, 5, 8]]), [28, 0, 6, 10]);
        assert.equal(
            surroundOpenInk(
                pixels,
                [40, 10],
                [
                    [4, 1, 5, 8],
                    [29, 1, 5, 8],
                ],
            ),
            null,
        );
    });

    test("before the ink is loaded, boxes split in the middle and new boxes lie in the middle", () => {
        const ink = new SeenInk();
        ink.size = [100, 40];
        assert.equal(ink.findGap([10, 0, 20, 10]), 20);
        assert.deepEqual(ink.findNewBox([]), [40, 10, 20, 20]);
    });
});

test("a screen reader says the place and the reading of a box", () => {
    assert.equal(labelBox(1, 3, "7, 98 %"), "Box 2 of 3: 7, 98 %");
    assert.equal(labelBox(0, 1, ""), "Box 1 of 1");
});
