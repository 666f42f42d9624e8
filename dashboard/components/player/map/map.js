// @ts-check
// The map beside the film: each digit's line through MNIST's codes, and a bead on the line where the film is.

/** @import { Pen } from "./drawing.js" */
/** @import { Line, Spot, View } from "./lines.js" */
/** @import { MapData } from "../types.js" */

import { contextOf } from "../../elements.js";
import { colourOf, fitCanvas, fromBase64 } from "../../ink.js";
import { drawBead, drawLine, drawNames } from "./drawing.js";
import { findNearest, fitView, isKnown, placeAt, splitLines, toPixels } from "./lines.js";

const REACH = 18; // from a pointer to the line that it takes hold of, in CSS pixels
const LIGHT_INK = 128; // lighter ink means a dark theme

/** @typedef {MapData & {frameCount: number}} FilmMapData */

export class FilmMap {
    /**
     * @param {HTMLCanvasElement} canvas
     * @param {(frame: number) => void} seek Called when the user goes to a frame along a line.
     */
    constructor(canvas, seek) {
        this.canvas = canvas;
        this.seek = seek;
        this.frame = 0;
        /** @type {Line[]} */
        this.lines = [];
        /** @type {Line | null} */
        this.held = null; // the line that the pointer moves along
        /** @type {FilmMapData | null} */
        this.data = null;
        /** @type {View | null} */
        this.view = null;
        this.colours = { ink: "", paper: "", accent: "" };
        /** @type {HTMLImageElement | null} */
        this.picture = null;
        this.address = ""; // of the picture
        this.ground = new OffscreenCanvas(1, 1); // everything that does not move with the film
        this.asking = false;
        this.ended = false;
        canvas.onpointerdown = (event) => this.takeHold(event);
        canvas.onpointermove = (event) => this.moveAlong(event);
        /** @param {TouchEvent} event */
        this.onTouch = (event) => {
            if (this.findNearest(event.touches[0])) event.preventDefault(); // the finger moves the film, not the page
        };
        canvas.addEventListener("touchstart", this.onTouch, { passive: false });
    }

    // ---- The pointer

    /** @param {PointerEvent} event */
    takeHold(event) {
        const found = event.button ? null : this.findNearest(event);
        if (!found) return;
        this.canvas.setPointerCapture(event.pointerId);
        this.held = found.line;
        this.seek(found.frame);
    }

    /** @param {PointerEvent} event */
    moveAlong(event) {
        if (!this.canvas.hasPointerCapture(event.pointerId)) {
            this.canvas.style.cursor = this.findNearest(event) ? "pointer" : "";
            return;
        }
        const found = this.held && this.findNearest(event, [this.held], Number.POSITIVE_INFINITY);
        if (found) this.seek(found.frame);
    }

    /**
     * The line and frame at a pointer.
     * @param {{clientX: number, clientY: number}} pointer
     * @param {Line[]} [lines]
     * @param {number} [reach]
     * @returns {Spot | null}
     */
    findNearest({ clientX, clientY }, lines = this.lines, reach = REACH) {
        const { canvas, view, ratio, frame } = this;
        if (!view) return null;
        const box = canvas.getBoundingClientRect();
        return findNearest(lines, [clientX - box.left, clientY - box.top], { view, ratio, reach, frame });
    }

    /** Canvas pixels per CSS pixel. */
    get ratio() {
        return this.canvas.width / this.canvas.clientWidth;
    }

    // ---- The film's lines

    /**
     * Take the map of a film. The film does not wait for its line: it is drawn when it has come.
     * @param {MapData} data
     * @param {number} frameCount
     */
    receive(data, frameCount) {
        if (data.line !== this.data?.line) {
            this.lines = []; // those of another model
            this.picture = null;
            this.address = "";
        } else if (data.codes === this.data.codes && frameCount === this.data.frameCount) return;
        this.data = { ...data, frameCount };
        this.canvas.setAttribute("aria-label", data.title);
        this.redraw();
        this.fetchLines();
    }

    /** Fetch the lines of the newest film, one request at a time; films that a newer one overtakes are skipped. */
    async fetchLines() {
        if (this.asking) return;
        this.asking = true;
        /** @type {FilmMapData | null} */
        let data = null;
        while (data !== this.data && this.data && !this.ended) {
            data = this.data;
            const places = await fetchPlaces(data);
            if (data.line !== this.data.line) continue;
            this.lines = places ? splitLines(places, data) : [];
            this.redraw();
        }
        this.asking = false;
    }

    // ---- Pictures

    /** @param {string} address */
    async loadPicture(address) {
        this.address = address;
        const picture = new Image();
        picture.src = address;
        await picture.decode().catch(() => null);
        if (this.address !== address || !picture.naturalWidth) return;
        this.picture = picture;
        this.redraw();
    }

    /** Draw everything that does not move with the film, on a canvas of its own; then the film's frame. */
    redraw() {
        const { canvas, ground, data } = this;
        if (!data || !canvas.isConnected) return;
        fitCanvas(canvas);
        this.readColours();
        const address = colourOf(canvas)[0] > LIGHT_INK ? data.pictures.dark : data.pictures.light;
        if (address !== this.address) this.loadPicture(address);
        ground.width = canvas.width;
        ground.height = canvas.height;
        const view = fitView(canvas, this.lines, data.box);
        this.view = view;
        const context = contextOf(ground);
        const pen = { context, view, ratio: this.ratio, colours: this.colours };
        if (this.picture) context.drawImage(this.picture, ...toPixels(view, [0, 1]), view.scale, view.scale);
        for (const line of this.lines) drawLine(pen, line);
        drawNames(pen, data.names);
        this.show(this.frame);
    }

    readColours() {
        const style = getComputedStyle(this.canvas);
        this.colours = {
            ink: style.color,
            paper: style.getPropertyValue("--st-background-color") || "Canvas",
            accent: style.getPropertyValue("--st-primary-color") || style.color,
        };
    }

    /**
     * Show a frame: a bead on each line.
     * @param {number} frame
     */
    show(frame) {
        this.frame = frame;
        const { canvas, ground, data, view } = this;
        if (!data || !view || !canvas.width) return;
        const context = contextOf(canvas);
        /** @type {Pen} */
        const pen = { context, view, ratio: this.ratio, colours: this.colours };
        context.clearRect(0, 0, canvas.width, canvas.height);
        context.drawImage(ground, 0, 0);
        for (const line of this.lines) {
            // The last film's line stays until the new one has come, and shows the same share of its own time.
            const own = Math.round((frame * (line.frameCount - 1)) / Math.max(1, data.frameCount - 1));
            const place = placeAt(line, own);
            if (isKnown(place)) drawBead(pen, place);
        }
    }

    end() {
        this.ended = true;
        this.canvas.removeEventListener("touchstart", this.onTouch);
    }
}

/**
 * The places of a film's codes; null if the server does not answer, as the page then says itself.
 * @param {MapData} data
 */
async function fetchPlaces({ line, codes }) {
    try {
        const answer = await fetch(line, { method: "POST", body: fromBase64(codes) });
        return answer.ok ? new Float32Array(await answer.arrayBuffer()) : null;
    } catch {
        return null;
    }
}
