// @ts-check
// The tooltip that shows a digit beside the pointer.

import { contextOf } from "../../elements.js";
import { maskOf } from "../../ink.js";
import { cutOf } from "../pictures/greys.js";

/** @import { Colour } from "../../ink.js" */
/** @import { Camera } from "../view/camera.js" */
/** @import { Digit } from "../pictures/greys.js" */
/** @import { Parts } from "../view/parts.js" */
/** @import { Pair } from "../view/scene.js" */

/**
 * Return the tooltip's position in CSS pixels: to the right of a map pixel, or to its left near the right edge.
 * @param {Camera} camera
 * @param {Pair} pixel
 * @returns {Pair}
 */
export function tipPlace({ height, ratio, width }, pixel) {
    const [x, y] = [pixel[0] / ratio, pixel[1] / ratio];
    const left = x > width / ratio - 150 ? x - 136 : x + 16;
    return [left, Math.max(4, Math.min(y - 50, height / ratio - 140))];
}

export class Tip {
    /** @param {Parts} parts */
    constructor({ tip, tipCanvas, tipText }) {
        this.element = tip;
        this.canvas = tipCanvas;
        this.text = tipText;
        this.pen = contextOf(tipCanvas);
    }

    /**
     * @param {Digit} digit
     * @param {Colour} ink
     * @param {string} text
     * @param {Pair} place
     */
    show(digit, ink, text, [left, top]) {
        const { canvas, pen } = this;
        const cut = cutOf(digit);
        const inner = digit.side - 2 * cut;
        const mask = maskOf(digit.greys, ink, digit.side);
        pen.clearRect(0, 0, canvas.width, canvas.height);
        pen.imageSmoothingQuality = "high";
        pen.drawImage(mask, cut, cut, inner, inner, 0, 0, canvas.width, canvas.height);
        this.text.textContent = text;
        this.element.hidden = false;
        this.element.style.transform = `translate(${left}px, ${top}px)`;
    }

    hide() {
        this.element.hidden = true;
    }
}
