// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { packColour, readColour } from "../../dashboard/components/scatter/draw/theme.js";
import { orderHidden, toggleDigit } from "../../dashboard/components/scatter/input/legend.js";
import { codeAt, isPlace, readPlace, readPolygon } from "../../dashboard/components/scatter/view/scene.js";
import { Shared } from "../../dashboard/components/scatter/view/shared.js";

/** A shared value, and what it has sent. */
function makeShared() {
    /** @type {[string, [number, string]][]} */
    const sent = [];
    const shared = new Shared("hidden", (name, value) => sent.push([name, value]));
    return { sent, shared };
}

test("a shared value is sent with a number, once per change", () => {
    const { sent, shared } = makeShared();
    shared.set("3");
    shared.set("3");
    shared.set("35");
    assert.deepEqual(sent, [
        ["hidden", [1, "3"]],
        ["hidden", [2, "35"]],
    ]);
});

test("an answer to an earlier number does not replace a value", () => {
    const { shared } = makeShared();
    shared.set("3");
    shared.set("35");
    assert.equal(shared.receive("3", 1), false);
    assert.equal(shared.value, "35");
    assert.equal(shared.receive("35", 2), false);
    assert.equal(shared.receive("", 2), true);
    assert.equal(shared.value, "");
});

test("after five seconds without an answer the page's value counts", (context) => {
    const { shared } = makeShared();
    shared.set("3");
    const later = performance.now() + 5001;
    context.mock.method(performance, "now", () => later);
    assert.equal(shared.receive("", 0), true);
    assert.equal(shared.value, "");
});

test("a choice is a row or a place", () => {
    assert.equal(isPlace("512"), false);
    assert.equal(isPlace("1.5_-0.25"), true);
    assert.deepEqual(readPlace("1.5_-0.25"), [1.5, -0.25]);
});

test("a selection is a polygon from three corners on", () => {
    assert.equal(readPolygon(""), null);
    assert.equal(readPolygon("1_2_3_4"), null);
    assert.deepEqual(readPolygon("1_2_3_4_0_65535"), [
        [1, 2],
        [3, 4],
        [0, 65535],
    ]);
});

test("the code of a place goes from the origin across and up", () => {
    const plane = { origin: [1, 0, 5], across: [1, 0, 2], up: [0, 1, 0] };
    assert.deepEqual(codeAt(plane, [0, 0]), [1, 0, 5]);
    assert.deepEqual(codeAt(plane, [2, -3]), [3, -3, 9]);
});

test("a click on a digit hides it, and a second click shows it", () => {
    assert.equal(orderHidden(toggleDigit("37", "5")), "357");
    assert.equal(orderHidden(toggleDigit("357", "5")), "37");
});

test("all digits hidden means none", () => {
    assert.equal(orderHidden(toggleDigit("012345678", "9")), "");
});

test("colours are read as CSS writes them", () => {
    assert.deepEqual(readColour("#fb0"), [255, 187, 0]);
    assert.deepEqual(readColour(" #332288 "), [51, 34, 136]);
    assert.deepEqual(readColour("#33228880"), [51, 34, 136]);
    assert.deepEqual(readColour("rgb(1, 20, 255)"), [1, 20, 255]);
    assert.deepEqual(readColour("rgba(1, 20, 255, 0.5)"), [1, 20, 255]);
    assert.deepEqual(readColour(""), [0, 0, 0]);
});

test("a packed colour has blue, green and red from its highest byte on", () => {
    assert.equal(packColour([0x12, 0x34, 0x56]), 0x563412);
});
