// @ts-check
// The confidence strip's geometry and readings, and the filmstrip's thumbnails.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pictureOf } from "../../dashboard/components/player/film.js";
import { layOutFilmstrip } from "../../dashboard/components/player/filmstrip.js";
import {
    digitAt,
    findRuns,
    isBright,
    leftOf,
    middleOfBar,
    rowHeight,
    sharesAt,
    stripHeight,
    sumOf,
} from "../../dashboard/components/player/strip_layout.js";

/**
 * A reading of frames and places, each the shares of some digits.
 * @param {Record<number, number>[][]} frames
 */
function readingOf(frames) {
    const shares = frames.flatMap((places) =>
        places.flatMap((place) => Array.from({ length: 10 }, (_, digit) => place[digit] ?? 0)),
    );
    return { shares: Uint8Array.from(shares), frame_count: frames.length, digit_count: frames[0].length };
}

test("rows share their room, within the least and the greatest height", () => {
    assert.deepEqual([1, 2, 3, 4, 5, 8].map(rowHeight), [40, 32, 64 / 3, 16, 15, 15]);
    assert.deepEqual([1, 2, 8].map(stripHeight), [64, 88, 144]);
});

test("frames meet without a gap and fill the whole width", () => {
    const lefts = Array.from({ length: 8 }, (_, frame) => leftOf(frame, 7, 100));
    assert.deepEqual(lefts, [0, 14, 29, 43, 57, 71, 86, 100]);
});

test("the shares are those of the frame and the place", () => {
    const reading = readingOf([
        [{ 3: 255 }, { 1: 10 }],
        [{ 4: 200, 9: 55 }, {}],
    ]);
    assert.deepEqual([...sharesAt(reading, 1, 0)], [0, 0, 0, 0, 200, 0, 0, 0, 0, 55]);
    assert.equal(sumOf(sharesAt(reading, 1, 0)), 255);
    assert.equal(sumOf(sharesAt(reading, 1, 1)), 0);
});

test("a place reads as its likeliest digit, the lower of two equal ones, or as none", () => {
    const reading = readingOf([[{ 3: 100, 8: 155 }, { 2: 127, 7: 127 }, {}, { 0: 1 }]]);
    assert.deepEqual(
        [0, 1, 2, 3].map((place) => digitAt(reading, 0, place)),
        [8, 2, -1, 0],
    );
});

test("a run ends where the reading changes", () => {
    const reading = readingOf([
        [{ 3: 9 }, {}],
        [{ 3: 8, 4: 1 }, {}],
        [{ 4: 9 }, {}],
        [{}, {}],
        [{ 3: 9 }, {}],
    ]);
    assert.deepEqual(findRuns(reading, 0), [
        { digit: 3, first: 0, next: 2 },
        { digit: 4, first: 2, next: 3 },
        { digit: -1, first: 3, next: 4 },
        { digit: 3, first: 4, next: 5 },
    ]);
    assert.deepEqual(findRuns(reading, 1), [{ digit: -1, first: 0, next: 5 }]);
});

test("a digit's name stands in the middle of its bar", () => {
    const shares = sharesAt(readingOf([[{ 1: 50, 4: 100, 8: 50 }]]), 0, 0);
    assert.equal(middleOfBar(shares, 4), 0.5);
    assert.equal(middleOfBar(shares, 1), 0.125);
    assert.equal(middleOfBar(shares, 8), 0.875);
});

test("bright colours get dark names", () => {
    assert.deepEqual(["#ffffff", "#000000", "#ffff00", "#0000ff", "#00ff00"].map(isBright), [
        true,
        false,
        true,
        false,
        true,
    ]);
    assert.deepEqual(["#8c8c8c", "#8d8d8d"].map(isBright), [false, true]);
});

test("a wide filmstrip shows twelve frames, each in the middle of its part", () => {
    const { frames, height } = layOutFilmstrip(600, 60, 1);
    assert.deepEqual(frames, [2, 7, 12, 17, 22, 27, 32, 37, 42, 47, 52, 57]);
    assert.equal(height, 50);
});

test("a narrow filmstrip of a long number shows four frames", () => {
    const { frames, height } = layOutFilmstrip(320, 60, 8);
    assert.deepEqual(frames, [7, 22, 37, 52]);
    assert.equal(height, 10);
});

test("a filmstrip is not higher than a thumbnail may be, and shows no frame twice", () => {
    assert.deepEqual(layOutFilmstrip(600, 3, 1), { frames: [0, 1, 2], height: 56 });
    assert.deepEqual(layOutFilmstrip(300, 60, 2).frames.length, 7); // 150 / 20
});

test("a frame's picture has the bytes of all its digits", () => {
    const frames = new Uint8Array(3 * 2 * 784).map((_, at) => Math.floor(at / (2 * 784)));
    const picture = pictureOf({ frames, digit_count: 2 }, 2);
    assert.equal(picture.length, 1568);
    assert.ok(picture.every((value) => value === 2));
});
