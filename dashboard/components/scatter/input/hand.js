// @ts-check
// Turns pointer, touch, wheel and key events into actions on the map.

/** @import { Pair } from "../view/scene.js" */
/** @import { Tool } from "./toolbar.js" */

const DRAG_DISTANCE = 4; // CSS pixels beyond which a press becomes a drag

/** @type {Record<string, Pair>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** @type {Record<string, number>} */
const ZOOM_KEYS = { "+": 1.4, "=": 1.4, "-": 1 / 1.4 };
const PAN_DISTANCE = 60; // CSS pixels per press of Shift and an arrow key

/**
 * All pixels are device pixels of the stage.
 * @typedef {object} HandEvents
 * @property {() => boolean} isReady Returns whether the points are loaded.
 * @property {() => number} ratio Device pixels per CSS pixel.
 * @property {(pixel: Pair, isTouch: boolean) => void} hover
 * @property {() => void} leave Called when the pointer is no longer on a point.
 * @property {(pixel: Pair, isTouch: boolean) => void} click
 * @property {(dx: number, dy: number) => void} pan
 * @property {(factor: number, pixel?: Pair) => void} zoom
 * @property {() => void} showWhole
 * @property {(direction: Pair) => void} walk
 * @property {(traced: Pair[] | null) => void} trace Receives the selection being drawn; null when drawing ends.
 * @property {(traced: Pair[]) => void} select
 * @property {() => void} unselect
 */

/**
 * Return the zoom factor of a wheel event.
 * @param {{deltaY: number, deltaMode: number, ctrlKey: boolean}} event
 */
export function wheelFactor({ ctrlKey, deltaMode, deltaY }) {
    const pixels = deltaY * (deltaMode === 1 ? 30 : deltaMode === 2 ? 400 : 1);
    return Math.exp(-Math.max(-300, Math.min(300, pixels)) / (ctrlKey ? 100 : 400));
}

/**
 * @param {Pair} a
 * @param {Pair} b
 */
function distanceOf([ax, ay], [bx, by]) {
    return Math.hypot(ax - bx, ay - by);
}

export class Hand {
    /**
     * @param {HTMLCanvasElement} element
     * @param {HandEvents} events
     */
    constructor(element, events) {
        this.element = element;
        this.events = events;
        /** @type {Tool} */
        this.tool = "move";
        /** @type {Map<number, Pair>} The last pixel of each pressed pointer, by pointer id. */
        this.pointers = new Map();
        /** @type {Pair} Where a pointer was last pressed. */
        this.start = [0, 0];
        this.isDrag = false;
        /** @type {Pair[] | null} The selection being drawn. */
        this.traced = null;
        this.isBox = false;
        this.listen();
    }

    listen() {
        const { element, events } = this;
        element.addEventListener("pointerdown", (event) => this.press(event));
        element.addEventListener("pointermove", (event) => this.move(event));
        element.addEventListener("pointerup", (event) => this.release(event));
        element.addEventListener("pointercancel", (event) => this.release(event));
        element.addEventListener("pointerleave", ({ pointerType }) => {
            if (pointerType !== "touch") events.leave(); // a tap also ends with pointerleave
        });
        element.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
        element.addEventListener("dblclick", (event) => {
            if (this.tool === "move") events.zoom(2, this.pixelOf(event));
        });
        element.addEventListener("keydown", (event) => {
            if (events.isReady() && this.actOn(event)) event.preventDefault();
        });
        element.addEventListener("blur", () => events.leave());
    }

    /**
     * @param {MouseEvent} event
     * @returns {Pair}
     */
    pixelOf(event) {
        const box = this.element.getBoundingClientRect();
        const ratio = this.events.ratio();
        return [(event.clientX - box.x) * ratio, (event.clientY - box.y) * ratio];
    }

    /** @param {WheelEvent} event */
    wheel(event) {
        event.preventDefault();
        this.events.leave();
        this.events.zoom(wheelFactor(event), this.pixelOf(event));
    }

    /** @param {PointerEvent} event */
    press(event) {
        if (!this.events.isReady() || event.button) return;
        try {
            this.element.setPointerCapture(event.pointerId);
        } catch {
            // The pointer has already gone, or a script created the event; the map works without capture.
        }
        this.start = this.pixelOf(event);
        this.pointers.set(event.pointerId, this.start);
        this.isDrag = this.pointers.size > 1;
        this.isBox = this.tool === "box";
        const selects = this.pointers.size === 1 && (this.tool !== "move" || event.shiftKey);
        this.trace(selects ? [this.start] : null);
    }

    /** @param {PointerEvent} event */
    move(event) {
        if (!this.events.isReady()) return;
        const pixel = this.pixelOf(event);
        const before = this.pointers.get(event.pointerId);
        if (!before) {
            this.events.hover(pixel, event.pointerType === "touch");
            return;
        }
        this.isDrag ||= distanceOf(pixel, this.start) > DRAG_DISTANCE * this.events.ratio();
        if (!this.isDrag) return;
        this.events.leave();
        const other = [...this.pointers.entries()].find(([id]) => id !== event.pointerId)?.[1];
        if (other && this.pointers.size === 2) this.pinch(before, pixel, other);
        else if (this.traced) this.traceTo(this.traced, pixel);
        else this.events.pan(pixel[0] - before[0], pixel[1] - before[1]);
        this.pointers.set(event.pointerId, pixel);
    }

    /**
     * Zoom and pan as one of two fingers moves.
     * @param {Pair} before
     * @param {Pair} after
     * @param {Pair} other The pixel of the other finger.
     */
    pinch(before, after, other) {
        const factor = distanceOf(after, other) / Math.max(1, distanceOf(before, other));
        this.events.pan((after[0] - before[0]) / 2, (after[1] - before[1]) / 2);
        this.events.zoom(factor, [(after[0] + other[0]) / 2, (after[1] + other[1]) / 2]);
    }

    /**
     * Extend the selection to a pixel: a box from where the pointer was pressed, or one more corner of a lasso.
     * @param {Pair[]} traced
     * @param {Pair} pixel
     */
    traceTo(traced, [x, y]) {
        const [left, top] = this.start;
        if (this.isBox) traced = [this.start, [x, top], [x, y], [left, y]];
        else traced.push([x, y]);
        this.trace(traced);
    }

    /** @param {Pair[] | null} traced */
    trace(traced) {
        const hasChanged = traced !== null || this.traced !== null;
        this.traced = traced;
        if (hasChanged) this.events.trace(traced);
    }

    /** @param {PointerEvent} event */
    release(event) {
        if (!this.pointers.delete(event.pointerId) || this.pointers.size) return;
        const { traced } = this;
        this.trace(null);
        if (event.type === "pointercancel") return;
        if (!this.isDrag) this.events.click(this.pixelOf(event), event.pointerType === "touch");
        else if (traced) this.events.select(traced);
    }

    /**
     * Perform the action assigned to a key; return whether the key has one.
     * @param {KeyboardEvent} event
     */
    actOn({ key, shiftKey }) {
        const { events } = this;
        const arrow = ARROWS[key];
        const push = PAN_DISTANCE * events.ratio();
        if (arrow && shiftKey) events.pan(-arrow[0] * push, arrow[1] * push);
        else if (arrow) events.walk(arrow);
        else if (ZOOM_KEYS[key]) events.zoom(ZOOM_KEYS[key]);
        else if (key === "0") events.showWhole();
        else if (key === "Escape") events.unselect();
        else return false;
        return true;
    }
}
