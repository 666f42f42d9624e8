// @ts-check

import assert from "node:assert/strict";
import { test } from "node:test";
import { Camera, pixelIn } from "../../dashboard/components/scatter/view/camera.js";

/** @import { Pair } from "../../dashboard/components/scatter/view/scene.js" */

/** A camera on a map of places from -5 to 15, of which the middle three fifths are filled. */
function makeCamera() {
    const camera = new Camera();
    camera.width = 1000;
    camera.height = 600;
    camera.square = { left: -5, bottom: -5, side: 20 };
    camera.bounds = { low: [13107, 13107], high: [52428, 52428] };
    camera.look("");
    return camera;
}

/**
 * @param {Pair} actual
 * @param {Pair} expected
 * @param {number} [tolerance]
 */
function assertNear(actual, expected, tolerance = 1e-6) {
    const distance = Math.hypot(actual[0] - expected[0], actual[1] - expected[1]);
    assert.ok(distance <= tolerance, `${actual} is not ${expected}`);
}

test("the whole map fills nine tenths of the height and is in the middle", () => {
    const camera = makeCamera();
    const view = camera.view();
    const [left, bottom] = pixelIn(view, 13107, 13107);
    const [right, top] = pixelIn(view, 52428, 52428);
    assert.ok(Math.abs(bottom - top - 540) < 0.1);
    assert.ok(Math.abs((left + right) / 2 - 500) < 1e-6);
    assert.ok(Math.abs((top + bottom) / 2 - 300) < 1e-6);
});

test("a wide map fills 94 percent of the width", () => {
    const camera = makeCamera();
    camera.bounds = { low: [0, 32000], high: [65535, 33000] };
    const { scale } = camera.view();
    assert.ok(Math.abs(scale * 65536 - 940) < 1e-9);
});

test("up on the map is up on the canvas", () => {
    const camera = makeCamera();
    assert.ok(camera.toPixel([5, 6])[1] < camera.toPixel([5, 5])[1]);
    assert.ok(camera.toPixel([6, 5])[0] > camera.toPixel([5, 5])[0]);
});

test("a zoom keeps the place at its pixel", () => {
    const camera = makeCamera();
    for (const factor of [1.6, 3, 0.8]) {
        const before = camera.stepsAt([620, 250]);
        camera.zoomBy(factor, [620, 250]);
        assertNear(camera.stepsAt([620, 250]), before);
    }
    assert.ok(Math.abs(camera.zoom - 1.6 * 3 * 0.8) < 1e-12);
});

test("a zoom without a pixel keeps the centre", () => {
    const camera = makeCamera();
    const before = camera.centre;
    camera.zoomBy(2);
    assertNear(camera.centre, before);
    assert.equal(camera.zoom, 2);
});

test("the zoom stays between 0.5 and 100", () => {
    const camera = makeCamera();
    camera.zoomBy(1000);
    assert.equal(camera.zoom, 100);
    camera.zoomBy(1e-6);
    assert.equal(camera.zoom, 0.5);
});

test("a pan moves what is seen by its pixels", () => {
    const camera = makeCamera();
    const place = camera.placeAt([480, 310]);
    camera.pan(30, -20);
    assertNear(camera.toPixel(place), [510, 290]);
});

test("a pan stops at the edge of the points", () => {
    const camera = makeCamera();
    camera.pan(-1e6, 1e6);
    assert.deepEqual(camera.centre, [52428, 52428]);
});

test("places, steps and pixels lead back to each other", () => {
    const camera = makeCamera();
    camera.zoomBy(2.5, [100, 500]);
    assert.deepEqual(camera.toSteps([-5, 15]), [0, 65535]);
    assertNear(camera.toPlace(camera.toSteps([1.25, -3])), [1.25, -3]);
    assertNear(camera.placeAt(camera.toPixel([1.25, -3])), [1.25, -3]);
});

test("the text of a camera brings its view back", () => {
    const camera = makeCamera();
    camera.zoomBy(3.3, [700, 200]);
    const text = camera.text();
    camera.look(text);
    const { centre, zoom } = camera;
    assert.equal(camera.text(), text);
    const other = makeCamera();
    other.look(text);
    assert.deepEqual([other.centre, other.zoom], [centre, zoom]);
});

test("a text names the place in the middle and the zoom", () => {
    const camera = makeCamera();
    camera.look("1.5_-0.25_4");
    assertNear(camera.placeAt([500, 300]), [1.5, -0.25]);
    assert.equal(camera.zoom, 4);
    assert.equal(camera.text(), "1.5_-0.25_4");
});

test("the whole map has an empty text, and an empty text shows the whole map", () => {
    const camera = makeCamera();
    assert.equal(camera.text(), "");
    const whole = camera.view();
    camera.zoomBy(4, [300, 200]);
    assert.notEqual(camera.text(), "");
    camera.look("");
    assert.deepEqual(camera.view(), whole);
});

test("a text outside of the map is limited to the map", () => {
    const camera = makeCamera();
    camera.look("9999_-9999_999");
    assert.deepEqual(camera.centre, [52428, 13107]);
    assert.equal(camera.zoom, 100);
});
