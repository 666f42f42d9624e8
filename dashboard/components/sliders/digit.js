// @ts-check
// The large digit.

import { contextOf } from "../elements.js";
import { colourOf, drawPicture, fitCanvas } from "../ink.js";
import { PIXEL_COUNT } from "../live.js";

const PIXELS_KEY = "latent-digits-pixels"; // session storage key: whether the digit is drawn as square pixels

export class LargeDigit {
    /** @param {HTMLCanvasElement} canvas */
    constructor(canvas) {
        this.canvas = canvas;
        this.pixels = sessionStorage.getItem(PIXELS_KEY) === "true";
        this.colour = colourOf(canvas);
        /** @type {Uint8Array} */
        this.picture = new Uint8Array(PIXEL_COUNT);
        canvas.setAttribute("aria-label", "Digit decoded from the code on the sliders");
    }

    /** @param {Uint8Array} picture */
    show(picture) {
        this.picture = picture;
        const { canvas } = this;
        if (!canvas.isConnected) return; // the user has left the page
        fitCanvas(canvas);
        const context = contextOf(canvas);
        context.clearRect(0, 0, canvas.width, canvas.height);
        drawPicture(context, picture, this.colour, 0, 0, canvas.width, { pixels: this.pixels });
    }

    togglePixels() {
        this.pixels = !this.pixels;
        sessionStorage.setItem(PIXELS_KEY, String(this.pixels));
        this.show(this.picture);
    }

    /** Whether the theme's text colour has changed since the digit was drawn. */
    get isOutdated() {
        return String(colourOf(this.canvas)) !== String(this.colour);
    }

    redraw() {
        this.colour = colourOf(this.canvas);
        this.show(this.picture);
    }
}
