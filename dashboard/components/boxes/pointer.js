// @ts-check
// Pointer and finger on the boxes: a press chooses one, a drag moves it or an edge of it, a double click cuts it.

/** @import { Box, Edges, Size } from "./box.js" */

import { closestElement } from "../elements.js";
import { cursorOf, findEdges, pullBox } from "./box.js";

const REACH = 9; // of an edge, in CSS pixels: a press this near drags it
const DOUBLE_MS = 400; // between the presses of a double click
const STILL = 3; // CSS pixels that a pointer may stray in a press

/**
 * What the pointer asks and tells the editor of the boxes.
 * @typedef {object} Editor
 * @property {HTMLElement} stage The element that holds the boxes' elements.
 * @property {() => Size} pictureSize
 * @property {() => Box[]} boxes Those that are shown.
 * @property {(event: Event) => number} placeOf The place of the box that an event is at, -1 for none.
 * @property {(places: number[], also: boolean) => void} choose
 * @property {(boxes: Box[]) => void} preview Show boxes without taking them.
 * @property {(boxes: Box[], place: number) => void} put Take boxes of which the one at a place was dragged.
 * @property {(column: number) => void} split
 */

/** @typedef {{place: number, boxes: Box[], edges: Edges, pointer: number, x: number, y: number, moved: boolean}} Grip */

export class Pointer {
    /** @param {Editor} editor */
    constructor(editor) {
        this.editor = editor;
        this.stage = editor.stage;
        /** @type {Grip | null} */
        this.grip = null; // what is held, while it is
        /** @type {{place: number, at: number} | null} */
        this.tap = null; // the last press that dragged nothing
        this.stage.onpointerdown = (event) => this.press(event);
        this.stage.onpointermove = (event) => this.move(event);
        this.stage.onpointerup = this.stage.onpointercancel = (event) => this.release(event);
    }

    letGo() {
        this.grip = null;
    }

    /** @param {PointerEvent} event */
    press(event) {
        if (event.button !== 0 || this.grip) return;
        const { editor } = this;
        const place = editor.placeOf(event);
        if (place < 0) {
            editor.choose([], false);
            return;
        }
        const edges = this.edgesAt(event);
        const boxes = editor.boxes();
        editor.choose([place], event.shiftKey || event.ctrlKey || event.metaKey);
        this.grip = {
            place,
            boxes,
            edges,
            pointer: event.pointerId,
            x: event.clientX,
            y: event.clientY,
            moved: false,
        };
        this.stage.setPointerCapture(event.pointerId);
    }

    /** @param {PointerEvent} event */
    move(event) {
        if (this.grip?.pointer === event.pointerId) this.drag(event, this.grip);
        else if (!this.grip) {
            const box = closestElement(event, ".box");
            if (box) box.style.cursor = cursorOf(this.edgesAt(event));
        }
    }

    /**
     * @param {PointerEvent} event
     * @param {Grip} grip
     */
    drag(event, grip) {
        const [right, down] = [event.clientX - grip.x, event.clientY - grip.y];
        grip.moved ||= Math.hypot(right, down) > STILL;
        if (!grip.moved) return;
        const size = this.editor.pictureSize();
        const scale = size[0] / this.stage.clientWidth;
        const pulled = pullBox(grip.boxes[grip.place], grip.edges, [right * scale, down * scale], size);
        this.editor.preview(this.editor.boxes().with(grip.place, pulled));
    }

    /** @param {PointerEvent} event */
    release(event) {
        const { grip, editor } = this;
        if (!grip || event.pointerId !== grip.pointer) return;
        this.grip = null;
        if (grip.moved) {
            const dragged = editor.boxes();
            editor.preview(grip.boxes);
            if (event.type === "pointerup") editor.put(dragged, grip.place);
            return;
        }
        const isSecond = this.tap?.place === grip.place && event.timeStamp - this.tap.at < DOUBLE_MS;
        this.tap = isSecond ? null : { place: grip.place, at: event.timeStamp };
        if (!isSecond) return;
        const stage = this.stage.getBoundingClientRect();
        editor.split(((event.clientX - stage.left) / stage.width) * editor.pictureSize()[0]);
    }

    /**
     * Which edges of the box below it a pointer is at.
     * @param {PointerEvent} event
     * @returns {Edges}
     */
    edgesAt(event) {
        const box = closestElement(event, ".box");
        if (!box) return { left: false, right: false, top: false, bottom: false };
        const reach = event.pointerType === "touch" ? 2 * REACH : REACH;
        return findEdges(box.getBoundingClientRect(), event, reach);
    }
}
