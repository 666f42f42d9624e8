// @ts-check
// Mouse, pen and touch input on the boxes: a press selects a box, a drag moves the box or its edges, and a
// double-click splits the box.

import { cursorFor, dragBox, findEdges } from "./geometry.js";

/** @typedef {import("./geometry.js").Box} Box */
/** @typedef {import("./geometry.js").Edges} Edges */
/** @typedef {import("./geometry.js").Size} Size */
/** @typedef {import("./history.js").State} State */

const REACH = 9; // CSS pixels: a press this close to an edge drags the edge
const MIN_DRAG = 3; // CSS pixels: a shorter movement is a click
const DOUBLE_MS = 400; // maximum time between the two clicks of a double-click

/**
 * The parts of the box editor that the pointer uses.
 * @typedef {object} Editor
 * @property {State} state The boxes on screen.
 * @property {Size} size The size of the picture.
 * @property {(indices: number[], also?: boolean) => void} select
 * @property {(boxes: Box[]) => void} preview Show boxes during a drag.
 * @property {(before: State, boxes: Box[], index: number) => void} endDrag
 * @property {(before: State) => void} cancelDrag
 * @property {(column: number) => void} splitAt Split the selected box at a column of the picture.
 */
/**
 * A press on a box, which may become a drag.
 * @typedef {object} Grip
 * @property {number} index The index of the box.
 * @property {Edges} edges The edges that a drag moves.
 * @property {number} pointer The pointer's id.
 * @property {number} x Where the press began, in CSS pixels.
 * @property {number} y
 * @property {State} before The state before the press.
 * @property {boolean} moved Whether the press has become a drag.
 */

export class Pointer {
    /**
     * @param {import("./view.js").View} view
     * @param {Editor} editor
     */
    constructor(view, editor) {
        this.view = view;
        this.editor = editor;
        this.stage = view.stage;
        /** @type {Grip | null} */
        this.grip = null;
        /** @type {{index: number, at: number} | null} */
        this.lastTap = null;
        this.stage.onpointerdown = (event) => this.press(event);
        this.stage.onpointermove = (event) => (this.grip ? this.drag(this.grip, event) : this.hover(event));
        this.stage.onpointerup = (event) => this.release(event);
        this.stage.onpointercancel = (event) => this.release(event);
    }

    releaseGrip() {
        this.grip = null;
    }

    /** @param {PointerEvent} event */
    press(event) {
        if (event.button !== 0 || this.grip) return;
        const { editor } = this;
        const index = this.view.indexOf(event.target);
        if (index < 0) {
            editor.select([]);
            return;
        }
        this.grip = {
            index,
            edges: this.edgesAt(event, index),
            pointer: event.pointerId,
            x: event.clientX,
            y: event.clientY,
            before: editor.state,
            moved: false,
        };
        editor.select([index], event.shiftKey || event.ctrlKey || event.metaKey);
        this.stage.setPointerCapture(event.pointerId);
    }

    /** @param {PointerEvent} event */
    hover(event) {
        const index = this.view.indexOf(event.target);
        if (index >= 0) this.view.boxes[index].style.cursor = cursorFor(this.edgesAt(event, index));
    }

    /**
     * @param {Grip} grip
     * @param {PointerEvent} event
     */
    drag(grip, event) {
        if (event.pointerId !== grip.pointer) return;
        const [across, down] = [event.clientX - grip.x, event.clientY - grip.y];
        grip.moved ||= Math.hypot(across, down) > MIN_DRAG;
        if (!grip.moved) return;
        const { size, state } = this.editor;
        const scale = size[0] / this.stage.clientWidth;
        const start = grip.before.boxes[grip.index];
        const dragged = dragBox(start, grip.edges, across * scale, down * scale, size);
        this.editor.preview(state.boxes.with(grip.index, dragged));
    }

    /** @param {PointerEvent} event */
    release(event) {
        const { grip, editor } = this;
        if (!grip || event.pointerId !== grip.pointer) return;
        this.grip = null;
        if (!grip.moved) this.tap(grip.index, event);
        else if (event.type === "pointerup") editor.endDrag(grip.before, editor.state.boxes, grip.index);
        else editor.cancelDrag(grip.before);
    }

    /**
     * @param {number} index
     * @param {PointerEvent} event
     */
    tap(index, event) {
        const again = this.lastTap?.index === index && event.timeStamp - this.lastTap.at < DOUBLE_MS;
        this.lastTap = again ? null : { index, at: event.timeStamp };
        const stage = this.stage.getBoundingClientRect();
        if (again) this.editor.splitAt(((event.clientX - stage.left) / stage.width) * this.editor.size[0]);
    }

    /**
     * @param {PointerEvent} event
     * @param {number} index
     */
    edgesAt(event, index) {
        const sides = this.view.boxes[index].getBoundingClientRect();
        const reach = event.pointerType === "touch" ? 2 * REACH : REACH;
        return findEdges({ x: event.clientX, y: event.clientY }, sides, reach);
    }
}
