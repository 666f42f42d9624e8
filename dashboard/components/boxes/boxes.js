// @ts-check
// The editor of the boxes of a number's digits, [x, y, width, height] in pixels of the picture, in reading order.
// The editor sends every change as a whole; the page answers with what each box reads as.

/** @import { Cleanup, Component } from "../streamlit.js" */

import { findElement } from "../elements.js";
import { findPossible, mergeBoxes, nudgeBox, removeBoxes, splitBox, swapBoxes } from "./edits.js";
import { History } from "./history.js";
import { readKey } from "./keys.js";
import { Pointer } from "./pointer.js";
import { SeenInk } from "./seen_ink.js";
import { View } from "./view.js";

/** @typedef {import("./geometry.js").Box} Box */
/** @typedef {import("./edits.js").Action} Action */
/** @typedef {import("./edits.js").Edit} Edit */
/** @typedef {import("./history.js").State} State */
/** @typedef {import("./view.js").Data} Data */
/** @typedef {{picture: string, number: number, boxes: Box[] | null, threshold: number}} Correction */

const REST_MS = 150; // after the last change: a key that is held repeats

class BoxEditor {
    /**
     * @param {HTMLElement | ShadowRoot} root
     * @param {Data} data
     */
    constructor(root, data) {
        this.view = new View(findElement(root, ".boxes", HTMLElement));
        this.ink = new SeenInk();
        this.history = new History();
        this.pointer = new Pointer(this.view, this);
        this.data = data;
        this.state = stateOf(data);
        this.number = data.number; // of the last change
        /** @type {Set<number>} */
        this.selected = new Set();
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        this.resting = undefined;
        /** @type {(correction: Correction) => void} */
        this.send = () => {};
        /** @type {Record<Action, () => void>} */
        this.actions = {
            split: () => this.splitAt(),
            merge: () => this.apply(mergeBoxes(this.state.boxes, this.places)),
            remove: () => this.apply(removeBoxes(this.state.boxes, this.places)),
            add: () => this.addBox(),
            earlier: () => this.moveInOrder(-1),
            later: () => this.moveInOrder(1),
            undo: () => this.undo(),
            reset: () => this.reset(),
        };
        this.listen();
    }

    get size() {
        return this.data.size;
    }

    /** The places of the selected boxes, in ascending order. */
    get places() {
        const count = this.state.boxes.length;
        return [...this.selected].filter((place) => place < count).sort((a, b) => a - b);
    }

    listen() {
        const { view } = this;
        for (const button of view.buttons)
            button.onclick = () => {
                this.actions[/** @type {Action} */ (button.dataset.do)]();
                this.focusSelected();
            };
        view.slider.oninput = () => this.change({ threshold: Number(view.slider.value) }, "threshold");
        view.part.onkeydown = (event) => this.takeKey(event);
        view.stage.addEventListener("focusin", ({ target }) => {
            const place = view.placeOf(target);
            if (place >= 0 && !this.selected.has(place)) this.select([place]);
        });
    }

    /**
     * Show what the page sends: another picture, or the answer to a change.
     * @param {Data} data
     */
    receive(data) {
        if (data.picture !== this.data.picture) this.startPicture(data);
        else if (data.number < this.number) return; // the answer to an older change
        this.data = data;
        if (!this.pointer.grip) this.state = stateOf(data);
        this.view.showPicture(data);
        this.ink.load(data.ink, data.size);
        this.show();
    }

    /** @param {Data} data */
    startPicture(data) {
        this.number = data.number;
        this.history = new History();
        this.pointer.releaseGrip();
        this.selected.clear();
        clearTimeout(this.resting); // a change of the picture before is out of date
    }

    // ---- Changes

    /**
     * Show a change, remember the state before it, and send it once no other change follows.
     * @param {Partial<State>} what
     * @param {string} [kind] Consecutive changes of one kind are one step of Undo.
     */
    change(what, kind = "") {
        this.history.remember(this.state, kind);
        this.setState({ ...this.state, ...what });
    }

    /** @param {State} state */
    setState(state) {
        this.state = state;
        this.number += 1;
        this.show();
        clearTimeout(this.resting);
        this.resting = setTimeout(() => this.sendState(), REST_MS);
    }

    sendState() {
        this.history.endRun();
        const { boxes, corrected, threshold } = this.state;
        const { picture } = this.data;
        this.send({ picture, number: this.number, boxes: corrected ? boxes : null, threshold });
    }

    /**
     * @param {Edit | null} edit
     * @param {string} [kind]
     */
    apply(edit, kind) {
        if (!edit) return;
        this.change({ boxes: edit.boxes, corrected: true }, kind);
        this.select(edit.selected);
    }

    /** @param {number} [column] Of the picture; by default where the box has least ink. */
    splitAt(column) {
        const [place] = this.places;
        const { boxes } = this.state;
        if (place === undefined || boxes.length >= this.data.most) return;
        this.apply(splitBox(boxes, place, column ?? this.ink.findGap(boxes[place])));
    }

    addBox() {
        const { boxes } = this.state;
        if (boxes.length >= this.data.most) return;
        this.apply({ boxes: [...boxes, this.ink.findNewBox(boxes)], selected: [boxes.length] });
    }

    /** @param {number} step */
    moveInOrder(step) {
        const [place] = this.places;
        if (place !== undefined) this.apply(swapBoxes(this.state.boxes, place, place + step));
    }

    /**
     * Take the last change back.
     * @param {number} [focused] The box that has the focus: it stays selected, or the last box if it is gone.
     */
    undo(focused = -1) {
        const before = this.history.takeBack();
        if (!before) return;
        this.setState(before);
        this.select(focused < 0 ? [] : [Math.max(0, Math.min(focused, this.state.boxes.length - 1))]);
    }

    reset() {
        this.change({ corrected: false, threshold: this.data.thresholds[2] });
        this.select([]);
    }

    // ---- Drags, which Pointer reports

    /** @param {Box[]} boxes */
    preview(boxes) {
        this.state = { ...this.state, boxes };
        this.show();
    }

    /**
     * @param {State} before
     * @param {Box[]} boxes
     * @param {number} place
     */
    endDrag(before, boxes, place) {
        this.state = before;
        this.apply({ boxes, selected: [place] });
    }

    /** @param {State} before */
    cancelDrag(before) {
        this.state = before;
        this.show();
    }

    // ---- Keys

    /** @param {KeyboardEvent} event */
    takeKey(event) {
        const place = this.view.placeOf(event.target);
        const command = readKey(event);
        if (!command) return;
        if ("action" in command && command.action === "undo") this.undo(place);
        else if (place < 0) return;
        else if ("step" in command)
            this.apply(nudgeBox(this.state.boxes, place, command, this.size), `nudge ${place}`);
        else if ("select" in command) this.select([place], command.select === "also");
        else {
            if (!this.places.length) this.select([place]);
            this.actions[command.action]();
        }
        event.preventDefault();
        event.stopPropagation(); // the page has keys of its own
        if (place >= 0) this.focusSelected();
    }

    // ---- The selection, and what is shown

    /**
     * @param {number[]} places
     * @param {boolean} [also] Whether to toggle these boxes and leave the others as they are.
     */
    select(places, also = false) {
        if (!also) this.selected.clear();
        for (const place of places) if (!this.selected.delete(place)) this.selected.add(place);
        this.show();
    }

    focusSelected() {
        const [place] = this.places;
        if (place !== undefined) this.view.boxes[place]?.focus();
    }

    show() {
        const { data, state, selected } = this;
        const possible = findPossible({
            count: state.boxes.length,
            maxCount: data.most,
            places: this.places,
            canUndo: !this.history.isEmpty,
            changed: state.corrected || state.threshold !== data.thresholds[2],
        });
        this.view.show(data, { state, selected, waiting: this.number !== data.number, possible });
    }

    end() {
        clearTimeout(this.resting);
        if (this.number !== this.data.number) this.sendState(); // the part closes before the change was sent
    }
}

/**
 * @param {Data} data
 * @returns {State}
 */
function stateOf({ boxes, corrected, threshold }) {
    return { boxes, corrected, threshold };
}

/** @type {WeakMap<HTMLElement | ShadowRoot, BoxEditor>} */
const editors = new WeakMap();

/**
 * @param {Component<Data>} component
 * @returns {Cleanup}
 */
export default function ({ parentElement, data, setStateValue }) {
    const editor = editors.get(parentElement) ?? new BoxEditor(parentElement, data);
    editors.set(parentElement, editor);
    editor.send = (correction) => setStateValue("correction", correction);
    editor.receive(data);
    return () => {
        editor.end();
        editors.delete(parentElement);
    };
}
