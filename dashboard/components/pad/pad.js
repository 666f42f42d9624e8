// @ts-check
// The draw pad. An SVG shows the drawing, so that it is sharp at every size and follows the theme by itself.

/** @import { Cleanup, Component } from "../streamlit.js" */
/** @import { Stroke } from "./drawing.js" */

import { findElement } from "../elements.js";
import { addPoint, isFull, penWidth, splitByWidth, viewOf } from "./drawing.js";

const REST_MS = 350; // after the last stroke: a 4 or 5 has two
const PALM_MS = 1000; // after a pen, a touch is the palm of the hand that holds it

/** @typedef {{strokes: Stroke[], label: string}} Data What the page sends. */

const SKELETON = `
<div class="home"><div class="board">
  <div class="stage">
    <svg tabindex="0" role="img"></svg>
    <p class="hint" aria-hidden="true">Draw here</p>
  </div>
  <div class="tools" role="toolbar" aria-label="Pad">
    <button type="button" class="undo" title="Take the last stroke back (Ctrl+Z)">Undo</button>
    <button type="button" class="clear" title="Take everything off the pad (Delete); Undo brings it back">Clear</button>
    <button type="button" class="size" title="A larger pad, for a number or a finger">Larger</button>
  </div>
</div></div>
<dialog></dialog>`;

class Pad {
    /**
     * @param {ParentNode} root
     * @param {Data} data
     */
    constructor(root, { strokes, label }) {
        const part = Object.assign(document.createElement("div"), { innerHTML: SKELETON, className: "pad" });
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
        this.past = strokes.map((_, count) => strokes.slice(0, count)); // what Undo goes back to
        this.view = { x: 0, y: 0, width: 0, height: 0 };
        /** @type {Stroke | null} */
        this.stroke = null; // the one that is being drawn
        this.pointer = -1;
        this.penAt = -PALM_MS;
        this.toPad = new DOMMatrix();
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        this.resting = undefined;
        /** @type {(strokes: Stroke[]) => void} */
        this.send = () => {};
        this.listen();
        this.observer = new ResizeObserver(() => this.look());
        this.observer.observe(this.svg);
        this.draw();
    }

    listen() {
        const { svg } = this;
        svg.onpointerdown = (event) => this.begin(event);
        svg.onpointermove = (event) => this.follow(event);
        svg.onpointerup = svg.onpointercancel = (event) => this.end(event);
        this.undoButton.onclick = () => this.undo();
        this.clearButton.onclick = () => this.clear();
        this.sizeButton.onclick = () => (this.dialog.open ? this.dialog.close() : this.enlarge());
        this.dialog.onclose = () => this.shrink();
        this.board.onkeydown = (event) => this.press(event);
    }

    /** @param {KeyboardEvent} event */
    press(event) {
        const undo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
        if (undo) this.undo();
        else if (event.target === this.svg && (event.key === "Delete" || event.key === "Backspace"))
            this.clear();
        else return;
        event.preventDefault();
    }

    // ---- Drawing

    /** @param {PointerEvent} event */
    begin(event) {
        if (this.stroke || event.button !== 0) return;
        if (event.pointerType === "pen") this.penAt = performance.now();
        else if (event.pointerType === "touch" && performance.now() - this.penAt < PALM_MS) return;
        if (isFull(this.strokes)) return;
        clearTimeout(this.resting);
        this.pointer = event.pointerId;
        this.svg.setPointerCapture(event.pointerId);
        this.toPad = this.svg.getScreenCTM()?.inverse() ?? new DOMMatrix();
        this.stroke = [];
        this.extend(this.stroke, event);
        this.draw();
    }

    /** @param {PointerEvent} event */
    follow(event) {
        if (!this.stroke || event.pointerId !== this.pointer) return;
        if (event.pointerType === "pen") this.penAt = performance.now();
        const events = event.getCoalescedEvents?.() ?? [];
        for (const each of events.length ? events : [event]) this.extend(this.stroke, each);
        this.draw();
    }

    /** @param {PointerEvent} event */
    end(event) {
        if (!this.stroke || event.pointerId !== this.pointer) return;
        const { stroke } = this;
        this.stroke = null;
        this.put([...this.strokes, stroke]);
    }

    /**
     * @param {Stroke} stroke
     * @param {PointerEvent} event
     */
    extend(stroke, { clientX, clientY, pointerType, pressure }) {
        const at = new DOMPoint(clientX, clientY).matrixTransform(this.toPad);
        addPoint(stroke, at, this.view, penWidth(pointerType, pressure));
    }

    // ---- What is on the pad

    /** @param {Stroke[]} strokes */
    put(strokes) {
        this.past.push(this.strokes);
        this.show(strokes);
    }

    undo() {
        const before = this.stroke ? undefined : this.past.pop();
        if (before) this.show(before);
    }

    clear() {
        if (!this.stroke && this.strokes.length) this.put([]);
    }

    /** @param {Stroke[]} strokes */
    show(strokes) {
        this.strokes = strokes;
        this.draw();
        clearTimeout(this.resting);
        this.resting = setTimeout(() => this.send(strokes), REST_MS);
    }

    draw() {
        const strokes = this.stroke ? [...this.strokes, this.stroke] : this.strokes;
        if (!this.stroke) this.look();
        this.svg.replaceChildren(...strokes.flatMap(linesOf));
        const count = this.strokes.length;
        this.svg.setAttribute("aria-label", `${this.label}: ${count} ${count === 1 ? "stroke" : "strokes"}`);
        this.hint.hidden = strokes.length > 0;
        this.undoButton.disabled = !this.past.length;
        this.clearButton.disabled = !count;
        const root = this.part.getRootNode();
        const focused = root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
        if (focused instanceof HTMLButtonElement && focused.disabled) this.svg.focus(); // the keys go on working
    }

    look() {
        const { clientWidth, clientHeight } = this.svg;
        if (!clientWidth || this.stroke) return;
        this.view = viewOf(this.strokes, clientWidth, clientHeight);
        const { x, y, width, height } = this.view;
        this.svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    }

    // ---- The larger form

    enlarge() {
        this.dialog.append(this.board);
        this.dialog.showModal();
        this.sizeButton.textContent = "Done";
        this.sizeButton.focus();
    }

    shrink() {
        this.home.append(this.board);
        this.sizeButton.textContent = "Larger";
        this.sizeButton.focus();
    }

    dispose() {
        this.observer.disconnect();
        clearTimeout(this.resting);
        this.part.remove();
    }
}

/**
 * A stroke as SVG polylines.
 * @param {Stroke} stroke
 */
function linesOf(stroke) {
    return splitByWidth(stroke).map(({ width, points }) => {
        const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
        line.setAttribute("points", points.join(" "));
        line.setAttribute("stroke-width", String(width));
        return line;
    });
}

/** @type {WeakMap<ParentNode, Pad>} */
const parts = new WeakMap();

/**
 * @param {Component<Data>} component
 * @returns {Cleanup}
 */
export default function ({ parentElement, data, setStateValue }) {
    const pad = parts.get(parentElement) ?? new Pad(parentElement, data);
    parts.set(parentElement, pad);
    pad.send = (strokes) => setStateValue("strokes", strokes);
    return () => {
        pad.dispose();
        parts.delete(parentElement);
    };
}
