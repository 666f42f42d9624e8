// @ts-check
// What the sliders move along, and the arithmetic of their ranges.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
    attributeAxes,
    dimensionAxes,
    extendHigh,
    extendLow,
    rangeAround,
    STRIP_COUNT,
    shareOfRange,
    stripValue,
    valueAfterKey,
} from "../../dashboard/components/sliders/axes.js";

const slant = {
    name: "slant",
    unit: "°",
    low: -40,
    high: 60,
    spread: 10,
    home: 5,
    value: 12,
    direction: [0.1, -0.2],
};

test("a dimension's axis has its share of the largest KL and its own home", () => {
    const [first, second] = dimensionAxes({
        dimensions: [
            { index: 1, nats: 4, low: -3.1, high: 3, silent: false },
            { index: 0, nats: 0.02, low: -1, high: 1.2, silent: true },
        ],
        reset: [0.3, -0.7],
    });
    assert.deepEqual(first, {
        kind: "dimension",
        index: 1,
        low: -3.1,
        high: 3,
        silent: false,
        name: "z1",
        title: "Dimension 1: KL 4.00 nats",
        share: 1,
        unit: "",
        digits: 2,
        step: "0.01",
        small: 0.05,
        big: 0.5,
        home: -0.7,
    });
    assert.equal(second.name, "z0");
    assert.equal(second.title, "Dimension 0: KL 0.02 nats");
    assert.equal(second.share, 0.005);
    assert.equal(second.home, 0.3);
    assert.equal(second.silent, true);
});

test("an attribute's axis steps by its range and shows as many decimals as the range needs", () => {
    const pixels = { ...slant, name: "stroke width", unit: "px", low: 1, high: 3.5 };
    const area = { ...slant, name: "holes", unit: "", low: 0, high: 2 };
    const [first, second, third] = attributeAxes({ attributes: [slant, pixels, area] });
    assert.deepEqual([first.small, first.big, first.home, first.step], [1, 10, 5, "any"]);
    assert.deepEqual([first.title, first.unit, first.digits], ["slant in °", "°", 0]);
    assert.deepEqual([second.title, second.unit, second.digits], ["stroke width in px", " px", 2]);
    assert.deepEqual([third.title, third.unit], ["holes", ""]);
    assert.equal(first.direction, slant.direction);
});

test("a new digit's slider reaches three spreads to either side, within the attribute's range", () => {
    assert.deepEqual(rangeAround(slant), { low: -18, high: 42 });
    assert.deepEqual(rangeAround({ ...slant, value: 50 }), { low: 20, high: 60 });
    assert.deepEqual(rangeAround({ ...slant, value: -35 }), { low: -40, high: -5 });
});

test("a slider is extended to the next tenth beyond a value outside its range", () => {
    assert.deepEqual([extendLow(-3, -3), extendLow(-3, -3.01), extendLow(-3, 8)], [-3, -3.1, -3]);
    assert.deepEqual([extendHigh(3, 3), extendHigh(3, 3.01), extendHigh(3, -8)], [3, 3.1, 3]);
});

test("a strip's pictures are spread evenly from end to end", () => {
    const values = Array.from({ length: STRIP_COUNT }, (_, number) => stripValue(number, -2, 2));
    assert.deepEqual(values, [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2]);
});

test("the share of a range ends at 0 and 1", () => {
    assert.deepEqual(
        [-9, -2, -1, 2, 9].map((value) => shareOfRange(value, -2, 2)),
        [0, 0, 0.25, 1, 1],
    );
});

test("keys move a slider by small and big steps, and Home to its home", () => {
    const [axis] = attributeAxes({ attributes: [slant] });
    /**
     * @param {string} key
     * @param {boolean} [shiftKey]
     */
    const after = (key, shiftKey = false) => valueAfterKey({ key, shiftKey }, 20, axis);
    assert.deepEqual(
        ["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"].map((key) => after(key)),
        [21, 21, 19, 19],
    );
    assert.deepEqual([after("ArrowUp", true), after("ArrowLeft", true)], [30, 10]);
    assert.deepEqual([after("PageUp"), after("PageDown"), after("Home")], [30, 10, 5]);
    assert.equal(after("Tab"), undefined);
});
