// @ts-check
// The box editor. Boxes are [x, y, width, height] in pixels of the picture, in reading order. After each
// change, the editor sends all boxes, and the page responds with the reading of each box.

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

const DEBOUNCE_MS = 150; // a key that is held down repeats

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
        this.number = data.number; // of the latest change
        /** @type {Set<number>} */
        this.selected = new Set();
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        this.sendTimer = undefined;
        /** @type {(correction: Correction) => void} */
        this.send = () => {};
        /** @type {Record<Action, () => void>} */
        this.actions = {
            split: () => this.splitAt(),
            merge: () => this.apply(mergeBoxes(this.state.boxes, this.indices)),
            remove: () => this.apply(removeBoxes(this.state.boxes, this.indices)),
            add: () => this.addBox(),
            earlier: () => this.moveInOrder(-1),
            later: () => this.moveInOrder(1),
            undo: () => this.undo(),
            reset: () => this.reset(),
        };
        this.listen();
    }

    /** The size of the picture. */
    get size() {
        return this.data.size;
    }

    /** The indices of the selected boxes, in ascending order. */
    get indices() {
        const count = this.state.boxes.length;
        return [...this.selected].filter((index) => index < count).sort((a, b) => a - b);
    }

    listen() {
        const { view } = this;
        for (const button of view.buttons)
            button.onclick = () => {
                this.actions[/** @type {Action} */ (button.dataset.do)]();
                this.focusSelected();
            };
        view.slider.oninput = () => this.change({ threshold: Number(view.slider.value) }, "threshold");
        view.part.onkeydown = (event) => this.handleKey(event);
        view.stage.addEventListener("focusin", ({ target }) => {
            const index = view.indexOf(target);
            if (index >= 0 && !this.selected.has(index)) this.select([index]);
        });
    }

    /**
     * Show the page's data: a new picture, or the response to a change.
     * @param {Data} data
     */
    receive(data) {
        if (data.picture !== this.data.picture) this.startPicture(data);
        else if (data.number < this.number) return; // the response to an older change
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
        clearTimeout(this.sendTimer); // a pending change belongs to the previous picture
    }

    // ---- Changes

    /**
     * Show a change as a step that Undo takes back, and send the state once no other change follows.
     * @param {Partial<State>} changes
     * @param {string} [kind] Undo takes back consecutive changes of the same kind together.
     */
    change(changes, kind = "") {
        this.history.remember(this.state, kind);
        this.setState({ ...this.state, ...changes });
    }

    /** @param {State} state */
    setState(state) {
        this.state = state;
        this.number += 1;
        this.show();
        clearTimeout(this.sendTimer);
        this.sendTimer = setTimeout(() => this.sendState(), DEBOUNCE_MS);
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

    /** @param {number} [column] A column of the picture; by default the one with the least ink in the box. */
    splitAt(column) {
        const [index] = this.indices;
        const { boxes } = this.state;
        if (index === undefined || boxes.length >= this.data.most) return;
        this.apply(splitBox(boxes, index, column ?? this.ink.findGap(boxes[index])));
    }

    addBox() {
        const { boxes } = this.state;
        if (boxes.length >= this.data.most) return;
        this.apply({ boxes: [...boxes, this.ink.findNewBox(boxes)], selected: [boxes.length] });
    }

    /**
     * Move the selected box in reading order.
     * @param {number} step 1 for later, −1 for earlier.
     */
    moveInOrder(step) {
        const [index] = this.indices;
        if (index !== undefined) this.apply(swapBoxes(this.state.boxes, index, index + step));
    }

    /**
     * Undo the last change.
     * @param {number} [focused] Index of the focused box, or −1. It stays selected, clamped to the last box.
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

    // ---- Drags, as reported by Pointer

    /**
     * Show boxes during a drag.
     * @param {Box[]} boxes
     */
    preview(boxes) {
        this.state = { ...this.state, boxes };
        this.show();
    }

    /**
     * @param {State} before
     * @param {Box[]} boxes
     * @param {number} index
     */
    endDrag(before, boxes, index) {
        this.state = before;
        this.apply({ boxes, selected: [index] });
    }

    /** @param {State} before */
    cancelDrag(before) {
        this.state = before;
        this.show();
    }

    // ---- Keys

    /** @param {KeyboardEvent} event */
    handleKey(event) {
        const index = this.view.indexOf(event.target);
        const command = readKey(event);
        if (!command) return;
        if ("action" in command && command.action === "undo") this.undo(index);
        else if (index < 0) return;
        else if ("step" in command)
            this.apply(nudgeBox(this.state.boxes, index, command, this.size), `nudge ${index}`);
        else if ("select" in command) this.select([index], command.select === "also");
        else {
            if (!this.indices.length) this.select([index]);
            this.actions[command.action]();
        }
        event.preventDefault();
        event.stopPropagation(); // the page has keyboard shortcuts of its own
        if (index >= 0) this.focusSelected();
    }

    // ---- Selection and display

    /**
     * @param {number[]} indices
     * @param {boolean} [also] Whether to toggle these boxes and keep the rest of the selection.
     */
    select(indices, also = false) {
        if (!also) this.selected.clear();
        for (const index of indices) if (!this.selected.delete(index)) this.selected.add(index);
        this.show();
    }

    focusSelected() {
        const [index] = this.indices;
        if (index !== undefined) this.view.boxes[index]?.focus();
    }

    show() {
        const { data, state, selected } = this;
        const possible = findPossible({
            count: state.boxes.length,
            maxCount: data.most,
            indices: this.indices,
            canUndo: !this.history.isEmpty,
            changed: state.corrected || state.threshold !== data.thresholds[2],
        });
        this.view.show(data, { state, selected, waiting: this.number !== data.number, possible });
    }

    end() {
        clearTimeout(this.sendTimer);
        if (this.number !== this.data.number) this.sendState(); // the latest change is still unsent
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
