// The map: its parts on the page, and what it says to the server and hears from it.

const OUTERMOST = 0.002; // this share of the points at each edge may lie outside of what is shown first
const SKELETON = `
<div class="map">
  <div class="tools" role="toolbar" aria-label="Map tools"></div>
  <div class="stage">
    <canvas class="points"></canvas>
    <canvas class="over" tabindex="0" role="application"></canvas>
    <div class="axes" aria-hidden="true"><span class="up"></span><span class="across"></span></div>
    <div class="wait">Drawing the map …</div>
    <div class="tip" hidden><canvas width="96" height="96"></canvas><span></span></div>
    <div class="said" aria-live="polite"></div>
  </div>
  <div class="legend" role="group" aria-label="Digits shown"></div>
</div>`;

const ICONS = {
    move: ["Move the map (drag); scroll to zoom", "M12 3v18M3 12h18M12 3l-3 3m3-3 3 3M12 21l-3-3m3 3 3-3M3 12l3-3m-3 3 3 3M21 12l-3-3m3 3-3 3"],
    box: ["Select a box (drag)", "M4 4h4M11 4h3M17 4h3v3M20 10v4M20 17v3h-3M14 20h-3M8 20H4v-3M4 14v-4M4 7V4"],
    lasso: ["Select freely (drag); also with Shift held", "M7 15c-5-2-4-10 5-10s10 7 3 9c-4 1-7 0-8 2s2 4 4 3"],
    in: ["Zoom in (+)", "M12 5v14M5 12h14"],
    out: ["Zoom out (−)", "M5 12h14"],
    whole: ["The whole map (0)", "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"],
};
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

/** A value that both sides set. Each that is sent has a number; it stands until the server has heard of that number. */
class Shared {
    constructor(name, send) {
        Object.assign(this, { name, send, value: undefined, number: 0, since: 0 });
    }
    set(value) {
        if (value === this.value) return;
        this.value = value;
        this.number++;
        this.since = performance.now();
        this.send(this.name, [this.number, value]);
    }
    /** Take the server's value, which answers the number `heard`; whether it is news. */
    hear(value, heard) {
        if (heard < this.number && performance.now() - this.since < 5000) return false;
        this.number = heard;
        if (value === this.value) return false;
        this.value = value;
        return true;
    }
}

/** Calls act() when the browser has painted what the next frame draws. */
function afterFrame(act) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = act; // comes after the frame that rAF announces
    requestAnimationFrame(() => port2.postMessage(null));
}

class PointMap extends Hand {
    constructor(root) {
        super();
        this.skeleton = root.appendChild(Object.assign(document.createElement("div"), { innerHTML: SKELETON })); // no user's text in it
        const find = (name) => root.querySelector(name);
        this.stage = find(".stage");
        [this.points, this.over, this.tip] = [find(".points"), find(".over"), find(".tip")];
        [this.said, this.legend, this.wait] = [find(".said"), find(".legend"), find(".wait")];
        [this.tools, this.axisUp, this.axisAcross] = [find(".tools"), find(".up"), find(".across")];
        this.pen = this.points.getContext("2d", { alpha: false, willReadFrequently: true });
        this.top = this.over.getContext("2d");
        // The field of the row knows of a chosen row when the page has answered: until then all that is sent brings it.
        const send = (name, sent) => this.setStateValue(name, this.rowWaits() ? [...sent, this.rowSent] : sent);
        for (const name of ["choice", "camera", "hidden", "selection"]) this[name] = new Shared(name, send);
        this.pictures = new Pictures(() => {
            this.draw(false);
            this.showRow();
        });
        this.places = new Map(); // address → Uint16Array, so that a view that was seen is there at once
        this.pointers = new Map();
        this.stained = new Map(); // "row/side/colour" → canvas
        this.tool = "move";
        this.centre = [32768, 32768];
        this.zoom = 1;
        this.makeTools();
        this.makeLegend();
        this.listen();
        this.observer = new ResizeObserver(() => this.resize());
        this.observer.observe(this.stage);
        this.resize();
    }

    // ---- What the server says

    async update(data) {
        const first = !this.data, old = this.data;
        this.data = data;
        this.over.setAttribute("aria-label", data.alt);
        const hear = (name) => this[name].hear(data[name], data.heard[name]);
        hear("choice");
        if (hear("hidden") | hear("selection")) this.reshade();
        [this.axisAcross.textContent, this.axisUp.textContent] = data.axes;
        this.pictures.use(data.model, data.files, data.sprites, data.digits, data.count);
        if (old?.files !== data.files) this.stained.clear();
        if (old?.places !== data.places || old?.labels !== data.labels) await this.fetch(first);
        else if (this.bounds && hear("camera")) this.look(data.camera);
        if (old?.manifold !== data.manifold) {
            this.backdrop = null;
            this.askManifold();
        }
        this.draw();
    }

    async fetch(first) {
        const { places, labels } = this.data;
        const get = async (address) => {
            if (!this.places.has(address)) {
                const answer = await fetch(address);
                if (!answer.ok) throw new Error(await answer.text());
                if (this.places.size > 12) this.places.clear();
                this.places.set(address, await answer.arrayBuffer());
            }
            return this.places.get(address);
        };
        let buffers;
        try {
            buffers = await Promise.all([get(places), get(labels)]);
        } catch (error) {
            this.wait.hidden = false;
            this.wait.textContent = `The points could not be fetched (${error.message}). Reload the page to try again.`;
            return;
        }
        if (this.data.places !== places) return; // another view was chosen meanwhile
        const xy = new Uint16Array(buffers[0]);
        const before = this.label && this.label.length * 2 === xy.length && this.xy;
        const oldView = before && this.view();
        this.xy = xy;
        this.label = new Uint8Array(buffers[1]);
        this.cells = null;
        this.measure();
        this.reshade();
        this.camera.hear(this.data.camera, this.data.heard.camera);
        this.look(this.data.camera);
        this.wait.hidden = true;
        if (before && !CALM.matches) this.glide(before, oldView);
        this.draw();
        afterFrame(() => performance.mark("map-drawn"));
        if (first || !this.pictures.thumbnails.length) requestAnimationFrame(() => requestAnimationFrame(() => this.pictures.load()));
        this.askManifold();
    }

    /** Each point moves from where it was in the last view to its new place. */
    glide(from, oldView) {
        const start = performance.now(), length = 500;
        const between = new Float32Array(from.length);
        const step = () => {
            const time = Math.min(1, (performance.now() - start) / length), eased = time * time * (3 - 2 * time);
            if (time >= 1) this.moving = null;
            else {
                const view = this.view(), mix = (a, b) => a + (b - a) * eased;
                for (let i = 0; i < from.length; i++) between[i] = from[i] + (this.xy[i] - from[i]) * eased;
                this.moving = { xy: between, view: { scale: mix(oldView.scale, view.scale), dx: mix(oldView.dx, view.dx), dy: mix(oldView.dy, view.dy) } };
                requestAnimationFrame(step);
            }
            this.draw();
        };
        step();
    }

    /** The points by their places, sorted when they are first asked for: the first picture needs none of it. */
    get grid() {
        return (this.cells ||= new Grid(this.xy, this.label.length));
    }

    /** Where the digits' names stand, and the box that all but the farthest points fill. */
    measure() {
        const { xy, label } = this, columns = Array.from({ length: 10 }, () => [[], []]);
        for (let i = 0; i < label.length; i += 7) for (const axis of [0, 1]) columns[label[i]][axis].push(xy[2 * i + axis]);
        const sorted = (values) => Float64Array.from(values).sort();
        const all = [0, 1].map((axis) => sorted(columns.flatMap((axes) => axes[axis])));
        const [low, high] = [OUTERMOST, 1 - OUTERMOST].map((share) =>
            all.map((values) => values[Math.round(share * (values.length - 1))]),
        );
        this.bounds = { low, high };
        this.names = columns.map((axes) => axes.map((values) => sorted(values)[values.length >> 1]));
    }

    /** Per point: its digit; 16 more where a selection leaves it out; 255 where its digit is hidden. */
    reshade() {
        if (!this.label) return;
        const { label, xy } = this, hidden = this.hidden.value || "", polygon = this.polygon();
        const shade = label.slice();
        if (hidden) for (let i = 0; i < shade.length; i++) if (hidden.includes(shade[i])) shade[i] = 255;
        if (polygon) {
            const xs = polygon.map(([x]) => x), ys = polygon.map(([, y]) => y), kept = new Uint8Array(label.length);
            this.grid.each(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), (row) => {
                kept[row] = inside(polygon, xy[2 * row], xy[2 * row + 1]);
            });
            for (let i = 0; i < shade.length; i++) if (shade[i] < 16 && !kept[i]) shade[i] += 16;
        }
        this.shade = shade;
        for (const [digit, button] of [...this.legend.querySelectorAll("button.digit")].entries())
            button.setAttribute("aria-pressed", String(!hidden.includes(digit)));
        this.draw();
    }

    /** The selection as a polygon of places; null where nothing is selected. */
    polygon() {
        const numbers = (this.selection.value || "").split("_").filter(Boolean).map(Number);
        return numbers.length < 6 ? null : Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i], numbers[2 * i + 1]]);
    }

    // ---- Around the map

    makeTools() {
        for (const [name, [title, path]] of Object.entries(ICONS)) {
            const button = Object.assign(document.createElement("button"), { type: "button", title, className: name });
            button.setAttribute("aria-label", title);
            button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
            button.onclick = () => {
                if (name === "in") this.zoomBy(1.6);
                else if (name === "out") this.zoomBy(1 / 1.6);
                else if (name === "whole") this.whole();
                else this.take(name);
            };
            this.tools.append(button);
        }
        this.take("move");
    }

    take(tool) {
        this.tool = tool;
        for (const name of ["move", "box", "lasso"]) this.tools.querySelector(`.${name}`).setAttribute("aria-pressed", String(name === tool));
        this.over.style.cursor = tool === "move" ? "grab" : "crosshair";
    }

    makeLegend() {
        for (let digit = 0; digit < 10; digit++) {
            const button = Object.assign(document.createElement("button"), { type: "button", className: "digit", title: `Hide or show the ${digit}s; double-click for the ${digit}s alone` });
            button.setAttribute("aria-pressed", "true");
            button.append(document.createElement("i"), String(digit));
            button.onclick = () => this.hide(this.hidden.value?.includes(digit) ? this.hidden.value.replace(digit, "") : (this.hidden.value || "") + digit);
            button.ondblclick = () => this.hide("0123456789".replace(digit, ""));
            this.legend.append(button);
        }
        const all = Object.assign(document.createElement("button"), { type: "button", textContent: "All", title: "Show all digits" });
        all.onclick = () => this.hide("");
        this.legend.append(all);
    }

    hide(digits) {
        const sorted = [...digits].sort().join("");
        this.hidden.set(sorted.length === 10 ? "" : sorted);
        this.reshade();
    }

    dispose() {
        this.observer.disconnect();
        this.pictures.close();
        clearTimeout(this.resting);
        this.skeleton.remove();
    }
}

const MAPS = new WeakMap();

export default function ({ parentElement, data, setStateValue }) {
    let map = MAPS.get(parentElement);
    if (!map) MAPS.set(parentElement, (map = new PointMap(parentElement)));
    map.setStateValue = setStateValue;
    map.update(data);
    return () => {
        map.dispose();
        MAPS.delete(parentElement);
    };
}
