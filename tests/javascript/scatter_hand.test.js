// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { Hand, wheelFactor } from "../../dashboard/components/scatter/input/hand.js";

/** @import { HandEvents } from "../../dashboard/components/scatter/input/hand.js" */

/** A hand on a canvas at (10, 20) of the page, two device pixels per CSS pixel, and what it does to the map. */
function makeHand({ isReady = true } = {}) {
    const canvas = new EventTarget();
    Object.assign(canvas, { getBoundingClientRect: () => ({ x: 10, y: 20 }), setPointerCapture: () => {} });
    /** @type {unknown[][]} */
    const calls = [];
    const answers = { isReady: () => isReady, ratio: () => 2 };
    const record = (/** @type {string | symbol} */ name) => {
        return (/** @type {unknown[]} */ ...values) => calls.push([name, ...values]);
    };
    const events = new Proxy(answers, { get: (known, name) => Reflect.get(known, name) ?? record(name) });
    const hand = new Hand(
        /** @type {HTMLCanvasElement} */ (/** @type {unknown} */ (canvas)),
        /** @type {HandEvents} */ (/** @type {unknown} */ (events)),
    );
    /**
     * @param {string} type
     * @param {object} values
     */
    const send = (type, values) => {
        const event = new Event(type, { cancelable: true });
        for (const [name, value] of Object.entries(values)) Object.defineProperty(event, name, { value });
        canvas.dispatchEvent(event);
        return event;
    };
    /**
     * Send pointer events at places in CSS pixels from the canvas's corner.
     * @param {string} type
     * @param {number} x
     * @param {number} y
     * @param {object} [values]
     */
    const point = (type, x, y, values = {}) =>
        send(`pointer${type}`, {
            clientX: x + 10,
            clientY: y + 20,
            pointerId: 1,
            pointerType: "mouse",
            button: 0,
            shiftKey: false,
            ...values,
        });
    return { calls, hand, point, send };
}

test("a press and a release at one place are a click", () => {
    const { calls, point } = makeHand();
    point("down", 50, 60);
    point("move", 52, 61);
    point("up", 52, 61);
    assert.deepEqual(calls, [["click", [104, 122], false]]);
});

test("a drag pans by what the pointer has moved", () => {
    const { calls, point } = makeHand();
    point("down", 50, 60);
    point("move", 60, 60);
    point("move", 63, 65);
    point("up", 63, 65);
    assert.deepEqual(calls, [["leave"], ["pan", 20, 0], ["leave"], ["pan", 6, 10]]);
});

test("a drag with the box tool selects a box", () => {
    const { calls, hand, point } = makeHand();
    hand.tool = "box";
    point("down", 10, 10);
    point("move", 30, 40);
    point("up", 30, 40);
    const box = [
        [20, 20],
        [60, 20],
        [60, 80],
        [20, 80],
    ];
    assert.deepEqual(calls.at(-3), ["trace", box]);
    assert.deepEqual(calls.at(-2), ["trace", null]);
    assert.deepEqual(calls.at(-1), ["select", box]);
});

test("a drag with Shift held selects freely", () => {
    const { calls, point } = makeHand();
    point("down", 10, 10, { shiftKey: true });
    point("move", 30, 10);
    point("move", 30, 30);
    point("up", 30, 30);
    const line = [
        [20, 20],
        [60, 20],
        [60, 60],
    ];
    assert.deepEqual(calls.at(-1), ["select", line]);
});

test("a cancelled selection selects nothing", () => {
    const { calls, hand, point } = makeHand();
    hand.tool = "lasso";
    point("down", 10, 10);
    point("move", 30, 10);
    point("cancel", 30, 10);
    assert.deepEqual(calls.at(-1), ["trace", null]);
    assert.ok(calls.every(([name]) => name !== "select"));
});

test("two fingers zoom by how much farther apart they are, about their middle", () => {
    const { calls, point } = makeHand();
    point("down", 100, 50, { pointerId: 1, pointerType: "touch" });
    point("down", 200, 50, { pointerId: 2, pointerType: "touch" });
    point("move", 300, 50, { pointerId: 2, pointerType: "touch" });
    assert.deepEqual(calls, [["leave"], ["pan", 100, 0], ["zoom", 2, [400, 100]]]);
    point("up", 300, 50, { pointerId: 2 });
    point("up", 100, 50, { pointerId: 1 });
    assert.equal(calls.length, 3); // no click
});

test("a pointer that is not down hovers", () => {
    const { calls, point } = makeHand();
    point("move", 5, 6);
    point("move", 5, 6, { pointerType: "touch" });
    assert.deepEqual(calls, [
        ["hover", [10, 12], false],
        ["hover", [10, 12], true],
    ]);
});

test("only a mouse leaves the map; a finger that taps leaves its digit", () => {
    const { calls, point } = makeHand();
    point("leave", 5, 6, { pointerType: "touch" });
    assert.deepEqual(calls, []);
    point("leave", 5, 6);
    assert.deepEqual(calls, [["leave"]]);
});

test("each key does what the help says, and other keys are left to the page", () => {
    const { calls, send } = makeHand();
    for (const [key, shiftKey, ...expected] of /** @type {[string, boolean, ...unknown[]][]} */ ([
        ["ArrowUp", false, "walk", [0, 1]],
        ["ArrowLeft", true, "pan", 120, 0],
        ["ArrowUp", true, "pan", -0, 120],
        ["+", false, "zoom", 1.4],
        ["-", false, "zoom", 1 / 1.4],
        ["0", false, "showWhole"],
        ["Escape", false, "unselect"],
    ])) {
        assert.ok(send("keydown", { key, shiftKey }).defaultPrevented, key);
        assert.deepEqual(calls.at(-1), expected);
    }
    const { length } = calls;
    assert.equal(send("keydown", { key: "Tab", shiftKey: false }).defaultPrevented, false);
    assert.equal(calls.length, length);
});

test("without points there is nothing to click, drag or walk through", () => {
    const { calls, point, send } = makeHand({ isReady: false });
    point("down", 50, 60);
    point("move", 70, 60);
    point("up", 70, 60);
    send("keydown", { key: "ArrowUp", shiftKey: false });
    assert.deepEqual(calls, []);
});

test("the wheel zooms in upwards, the same in pixels and lines, and at most by e^0.75", () => {
    const factor = wheelFactor({ deltaY: -40, deltaMode: 0, ctrlKey: false });
    assert.ok(Math.abs(factor - Math.exp(0.1)) < 1e-12);
    assert.equal(wheelFactor({ deltaY: 40, deltaMode: 0, ctrlKey: false }), 1 / factor);
    const lines = wheelFactor({ deltaY: -1, deltaMode: 1, ctrlKey: false });
    assert.equal(lines, wheelFactor({ deltaY: -30, deltaMode: 0, ctrlKey: false }));
    assert.equal(wheelFactor({ deltaY: -9999, deltaMode: 0, ctrlKey: false }), Math.exp(0.75));
    assert.equal(wheelFactor({ deltaY: -40, deltaMode: 0, ctrlKey: true }), Math.exp(0.4)); // a pinch on a touchpad
});
