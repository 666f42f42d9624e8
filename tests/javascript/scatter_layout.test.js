// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, latticeIn } from "../../dashboard/components/scatter/draw/backdrop.js";
import { findBox } from "../../dashboard/components/scatter/draw/labels.js";
import { pointStyle } from "../../dashboard/components/scatter/draw/painter.js";
import { tipPlace } from "../../dashboard/components/scatter/input/tip.js";
import { Camera } from "../../dashboard/components/scatter/view/camera.js";

/** @typedef {[number, number, number, number]} Box */

/** @param {number} [zoom] */
function makeCamera(zoom = 1) {
    const camera = new Camera();
    camera.width = 1600;
    camera.height = 1200;
    camera.ratio = 2;
    camera.square = { left: -10, bottom: -10, side: 20 };
    camera.zoom = zoom;
    return camera;
}

test("a label stands on the right of its pixel", () => {
    assert.deepEqual(findBox([100, 50], 40, 8, 9, 800, [], false), [109, 42, 149, 58]);
});

test("a label at the right edge stands on the left", () => {
    assert.deepEqual(findBox([780, 50], 40, 8, 9, 800, [], false), [731, 42, 771, 58]);
});

test("a label gives way to the left, then below, then above", () => {
    /** @type {Box[]} */
    const taken = [];
    const found = [];
    for (let i = 0; i < 4; i++) {
        const box = findBox([100, 50], 40, 8, 9, 800, taken, false);
        found.push(box);
        if (box) taken.push(box);
    }
    assert.deepEqual(found.slice(0, 3), [
        [109, 42, 149, 58],
        [51, 42, 91, 58],
        [109, 66, 149, 82],
    ]);
    taken.push([109, 18, 149, 34], [51, 18, 91, 34]);
    assert.equal(findBox([100, 50], 40, 8, 9, 800, taken, false), null);
    assert.deepEqual(findBox([100, 50], 40, 8, 9, 800, taken, true), [109, 42, 149, 58]);
    assert.deepEqual(findBox([780, 50], 40, 8, 9, 800, [[0, 0, 800, 100]], true), [731, 42, 771, 58]);
});

test("the tip is on the right of the pointer, and on the left near the right edge", () => {
    const camera = makeCamera();
    assert.deepEqual(tipPlace(camera, [400, 400]), [216, 150]);
    assert.deepEqual(tipPlace(camera, [1400, 400]), [564, 150]);
    assert.deepEqual(tipPlace(camera, [400, 10]), [216, 4]);
    assert.deepEqual(tipPlace(camera, [400, 1190]), [216, 460]);
});

test("the digits behind the points cover the canvas, about 44 CSS pixels each", () => {
    for (const zoom of [1, 2.7, 9]) {
        const camera = makeCamera(zoom);
        const { x, y, step, columns, rows } = latticeIn(camera);
        const [left, bottom] = camera.placeAt([0, camera.height]);
        const [right, top] = camera.placeAt([camera.width, 0]);
        assert.ok(x * step <= left && (x + columns - 1) * step >= right);
        assert.ok(y * step >= top && (y - rows + 1) * step <= bottom);
        const side = (camera.toPixel([step, 0])[0] - camera.toPixel([0, 0])[0]) / camera.ratio;
        assert.ok(side > 44 / Math.SQRT2 - 1e-9 && side < 44 * Math.SQRT2 + 1e-9, `${side} pixels`);
    }
});

test("a small pan keeps the digits behind the points", () => {
    const camera = makeCamera(3);
    const before = latticeIn(camera);
    camera.pan(1, 0);
    const after = latticeIn(camera);
    assert.equal(after.step, before.step);
    assert.ok(Math.abs(after.x - before.x) <= 1);
});

test("the address of the digits names their lattice", () => {
    const lattice = { x: -3, y: 4, step: 0.5, columns: 12, rows: 8 };
    assert.equal(addressOf("/m?v=1", lattice), "/m?v=1&left=-1.5&top=2&step=0.5&columns=12&rows=8");
});

test("points grow with the zoom, and where there are few", () => {
    const camera = makeCamera();
    const many = pointStyle(camera, 70000, false);
    assert.deepEqual(many, { radius: 1.75, opacity: 0.4 });
    assert.ok(pointStyle(makeCamera(8), 70000, false).radius > many.radius);
    assert.ok(pointStyle(camera, 2000, false).radius > many.radius);
    assert.ok(pointStyle(camera, 70000, true).radius < many.radius);
});
