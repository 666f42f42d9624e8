// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import {
    findUsableTools,
    mergeChosen,
    moveInOrder,
    removeChosen,
    splitAt,
} from "../../dashboard/components/boxes/edits.js";
import { readKey } from "../../dashboard/components/boxes/keys.js";

/** @typedef {import("../../dashboard/components/boxes/box.js").Box} Box */

/** @type {Box[]} */
const [A, B, C] = [
    [0, 0, 10, 10],
    [20, 0, 10, 10],
    [40, 0, 10, 10],
];

test("split puts both halves where the box was", () => {
    assert.deepEqual(splitAt([A, B], 1, 24), { boxes: [A, [20, 0, 4, 10], [24, 0, 6, 10]], chosen: [1] });
    assert.equal(splitAt([[0, 0, 5, 9]], 0, 2), null);
});

test("merge joins the chosen boxes, or one with its neighbour", () => {
    assert.deepEqual(mergeChosen([A, B, C], [0, 2]), { boxes: [[0, 0, 50, 10], B], chosen: [0] });
    assert.deepEqual(mergeChosen([A, B, C], [0]), { boxes: [[0, 0, 30, 10], C], chosen: [0] });
    assert.deepEqual(mergeChosen([A, B, C], [2]), { boxes: [A, [20, 0, 30, 10]], chosen: [1] });
    assert.equal(mergeChosen([A], [0]), null);
    assert.equal(mergeChosen([A, B], []), null);
});

test("remove chooses the box that follows, or the last", () => {
    assert.deepEqual(removeChosen([A, B, C], [1]), { boxes: [A, C], chosen: [1] });
    assert.deepEqual(removeChosen([A, B, C], [2]), { boxes: [A, B], chosen: [1] });
    assert.deepEqual(removeChosen([A], [0]), { boxes: [], chosen: [] });
    assert.equal(removeChosen([A], []), null);
});

test("a box moves one place in reading order and stays chosen", () => {
    assert.deepEqual(moveInOrder([A, B, C], 1, -1), { boxes: [B, A, C], chosen: [0] });
    assert.deepEqual(moveInOrder([A, B, C], 1, 1), { boxes: [A, C, B], chosen: [2] });
    assert.equal(moveInOrder([A, B], 0, -1), null);
    assert.equal(moveInOrder([A, B], 1, 1), null);
    assert.equal(moveInOrder([A, B], undefined, 1), null);
});

test("tools that would change nothing cannot be used", () => {
    const none = { split: false, merge: false, remove: false, add: true, earlier: false, later: false };
    assert.deepEqual(findUsableTools(0, 16, []), none);
    assert.deepEqual(findUsableTools(2, 2, [0]), {
        ...none,
        merge: true,
        remove: true,
        add: false,
        later: true,
    });
    assert.deepEqual(findUsableTools(3, 16, [0, 2]), { ...none, merge: true, remove: true });
});

test("a key means something on a box; undo means something everywhere", () => {
    const plain = { ctrlKey: false, metaKey: false, altKey: false };
    assert.deepEqual(readKey({ ...plain, key: "Z", ctrlKey: true }, false), { does: "undo" });
    assert.deepEqual(readKey({ ...plain, key: "z", metaKey: true }, true), { does: "undo" });
    assert.deepEqual(readKey({ ...plain, key: "ArrowUp" }, true), { does: "nudge", step: [0, -1] });
    assert.deepEqual(readKey({ ...plain, key: "S" }, true), { does: "use", tool: "split" });
    assert.deepEqual(readKey({ ...plain, key: "Backspace" }, true), { does: "use", tool: "remove" });
    assert.deepEqual(readKey({ ...plain, key: " " }, true), { does: "choose" });
    assert.equal(readKey({ ...plain, key: "s" }, false), null);
    assert.equal(readKey({ ...plain, key: "s", altKey: true }, true), null);
    assert.equal(readKey({ ...plain, key: "toString" }, true), null);
});
