// @ts-check
// The map beside the film: a line per position among MNIST's latent codes, and a bead at the current frame.

/** @import { Pen } from "./drawing.js" */
/** @import { Hit, Line, View } from "./lines.js" */
/** @import { MapData } from "../types.js" */

import { contextOf } from "../../elements.js";
import { colourOf, fitCanvas, fromBase64 } from "../../ink.js";
import { drawBead, drawLabels, drawLine } from "./drawing.js";
import { findNearest, fitView, isKnown, pointAt, splitLines, toPixels } from "./lines.js";

const REACH = 18; // CSS pixels: a pointer this near to a line can drag along it
const LIGHT_INK = 128; // of 255: a lighter text colour means a dark theme

/** @typedef {MapData & {frameCount: number}} FilmMapData */

export class FilmMap {
    /**
     * @param {HTMLCanvasElement} canvas
     * @param {(frame: number) => void} seek Called with the frame that the user clicks or drags to.
     */
    constructor(canvas, seek) {
        this.canvas = canvas;
        this.seek = seek;
        this.frame = 0;
        /** @type {Line[]} */
        this.lines = [];
        /** @type {Line | null} */
        this.dragged = null; // the line that the pointer drags along
        /** @type {FilmMapData | null} */
        this.data = null;
        /** @type {View | null} */
        this.view = null;
        this.colours = { ink: "", paper: "", accent: "" };
        /** @type {HTMLImageElement | null} */
        this.picture = null;
        this.pictureUrl = "";
        this.background = new OffscreenCanvas(1, 1); // everything that does not depend on the frame
        this.isFetching = false;
        this.ended = false;
        canvas.onpointerdown = (event) => this.beginDrag(event);
        canvas.onpointermove = (event) => this.drag(event);
        /** @param {TouchEvent} event */
        this.onTouch = (event) => {
            if (this.findNearest(event.touches[0])) event.preventDefault(); // scrub instead of scrolling the page
        };
        canvas.addEventListener("touchstart", this.onTouch, { passive: false });
    }

    // ---- The pointer

    /** @param {PointerEvent} event */
    beginDrag(event) {
        const found = event.button ? null : this.findNearest(event);
        if (!found) return;
        this.canvas.setPointerCapture(event.pointerId);
        this.dragged = found.line;
        this.seek(found.frame);
    }

    /** @param {PointerEvent} event */
    drag(event) {
        if (!this.canvas.hasPointerCapture(event.pointerId)) {
            this.canvas.style.cursor = this.findNearest(event) ? "pointer" : "";
            return;
        }
        const found = this.dragged && this.findNearest(event, [this.dragged], Number.POSITIVE_INFINITY);
        if (found) this.seek(found.frame);
    }

    /**
     * Find the line and frame at a pointer.
     * @param {{clientX: number, clientY: number}} pointer
     * @param {Line[]} [lines]
     * @param {number} [reach] The maximum distance in CSS pixels.
     * @returns {Hit | null}
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
     * Show the map of a film. Its lines appear later, once the server has projected the latent codes.
     * @param {MapData} data
     * @param {number} frameCount
     */
    receive(data, frameCount) {
        if (data.line !== this.data?.line) {
            this.lines = []; // they belong to another model
            this.picture = null;
            this.pictureUrl = "";
        } else if (data.codes === this.data.codes && frameCount === this.data.frameCount) return;
        this.data = { ...data, frameCount };
        this.canvas.setAttribute("aria-label", data.title);
        this.redraw();
        this.fetchLines();
    }

    /** Fetch the lines of the latest film, one request at a time; skip films that a newer film replaces. */
    async fetchLines() {
        if (this.isFetching) return;
        this.isFetching = true;
        /** @type {FilmMapData | null} */
        let data = null;
        while (data !== this.data && this.data && !this.ended) {
            data = this.data;
            const points = await fetchPoints(data);
            if (data.line !== this.data.line) continue;
            this.lines = points ? splitLines(points, data) : [];
            this.redraw();
        }
        this.isFetching = false;
    }

    // ---- Drawing

    /** @param {string} url */
    async loadPicture(url) {
        this.pictureUrl = url;
        const picture = new Image();
        picture.src = url;
        await picture.decode().catch(() => null);
        if (this.pictureUrl !== url || !picture.naturalWidth) return;
        this.picture = picture;
        this.redraw();
    }

    /** Draw the background, which does not depend on the frame; then show the current frame. */
    redraw() {
        const { canvas, background, data } = this;
        if (!data || !canvas.isConnected) return;
        fitCanvas(canvas);
        this.readColours();
        const url = colourOf(canvas)[0] > LIGHT_INK ? data.pictures.dark : data.pictures.light;
        if (url !== this.pictureUrl) this.loadPicture(url);
        background.width = canvas.width;
        background.height = canvas.height;
        const view = fitView(canvas, this.lines, data.box);
        this.view = view;
        const context = contextOf(background);
        const pen = { context, view, ratio: this.ratio, colours: this.colours };
        if (this.picture) context.drawImage(this.picture, ...toPixels(view, [0, 1]), view.scale, view.scale);
        for (const line of this.lines) drawLine(pen, line);
        drawLabels(pen, data.names);
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
     * Show a frame as a bead on each line.
     * @param {number} frame
     */
    show(frame) {
        this.frame = frame;
        const { canvas, background, data, view } = this;
        if (!data || !view || !canvas.width) return;
        const context = contextOf(canvas);
        /** @type {Pen} */
        const pen = { context, view, ratio: this.ratio, colours: this.colours };
        context.clearRect(0, 0, canvas.width, canvas.height);
        context.drawImage(background, 0, 0);
        for (const line of this.lines) {
            // Until the new lines arrive, the bead is at the same share of the previous film's line.
            const lineFrame = Math.round((frame * (line.frameCount - 1)) / Math.max(1, data.frameCount - 1));
            const point = pointAt(line, lineFrame);
            if (isKnown(point)) drawBead(pen, point);
        }
    }

    end() {
        this.ended = true;
        this.canvas.removeEventListener("touchstart", this.onTouch);
    }
}

/**
 * Project a film's latent codes to points of the map.
 * @param {MapData} data
 * @returns {Promise<Float32Array | null>} Null if the server does not respond; the page reports that itself.
 */
async function fetchPoints({ line, codes }) {
    try {
        const response = await fetch(line, { method: "POST", body: fromBase64(codes) });
        return response.ok ? new Float32Array(await response.arrayBuffer()) : null;
    } catch {
        return null;
    }
}
