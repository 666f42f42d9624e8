// @ts-check
// The picture's ink with the boxes on it, and what each box reads as.

/** @import { Box, Size } from "./box.js" */

import { findElement, findElements } from "../elements.js";

const READING_ROOM = 38; // CSS pixels under a box
const MOST_HEIGHT = 20; // of the stage in rem, as in boxes.css

/**
 * What the stage shows.
 * @typedef {object} Scene
 * @property {string} label
 * @property {Size} size The picture's.
 * @property {Box[]} boxes
 * @property {Set<number>} chosen
 * @property {string[]} readings Such as "7, 98 %", of the boxes that the page knows.
 * @property {boolean} waiting Whether the page has not answered the last change.
 */

function makeBox() {
    const box = Object.assign(document.createElement("div"), { className: "box", tabIndex: 0 });
    box.setAttribute("role", "button");
    box.setAttribute("aria-describedby", "boxes-help");
    box.innerHTML =
        '<span class="place"></span><span class="reading" aria-hidden="true"><b></b><span></span></span>';
    return box;
}

/**
 * @param {HTMLElement} element
 * @param {Box} box
 * @param {Size} size
 */
function placeBox(element, [x, y, w, h], [width, height]) {
    element.style.left = `${(100 * x) / width}%`;
    element.style.top = `${(100 * y) / height}%`;
    element.style.width = `${(100 * w) / width}%`;
    element.style.height = `${(100 * h) / height}%`;
}

export class Stage {
    /** @param {HTMLElement} element */
    constructor(element) {
        this.element = element;
        this.ink = findElement(element, ".ink", HTMLElement);
    }

    get boxes() {
        return findElements(this.element, ".box", HTMLElement);
    }

    /**
     * Which box an element is or lies in, -1 for none.
     * @param {EventTarget | null} target
     */
    placeOf(target) {
        const box = target instanceof Element ? target.closest(".box") : null;
        return box instanceof HTMLElement ? this.boxes.indexOf(box) : -1;
    }

    /** @param {number} place */
    focus(place) {
        this.boxes[place]?.focus();
    }

    /**
     * Show the ink of a picture: as wide as there is room, but never higher than the style says.
     * @param {string} url
     * @param {Size} size
     */
    showInk(url, [width, height]) {
        this.element.style.aspectRatio = `${width}/${height}`;
        this.element.style.maxWidth = `${MOST_HEIGHT * (width / height)}rem`;
        this.ink.style.setProperty("--ink", `url(${url})`);
    }

    /** @param {Scene} scene */
    show(scene) {
        const { label, size, boxes } = scene;
        const count = boxes.length;
        this.element.setAttribute("aria-label", `${label}: ${count} ${count === 1 ? "box" : "boxes"}`);
        const drawn = this.boxes;
        for (const box of drawn.slice(count)) box.remove();
        for (const place of boxes.keys())
            this.showBox(drawn[place] ?? this.element.appendChild(makeBox()), place, scene);
        // Room below the picture for what its lowest box reads as.
        const lowest = Math.max(0, ...boxes.map(([, y, , height]) => y + height));
        const room = (1 - lowest / size[1]) * this.element.clientHeight;
        this.element.style.marginBottom = `${Math.max(0, READING_ROOM - room)}px`;
    }

    /**
     * @param {HTMLElement} element
     * @param {number} place
     * @param {Scene} scene
     */
    showBox(element, place, { boxes, chosen, readings, size, waiting }) {
        const reading = readings[place] ?? "";
        const spoken = reading && !waiting ? `: ${reading}` : "";
        placeBox(element, boxes[place], size);
        element.setAttribute("aria-pressed", String(chosen.has(place)));
        element.setAttribute("aria-label", `Box ${place + 1} of ${boxes.length}${spoken}`);
        findElement(element, ".place", HTMLElement).textContent = String(place + 1);
        if (waiting) return; // the old words, pale, until the new ones come
        const [digit, sure = ""] = reading.split(", ");
        findElement(element, ".reading b", HTMLElement).textContent = digit;
        findElement(element, ".reading span", HTMLElement).textContent = sure;
    }
}
