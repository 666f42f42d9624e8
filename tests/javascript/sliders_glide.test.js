// @ts-check
// The glide between two codes, and the hold on a code that attributes move.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { pullInside } from "../../dashboard/components/sliders/code/hold.js";
import { codeBetween, Glide, shareAfter } from "../../dashboard/components/sliders/glide.js";

/** @type {((now: number) => void) | undefined} */
let waiting;
let reducesMotion = false;

beforeEach(() => {
    reducesMotion = false;
    waiting = undefined;
    Object.assign(globalThis, {
        matchMedia: () => ({ matches: reducesMotion }),
        /** @param {(now: number) => void} step */
        requestAnimationFrame: (step) => {
            waiting = step;
            return 1;
        },
        cancelAnimationFrame: () => {
            waiting = undefined;
        },
    });
    mock.method(performance, "now", () => 1000);
});

afterEach(() => mock.restoreAll());

/** @param {number} now */
function paint(now) {
    const step = waiting;
    waiting = undefined;
    step?.(now);
}

function newGlide() {
    /** @type {number[][]} */
    const codes = [];
    const arrived = mock.fn();
    return { codes, arrived, glide: new Glide((z) => codes.push(z)) };
}

test("a glide takes half a second", () => {
    assert.deepEqual([-5, 0, 125, 250, 500, 900].map(shareAfter), [0, 0, 0.25, 0.5, 1, 1]);
});

test("the codes on the way lie on a straight line and end at the target", () => {
    assert.deepEqual(codeBetween([0, 2], [4, -2], 0.25), [1, 1]);
    assert.deepEqual(codeBetween([0, 2], [4, -2], 0), [0, 2]);
    assert.deepEqual(codeBetween([0, 2], [4, -2], 1), [4, -2]);
});

test("each painted frame puts the code of its time; the last one arrives", () => {
    const { codes, arrived, glide } = newGlide();
    glide.start([0], [8], arrived);
    paint(990); // a frame's time may lie before the start
    paint(1125);
    assert.equal(arrived.mock.callCount(), 0);
    paint(1600);
    assert.deepEqual(codes, [[0], [2], [8]]);
    assert.equal(arrived.mock.callCount(), 1);
    assert.equal(waiting, undefined);
});

test("a glide that is stopped never arrives", () => {
    const { codes, arrived, glide } = newGlide();
    glide.start([0], [8], arrived);
    paint(1125);
    glide.stop();
    paint(1600);
    assert.deepEqual(codes, [[2]]);
    assert.equal(arrived.mock.callCount(), 0);
});

test("with reduced motion, or at once, only the target is put", () => {
    for (const atOnce of [false, true]) {
        reducesMotion = !atOnce;
        const { codes, arrived, glide } = newGlide();
        glide.start([0], [8], arrived, { atOnce });
        assert.deepEqual(codes, [[8]]);
        assert.equal(arrived.mock.callCount(), 1);
        assert.equal(waiting, undefined);
    }
});

test("a code beyond the border is pulled onto the border, towards the middle", () => {
    const hold = { middle: [1, 1], precision: [4, 0, 0, 1], border: 4 };
    const z = [3, 1]; // its squared distance is 4 · 2² = 16
    pullInside(z, hold);
    assert.deepEqual(z, [2, 1]);
});

test("a code within the border stays", () => {
    const hold = { middle: [1, 1], precision: [4, 0, 0, 1], border: 4 };
    for (const inside of [
        [2, 1], // on the border
        [1.5, 1.5],
        [1, 1],
    ]) {
        const z = [...inside];
        pullInside(z, hold);
        assert.deepEqual(z, inside);
    }
});

test("the metric counts dimensions together", () => {
    const hold = { middle: [0, 0], precision: [1, 0.5, 0.5, 1], border: 3 };
    const z = [2, 2]; // 4 + 2 + 2 + 4 = 12
    pullInside(z, hold);
    assert.deepEqual(z, [1, 1]);
});
