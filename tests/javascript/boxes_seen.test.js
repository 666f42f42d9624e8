// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { findGap, findOpenInk } from "../../dashboard/components/boxes/seen.js";

/**
 * Pixels with ink where `rows` have an "x".
 * @param {string[]} rows
 */
function pixelsOf(rows) {
    const [width, height] = [rows[0].length, rows.length];
    const data = new Uint8ClampedArray(4 * width * height);
    for (const [y, row] of rows.entries())
        for (const [x, letter] of [...row].entries())
            data[4 * (y * width + x) + 3] = letter === "x" ? 255 : 0;
    return { data, width, height };
}

const TWO_STROKES = pixelsOf(["xxxx......xxxx......", "xxxx......xxxx......", "xxxx......xxxx......"]);

test("a cut goes through the middle of the emptiest columns", () => {
    assert.equal(findGap(TWO_STROKES, [20, 3], [0, 0, 14, 3]), 7.5); // of the columns 4 to 9 in reach
    assert.equal(findGap(TWO_STROKES, [40, 6], [0, 0, 28, 6]), 15); // a picture twice as large
});

test("a cut goes through the middle of a box whose ink is not known", () => {
    assert.equal(findGap(null, [20, 3], [4, 0, 10, 3]), 9);
});

test("a new box lies round the ink that no box has", () => {
    assert.deepEqual(findOpenInk(TWO_STROKES, [20, 3], [[0, 0, 5, 3]]), [8, 0, 8, 3]);
    assert.deepEqual(findOpenInk(TWO_STROKES, [20, 3], []), [0, 0, 18, 3]);
});

test("a new box lies in the middle of a picture without open ink", () => {
    const middle = [8, 3, 4, 5];
    assert.deepEqual(findOpenInk(pixelsOf(["...."]), [20, 10], []), middle);
    assert.deepEqual(findOpenInk(null, [20, 10], []), middle);
    assert.deepEqual(findOpenInk(TWO_STROKES, [20, 10], [[0, 0, 20, 10]]), middle);
});
