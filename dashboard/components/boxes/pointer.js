// @ts-check
// Mouse, pen and finger on the boxes: a press selects a box, a drag moves the box or its edges, a double click
// splits the box.

import { cursorFor, dragBox, findEdges } from "./geometry.js";

/** @typedef {import("./geometry.js").Box} Box */
/** @typedef {import("./geometry.js").Edges} Edges */
/** @typedef {import("./geometry.js").Size} Size */
/** @typedef {import("./history.js").State} State */

const REACH = 9; // CSS pixels: a press this near to an edge drags the edge
const MIN_DRAG = 3; // CSS pixels: a shorter way is a click
const DOUBLE_MS = 400; // between the presses of a double click

/**
 * What the pointer needs from the editor of the boxes.
 * @typedef {object} Editor
 * @property {State} state The boxes that are shown.
 * @property {Size} size Of the picture.
 * @property {(places: number[], also?: boolean) => void} select
 * @property {(boxes: Box[]) => void} preview Show boxes while the drag goes on.
 * @property {(before: State, boxes: Box[], place: number) => void} endDrag
 * @property {(before: State) => void} cancelDrag
 * @property {(column: number) => void} splitAt
 */
/**
 * The box under a pressed pointer.
 * @typedef {object} Grip
 * @property {number} place
 * @property {Edges} edges
 * @property {number} pointer
 * @property {number} x Of the press, in CSS pixels.
 * @property {number} y
 * @property {State} before
 * @property {boolean} moved
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
        /** @type {{place: number, at: number} | null} */
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
        const place = this.view.placeOf(event.target);
        if (place < 0) {
            editor.select([]);
            return;
        }
        this.grip = {
            place,
            edges: this.edgesAt(event, place),
            pointer: event.pointerId,
            x: event.clientX,
            y: event.clientY,
            before: editor.state,
            moved: false,
        };
        editor.select([place], event.shiftKey || event.ctrlKey || event.metaKey);
        this.stage.setPointerCapture(event.pointerId);
    }

    /** @param {PointerEvent} event */
    hover(event) {
        const place = this.view.placeOf(event.target);
        if (place >= 0) this.view.boxes[place].style.cursor = cursorFor(this.edgesAt(event, place));
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
        const start = grip.before.boxes[grip.place];
        const dragged = dragBox(start, grip.edges, across * scale, down * scale, size);
        this.editor.preview(state.boxes.with(grip.place, dragged));
    }

    /** @param {PointerEvent} event */
    release(event) {
        const { grip, editor } = this;
        if (!grip || event.pointerId !== grip.pointer) return;
        this.grip = null;
        if (!grip.moved) this.tap(grip.place, event);
        else if (event.type === "pointerup") editor.endDrag(grip.before, editor.state.boxes, grip.place);
        else editor.cancelDrag(grip.before);
    }

    /**
     * @param {number} place
     * @param {PointerEvent} event
     */
    tap(place, event) {
        const again = this.lastTap?.place === place && event.timeStamp - this.lastTap.at < DOUBLE_MS;
        this.lastTap = again ? null : { place, at: event.timeStamp };
        const stage = this.stage.getBoundingClientRect();
        if (again) this.editor.splitAt(((event.clientX - stage.left) / stage.width) * this.editor.size[0]);
    }

    /**
     * @param {PointerEvent} event
     * @param {number} place
     */
    edgesAt(event, place) {
        const sides = this.view.boxes[place].getBoundingClientRect();
        const reach = event.pointerType === "touch" ? 2 * REACH : REACH;
        return findEdges({ x: event.clientX, y: event.clientY }, sides, reach);
    }
}
