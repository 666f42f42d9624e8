// @ts-check
// Pointer, fingers and keys: what they do to the map.

/** @import { Pair } from "../view/scene.js" */
/** @import { Tool } from "./toolbar.js" */

const DRAG_DISTANCE = 4; // CSS pixels from which a press is a drag

/** @type {Record<string, Pair>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** @type {Record<string, number>} */
const ZOOM_KEYS = { "+": 1.4, "=": 1.4, "-": 1 / 1.4 };
const PAN_DISTANCE = 60; // CSS pixels of an arrow key with Shift

/**
 * All pixels are device pixels of the stage.
 * @typedef {object} HandEvents
 * @property {() => boolean} isReady Whether there are points.
 * @property {() => number} ratio Device pixels per CSS pixel.
 * @property {(pixel: Pair, isTouch: boolean) => void} hover
 * @property {() => void} leave The pointer is on no point any more.
 * @property {(pixel: Pair, isTouch: boolean) => void} click
 * @property {(dx: number, dy: number) => void} pan
 * @property {(factor: number, pixel?: Pair) => void} zoom
 * @property {() => void} showWhole
 * @property {(direction: Pair) => void} walk
 * @property {(traced: Pair[] | null) => void} trace The selection that is being drawn; null when its drawing has ended.
 * @property {(traced: Pair[]) => void} select
 * @property {() => void} unselect
 */

/**
 * The factor that a turn of the wheel zooms by.
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
        /** @type {Map<number, Pair>} Where each finger that is down was last, by its pointer's id. */
        this.pointers = new Map();
        /** @type {Pair} Where the last finger went down. */
        this.start = [0, 0];
        this.isDrag = false;
        /** @type {Pair[] | null} The selection that is being drawn. */
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
            if (pointerType !== "touch") events.leave(); // a finger that taps leaves too
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
            // The pointer is gone already, or a script has made the event: the map works without the capture.
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
     * One of two fingers moves.
     * @param {Pair} before
     * @param {Pair} after
     * @param {Pair} other Where the other finger is.
     */
    pinch(before, after, other) {
        const factor = distanceOf(after, other) / Math.max(1, distanceOf(before, other));
        this.events.pan((after[0] - before[0]) / 2, (after[1] - before[1]) / 2);
        this.events.zoom(factor, [(after[0] + other[0]) / 2, (after[1] + other[1]) / 2]);
    }

    /**
     * Draw the box from where the finger went down, or one more corner of a free selection.
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
        const isNews = traced !== null || this.traced !== null;
        this.traced = traced;
        if (isNews) this.events.trace(traced);
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
     * Do what a key is for; returns whether it is for anything.
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
