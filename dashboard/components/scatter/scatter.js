// @ts-check
// The map component, which receives data from Python and sends the user's changes back.

import { Choice } from "./choice.js";
import { Backdrop } from "./draw/backdrop.js";
import { glide, isMotionReduced } from "./draw/glide.js";
import { Painter } from "./draw/painter.js";
import { Points } from "./draw/points.js";
import { Hand } from "./input/hand.js";
import { Hover } from "./input/hover.js";
import { Legend } from "./input/legend.js";
import { Navigation } from "./input/navigation.js";
import { Toolbar } from "./input/toolbar.js";
import { Files } from "./pictures/files.js";
import { Pictures } from "./pictures/pictures.js";
import { Camera } from "./view/camera.js";
import { makeParts } from "./view/parts.js";
import { mainCorners } from "./view/polygon.js";
import { readPolygon, round } from "./view/scene.js";
import { Shared } from "./view/shared.js";
import { chosenPixel } from "./view/state.js";

/** @import { Component } from "../streamlit.d.ts" */
/** @import { Pair, Scene, SharedName } from "./view/scene.js" */
/** @import { MapState } from "./view/state.js" */
/** @import { Tool } from "./input/toolbar.js" */

const MAX_CORNERS = 40; // corners of a selection, limited to keep the link short

class PointMap {
    /** @param {Component<Scene>["parentElement"]} root */
    constructor(root) {
        this.parts = makeParts(root);
        this.camera = new Camera();
        this.files = new Files();
        /** @type {Component<Scene>["setStateValue"]} */
        this.setStateValue = () => {};
        /** @type {MapState} */
        this.state = {
            camera: this.camera,
            scene: null,
            points: null,
            shared: this.makeShared(),
            moving: null,
            hover: -1,
            traced: null,
        };
        this.pictures = new Pictures(() => {
            this.painter.draw(false);
            this.hover.showRow();
        });
        this.backdrop = new Backdrop(() => this.painter.draw());
        this.legend = this.makeLegend();
        this.painter = new Painter(this.parts, this.state, this.pictures, this.backdrop, (colours) =>
            this.legend.paint(colours),
        );
        this.navigation = new Navigation(this.parts, this.state, this.painter, this.backdrop);
        this.hover = new Hover(this.parts, this.state, this.pictures, this.painter);
        this.choice = new Choice(this.state, this.pictures, this.painter);
        this.hand = this.makeHand();
        this.toolbar = this.makeToolbar();
        this.takeTool("move");
        this.observer = new ResizeObserver(() => this.navigation.resize());
        this.observer.observe(this.parts.stage);
        this.navigation.resize();
    }

    /** @returns {MapState["shared"]} */
    makeShared() {
        const send = (/** @type {SharedName} */ name, /** @type {[number, string]} */ sent) => {
            // Until the page has responded to the choice of a row, the page's row field still shows the previous row.
            const row = this.choice.unansweredRow();
            this.setStateValue(name, row ? [...sent, row] : sent);
        };
        return {
            choice: new Shared("choice", send),
            camera: new Shared("camera", send),
            hidden: new Shared("hidden", send),
            selection: new Shared("selection", send),
        };
    }

    makeLegend() {
        const { hidden } = this.state.shared;
        return new Legend(
            this.parts.legend,
            () => hidden.value,
            (digits) => {
                hidden.set(digits);
                this.reshade();
            },
        );
    }

    makeToolbar() {
        return new Toolbar(this.parts.tools, {
            take: (tool) => this.takeTool(tool),
            zoom: (factor) => this.navigation.zoomBy(factor),
            showWhole: () => this.navigation.showWhole(),
        });
    }

    makeHand() {
        return new Hand(this.parts.over, {
            isReady: () => this.state.points !== null,
            ratio: () => this.camera.ratio,
            hover: (pixel, isTouch) => {
                if (!isTouch) this.hover.meet(this.hover.rowAt(pixel, false), pixel);
            },
            leave: () => this.hover.point(-1),
            click: (pixel, isTouch) => this.click(pixel, isTouch),
            pan: (dx, dy) => this.navigation.pan(dx, dy),
            zoom: (factor, pixel) => this.navigation.zoomBy(factor, pixel),
            showWhole: () => this.navigation.showWhole(),
            walk: (direction) => this.walk(direction),
            trace: (traced) => {
                this.state.traced = traced;
                this.painter.draw(false);
            },
            select: (traced) => this.select(traced),
            unselect: () => this.setSelection(""),
        });
    }

    // ---- Data from Python

    /** @param {Scene} scene */
    async update(scene) {
        const old = this.state.scene;
        this.state.scene = scene;
        this.camera.square = scene.square;
        this.backdrop.address = scene.manifold;
        this.parts.over.setAttribute("aria-label", scene.alt);
        [this.parts.across.textContent, this.parts.up.textContent] = scene.axes;
        this.receive("choice", scene);
        const isHiddenNew = this.receive("hidden", scene);
        const isSelectionNew = this.receive("selection", scene);
        if (isHiddenNew || isSelectionNew) this.reshade();
        this.pictures.use(scene);
        if (old?.files !== scene.files) this.painter.digits.clear();
        if (old?.places !== scene.places || old?.labels !== scene.labels) await this.fetchPoints(scene);
        else if (this.state.points && this.receive("camera", scene)) this.camera.look(scene.camera);
        if (old?.manifold !== scene.manifold) {
            this.backdrop.forget();
            this.navigation.askBackdrop();
        }
        this.painter.draw();
    }

    /**
     * Take a shared value from Python; return whether the value is new.
     * @param {SharedName} name
     * @param {Scene} scene
     */
    receive(name, scene) {
        return this.state.shared[name].receive(scene[name], scene.heard[name]);
    }

    /** @param {Scene} scene */
    async fetchPoints({ places, labels }) {
        let files;
        try {
            files = await Promise.all([this.files.fetch(places), this.files.fetch(labels)]);
        } catch (error) {
            const { wait } = this.parts;
            const reason = error instanceof Error ? error.message : error;
            wait.hidden = false;
            wait.textContent = `Could not load the points (${reason}). Reload the page to try again.`;
            return;
        }
        const { scene } = this.state; // the user may have chosen another view in the meantime
        if (scene?.places === places) this.takePoints(files[0], files[1], scene);
    }

    /**
     * @param {ArrayBuffer} places
     * @param {ArrayBuffer} labels
     * @param {Scene} scene
     */
    takePoints(places, labels, scene) {
        const { camera, painter, pictures, state } = this;
        const before = state.points?.xy;
        const oldView = camera.view();
        const points = new Points(new Uint16Array(places), new Uint8Array(labels));
        state.points = points;
        state.moving = null;
        camera.bounds = points.bounds;
        this.reshade();
        this.receive("camera", scene);
        camera.look(scene.camera);
        this.parts.wait.hidden = true;
        if (before?.length === points.xy.length && !isMotionReduced())
            glide(state, before, oldView, () => painter.draw());
        painter.draw();
        afterFrame(() => performance.mark("map-drawn"));
        if (pictures.isEmpty) requestAnimationFrame(() => requestAnimationFrame(() => pictures.load()));
        this.navigation.askBackdrop();
    }

    /** Redraw the points to match the hidden digits and the selection. */
    reshade() {
        const { points, shared } = this.state;
        if (!points) return;
        points.reshade(shared.hidden.value, readPolygon(shared.selection.value));
        this.legend.press(shared.hidden.value);
        this.painter.draw();
    }

    // ---- User input

    /** @param {Tool} tool */
    takeTool(tool) {
        this.hand.tool = tool;
        this.hover.tool = tool;
        this.hover.setCursor();
        this.toolbar.press(tool);
    }

    /**
     * @param {Pair} pixel
     * @param {boolean} isTouch
     */
    click(pixel, isTouch) {
        const row = this.hover.rowAt(pixel, isTouch);
        if (row >= 0) this.choice.choose(String(row));
        else if (this.state.scene?.plane) this.choice.choose(this.camera.placeAt(pixel).map(round).join("_"));
        this.hover.meet(row, pixel); // a finger does not hover before it taps
    }

    /** @param {Pair[]} traced Corners in pixels. */
    select(traced) {
        const corners = mainCorners(traced, MAX_CORNERS, this.camera.ratio).map((pixel) =>
            this.camera.stepsAt(pixel).map((step) => Math.max(0, Math.min(65535, Math.round(step)))),
        );
        if (corners.length > 2) this.setSelection(corners.flat().join("_"));
    }

    /** @param {string} selection */
    setSelection(selection) {
        this.state.shared.selection.set(selection);
        this.reshade();
    }

    /**
     * Choose the nearest point in a direction.
     * @param {Pair} direction
     */
    walk(direction) {
        const { camera } = this;
        const { points, shared } = this.state;
        if (!points) return;
        const from = camera.stepsAt(chosenPixel(this.state) ?? [camera.width / 2, camera.height / 2]);
        const { scale } = camera.view();
        const chosen = Number(shared.choice.value);
        let row = -1;
        for (let reach = 16 * camera.ratio; row < 0 && reach < 4 * camera.width; reach *= 2)
            row = points.ahead(from, direction, 3 / scale, reach / scale, chosen);
        if (row < 0) return;
        this.navigation.bringIntoView(row);
        this.choice.choose(String(row));
        this.hover.pointAtRow(row);
        this.parts.status.textContent = `a ${points.label[row]}, row ${row}`;
    }

    end() {
        this.observer.disconnect();
        this.pictures.end();
        this.navigation.end();
        this.parts.skeleton.remove();
    }
}

/**
 * Call `act` after the browser has painted the next frame.
 * @param {() => void} act
 */
function afterFrame(act) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = act; // the message arrives after the frame has been painted
    requestAnimationFrame(() => port2.postMessage(null));
}

/** @type {WeakMap<object, PointMap>} */
const maps = new WeakMap();

/** @param {Component<Scene>} component */
export default function ({ data, parentElement, setStateValue }) {
    const map = maps.get(parentElement) ?? new PointMap(parentElement);
    maps.set(parentElement, map);
    map.setStateValue = setStateValue;
    map.update(data);
    return () => {
        map.end();
        maps.delete(parentElement);
    };
}
