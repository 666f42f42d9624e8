// @ts-check
// What the map shows now, and where on the canvas.

import { pixelIn } from "./camera.js";
import { isPlace, readPlace } from "./scene.js";

/** @import { Camera, View } from "./camera.js" */
/** @import { Points } from "../draw/points.js" */
/** @import { Pair, Scene, SharedName } from "./scene.js" */
/** @import { Shared } from "./shared.js" */

/**
 * What the map shows now. The map changes it; the painter reads it.
 * @typedef {object} MapState
 * @property {Camera} camera
 * @property {Scene | null} scene null until Python has sent the first.
 * @property {Points | null} points null until they have been fetched.
 * @property {Record<SharedName, Shared>} shared
 * @property {{xy: Float32Array, view: View} | null} moving The points on their way from one view to another.
 * @property {number} hover The row that the pointer is on, or -1.
 * @property {Pair[] | null} traced The selection that is being drawn, in pixels.
 */

/**
 * The pixel of the choice; null where nothing is chosen.
 * @param {MapState} state
 * @returns {Pair | null}
 */
export function chosenPixel({ camera, points, shared }) {
    const choice = shared.choice.value;
    if (!choice || !points) return null;
    return isPlace(choice) ? camera.toPixel(readPlace(choice)) : rowPixel(camera, points, Number(choice));
}

/**
 * @param {Camera} camera
 * @param {Points} points
 * @param {number} row
 */
export function rowPixel(camera, { xy }, row) {
    return pixelIn(camera.view(), xy[2 * row], xy[2 * row + 1]);
}
