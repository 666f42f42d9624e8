// @ts-check
// Moves the camera.

import { rowPixel } from "../view/state.js";

/** @import { Backdrop } from "../draw/backdrop.js" */
/** @import { Painter } from "../draw/painter.js" */
/** @import { Parts } from "../view/parts.js" */
/** @import { Pair } from "../view/scene.js" */
/** @import { MapState } from "../view/state.js" */

const SETTLED_MS = 250; // delay from the last move until the camera is sent to Python
const MARGIN = 30; // pixels; a chosen point this close to the edge moves to the middle

export class Navigation {
    /**
     * @param {Parts} parts
     * @param {MapState} state
     * @param {Painter} painter
     * @param {Backdrop} backdrop
     */
    constructor(parts, state, painter, backdrop) {
        this.parts = parts;
        this.state = state;
        this.painter = painter;
        this.backdrop = backdrop;
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        this.settling = undefined;
    }

    /** Resize the camera and the canvases to match the stage. */
    resize() {
        const { camera } = this.state;
        const { height, width } = this.parts.over.getBoundingClientRect(); // the stage without its border
        if (!width || !height) return;
        camera.ratio = Math.min(2, devicePixelRatio || 1);
        camera.width = Math.round(width * camera.ratio);
        camera.height = Math.round(height * camera.ratio);
        this.painter.resize();
        this.askBackdrop();
        this.painter.draw();
    }

    /**
     * @param {number} factor
     * @param {Pair} [pixel] By default, the middle of the canvas.
     */
    zoomBy(factor, pixel) {
        if (!this.state.points) return;
        this.state.camera.zoomBy(factor, pixel);
        this.settle();
    }

    /**
     * @param {number} dx
     * @param {number} dy
     */
    pan(dx, dy) {
        this.state.camera.pan(dx, dy);
        this.settle();
    }

    showWhole() {
        if (!this.state.points) return;
        this.state.camera.look("");
        this.settle();
    }

    /**
     * Move a point that is near the edge or out of view to the middle.
     * @param {number} row
     */
    bringIntoView(row) {
        const { camera, points } = this.state;
        if (!points) return;
        const [x, y] = rowPixel(camera, points, row);
        const right = camera.width - MARGIN;
        const bottom = camera.height - MARGIN;
        if (x >= MARGIN && y >= MARGIN && x <= right && y <= bottom) return;
        camera.centre = [points.xy[2 * row], points.xy[2 * row + 1]];
        camera.clamp();
        this.settle();
    }

    /** Redraw the map, and send the camera to Python once it stops moving. */
    settle() {
        const { camera, shared } = this.state;
        this.painter.draw();
        clearTimeout(this.settling);
        this.settling = setTimeout(() => {
            const text = camera.text();
            camera.look(text); // rounded as in the link, so that the link shows the same view
            this.painter.draw();
            shared.camera.set(text);
            this.askBackdrop();
        }, SETTLED_MS);
    }

    /** Fetch the digits behind the points. */
    askBackdrop() {
        if (this.state.points) this.backdrop.ask(this.state.camera);
    }

    end() {
        clearTimeout(this.settling);
    }
}
