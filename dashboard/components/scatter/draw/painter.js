// @ts-check
// Draws both canvases: points below; labels, digits, lines, rings and stars above.

import { contextOf } from "../../elements.js";
import { pixelIn } from "../view/camera.js";
import { isPlace, readPolygon } from "../view/scene.js";
import { chosenPixel, rowPixel } from "../view/state.js";
import { Brush } from "./brush.js";
import { Digits } from "./digits.js";
import { drawEndNames, drawNames, drawStopNames } from "./labels.js";
import { drawLine } from "./lines.js";
import { splat } from "./splat.js";
import { cssColour, packColour, Theme } from "./theme.js";

/** @import { Backdrop } from "./backdrop.js" */
/** @import { Camera } from "../view/camera.js" */
/** @import { Parts } from "../view/parts.js" */
/** @import { Pictures } from "../pictures/pictures.js" */
/** @import { Points } from "./points.js" */
/** @import { Scene } from "../view/scene.js" */
/** @import { MapState } from "../view/state.js" */

/**
 * Return the points' radius in pixels, and their opacity.
 * @param {Camera} camera
 * @param {number} count
 * @param {boolean} hasBackdrop Whether there are digits behind the points.
 */
export function pointStyle({ ratio, zoom }, count, hasBackdrop) {
    const grown = Math.max(1, zoom) ** 0.4;
    const few = Math.min(3, Math.max(1, Math.sqrt(20000 / count)));
    const radius = Math.round(4 * ratio * Math.min(5, 0.9 * few * grown * (hasBackdrop ? 0.8 : 1))) / 4;
    const opacity = Math.min(0.9, Math.round(20 * 0.42 * few * grown) / 20) * (hasBackdrop ? 0.85 : 1);
    return { radius: Math.max(0.5, radius), opacity };
}

export class Painter {
    /**
     * @param {Parts} parts
     * @param {MapState} state
     * @param {Pictures} pictures
     * @param {Backdrop} backdrop
     * @param {(colours: string[]) => void} themed Called with the digits' colours when the theme has changed.
     */
    constructor(parts, state, pictures, backdrop, themed) {
        this.parts = parts;
        this.state = state;
        this.backdrop = backdrop;
        this.themed = themed;
        this.theme = new Theme();
        this.digits = new Digits(pictures);
        this.below = contextOf(parts.points, { alpha: false, willReadFrequently: true });
        this.brush = new Brush(contextOf(parts.over), this.theme, state.camera);
        this.isStale = true; // whether the points must be redrawn
        this.frame = 0;
        /** @type {ImageData | null} */
        this.image = null;
    }

    /**
     * Redraw in the next frame.
     * @param {boolean} [points] Whether the points have changed too.
     */
    draw(points = true) {
        this.isStale ||= points;
        this.frame ||= requestAnimationFrame(() => {
            this.frame = 0;
            this.drawFrame();
        });
    }

    /** Resize the canvases to match the camera. */
    resize() {
        const { width, height } = this.state.camera;
        for (const canvas of [this.parts.points, this.parts.over]) {
            canvas.width = width;
            canvas.height = height;
        }
        this.image = null;
    }

    drawFrame() {
        const { camera, points, scene } = this.state;
        if (!scene || !points || !camera.width) return;
        if (this.theme.read(this.parts.stage, scene.colours)) this.takeTheme();
        if (this.isStale) this.drawPoints(points);
        this.isStale = false;
        this.drawOver(scene, points);
    }

    takeTheme() {
        this.digits.clear();
        this.backdrop.forgetInk();
        this.isStale = true;
        this.themed(this.theme.colours);
    }

    /** @param {Points} points */
    drawPoints(points) {
        const { below, theme } = this;
        const { camera, moving } = this.state;
        const { width, height } = camera;
        const hasBackdrop = this.backdrop.isLoaded && !moving;
        const image = hasBackdrop ? this.drawBackdrop() : this.emptyImage();
        const pixels = new Uint32Array(image.data.buffer);
        if (!hasBackdrop) pixels.fill(packColour(theme.paper) | 0xff000000);
        const { radius, opacity } = pointStyle(camera, points.label.length, hasBackdrop);
        const xy = moving?.xy ?? points.xy;
        const view = moving?.view ?? camera.view();
        splat(pixels, width, height, xy, points.shade, theme.packed, view, radius, opacity);
        below.putImageData(image, 0, 0);
    }

    /** Return the image that every frame reuses. */
    emptyImage() {
        const { width, height } = this.state.camera;
        this.image ??= this.below.createImageData(width, height);
        return this.image;
    }

    /** Draw the digits behind the points; return the canvas as an image. */
    drawBackdrop() {
        const { below, theme } = this;
        const { camera } = this.state;
        below.fillStyle = cssColour(theme.paper);
        below.fillRect(0, 0, camera.width, camera.height);
        this.backdrop.draw(below, camera, theme.ink);
        return below.getImageData(0, 0, camera.width, camera.height);
    }

    /**
     * @param {Scene} scene
     * @param {Points} points
     */
    drawOver(scene, points) {
        const { brush } = this;
        const { camera, hover, moving, shared } = this.state;
        brush.start();
        if (moving) return;
        this.digits.draw(brush, points, hover);
        const taken = drawNames(brush, points.names, shared.hidden.value);
        for (const line of scene.lines) drawLine(brush, line);
        for (const line of scene.lines) drawEndNames(brush, line, taken);
        for (const line of scene.lines) drawStopNames(brush, line, taken);
        for (const { place, label } of scene.stars) brush.drawStar(camera.toPixel(place), label);
        this.drawRings(points);
        this.drawSelections();
    }

    /** @param {Points} points */
    drawRings(points) {
        const { brush } = this;
        const { camera, hover, shared } = this.state;
        const chosen = chosenPixel(this.state);
        if (chosen && isPlace(shared.choice.value)) brush.drawCross(chosen, 8 * camera.ratio);
        else if (chosen) brush.drawRing(chosen, 8 * camera.ratio);
        if (hover >= 0) brush.drawRing(rowPixel(camera, points, hover), 6 * camera.ratio);
    }

    drawSelections() {
        const { brush } = this;
        const { camera, shared, traced } = this.state;
        const polygon = readPolygon(shared.selection.value);
        if (polygon) {
            const view = camera.view();
            brush.drawPolygon(polygon.map(([x, y]) => pixelIn(view, x, y)));
        }
        if (traced) brush.drawPolygon(traced);
    }
}
