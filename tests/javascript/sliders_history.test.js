// @ts-check
// The history of codes behind Undo and Redo.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { CodeHistory, writeToAddress } from "../../dashboard/components/sliders/code/history.js";

const KEY = "latent-digits-history-plane2";

/** A tab's storage. */
class Shelf {
    /** @type {Map<string, string>} */
    items = new Map();

    /** @param {string} key */
    getItem(key) {
        return this.items.get(key) ?? null;
    }

    /**
     * @param {string} key
     * @param {string} value
     */
    setItem(key, value) {
        this.items.set(key, value);
    }

    /** @param {string} key */
    removeItem(key) {
        this.items.delete(key);
    }
}

let shelf = new Shelf();

beforeEach(() => {
    shelf = new Shelf();
});

test("Undo and Redo walk through the pushed codes", () => {
    const history = new CodeHistory("plane2", shelf);
    assert.equal(history.canStep(-1), false);
    for (const code of ["0_0", "1_-0.4", "2_2"]) history.push(code);
    assert.equal(history.canStep(1), false);
    assert.deepEqual(history.step(-1), [1, -0.4]);
    assert.deepEqual(history.step(-1), [0, 0]);
    assert.equal(history.canStep(-1), false);
    assert.deepEqual(history.step(1), [1, -0.4]);
});

test("the current code is not pushed twice", () => {
    const history = new CodeHistory("plane2", shelf);
    for (const code of ["0_0", "1_1", "1_1"]) history.push(code);
    assert.deepEqual(history.past, ["0_0", "1_1"]);
});

test("a code pushed after Undo replaces what could be redone", () => {
    const history = new CodeHistory("plane2", shelf);
    for (const code of ["0_0", "1_1", "2_2"]) history.push(code);
    history.step(-1);
    history.push("3_3");
    assert.deepEqual(history.past, ["0_0", "1_1", "3_3"]);
    assert.equal(history.canStep(1), false);
});

test("the history is the same on the next visit, for its model", () => {
    const history = new CodeHistory("plane2", shelf);
    history.push("0_0");
    history.push("1_1");
    history.step(-1);
    const next = new CodeHistory("plane2", shelf);
    assert.equal(next.current, "0_0");
    assert.deepEqual(next.step(1), [1, 1]);
    assert.equal(new CodeHistory("res16", shelf).current, undefined);
});

test("only the last 200 codes are kept", () => {
    const history = new CodeHistory("plane2", shelf);
    for (let number = 0; number < 205; number++) history.push(`${number}_0`);
    assert.equal(history.past.length, 200);
    assert.equal(history.past[0], "5_0");
    assert.equal(history.current, "204_0");
    assert.deepEqual(history.step(-1), [203, 0]);
});

test("a stored text that is no history is removed", () => {
    shelf.setItem(KEY, "{broken");
    const history = new CodeHistory("plane2", shelf);
    assert.deepEqual([history.past, history.at], [[], -1]);
    assert.equal(shelf.getItem(KEY), null);
});

test("the code is written into Explore's address only", () => {
    /** @type {string[]} */
    const written = [];
    Object.assign(globalThis, {
        history: {
            state: 7,
            replaceState: (/** @type {unknown[]} */ ...[, , url]) => written.push(String(url)),
        },
        location: { href: "http://here/explore?model=plane2&z=0_0#top" },
    });
    writeToAddress([1, -0.404]);
    Object.assign(globalThis, { location: { href: "http://here/map?model=plane2" } });
    writeToAddress([2, 2]);
    assert.deepEqual(written, ["http://here/explore?model=plane2&z=1_-0.4#top"]);
});
