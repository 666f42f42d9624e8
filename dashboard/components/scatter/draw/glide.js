// @ts-check
// Animates the points from one view to another.

/** @import { View } from "../view/camera.js" */
/** @import { MapState } from "../view/state.js" */

const GLIDE_MS = 500;

/** Return whether the user's system asks for reduced motion. */
export function isMotionReduced() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * Move each point from its position in the previous view to its new position.
 * @param {MapState} state
 * @param {Uint16Array} from
 * @param {View} oldView
 * @param {() => void} draw
 */
export function glide(state, from, oldView, draw) {
    const start = performance.now();
    const { camera, points } = state;
    if (!points) return;
    const { xy: to } = points;
    const between = new Float32Array(from.length);
    const step = () => {
        if (state.points !== points) return; // the user has chosen another view in the meantime
        const time = Math.min(1, (performance.now() - start) / GLIDE_MS);
        const eased = time * time * (3 - 2 * time);
        if (time >= 1) state.moving = null;
        else {
            for (let i = 0; i < from.length; i++) between[i] = from[i] + (to[i] - from[i]) * eased;
            state.moving = { xy: between, view: mixViews(oldView, camera.view(), eased) };
            requestAnimationFrame(step);
        }
        draw();
    };
    step();
}

/**
 * @param {View} from
 * @param {View} to
 * @param {number} share The weight of `to`, from 0 to 1.
 * @returns {View}
 */
function mixViews(from, to, share) {
    return {
        scale: from.scale + (to.scale - from.scale) * share,
        dx: from.dx + (to.dx - from.dx) * share,
        dy: from.dy + (to.dy - from.dy) * share,
    };
}
