// @ts-check
// What the boxes' part shows: the ink, the boxes with their readings, the slider and the buttons.

import { createElement, findElement } from "../elements.js";

/** @typedef {import("./geometry.js").Box} Box */
/** @typedef {import("./geometry.js").Size} Size */
/** @typedef {import("./history.js").State} State */
/** @typedef {import("./edits.js").Action} Action */
/**
 * What the page sends: the picture's name, ink and size, the boxes found in it and what they read as.
 * @typedef {object} Data
 * @property {string} picture
 * @property {number} number Of the change that this answers.
 * @property {string} label
 * @property {string} ink Address of a PNG whose alpha is the ink.
 * @property {Size} size
 * @property {Box[]} boxes
 * @property {boolean} corrected
 * @property {number} threshold
 * @property {[lowest: number, highest: number, usual: number]} thresholds
 * @property {number} most How many boxes there may be.
 * @property {string[]} readings For example "7, 98 %".
 * @property {string} note
 */
/**
 * @typedef {object} Shown
 * @property {State} state
 * @property {Set<number>} selected
 * @property {boolean} waiting Whether the answer to the last change is still to come.
 * @property {Record<Action, boolean>} possible
 */

const READING_ROOM = 38; // CSS pixels under a box
const MAX_HEIGHT = 20; // rem; boxes.css has the same

function createBox() {
    const box = createElement("div", { className: "box", tabIndex: 0 });
    box.setAttribute("role", "button");
    box.setAttribute("aria-describedby", "boxes-help");
    box.innerHTML =
        '<span class="place"></span><span class="reading" aria-hidden="true"><b></b><span></span></span>';
    return box;
}

/**
 * @param {HTMLElement} element
 * @param {Box} box
 * @param {Size} size Of the picture.
 */
function placeBox(element, [x, y, w, h], [width, height]) {
    element.style.left = `${(100 * x) / width}%`;
    element.style.top = `${(100 * y) / height}%`;
    element.style.width = `${(100 * w) / width}%`;
    element.style.height = `${(100 * h) / height}%`;
}

/**
 * What a screen reader says of a box.
 * @param {number} place
 * @param {number} count
 * @param {string} reading
 */
export function labelBox(place, count, reading) {
    return `Box ${place + 1} of ${count}${reading && `: ${reading}`}`;
}

export class View {
    /** @param {HTMLElement} part */
    constructor(part) {
        this.part = part;
        this.stage = findElement(part, ".stage", HTMLElement);
        this.ink = findElement(part, ".ink", HTMLElement);
        this.slider = findElement(part, ".threshold input", HTMLInputElement);
        this.output = findElement(part, "output", HTMLOutputElement);
        this.note = findElement(part, ".note", HTMLElement);
        this.buttons = [...part.querySelectorAll("button")];
    }

    /** @returns {HTMLElement[]} */
    get boxes() {
        return [...this.stage.querySelectorAll(".box")].filter((box) => box instanceof HTMLElement);
    }

    /**
     * Which box an event's target belongs to; -1 if none.
     * @param {EventTarget | null} target
     */
    placeOf(target) {
        const box = target instanceof Element ? target.closest(".box") : null;
        return box instanceof HTMLElement ? this.boxes.indexOf(box) : -1;
    }

    /** @param {Data} data */
    showPicture({ size, ink, thresholds }) {
        this.stage.style.aspectRatio = size.join("/");
        this.stage.style.maxWidth = `${MAX_HEIGHT * (size[0] / size[1])}rem`;
        this.ink.style.setProperty("--ink", `url(${ink})`);
        [this.slider.min, this.slider.max] = thresholds.map(String);
    }

    /**
     * @param {Data} data
     * @param {Shown} shown
     */
    show(data, shown) {
        const { state, waiting, possible } = shown;
        this.part.classList.toggle("waiting", waiting);
        this.showBoxes(data, shown);
        this.makeReadingRoom(state.boxes, data.size);
        this.slider.value = String(state.threshold);
        this.output.textContent = state.threshold.toFixed(2);
        this.note.textContent = waiting ? "" : data.note;
        for (const button of this.buttons)
            button.disabled = !possible[/** @type {Action} */ (button.dataset.do)];
    }

    /**
     * @param {Data} data
     * @param {Shown} shown
     */
    showBoxes(data, { state, selected, waiting }) {
        const count = state.boxes.length;
        this.stage.setAttribute("aria-label", `${data.label}: ${count} ${count === 1 ? "box" : "boxes"}`);
        const drawn = this.boxes;
        for (const box of drawn.slice(count)) box.remove();
        state.boxes.forEach((sides, place) => {
            const box = drawn[place] ?? this.stage.appendChild(createBox());
            const reading = data.readings[place] ?? "";
            placeBox(box, sides, data.size);
            box.setAttribute("aria-pressed", String(selected.has(place)));
            box.setAttribute("aria-label", labelBox(place, count, waiting ? "" : reading));
            findElement(box, ".place", HTMLElement).textContent = String(place + 1);
            if (!waiting) this.showReading(box, reading); // the old reading stays, pale, until the new one comes
        });
    }

    /**
     * @param {HTMLElement} box
     * @param {string} reading
     */
    showReading(box, reading) {
        const [digit, sure = ""] = reading.split(", ");
        findElement(box, ".reading b", HTMLElement).textContent = digit;
        findElement(box, ".reading span", HTMLElement).textContent = sure;
    }

    /**
     * Leave room below the picture for the reading of the lowest box.
     * @param {Box[]} boxes
     * @param {Size} size
     */
    makeReadingRoom(boxes, size) {
        const lowest = Math.max(0, ...boxes.map((box) => box[1] + box[3]));
        const room = (1 - lowest / size[1]) * this.stage.clientHeight;
        this.stage.style.marginBottom = `${Math.max(0, READING_ROOM - room)}px`;
    }
}
