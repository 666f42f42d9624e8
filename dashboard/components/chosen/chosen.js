// @ts-check
// The large digit beside the map. The map reports at once what was chosen; the page confirms it in its next run.

/** @import { ChosenDigit, Cleanup, Component } from "../streamlit.js" */

import { contextOf } from "../elements.js";
import { colourOf, drawPicture, fitCanvas, fromBase64 } from "../ink.js";

/** @typedef {{number: number, picture: string, alt: string, width: number}} Data What the page sends. */

const PATIENCE_MS = 5000; // how long to wait for that run; then the page is right

// The last choices that the page has answered and that were drawn, when, and how. The memory outlives the part, which
// Streamlit may recreate between two runs.
const memory = {
    answered: -1,
    drawn: -1,
    since: 0,
    picture: /** @type {Uint8Array | null} */ (null),
    alt: "",
};

class Chosen {
    /** @param {HTMLElement | ShadowRoot} root */
    constructor(root) {
        this.paper = Object.assign(document.createElement("div"), { className: "paper" });
        this.canvas = Object.assign(document.createElement("canvas"), { className: "large" });
        this.canvas.setAttribute("role", "img");
        this.paper.append(this.canvas);
        root.append(this.paper);
        /** @param {CustomEvent<ChosenDigit>} event */
        this.onChosen = ({ detail }) => this.receiveFromMap(detail);
        addEventListener("latent-digits-chosen", this.onChosen);
        this.onTheme = () => requestAnimationFrame(() => this.draw());
        this.dark = matchMedia("(prefers-color-scheme: dark)");
        this.dark.addEventListener("change", this.onTheme);
        this.observer = new ResizeObserver(() => this.draw());
        this.observer.observe(this.paper);
    }

    /** @param {ChosenDigit} digit */
    receiveFromMap({ number, picture, alt }) {
        if (number <= memory.answered) return; // the page has shown it already, and maybe another digit since
        Object.assign(memory, { drawn: number, since: performance.now(), picture, alt });
        this.draw();
    }

    /**
     * Take the page's digit, unless the page does not know the map's last choice yet.
     * @param {Data} data
     */
    receiveFromPage({ number, picture, alt, width }) {
        this.paper.style.maxWidth = `${width}px`;
        if (number >= memory.drawn || performance.now() - memory.since > PATIENCE_MS)
            Object.assign(memory, { answered: number, drawn: number, picture: fromBase64(picture), alt });
        this.draw(); // the theme may have changed
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

/** @type {WeakMap<ParentNode, Chosen>} */
const parts = new WeakMap();

/**
 * @param {Component<Data>} component
 * @returns {Cleanup}
 */
export default function ({ parentElement, data }) {
    const part = parts.get(parentElement) ?? new Chosen(parentElement);
    parts.set(parentElement, part);
    part.receiveFromPage(data);
    return () => {
        part.end();
        parts.delete(parentElement);
    };
}
