// @ts-check
// Draws points as digits once the map is zoomed in far enough.

import { cutOf, makeInkCanvas } from "../pictures/greys.js";
import { pixelIn } from "../view/camera.js";
import { FAINT } from "./splat.js";
import { cssColour } from "./theme.js";

/** @import { Brush } from "./brush.js" */
/** @import { Pictures } from "../pictures/pictures.js" */
/** @import { Points } from "./points.js" */
/** @import { Pair } from "../view/scene.js" */

const MIN_ZOOM = 4; // below this zoom, no digits are drawn
const MAX_POINTS = 4000; // with more points in view, no digits are drawn
const MANY_POINTS = 150; // with more points in view, digits are drawn farther apart
const MAX_DIGITS = 160;
const SIDE = 30; // CSS pixels
const MAX_CACHED = 2000;

export class Digits {
    /** @param {Pictures} pictures */
    constructor(pictures) {
        this.pictures = pictures;
        /** @type {Map<string, OffscreenCanvas>} Digits in the theme's ink, by row and side. */
        this.canvases = new Map();
    }

    /** Forget the digits drawn in another theme's ink, or from other codes. */
    clear() {
        this.canvases.clear();
    }

    /**
     * Draw the digits in view, leaving out any that would overlap, and request the exact pictures of those drawn.
     * @param {Brush} brush
     * @param {Points} points
     * @param {number} hover The row under the pointer, whose picture is requested first; -1 for none.
     */
    draw(brush, points, hover) {
        const { camera } = brush;
        if (camera.zoom < MIN_ZOOM) return;
        const { count, rows } = rowsInView(camera, points);
        if (count > MAX_POINTS) return;
        const side = SIDE * camera.ratio;
        const apart = side * (count > MANY_POINTS ? 2.4 : 1);
        const view = camera.view();
        const { xy } = points;
        /** @type {Pair[]} */
        const taken = [];
        const wanted = [];
        for (const row of rows) {
            const [x, y] = pixelIn(view, xy[2 * row], xy[2 * row + 1]);
            if (taken.some(([a, b]) => Math.abs(a - x) < apart && Math.abs(b - y) < apart)) continue;
            if (taken.push([x, y]) > MAX_DIGITS) break;
            wanted.push(row);
            this.drawDigit(brush, points, row, x, y, side);
        }
        this.pictures.want(hover >= 0 ? [hover, ...wanted] : wanted);
    }

    /**
     * Draw a row's digit on a paper-coloured square, with a border in the digit's colour.
     * @param {Brush} brush
     * @param {Points} points
     * @param {number} row
     * @param {number} x
     * @param {number} y
     * @param {number} side
     */
    drawDigit({ camera, pen, theme }, { label }, row, x, y, side) {
        const digit = this.pictures.of(row);
        if (!digit) return;
        const key = `${row}/${digit.side}`;
        let canvas = this.canvases.get(key);
        if (!canvas) {
            if (this.canvases.size > MAX_CACHED) this.canvases.clear();
            canvas = makeInkCanvas(digit.greys, digit.side, theme.ink);
            this.canvases.set(key, canvas);
        }
        const left = x - side / 2;
        const top = y - side / 2;
        pen.beginPath();
        pen.roundRect(left, top, side, side, side / 6);
        pen.fillStyle = cssColour(theme.paper, 0.88);
        pen.fill();
        pen.strokeStyle = theme.colours[label[row]];
        pen.lineWidth = 1.5 * camera.ratio;
        pen.stroke();
        const cut = cutOf(digit);
        const inner = digit.side - 2 * cut;
        pen.drawImage(canvas, cut, cut, inner, inner, left, top, side, side);
    }
}

/**
 * Return the number of points in view, and the rows of those that are neither hidden nor faint.
 * @param {Brush["camera"]} camera
 * @param {Points} points
 */
function rowsInView(camera, { grid, shade }) {
    const [left, bottom] = camera.stepsAt([0, camera.height]);
    const [right, top] = camera.stepsAt([camera.width, 0]);
    /** @type {number[]} */
    const rows = [];
    let count = 0;
    grid.each(left, bottom, right, top, (row) => {
        if (++count <= MAX_POINTS && shade[row] < FAINT) rows.push(row);
    });
    return { count, rows };
}
