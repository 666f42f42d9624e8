// @ts-check
// The drawing pad. The strokes are SVG, so that they are sharp at every size and follow the theme.

/** @import { Cleanup, Component } from "../streamlit.js" */

import { createElement, findElement } from "../elements.js";
import { addPoint, findView, isFull, penWidth, splitByWidth } from "./strokes.js";

/** @typedef {import("./strokes.js").Stroke} Stroke */
/** @typedef {{strokes: Stroke[], label: string}} Data */
/** @typedef {{points: Stroke, pointer: number, toPad: DOMMatrix}} ActiveStroke The unfinished stroke. */

const DEBOUNCE_MS = 350; // wait for another stroke: a 4 or 5 has two
const PALM_MS = 1000; // a touch this soon after a pen is the palm of the hand that holds it

const SKELETON = `
<div class="home"><div class="board">
  <div class="stage">
    <svg tabindex="0" role="img"></svg>
    <p class="hint" aria-hidden="true">Draw here</p>
  </div>
  <div class="tools" role="toolbar" aria-label="Drawing pad">
    <button type="button" class="undo" title="Undo the last change (Ctrl+Z)">Undo</button>
    <button type="button" class="clear"
      title="Clear the pad (Delete); Undo restores the drawing">Clear</button>
    <button type="button" class="size"
      title="Enlarge the pad for a whole number, or to draw with a finger">Enlarge</button>
  </div>
</div></div>
<dialog></dialog>`;

class Pad {
    /**
     * @param {HTMLElement | ShadowRoot} root
     * @param {Data} data
     */
    constructor(root, { strokes, label }) {
        const part = createElement("div", { innerHTML: SKELETON, className: "pad" });
        root.append(part);
        this.part = part;
        this.home = findElement(part, ".home", HTMLElement);
        this.board = findElement(part, ".board", HTMLElement);
        this.dialog = findElement(part, "dialog", HTMLDialogElement);
        this.svg = findElement(part, "svg", SVGSVGElement);
        this.hint = findElement(part, ".hint", HTMLElement);
        this.undoButton = findElement(part, ".undo", HTMLButtonElement);
        this.clearButton = findElement(part, ".clear", HTMLButtonElement);
        this.sizeButton = findElement(part, ".size", HTMLButtonElement);
        this.label = label;
        this.dialog.setAttribute("aria-label", label);
        this.strokes = strokes;
        this.past = strokes.map((_, count) => strokes.slice(0, count)); // the states that Undo restores
        this.view = { x: 0, y: 0, width: 0, height: 0 };
        /** @type {ActiveStroke | null} */
        this.active = null;
        this.lastPenTime = -PALM_MS;
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        this.sendTimer = undefined;
        /** @type {(strokes: Stroke[]) => void} */
        this.send = () => {};
        this.listen();
        this.observer = new ResizeObserver(() => this.updateView());
        this.observer.observe(this.svg);
        this.draw();
    }

    listen() {
        const { svg } = this;
        svg.onpointerdown = (event) => this.beginStroke(event);
        svg.onpointermove = (event) => this.extendStroke(event);
        svg.onpointerup = (event) => this.endStroke(event);
        svg.onpointercancel = (event) => this.endStroke(event);
        this.undoButton.onclick = () => this.undo();
        this.clearButton.onclick = () => this.clear();
        this.sizeButton.onclick = () => (this.dialog.open ? this.dialog.close() : this.enlarge());
        this.dialog.onclose = () => this.shrink();
        this.board.onkeydown = (event) => this.handleKey(event);
    }

    /** @param {KeyboardEvent} event */
    handleKey(event) {
        const undo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
        if (undo) this.undo();
        else if (event.target === this.svg && (event.key === "Delete" || event.key === "Backspace"))
            this.clear();
        else return;
        event.preventDefault();
    }

    // ---- Drawing

    /** @param {PointerEvent} event */
    beginStroke(event) {
        if (this.active || event.button !== 0) return;
        if (event.pointerType === "pen") this.lastPenTime = performance.now();
        else if (event.pointerType === "touch" && performance.now() - this.lastPenTime < PALM_MS) return;
        if (isFull(this.strokes)) return;
        const toScreen = this.svg.getScreenCTM();
        if (!toScreen) return;
        clearTimeout(this.sendTimer);
        this.svg.setPointerCapture(event.pointerId);
        this.active = { points: [], pointer: event.pointerId, toPad: toScreen.inverse() };
        this.addEvent(this.active, event);
        this.draw();
    }

    /** @param {PointerEvent} event */
    extendStroke(event) {
        if (event.pointerId !== this.active?.pointer) return;
        if (event.pointerType === "pen") this.lastPenTime = performance.now();
        const events = event.getCoalescedEvents?.() ?? [];
        for (const each of events.length ? events : [event]) this.addEvent(this.active, each);
        this.draw();
    }

    /** @param {PointerEvent} event */
    endStroke(event) {
        if (event.pointerId !== this.active?.pointer) return;
        const { points } = this.active;
        this.active = null;
        this.change([...this.strokes, points]);
    }

    /**
     * Add the pointer's position to the stroke.
     * @param {ActiveStroke} stroke
     * @param {PointerEvent} event
     */
    addEvent({ points, toPad }, event) {
        const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(toPad);
        addPoint(points, point, penWidth(event.pointerType, event.pressure), this.view);
    }

    // ---- Changes

    /**
     * Change the drawing, as a step that Undo takes back.
     * @param {Stroke[]} strokes
     */
    change(strokes) {
        this.past.push(this.strokes);
        this.show(strokes);
    }

    undo() {
        const before = this.active ? undefined : this.past.pop();
        if (before) this.show(before);
    }

    clear() {
        if (!this.active && this.strokes.length) this.change([]);
    }

    /**
     * Show the strokes, and send them to the page once no other change follows.
     * @param {Stroke[]} strokes
     */
    show(strokes) {
        this.strokes = strokes;
        this.draw();
        clearTimeout(this.sendTimer);
        this.sendTimer = setTimeout(() => this.send(strokes), DEBOUNCE_MS);
    }

    draw() {
        this.updateView();
        const strokes = this.active ? [...this.strokes, this.active.points] : this.strokes;
        this.svg.replaceChildren(...strokes.flatMap(createLines));
        const count = this.strokes.length;
        this.svg.setAttribute("aria-label", `${this.label}: ${count} ${count === 1 ? "stroke" : "strokes"}`);
        this.hint.hidden = strokes.length > 0;
        const focused = /** @type {Document | ShadowRoot} */ (this.part.getRootNode()).activeElement;
        this.undoButton.disabled = !this.past.length;
        this.clearButton.disabled = !count;
        // A disabled button receives no key events, so the focus moves to the pad.
        if (focused instanceof HTMLButtonElement && focused.disabled) this.svg.focus();
    }

    /** Fit the whole pad and all strokes into view, but not while a pointer is drawing. */
    updateView() {
        const { clientWidth, clientHeight } = this.svg;
        if (!clientWidth || this.active) return;
        this.view = findView(this.strokes, clientWidth, clientHeight);
        const { x, y, width, height } = this.view;
        this.svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    }

    // ---- The enlarged pad

    enlarge() {
        this.dialog.append(this.board);
        this.dialog.showModal();
        this.sizeButton.textContent = "Done";
        this.sizeButton.focus();
    }

    shrink() {
        this.home.append(this.board);
        this.sizeButton.textContent = "Enlarge";
        this.sizeButton.focus();
    }

    dispose() {
        this.observer.disconnect();
        clearTimeout(this.sendTimer);
        this.part.remove();
    }
}

/**
 * Convert a stroke to SVG polylines.
 * @param {Stroke} stroke
 */
function createLines(stroke) {
    return splitByWidth(stroke).map(({ width, points }) => {
        const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
        line.setAttribute("points", points.join(" "));
        line.setAttribute("stroke-width", String(width));
        return line;
    });
}

/** @type {WeakMap<HTMLElement | ShadowRoot, Pad>} */
const pads = new WeakMap();

/**
 * @param {Component<Data>} component
 * @returns {Cleanup}
 */
export default function ({ parentElement, data, setStateValue }) {
    const pad = pads.get(parentElement) ?? new Pad(parentElement, data);
    pads.set(parentElement, pad);
    pad.send = (strokes) => setStateValue("strokes", strokes);
    return () => {
        pad.dispose();
        pads.delete(parentElement);
    };
}
