// @ts-check
// The page theme's colours and font.

/** @import { Colour } from "../../ink.js" */
/** @import { Scene } from "../view/scene.js" */

/**
 * Parse a CSS colour: "#rgb", "#rrggbb" or "rgb(…)".
 * @param {string} text
 * @returns {Colour}
 */
export function readColour(text) {
    const long = text.trim().replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3");
    const hex = long.match(/^#(..)(..)(..)/);
    const numbers = hex
        ? hex.slice(1).map((part) => Number.parseInt(part, 16))
        : (text.match(/[\d.]+/g) ?? ["0", "0", "0"]).map(Number);
    return [numbers[0], numbers[1], numbers[2]];
}

/**
 * Return a colour as a 32-bit canvas pixel, without alpha.
 * @param {Colour} colour
 */
export function packColour([r, g, b]) {
    return r | (g << 8) | (b << 16);
}

/**
 * @param {Colour} colour
 * @param {number} [alpha]
 */
export function cssColour([r, g, b], alpha = 1) {
    return `rgb(${r} ${g} ${b} / ${alpha})`;
}

export class Theme {
    constructor() {
        /** @type {Colour} */
        this.paper = [255, 255, 255];
        /** @type {Colour} */
        this.ink = [0, 0, 0];
        this.accent = "currentColor";
        this.font = "sans-serif";
        /** @type {string[]} One colour per digit. */
        this.colours = [];
        /** @type {number[]} The same colours as pixels. */
        this.packed = [];
        /** @type {string | null} The background colour for which the other colours were chosen. */
        this.known = null;
    }

    /**
     * Read the theme of an element; return whether the colours have changed.
     * @param {Element} element
     * @param {Scene["colours"]} colours
     */
    read(element, colours) {
        const style = getComputedStyle(element);
        this.font = style.fontFamily;
        const paper = style.getPropertyValue("--st-background-color");
        if (paper === this.known) return false;
        this.known = paper;
        this.paper = readColour(paper);
        this.ink = readColour(style.getPropertyValue("--st-text-color"));
        this.accent = style.getPropertyValue("--st-primary-color") || "currentColor";
        const isDark = this.paper[0] + this.paper[1] + this.paper[2] < 384;
        this.colours = isDark ? colours.dark : colours.light;
        this.packed = this.colours.map((colour) => packColour(readColour(colour)));
        return true;
    }
}
