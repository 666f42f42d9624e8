// @ts-check
// Codes as text: the table of texts that dashboard/session/codes.py reads, too.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
    CodeError,
    formatJson,
    formatPython,
    formatSigned,
    packCode,
    parseCode,
    roundToStep,
    unpackCode,
} from "../../dashboard/components/sliders/code/codes.js";

/** @type {{taken: Record<string, number[]>, refused: Record<string, string>}} */
const { taken, refused } = JSON.parse(readFileSync(new URL("../code_texts.json", import.meta.url), "utf-8"));

/** @param {string} text */
const parse = (text) => parseCode(text, "plane2", 2);

test("each text of the table that holds a code gives the code", () => {
    assert.equal(Object.keys(taken).length, 25);
    for (const [text, z] of Object.entries(taken)) assert.deepEqual(parse(text), z, text);
});

test("each text of the table that holds no code gives its error", () => {
    assert.equal(Object.keys(refused).length, 35);
    for (const [text, message] of Object.entries(refused))
        assert.throws(
            () => parse(text),
            (error) => error instanceof CodeError && error.message === message,
            text,
        );
});

test("very long texts are refused", () => {
    assert.throws(() => parse("[".repeat(5000)), {
        message: /^A code of plane2 has 2 numbers; this text has 1\.$/,
    });
    assert.throws(() => parse(`[1, ${"9".repeat(5000)}]`), { message: /Number 2 .* is Infinity;/ });
});

test("half a step is rounded to the even step", () => {
    assert.deepEqual([0.125, 0.375, -0.125, -0.375, 2.5].map(roundToStep), [0.12, 0.38, -0.12, -0.38, 2.5]);
    assert.deepEqual([0.005, 0.015, 0.1249, 0.1251].map(roundToStep), [0, 0.02, 0.12, 0.13]);
});

test("a rounded zero is positive", () => {
    assert.ok(Object.is(roundToStep(-0.001), 0));
    assert.equal(packCode([-0.001, -0.005]), "0_0");
});

test("a packed code is unpacked to the same numbers", () => {
    assert.equal(packCode([1, -0.4, 0.126]), "1_-0.4_0.13");
    assert.deepEqual(unpackCode("1_-0.4_0.13"), [1, -0.4, 0.13]);
});

test("the texts for the clipboard hold the rounded code and are read back", () => {
    const z = [0.126, -2];
    assert.equal(formatJson("plane2", z), '{"model":"plane2","z":[0.13,-2]}');
    assert.equal(
        formatPython("plane2", z),
        'from runtime import load_vae\n\nz = [0.13, -2]\nimage = load_vae("plane2").decode(z)[0]\n',
    );
    for (const format of [formatJson, formatPython]) assert.deepEqual(parse(format("plane2", z)), [0.13, -2]);
});

test("a number with its sign has a true minus", () => {
    assert.deepEqual(
        [
            formatSigned(1.234),
            formatSigned(-1.236),
            formatSigned(0),
            formatSigned(-2.5, 1),
            formatSigned(7, 0),
        ],
        ["+1.23", "−1.24", "+0.00", "−2.5", "+7"],
    );
});
