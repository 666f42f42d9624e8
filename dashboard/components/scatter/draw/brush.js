// @ts-check
// Draws lines, texts and marks that stand out against points of any colour.

import { cssColour } from "./theme.js";

/** @import { Camera } from "../view/camera.js" */
/** @import { Pair } from "../view/scene.js" */
/** @import { Theme } from "./theme.js" */

export class Brush {
    /**
     * @param {CanvasRenderingContext2D} pen
     * @param {Theme} theme
     * @param {Camera} camera
     */
    constructor(pen, theme, camera) {
        this.pen = pen;
        this.theme = theme;
        this.camera = camera;
    }

    /** Clear the canvas. */
    start() {
        const { pen } = this;
        pen.setTransform(1, 0, 0, 1, 0, 0);
        pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
        pen.lineJoin = "round";
        pen.lineCap = "round";
    }

    /**
     * Stroke the current path in ink, with a paper-coloured border.
     * @param {number} width Width of the ink in pixels.
     */
    stroke(width) {
        const { camera, pen, theme } = this;
        pen.strokeStyle = cssColour(theme.paper);
        pen.lineWidth = width + 2.5 * camera.ratio;
        pen.stroke();
        pen.strokeStyle = cssColour(theme.ink);
        pen.lineWidth = width;
        pen.stroke();
    }

    /**
     * Set the size, in pixels, and the alignment of text.
     * @param {number} size
     * @param {CanvasTextAlign} align
     */
    setFont(size, align) {
        const { pen, theme } = this;
        pen.font = `600 ${size}px ${theme.font}`;
        pen.textAlign = align;
        pen.textBaseline = "middle";
    }

    /**
     * @param {string} text
     * @param {number} x
     * @param {number} y
     * @param {number} border The width of the paper-coloured border, in pixels.
     * @param {number} alpha Opacity of the border.
     */
    write(text, x, y, border, alpha) {
        const { pen, theme } = this;
        pen.lineWidth = border;
        pen.strokeStyle = cssColour(theme.paper, alpha);
        pen.strokeText(text, x, y);
        pen.fillStyle = cssColour(theme.ink);
        pen.fillText(text, x, y);
    }

    /**
     * @param {Pair} pixel
     * @param {number} radius
     */
    drawRing([x, y], radius) {
        this.pen.beginPath();
        this.pen.arc(x, y, radius, 0, 7);
        this.stroke(2 * this.camera.ratio);
    }

    /**
     * @param {Pair} pixel
     * @param {number} radius
     */
    drawCross([x, y], radius) {
        const { pen } = this;
        pen.beginPath();
        pen.moveTo(x - radius, y);
        pen.lineTo(x + radius, y);
        pen.moveTo(x, y - radius);
        pen.lineTo(x, y + radius);
        this.stroke(2 * this.camera.ratio);
    }

    /**
     * @param {Pair} pixel
     * @param {string} label
     */
    drawStar([x, y], label) {
        const { pen, theme } = this;
        const { ratio } = this.camera;
        pen.beginPath();
        for (let i = 0; i < 10; i++) {
            const radius = (i % 2 ? 5 : 12) * ratio;
            const turn = (i * Math.PI) / 5;
            pen.lineTo(x + radius * Math.sin(turn), y - radius * Math.cos(turn));
        }
        pen.closePath();
        this.stroke(2 * ratio);
        pen.fillStyle = theme.accent;
        pen.fill();
        this.setFont(13 * ratio, "left");
        this.write(label, x + 15 * ratio, y, 4 * ratio, 0.9);
    }

    /**
     * Draw a selection: a dashed line around a tinted area.
     * @param {Pair[]} pixels
     */
    drawPolygon(pixels) {
        const { pen, theme } = this;
        const { ratio } = this.camera;
        pen.beginPath();
        for (const [x, y] of pixels) pen.lineTo(x, y);
        pen.closePath();
        pen.fillStyle = cssColour(theme.ink, 0.06);
        pen.fill();
        pen.setLineDash([5 * ratio, 5 * ratio]);
        pen.strokeStyle = cssColour(theme.ink);
        pen.lineWidth = 1.5 * ratio;
        pen.stroke();
        pen.setLineDash([]);
    }
}
