// @ts-check
// The boxes of a number's digits, to correct. The part sends its boxes as a whole; the page answers what each reads as.

/** @import { Cleanup, Component } from "../streamlit.js" */
/** @import { Box, Size } from "./box.js" */
/** @import { Edit } from "./edits.js" */

import { findElement, findElements } from "../elements.js";
import { fitBox } from "./box.js";
import { findUsableTools, mergeChosen, moveInOrder, removeChosen, splitAt } from "./edits.js";
import { readKey } from "./keys.js";
import { Pointer } from "./pointer.js";
import { SeenInk } from "./seen.js";
import { Stage } from "./stage.js";

const REST_MS = 150; // after the last change: keys repeat

/** @typedef {{boxes: Box[], corrected: boolean, threshold: number}} State */

/**
 * What the page sends.
 * @typedef {object} Data
 * @property {string} picture What tells the picture from others.
 * @property {number} number How many corrections of it the page knows.
 * @property {string} label
 * @property {string} ink The address of its ink, a PNG.
 * @property {Size} size
 * @property {Box[]} boxes
 * @property {boolean} corrected
 * @property {number} threshold
 * @property {[lowest: number, highest: number, usual: number]} thresholds
 * @property {number} most How many boxes there may be.
 * @property {string[]} readings
 * @property {string} note
 */

/** @typedef {{picture: string, number: number, boxes: Box[] | null, threshold: number}} Correction */

class Boxes {
    /**
     * @param {ParentNode} root
     * @param {Data} data
     */
    constructor(root, data) {
        this.part = findElement(root, ".boxes", HTMLElement);
        this.slider = findElement(root, ".threshold input", HTMLInputElement);
        this.output = findElement(root, "output", HTMLOutputElement);
        this.note = findElement(root, ".note", HTMLElement);
        this.buttons = findElements(root, "button", HTMLButtonElement);
        this.stage = new Stage(findElement(root, ".stage", HTMLElement));
        this.data = data;
        this.picture = "";
        this.number = 0;
        this.kind = "";
        /** @type {State} */
        this.now = data;
        /** @type {State[]} */
        this.past = [];
        /** @type {Set<number>} */
        this.chosen = new Set();
        this.ink = new SeenInk();
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        this.resting = undefined;
        /** @type {(correction: Correction) => void} */
        this.send = () => {};
        this.pointer = this.makePointer();
        this.listen();
    }

    makePointer() {
        return new Pointer({
            stage: this.stage.element,
            pictureSize: () => this.data.size,
            boxes: () => this.now.boxes,
            placeOf: ({ target }) => this.stage.placeOf(target),
            choose: (places, also) => this.choose(places, also),
            preview: (boxes) => {
                this.now = { ...this.now, boxes };
                this.show();
            },
            put: (boxes, place) => this.put({ boxes, chosen: [place] }),
            split: (column) => this.split(column),
        });
    }

    listen() {
        for (const button of this.buttons)
            button.onclick = () => {
                this.use(button.dataset.do ?? "");
                this.focus();
            };
        this.slider.oninput = () => this.change({ threshold: Number(this.slider.value) }, "threshold");
        this.part.onkeydown = (event) => this.press(event);
        this.stage.element.addEventListener("focusin", ({ target }) => {
            const place = this.stage.placeOf(target);
            if (place >= 0 && !this.chosen.has(place)) this.choose([place]);
        });
    }

    /** @param {Data} data */
    receive(data) {
        if (data.picture !== this.picture) this.begin(data);
        else if (data.number < this.number) return; // an answer to something older
        this.data = data;
        const { boxes, corrected, threshold } = data;
        if (!this.pointer.grip) this.now = { boxes, corrected, threshold };
        this.stage.showInk(data.ink, data.size);
        [this.slider.min, this.slider.max] = data.thresholds.map(String);
        this.ink.read(data.ink, data.size);
        this.show();
    }

    /** @param {Data} data */
    begin({ picture, number }) {
        this.picture = picture;
        this.number = number;
        this.past = [];
        this.pointer.letGo();
        this.chosen.clear();
        clearTimeout(this.resting); // a correction of the last picture that was about to be sent
    }

    // ---- What can be done

    /**
     * Take a change: show it, keep what was, and send it once no other follows.
     * @param {Partial<State>} what
     * @param {string} [kind] Changes of one kind in a row are one step back.
     */
    change(what, kind = "") {
        if (!kind || kind !== this.kind) this.past.push(this.now);
        this.kind = kind;
        this.now = { ...this.now, ...what };
        this.number += 1;
        this.show();
        clearTimeout(this.resting);
        this.resting = setTimeout(() => this.tell(), REST_MS);
    }

    tell() {
        this.kind = "";
        const { boxes, corrected, threshold } = this.now;
        this.send({ picture: this.picture, number: this.number, boxes: corrected ? boxes : null, threshold });
    }

    /**
     * @param {Edit | null} edit
     * @param {string} [kind]
     */
    put(edit, kind) {
        if (!edit) return;
        this.change({ boxes: edit.boxes, corrected: true }, kind);
        this.choose(edit.chosen);
    }

    /** The chosen boxes, in ascending order. */
    get places() {
        return [...this.chosen].filter((place) => place < this.now.boxes.length).sort((a, b) => a - b);
    }

    /** @param {string} tool */
    use(tool) {
        const { places } = this;
        const { boxes } = this.now;
        if (tool === "split") this.split();
        else if (tool === "merge") this.put(mergeChosen(boxes, places));
        else if (tool === "remove") this.put(removeChosen(boxes, places));
        else if (tool === "add") this.add();
        else if (tool === "earlier") this.put(moveInOrder(boxes, places[0], -1));
        else if (tool === "later") this.put(moveInOrder(boxes, places[0], 1));
        else if (tool === "undo") this.undo();
        else if (tool === "reset") this.reset();
    }

    /** @param {number} [column] Where to cut; where least ink is if it is left out. */
    split(column) {
        const [place] = this.places;
        const { boxes } = this.now;
        if (place === undefined || boxes.length >= this.data.most) return;
        this.put(splitAt(boxes, place, column ?? this.ink.findGap(boxes[place])));
    }

    add() {
        const { boxes } = this.now;
        if (boxes.length >= this.data.most) return;
        this.put({ boxes: [...boxes, this.ink.findOpenInk(boxes)], chosen: [boxes.length] });
    }

    /**
     * One step back. The box that has the focus stays chosen, or the last one where it is gone.
     * @param {number} [focused]
     */
    undo(focused = -1) {
        const before = this.past.pop();
        if (!before) return;
        this.change(before);
        this.past.pop();
        this.choose(focused < 0 ? [] : [Math.max(0, Math.min(focused, this.now.boxes.length - 1))]);
    }

    reset() {
        this.change({ corrected: false, threshold: this.data.thresholds[2] });
        this.choose([]);
    }

    // ---- Keys

    /** @param {KeyboardEvent} event */
    press(event) {
        const place = this.stage.placeOf(event.target);
        const meaning = readKey(event, place >= 0);
        if (!meaning) return;
        if (meaning.does === "undo") this.undo(place);
        else if (meaning.does === "nudge") this.nudge(place, meaning.step, event.shiftKey);
        else if (meaning.does === "choose") this.choose([place], event.shiftKey);
        else {
            if (!this.places.length) this.choose([place]);
            this.use(meaning.tool);
        }
        event.preventDefault();
        event.stopPropagation(); // the page has keys of its own
        if (place >= 0) this.focus();
    }

    /**
     * @param {number} place
     * @param {[right: number, down: number]} step
     * @param {boolean} sizes Whether the step sizes the box instead of moving it.
     */
    nudge(place, [right, down], sizes) {
        const { size } = this.data;
        const { boxes } = this.now;
        const step = Math.max(1, Math.round(size[0] / 100));
        const [x, y, width, height] = boxes[place];
        /** @type {Box} */
        const moved = sizes
            ? [x, y, width + right * step, height + down * step]
            : [x + right * step, y + down * step, width, height];
        this.put({ boxes: boxes.with(place, fitBox(moved, size)), chosen: [place] }, `nudge ${place}`);
    }

    focus() {
        const [place] = this.places;
        if (place !== undefined) this.stage.focus(place);
    }

    // ---- What is shown

    /**
     * @param {number[]} places
     * @param {boolean} [also] Whether to toggle these and leave the others as they are.
     */
    choose(places, also = false) {
        if (!also) this.chosen = new Set(places);
        else for (const place of places) if (!this.chosen.delete(place)) this.chosen.add(place);
        this.show();
    }

    show() {
        const { data, now, chosen } = this;
        const waiting = this.number !== data.number;
        this.part.classList.toggle("waiting", waiting);
        const { label, size, readings } = data;
        this.stage.show({ label, size, readings, boxes: now.boxes, chosen, waiting });
        this.slider.value = String(now.threshold);
        this.output.textContent = now.threshold.toFixed(2);
        this.note.textContent = waiting ? "" : data.note;
        this.showTools();
    }

    showTools() {
        const { data, now } = this;
        /** @type {Record<string, boolean>} */
        const usable = {
            ...findUsableTools(now.boxes.length, data.most, this.places),
            undo: this.past.length > 0,
            reset: now.corrected || now.threshold !== data.thresholds[2],
        };
        for (const button of this.buttons) button.disabled = !usable[button.dataset.do ?? ""];
    }

    end() {
        clearTimeout(this.resting);
        if (this.number !== this.data.number) this.tell(); // the page was left before the last change was sent
    }
}

/** @type {WeakMap<ParentNode, Boxes>} */
const parts = new WeakMap();

/**
 * @param {Component<Data>} component
 * @returns {Cleanup}
 */
export default function ({ parentElement, data, setStateValue }) {
    const boxes = parts.get(parentElement) ?? new Boxes(parentElement, data);
    parts.set(parentElement, boxes);
    boxes.send = (correction) => setStateValue("correction", correction);
    boxes.receive(data);
    return () => {
        boxes.end();
        parts.delete(parentElement);
    };
}
