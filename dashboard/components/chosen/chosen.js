// @ts-check
// The large digit beside the map. The map component sends the picture of each choice immediately; the page confirms
// the choice in its next run.

import { contextOf, createElement } from "../elements.js";
import { colourOf, drawPicture, fitCanvas, fromBase64 } from "../ink.js";

/** @import { ChosenDigit, Cleanup, Component } from "../streamlit.js" */
/** @typedef {{number: number, picture: string, alt: string, width: number}} Data `picture` is in base64. */

const CONFIRM_MS = 5000; // a choice that the page has not confirmed after this time is dropped

// The numbers of the last choice that the page has responded to and of the last that was drawn, the latter's time and
// picture. They outlive the component, which Streamlit may create again between two runs.
const memory = {
    answered: -1,
    drawn: -1,
    since: 0,
    /** @type {Uint8Array | null} */
    picture: null,
    alt: "",
};

class Chosen {
    /** @param {HTMLElement | ShadowRoot} root */
    constructor(root) {
        this.paper = createElement("div", { className: "paper" });
        this.canvas = createElement("canvas", { className: "large" });
        this.canvas.setAttribute("role", "img");
        this.paper.append(this.canvas);
        root.append(this.paper);
        /** @param {CustomEvent<ChosenDigit>} event */
        this.onChosen = ({ detail }) => this.showChoice(detail);
        addEventListener("latent-digits-chosen", this.onChosen);
        this.onTheme = () => requestAnimationFrame(() => this.draw());
        this.dark = matchMedia("(prefers-color-scheme: dark)");
        this.dark.addEventListener("change", this.onTheme);
        this.observer = new ResizeObserver(() => this.draw());
        this.observer.observe(this.paper);
    }

    /**
     * Draw the digit that the user chose on the map.
     * @param {ChosenDigit} choice
     */
    showChoice({ number, picture, alt }) {
        if (number <= memory.answered) return; // the page has already drawn this choice or a later one
        Object.assign(memory, { drawn: number, since: performance.now(), picture, alt });
        this.draw();
    }

    /**
     * Draw the page's digit, which takes the map's choices up to `number` into account.
     * @param {Data} data
     */
    receive({ number, picture, alt, width }) {
        this.paper.style.maxWidth = `${width}px`;
        if (number >= memory.drawn || performance.now() - memory.since > CONFIRM_MS)
            Object.assign(memory, { answered: number, drawn: number, picture: fromBase64(picture), alt });
        this.draw(); // even if the picture is the same: the theme may have changed
    }

    draw() {
        if (!memory.picture || !this.canvas.isConnected) return;
        this.canvas.setAttribute("aria-label", memory.alt);
        fitCanvas(this.canvas);
        const context = contextOf(this.canvas);
        context.clearRect(0, 0, this.canvas.width, this.canvas.height);
        drawPicture(context, memory.picture, colourOf(this.canvas), 0, 0, this.canvas.width);
    }

    end() {
        removeEventListener("latent-digits-chosen", this.onChosen);
        this.dark.removeEventListener("change", this.onTheme);
        this.observer.disconnect();
        this.paper.remove();
    }
}

/** @type {WeakMap<HTMLElement | ShadowRoot, Chosen>} */
const digits = new WeakMap();

/**
 * @param {Component<Data>} component
 * @returns {Cleanup}
 */
export default function ({ parentElement, data }) {
    const digit = digits.get(parentElement) ?? new Chosen(parentElement);
    digits.set(parentElement, digit);
    digit.receive(data);
    return () => {
        digit.end();
        digits.delete(parentElement);
    };
}
