// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { cubicTaps, enlarge, fromBase64 } from "../../dashboard/components/ink.js";

test("the weights of cubic convolution add up to one", () => {
    const { taps, weights } = cubicTaps(28);
    for (let to = 0; to < 4 * 28; to++) {
        const sum = weights.subarray(4 * to, 4 * to + 4).reduce((a, b) => a + b, 0);
        assert.ok(Math.abs(sum - 1) < 1e-6, `pixel ${to}: ${sum}`);
    }
    assert.ok(Math.min(...taps) === 0 && Math.max(...taps) === 27); // a line's ends repeat
});

test("an even picture stays even when it is enlarged", () => {
    const large = enlarge(new Uint8Array(28 * 56).fill(200), 56);
    assert.equal(large.length, 16 * 28 * 56);
    assert.ok(large.every((value) => value === 200));
});

test("one pixel becomes a spot around its own place, and its neighbours keep their ink", () => {
    const picture = new Uint8Array(28 * 28);
    picture[14 * 28 + 10] = 255;
    const large = enlarge(picture, 28);
    const brightest = large.indexOf(Math.max(...large));
    assert.deepEqual([(brightest % 112) >> 2, Math.floor(brightest / 112) >> 2], [10, 14]);
    assert.equal(large[0], 0);
});

test("base64 gives its bytes", () => {
    assert.deepEqual([...fromBase64("AAH/gA==")], [0, 1, 255, 128]);
});
