// @ts-check
// The row under the pointer: its ring, and its digit in the tooltip.

import { codeAt } from "../view/scene.js";
import { rowPixel } from "../view/state.js";
import { Tip, tipPlace } from "./tip.js";

/** @import { Digit } from "../pictures/greys.js" */
/** @import { Painter } from "../draw/painter.js" */
/** @import { Parts } from "../view/parts.js" */
/** @import { Pictures } from "../pictures/pictures.js" */
/** @import { Pair } from "../view/scene.js" */
/** @import { MapState } from "../view/state.js" */
/** @import { Tool } from "./toolbar.js" */

const REACH = 14; // CSS pixels within which the pointer hits a point; doubled for a finger
const ALIKE_REACH = 60; // CSS pixels within which a similar point's picture can stand in for a missing one

export class Hover {
    /**
     * @param {Parts} parts
     * @param {MapState} state
     * @param {Pictures} pictures
     * @param {Painter} painter
     */
    constructor(parts, state, pictures, painter) {
        this.element = parts.over;
        this.state = state;
        this.pictures = pictures;
        this.painter = painter;
        this.tip = new Tip(parts);
        /** @type {Pair | null} The pixel that the tooltip points at; null for no tooltip. */
        this.pixel = null;
        /** @type {Tool} */
        this.tool = "move";
    }

    /**
     * Return the row at a pixel; -1 if there is none.
     * @param {Pair} pixel
     * @param {boolean} isTouch
     */
    rowAt(pixel, isTouch) {
        const { camera, points } = this.state;
        const reach = (isTouch ? 2 : 1) * REACH * camera.ratio;
        return points ? points.nearest(camera.stepsAt(pixel), reach / camera.view().scale) : -1;
    }

    /**
     * Show a row's digit; for -1, show the digit decoded at the pixel if the view is a plane.
     * @param {number} row
     * @param {Pair} pixel
     */
    meet(row, pixel) {
        this.point(row, pixel);
        const { camera, scene } = this.state;
        if (row >= 0 || !scene?.plane) return;
        const { axes, plane } = scene;
        const [x, y] = camera.placeAt(pixel);
        const text = `${axes[0]} ${x.toFixed(2)}, ${axes[1]} ${y.toFixed(2)}`;
        const show = (/** @type {Digit} */ digit) => {
            if (this.state.hover < 0 && this.pixel) this.showDigit(digit, this.pixel, text);
        };
        this.pictures.decode(codeAt(plane, [x, y]), show, "hovered");
    }

    /**
     * Mark the row that the pointer or the keyboard has reached.
     * @param {number} row -1 for none.
     * @param {Pair | null} [pixel] Where to show the digit; null to hide it.
     */
    point(row, pixel = null) {
        const { state } = this;
        this.pixel = pixel;
        if (row !== state.hover) {
            state.hover = row;
            this.painter.draw(false);
        }
        this.setCursor();
        if (row >= 0) {
            this.pictures.want([row]);
            this.showRow();
        } else if (!pixel || !state.scene?.plane) this.tip.hide();
    }

    /** Show the digit of the row under the pointer; until it arrives, show a neighbour with the same label. */
    showRow() {
        const { hover, points } = this.state;
        if (hover < 0 || !this.pixel || !points) return;
        const row = this.pictures.has(hover) ? hover : this.findAlike(hover);
        const digit = row >= 0 ? this.pictures.of(row) : null;
        if (digit) this.showDigit(digit, this.pixel, `a ${points.label[hover]} · row ${hover}`);
    }

    /**
     * Return the nearest row that has the same label and a picture; -1 if there is none nearby.
     * @param {number} row
     */
    findAlike(row) {
        const { camera, points } = this.state;
        if (!points) return -1;
        const { grid, label, xy } = points;
        const reach = (ALIKE_REACH * camera.ratio) / camera.view().scale;
        const isAlike = (/** @type {number} */ other) =>
            label[other] === label[row] && this.pictures.has(other);
        return grid.nearest(xy[2 * row], xy[2 * row + 1], reach, isAlike);
    }

    /**
     * @param {Digit} digit
     * @param {Pair} pixel
     * @param {string} text
     */
    showDigit(digit, pixel, text) {
        this.tip.show(digit, this.painter.theme.ink, text, tipPlace(this.state.camera, pixel));
    }

    setCursor() {
        const onPoint = this.state.hover >= 0 ? "pointer" : "grab";
        this.element.style.cursor = this.tool === "move" ? onPoint : "crosshair";
    }

    /**
     * Show the digit of a row that was chosen with the keyboard.
     * @param {number} row
     */
    pointAtRow(row) {
        const { camera, points } = this.state;
        if (points) this.point(row, rowPixel(camera, points, row));
    }
}
