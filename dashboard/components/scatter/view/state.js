// @ts-check
// The map's current state, and the pixel positions of the choice and of rows.

import { pixelIn } from "./camera.js";
import { isPlace, readPlace } from "./scene.js";

/** @import { Camera, View } from "./camera.js" */
/** @import { Points } from "../draw/points.js" */
/** @import { Pair, Scene, SharedName } from "./scene.js" */
/** @import { Shared } from "./shared.js" */

/**
 * The map's current state, which the map changes and the painter reads.
 * @typedef {object} MapState
 * @property {Camera} camera
 * @property {Scene | null} scene null until Python sends the first one.
 * @property {Points | null} points null until they are loaded.
 * @property {Record<SharedName, Shared>} shared
 * @property {{xy: Float32Array, view: View} | null} moving The points during the transition from one view to another.
 * @property {number} hover The row under the pointer, or -1.
 * @property {Pair[] | null} traced The selection being drawn, in pixels.
 */

/**
 * Return the pixel of the choice; null if nothing is chosen.
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
