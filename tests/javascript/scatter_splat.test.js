// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { splat, stampsFor } from "../../dashboard/components/scatter/draw/splat.js";

const WIDTH = 40;
const HEIGHT = 30;
const WHITE = 0xffffffff;
const RED = 0x0000ff; // blue, green, red: as in the memory of a canvas
const SAME = { scale: 1, dx: 0, dy: HEIGHT }; // a step is a pixel, from the lower left corner

/**
 * White paper with points on it.
 * @param {number[]} xy
 * @param {number[]} shade
 * @param {number} [radius]
 * @param {number} [opacity]
 */
function paint(xy, shade, radius = 2, opacity = 1, colours = [RED, 0x00ff00, 0xff0000]) {
    const pixels = new Uint32Array(WIDTH * HEIGHT).fill(WHITE);
    const places = Float32Array.from(xy);
    splat(pixels, WIDTH, HEIGHT, places, Uint8Array.from(shade), colours, SAME, radius, opacity);
    return pixels;
}

/** @param {Uint32Array} pixels */
function touched(pixels) {
    const places = [];
    for (let i = 0; i < pixels.length; i++)
        if (pixels[i] !== WHITE) places.push([i % WIDTH, Math.floor(i / WIDTH)]);
    return places;
}

/**
 * A stamp's alphas by the pixels' places relative to its own.
 * @param {number} kind
 */
function alphasOf(kind) {
    const stamps = stampsFor(3, 0.5, 100);
    const found = new Map();
    stamps.offsets[kind].forEach((offset, i) => {
        const y = Math.round(offset / 100);
        found.set(`${offset - 100 * y},${y}`, stamps.alphas[kind][i]);
    });
    return found;
}

test("there is a stamp for each quarter of a pixel", () => {
    const { alphas, offsets, reach } = stampsFor(3, 0.5, 100);
    assert.equal(offsets.length, 16);
    assert.equal(alphas.length, 16);
    assert.equal(reach, 5);
});

test("stamps of opposite quarters mirror each other", () => {
    for (let sy = 0; sy < 4; sy++)
        for (let sx = 0; sx < 4; sx++) {
            const stamp = alphasOf(4 * sy + sx);
            const mirrored = alphasOf(4 * (3 - sy) + (3 - sx));
            assert.equal(stamp.size, mirrored.size);
            for (const [place, alpha] of stamp) {
                const [x, y] = place.split(",").map(Number);
                assert.equal(mirrored.get(`${0 - x},${0 - y}`), alpha, place);
            }
        }
});

test("a stamp covers the area of its disc", () => {
    for (const kind of [0, 5, 10, 15]) {
        const sum = [...alphasOf(kind).values()].reduce((total, alpha) => total + alpha, 0);
        const area = sum / 256 / 0.5;
        assert.ok(Math.abs(area - Math.PI * 3 ** 2) < 0.6, `${area} pixels`);
    }
});

test("the middle of a stamp has the whole opacity", () => {
    assert.equal(alphasOf(5).get("0,0"), 128);
    assert.equal(alphasOf(5).get("3,3"), undefined);
});

test("the same stamps are made once", () => {
    assert.equal(stampsFor(2, 0.25, 64), stampsFor(2, 0.25, 64));
    assert.notEqual(stampsFor(2, 0.25, 64), stampsFor(2, 0.25, 65));
});

test("a small point is one disc around its pixel", () => {
    const places = touched(paint([20.5, 9.5], [0], 1));
    const [xs, ys] = [0, 1].map((axis) => places.map((place) => place[axis]));
    // Its y counts from below: 30 - 9.5 = 20.5.
    assert.deepEqual([Math.min(...xs), Math.max(...xs)], [19, 21]);
    assert.deepEqual([Math.min(...ys), Math.max(...ys)], [19, 21]);
    const pixels = paint([20.5, 9.5], [0], 1);
    assert.equal(pixels[20 * WIDTH + 20], 0xff000000 + RED);
});

test("a point's view moves and scales it", () => {
    const pixels = new Uint32Array(WIDTH * HEIGHT).fill(WHITE);
    const view = { scale: 0.001, dx: 10, dy: 25 };
    splat(pixels, WIDTH, HEIGHT, Uint16Array.of(15500, 12500), Uint8Array.of(0), [RED], view, 1, 1);
    assert.equal(pixels[12 * WIDTH + 25], 0xff000000 + RED); // 15.5 + 10 and 25 - 12.5
});

test("a point of half opacity is blended with the paper", () => {
    const pixel = paint([20.5, 9.5], [1], 2, 0.5)[20 * WIDTH + 20];
    const channels = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
    assert.ok(Math.abs(channels[0] - 127) <= 1, `red ${channels[0]}`);
    assert.equal(channels[1], 255);
    assert.ok(Math.abs(channels[2] - 127) <= 1, `blue ${channels[2]}`);
    assert.equal(pixel >>> 24, 255);
});

test("a hidden point leaves the paper as it is", () => {
    assert.deepEqual(touched(paint([20.5, 9.5], [255])), []);
});

test("a faint point has the colour of its digit at 16 percent", () => {
    const pixel = paint([20.5, 9.5], [18])[20 * WIDTH + 20];
    assert.equal((pixel >> 16) & 255, 255); // blue stays
    for (const channel of [pixel & 255, (pixel >> 8) & 255])
        assert.ok(Math.abs(channel - 255 * 0.84) <= 2, `${channel}`);
});

test("a faint point is smaller than a full one", () => {
    const [full, faint] = [0, 16].map((shade) => touched(paint([20.5, 9.5], [shade], 4)).length);
    assert.ok(faint < full);
});

test("a later point covers an earlier one", () => {
    const pixels = paint([20.5, 9.5, 20.5, 9.5], [0, 2]);
    assert.equal(pixels[20 * WIDTH + 20], 0xffff0000);
});

test("points outside and too near the edge are left out", () => {
    const outside = [-5, 10, 45, 10, 20, -5, 20, 35, 1, 10, 39, 10, 20, 29, Number.NaN, 10];
    assert.deepEqual(touched(paint(outside, new Array(8).fill(0))), []);
});
