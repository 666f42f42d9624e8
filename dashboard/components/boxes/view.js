// @ts-check
// The view of the box editor: the ink, the boxes with their readings, the slider and the buttons.

import { createElement, findElement } from "../elements.js";

/** @typedef {import("./geometry.js").Box} Box */
/** @typedef {import("./geometry.js").Size} Size */
/** @typedef {import("./history.js").State} State */
/** @typedef {import("./edits.js").Action} Action */
/**
 * The data that the page sends.
 * @typedef {object} Data
 * @property {string} picture A checksum that identifies the picture.
 * @property {number} number The number of the change that this data responds to.
 * @property {string} label Text alternative of the picture.
 * @property {string} ink URL of a PNG whose alpha channel is the ink.
 * @property {Size} size The size of the picture.
 * @property {Box[]} boxes
 * @property {boolean} corrected Whether the user has corrected the boxes.
 * @property {number} threshold The ink threshold, from 0 to 1.
 * @property {[lowest: number, highest: number, standard: number]} thresholds
 * @property {number} most The maximum number of boxes.
 * @property {string[]} readings The reading of each box, for example "7, 98 %".
 * @property {string} note The error in the boxes, if any.
 */
/**
 * The editor's state as the view shows it.
 * @typedef {object} ViewState
 * @property {State} state
 * @property {Set<number>} selected The indices of the selected boxes.
 * @property {boolean} waiting Whether the page has yet to respond to the latest change.
 * @property {Record<Action, boolean>} possible Which buttons are enabled.
 */

const READING_HEIGHT = 38; // CSS pixels below a box
const MAX_HEIGHT = 20; // rem; keep equal to the stage's max-height in boxes.css

function createBox() {
    const box = createElement("div", { className: "box", tabIndex: 0 });
    box.setAttribute("role", "button");
    box.setAttribute("aria-describedby", "boxes-help");
    box.innerHTML =
        '<span class="place"></span><span class="reading" aria-hidden="true"><b></b><span></span></span>';
    return box;
}

/**
 * Place the element of a box on the picture.
 * @param {HTMLElement} element
 * @param {Box} box
 * @param {Size} size The size of the picture.
 */
function placeBox(element, [x, y, w, h], [width, height]) {
    element.style.left = `${(100 * x) / width}%`;
    element.style.top = `${(100 * y) / height}%`;
    element.style.width = `${(100 * w) / width}%`;
    element.style.height = `${(100 * h) / height}%`;
}

/**
 * Return a box's label for screen readers.
 * @param {number} index
 * @param {number} count
 * @param {string} reading
 */
export function labelBox(index, count, reading) {
    return `Box ${index + 1} of ${count}${reading && `: ${reading}`}`;
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
     * Return the index of the box that an event's target belongs to, or −1.
     * @param {EventTarget | null} target
     */
    indexOf(target) {
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
     * @param {ViewState} viewState
     */
    show(data, viewState) {
        const { state, waiting, possible } = viewState;
        this.part.classList.toggle("waiting", waiting);
        this.showBoxes(data, viewState);
        this.makeRoomForReadings(state.boxes, data.size);
        this.slider.value = String(state.threshold);
        this.output.textContent = state.threshold.toFixed(2);
        this.note.textContent = waiting ? "" : data.note;
        for (const button of this.buttons)
            button.disabled = !possible[/** @type {Action} */ (button.dataset.do)];
    }

    /**
     * @param {Data} data
     * @param {ViewState} viewState
     */
    showBoxes(data, { state, selected, waiting }) {
        const count = state.boxes.length;
        this.stage.setAttribute("aria-label", `${data.label}: ${count} ${count === 1 ? "box" : "boxes"}`);
        const existing = this.boxes;
        for (const box of existing.slice(count)) box.remove();
        state.boxes.forEach((sides, index) => {
            const box = existing[index] ?? this.stage.appendChild(createBox());
            const reading = data.readings[index] ?? "";
            placeBox(box, sides, data.size);
            box.setAttribute("aria-pressed", String(selected.has(index)));
            box.setAttribute("aria-label", labelBox(index, count, waiting ? "" : reading));
            findElement(box, ".place", HTMLElement).textContent = String(index + 1);
            if (!waiting) this.showReading(box, reading); // while waiting, the old reading stays, dimmed
        });
    }

    /**
     * @param {HTMLElement} box
     * @param {string} reading
     */
    showReading(box, reading) {
        const [digit, confidence = ""] = reading.split(", ");
        findElement(box, ".reading b", HTMLElement).textContent = digit;
        findElement(box, ".reading span", HTMLElement).textContent = confidence;
    }

    /**
     * Add space below the picture for the reading of the lowest box.
     * @param {Box[]} boxes
     * @param {Size} size
     */
    makeRoomForReadings(boxes, size) {
        const lowest = Math.max(0, ...boxes.map((box) => box[1] + box[3]));
        const room = (1 - lowest / size[1]) * this.stage.clientHeight;
        this.stage.style.marginBottom = `${Math.max(0, READING_HEIGHT - room)}px`;
    }
}
