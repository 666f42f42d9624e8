// @ts-check
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { cubicTaps, enlarge, fromBase64 } from "../../dashboard/components/ink.js";

suite("cubicTaps", () => {
    test("the weights of each pixel sum to 1", () => {
        for (const length of [1, 3, 28]) {
            const { weights } = cubicTaps(length);
            for (let to = 0; to < 4 * length; to++) {
                const sum = weights.slice(4 * to, 4 * to + 4).reduce((one, other) => one + other);
                assert.ok(Math.abs(sum - 1) < 1e-6, `pixel ${to} of ${length}: ${sum}`);
            }
        }
    });

    test("the weights are those of Keys' kernel with a = -0.5", () => {
        const { taps, weights } = cubicTaps(28);
        // Pixel 42 lies at 42.5 / 4 - 0.5 = 10.125, an eighth of a pixel after pixel 10.
        assert.deepEqual([...taps.slice(4 * 42, 4 * 42 + 4)], [9, 10, 11, 12]);
        assert.deepEqual(
            [...weights.slice(4 * 42, 4 * 42 + 4)],
            [-49 / 1024, 987 / 1024, 93 / 1024, -7 / 1024],
        );
    });

    test("the pixels before the first and after the last repeat the edge", () => {
        const { taps } = cubicTaps(28);
        assert.deepEqual([...taps.slice(0, 4)], [0, 0, 0, 1]);
        assert.deepEqual([...taps.slice(-4)], [26, 27, 27, 27]);
    });
});

suite("enlarge", () => {
    test("a constant picture stays constant, at four times its size", () => {
        for (const [digits, ink] of [
            [1, 0],
            [1, 255],
            [3, 100],
        ]) {
            const large = enlarge(new Uint8Array(28 * 28 * digits).fill(ink), 28 * digits);
            assert.equal(large.length, 16 * 28 * 28 * digits);
            assert.ok(large.every((value) => value === ink));
        }
    });

    test("a column of ink becomes four columns, the same in every row", () => {
        const picture = new Uint8Array(28 * 28);
        for (let y = 0; y < 28; y++) picture[28 * y + 10] = 255;
        const large = enlarge(picture, 28);
        const row = large.slice(0, 112);
        for (let y = 1; y < 112; y++) assert.deepEqual(large.slice(112 * y, 112 * y + 112), row);
        const peak = Math.round((255 * 987) / 1024); // an eighth of a pixel off the middle
        assert.deepEqual([row[41], row[42]], [peak, peak]);
        assert.equal(row[39], row[44]);
        assert.ok(row.slice(0, 32).every((value) => value === 0));
        assert.ok(row.slice(52).every((value) => value === 0));
    });
});

test("base64 becomes bytes", () => {
    assert.deepEqual(fromBase64("AAH/gA=="), new Uint8Array([0, 1, 255, 128]));
    assert.deepEqual(fromBase64(""), new Uint8Array());
});
