// The map: a camera over the points, what lies over them, and the hand that moves it all.

const SKELETON = `
<div class="map">
  <div class="stage">
    <canvas class="points"></canvas>
    <canvas class="over" tabindex="0" role="application"></canvas>
    <div class="tools" role="toolbar" aria-label="Map tools"></div>
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
const REACH = 14; // CSS pixels within which the pointer means a point
const MAX_ZOOM = 100;
const SETTLED_MS = 250;
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

/** A value that both sides set: what was sent stands until the server has answered with it. */
class Shared {
    constructor(name, send) {
        Object.assign(this, { name, send, value: undefined, awaited: undefined, since: 0 });
    }
    set(value) {
        if (value === this.value) return;
        this.value = this.awaited = value;
        this.since = performance.now();
        this.send(this.name, value);
    }
    /** Whether the server's value is news. */
    hear(value) {
        if (value === this.awaited || performance.now() - this.since > 5000) this.awaited = undefined;
        if (this.awaited !== undefined || value === this.value) return false;
        this.value = value;
        return true;
    }
}

class PointMap {
    constructor(root) {
        root.appendChild(Object.assign(document.createElement("div"), { innerHTML: SKELETON })); // no user's text in it
        const find = (name) => root.querySelector(name);
        this.stage = find(".stage");
        [this.points, this.over, this.tip] = [find(".points"), find(".over"), find(".tip")];
        [this.said, this.legend, this.wait] = [find(".said"), find(".legend"), find(".wait")];
        [this.tools, this.axisUp, this.axisAcross] = [find(".tools"), find(".up"), find(".across")];
        this.pen = this.points.getContext("2d", { alpha: false, willReadFrequently: true });
        this.top = this.over.getContext("2d");
        const send = (name, value) => this.setStateValue(name, value);
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
        this.choice.hear(data.choice);
        if (this.hidden.hear(data.hidden) | this.selection.hear(data.selection)) this.reshade();
        [this.axisAcross.textContent, this.axisUp.textContent] = data.axes;
        this.pictures.use(data.model, data.files, data.sprites, data.digits, data.count);
        if (old?.files !== data.files) this.stained.clear();
        if (old?.places !== data.places || old?.labels !== data.labels) await this.fetch(first);
        else if (this.camera.hear(data.camera)) this.look(data.camera);
        if (old?.manifold !== data.manifold) {
            this.backdrop = null;
            this.askManifold();
        }
        this.draw();
    }

    async fetch(first) {
        const { places, labels, camera } = this.data;
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
        this.grid = new Grid(xy, this.label.length);
        this.measure();
        this.reshade();
        this.camera.hear(camera);
        this.look(camera);
        this.wait.hidden = true;
        if (before && !CALM.matches) this.glide(before, oldView);
        this.draw();
        performance.mark("map-drawn");
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

    /** Where the digits' names stand, and the box that the points fill. */
    measure() {
        const { xy, label } = this, low = [65535, 65535], high = [0, 0], columns = Array.from({ length: 10 }, () => [[], []]);
        for (let i = 0; i < label.length; i++)
            for (const axis of [0, 1]) {
                const value = xy[2 * i + axis];
                if (value < low[axis]) low[axis] = value;
                if (value > high[axis]) high[axis] = value;
                if (i % 7 === 0) columns[label[i]][axis].push(value);
            }
        this.bounds = { low, high };
        this.names = columns.map((axes) => axes.map((values) => Float64Array.from(values).sort()[values.length >> 1]));
    }

    /** Per point: its digit; 16 more where a selection leaves it out; 255 where its digit is hidden. */
    reshade() {
        if (!this.label) return;
        const { label, xy } = this, hidden = this.hidden.value || "", polygon = this.polygon();
        const shade = Uint8Array.from(label, (digit) => (hidden.includes(digit) ? 255 : digit));
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

    // ---- The camera

    resize() {
        const { width, height } = this.stage.getBoundingClientRect();
        if (!width || !height) return;
        this.ratio = Math.min(2, devicePixelRatio || 1);
        this.width = Math.round(width * this.ratio);
        this.height = Math.round(height * this.ratio);
        for (const canvas of [this.points, this.over]) [canvas.width, canvas.height] = [this.width, this.height];
        this.image = null;
        this.askManifold();
        this.draw();
    }

    /** Pixels per step of a place where the whole map is shown. */
    fit() {
        const { low, high } = this.bounds;
        return Math.min((this.width * 0.94) / (high[0] - low[0] + 1), (this.height * 0.9) / (high[1] - low[1] + 1));
    }

    view() {
        const scale = this.zoom * this.fit();
        return { scale, dx: this.width / 2 - this.centre[0] * scale, dy: this.height / 2 + this.centre[1] * scale };
    }

    /** Take the camera from its text "x_y_zoom" (places of the data), or show the whole map. */
    look(text) {
        const numbers = (text || "").split("_").map(Number), { low, high } = this.bounds;
        if (numbers.length === 3) {
            this.centre = this.toSteps(numbers[0], numbers[1]);
            this.zoom = numbers[2];
        } else {
            this.centre = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2];
            this.zoom = 1;
        }
        this.clamp();
    }

    clamp() {
        this.zoom = Math.max(0.5, Math.min(MAX_ZOOM, this.zoom));
        this.centre = this.centre.map((value, axis) => Math.max(this.bounds.low[axis], Math.min(this.bounds.high[axis], value)));
    }

    /** The camera has moved: draw, and tell the server when it rests. */
    moved() {
        this.clamp();
        this.draw();
        clearTimeout(this.resting);
        this.resting = setTimeout(() => {
            const { low, high } = this.bounds, [x, y] = this.toPlace(...this.centre);
            const whole = this.zoom === 1 && Math.abs(this.centre[0] - (low[0] + high[0]) / 2) < 1 && Math.abs(this.centre[1] - (low[1] + high[1]) / 2) < 1;
            this.camera.set(whole ? "" : `${round(x)}_${round(y)}_${round(this.zoom)}`);
            this.askManifold();
        }, SETTLED_MS);
    }

    /** Zoom by a factor about a point of the stage, in device pixels. */
    zoomBy(factor, x = this.width / 2, y = this.height / 2) {
        if (!this.bounds) return;
        const before = this.stepsAt(x, y);
        this.zoom = Math.max(0.5, Math.min(MAX_ZOOM, this.zoom * factor));
        const after = this.stepsAt(x, y);
        this.centre = this.centre.map((value, axis) => value + before[axis] - after[axis]);
        this.moved();
    }

    pan(dx, dy) {
        const { scale } = this.view();
        this.centre = [this.centre[0] - dx / scale, this.centre[1] + dy / scale];
        this.moved();
    }

    whole() {
        this.look("");
        this.moved();
    }

    stepsAt(px, py) {
        const { scale, dx, dy } = this.view();
        return [(px - dx) / scale, (dy - py) / scale];
    }
    toSteps(x, y) {
        const { left, bottom, side } = this.data.square;
        return [((x - left) / side) * 65535, ((y - bottom) / side) * 65535];
    }
    toPlace(x, y) {
        const { left, bottom, side } = this.data.square;
        return [left + (x / 65535) * side, bottom + (y / 65535) * side];
    }
    toPixels(place) {
        const [x, y] = this.toSteps(...place), { scale, dx, dy } = this.view();
        return [x * scale + dx, dy - y * scale];
    }
    ofRow(row, view = this.view()) {
        return [this.xy[2 * row] * view.scale + view.dx, view.dy - this.xy[2 * row + 1] * view.scale];
    }

    // ---- Drawing

    draw(points = true) {
        this.stale ||= points;
        this.frame ||= requestAnimationFrame(() => {
            this.frame = 0;
            if (!this.shade || !this.width) return;
            this.takeTheme();
            if (this.stale) this.drawPoints();
            this.stale = false;
            this.drawOver();
        });
    }

    takeTheme() {
        const style = getComputedStyle(this.stage);
        const paper = rgb(style.getPropertyValue("--st-background-color")), ink = rgb(style.getPropertyValue("--st-text-color"));
        if (this.paper?.join() === paper.join()) return;
        this.dark = paper[0] + paper[1] + paper[2] < 384;
        Object.assign(this, { paper, ink, accent: style.getPropertyValue("--st-primary-color") || "currentColor" });
        this.colours = this.data.colours[this.dark ? "dark" : "light"];
        this.packed = this.colours.map((colour) => pack(rgb(colour)));
        this.stained.clear();
        this.backdropInk = null;
        this.stale = true;
        for (const [digit, dot] of [...this.legend.querySelectorAll("i")].entries()) dot.style.background = this.colours[digit];
    }

    drawPoints() {
        const { width, height, pen } = this;
        const { xy, view } = this.moving || { xy: this.xy, view: this.view() };
        const behind = this.data.manifold && this.backdrop && !this.moving;
        this.image ||= pen.createImageData(width, height);
        let image = this.image;
        if (behind) {
            pen.fillStyle = css(this.paper);
            pen.fillRect(0, 0, width, height);
            this.drawBackdrop(pen);
            image = pen.getImageData(0, 0, width, height);
        }
        const pixels = new Uint32Array(image.data.buffer);
        if (!behind) pixels.fill(pack(this.paper) | 0xff000000);
        const grown = Math.max(1, this.zoom) ** 0.4, few = Math.min(3, Math.max(1, Math.sqrt(20000 / this.label.length)));
        const radius = Math.round(4 * this.ratio * Math.min(5, 0.9 * few * grown * (behind ? 0.8 : 1))) / 4;
        const opacity = Math.min(0.9, Math.round(20 * 0.42 * few * grown) / 20) * (behind ? 0.85 : 1);
        splat(pixels, width, height, xy, this.shade, this.packed, view, Math.max(0.5, radius), opacity);
        pen.putImageData(image, 0, 0);
    }

    drawOver() {
        const { top: pen, ratio } = this;
        pen.setTransform(1, 0, 0, 1, 0, 0);
        pen.clearRect(0, 0, this.width, this.height);
        if (this.moving) return;
        pen.lineJoin = pen.lineCap = "round";
        this.drawDigits(pen);
        this.drawNames(pen);
        for (const line of this.data.lines) this.drawLine(pen, line);
        for (const star of this.data.stars) this.drawStar(pen, star);
        const at = this.chosenAt();
        if (at) this.ring(pen, at, 8 * ratio, this.choice.value.includes("_"));
        if (this.hover >= 0) this.ring(pen, this.ofRow(this.hover), 6 * ratio);
        const traced = this.traced && this.traced.map(([x, y]) => [x, y]);
        const view = this.view(), kept = this.polygon()?.map(([x, y]) => [x * view.scale + view.dx, view.dy - y * view.scale]);
        for (const polygon of [kept, traced]) if (polygon) this.drawPolygon(pen, polygon);
    }

    chosenAt() {
        const choice = this.choice.value;
        if (!choice) return null;
        return choice.includes("_") ? this.toPixels(choice.split("_").map(Number)) : this.ofRow(Number(choice));
    }

    /** A stroke in ink that stands out on points of any colour. */
    stroke(pen, width) {
        pen.strokeStyle = css(this.paper);
        pen.lineWidth = width + 2.5 * this.ratio;
        pen.stroke();
        pen.strokeStyle = css(this.ink);
        pen.lineWidth = width;
        pen.stroke();
    }

    ring(pen, [x, y], radius, cross = false) {
        pen.beginPath();
        if (cross) {
            pen.moveTo(x - radius, y);
            pen.lineTo(x + radius, y);
            pen.moveTo(x, y - radius);
            pen.lineTo(x, y + radius);
        } else pen.arc(x, y, radius, 0, 7);
        this.stroke(pen, 2 * this.ratio);
    }

    drawNames(pen) {
        if (this.zoom > 6) return;
        const { ratio } = this, view = this.view();
        pen.font = `600 ${22 * ratio}px ${getComputedStyle(this.stage).fontFamily}`;
        pen.textAlign = "center";
        pen.textBaseline = "middle";
        for (const [digit, [x, y]] of this.names.entries()) {
            if (x === undefined || (this.hidden.value || "").includes(digit)) continue;
            const at = [x * view.scale + view.dx, view.dy - y * view.scale];
            pen.lineWidth = 5 * ratio;
            pen.strokeStyle = css(this.paper, 0.85);
            pen.strokeText(digit, ...at);
            pen.fillStyle = css(this.ink);
            pen.fillText(digit, ...at);
        }
    }

    /** Close enough, points become the digits that they are. */
    drawDigits(pen) {
        if (this.zoom < 4) return;
        const [left, bottom] = this.stepsAt(0, this.height), [right, top] = this.stepsAt(this.width, 0);
        const rows = [];
        let count = 0;
        this.grid.each(left, bottom, right, top, (row) => ++count <= 4000 && this.shade[row] < 16 && rows.push(row));
        if (count > 4000) return;
        const side = 30 * this.ratio, taken = [], wanted = [], view = this.view();
        const spaced = count > 150 ? 2.4 : 1; // among many points the digits are guests
        for (const row of rows) {
            const [x, y] = this.ofRow(row, view);
            if (taken.some(([a, b]) => Math.abs(a - x) < side * spaced && Math.abs(b - y) < side * spaced)) continue;
            if (taken.push([x, y]) > 160) break;
            wanted.push(row);
            this.stamp(pen, row, x, y, side);
        }
        this.pictures.want(this.hover >= 0 ? [this.hover, ...wanted] : wanted);
    }

    /** A row's digit in its colour on a piece of paper. */
    stamp(pen, row, x, y, side) {
        const picture = this.pictures.of(row);
        if (!picture) return;
        const key = `${row}/${picture.side}`;
        if (this.stained.size > 2000) this.stained.clear();
        if (!this.stained.has(key)) this.stained.set(key, inked(picture, this.ink));
        const canvas = this.stained.get(key), cut = picture.side === SIDE ? 2 : 0, round = side / 6;
        pen.beginPath();
        pen.roundRect(x - side / 2, y - side / 2, side, side, round);
        pen.fillStyle = css(this.paper, 0.88);
        pen.fill();
        pen.strokeStyle = this.colours[this.label[row]];
        pen.lineWidth = 1.5 * this.ratio;
        pen.stroke();
        pen.drawImage(canvas, cut, cut, picture.side - 2 * cut, picture.side - 2 * cut, x - side / 2, y - side / 2, side, side);
    }

    /** A path through the map, with a bead for each frame. */
    drawLine(pen, { places, label }) {
        const pixels = places.map((place) => this.toPixels(place)), { ratio } = this;
        pen.beginPath();
        for (const [x, y] of pixels) pen.lineTo(x, y);
        this.stroke(pen, 1.75 * ratio);
        pen.fillStyle = css(this.paper);
        for (const [i, [x, y]] of pixels.entries()) {
            const end = i === 0 || i === pixels.length - 1;
            pen.beginPath();
            pen.arc(x, y, (end ? 5 : 2.2) * ratio, 0, 7);
            pen.fillStyle = end ? css(this.ink) : css(this.paper);
            pen.fill();
            pen.strokeStyle = end ? css(this.paper) : css(this.ink);
            pen.lineWidth = ratio * (end ? 1.5 : 1);
            pen.stroke();
        }
        pen.font = `600 ${13 * ratio}px ${getComputedStyle(this.stage).fontFamily}`;
        pen.textAlign = "left";
        for (const [text, [x, y]] of [[label[0], pixels[0]], [label[1], pixels.at(-1)]]) {
            pen.lineWidth = 4 * ratio;
            pen.strokeStyle = css(this.paper, 0.9);
            pen.strokeText(text, x + 9 * ratio, y);
            pen.fillStyle = css(this.ink);
            pen.fillText(text, x + 9 * ratio, y);
        }
    }

    drawStar(pen, { place, label }) {
        const [x, y] = this.toPixels(place), { ratio } = this;
        pen.beginPath();
        for (let i = 0; i < 10; i++) {
            const radius = (i % 2 ? 5 : 12) * ratio, turn = (i * Math.PI) / 5;
            pen.lineTo(x + radius * Math.sin(turn), y - radius * Math.cos(turn));
        }
        pen.closePath();
        this.stroke(pen, 2 * ratio);
        pen.fillStyle = this.accent;
        pen.fill();
        pen.font = `600 ${13 * ratio}px ${getComputedStyle(this.stage).fontFamily}`;
        pen.textAlign = "left";
        pen.lineWidth = 4 * ratio;
        pen.strokeStyle = css(this.paper, 0.9);
        pen.strokeText(label, x + 15 * ratio, y);
        pen.fillStyle = css(this.ink);
        pen.fillText(label, x + 15 * ratio, y);
    }

    drawPolygon(pen, polygon) {
        pen.beginPath();
        for (const [x, y] of polygon) pen.lineTo(x, y);
        pen.closePath();
        pen.fillStyle = css(this.ink, 0.06);
        pen.fill();
        pen.setLineDash([5 * this.ratio, 5 * this.ratio]);
        pen.strokeStyle = css(this.ink);
        pen.lineWidth = 1.5 * this.ratio;
        pen.stroke();
        pen.setLineDash([]);
    }

    // ---- The manifold behind the points

    /** Ask for the digits behind what is seen now, about 44 pixels each, on a lattice that panning keeps. */
    async askManifold() {
        const address = this.data?.manifold;
        if (!address || !this.bounds || !this.width) return;
        const perUnit = (this.view().scale * 65535) / this.data.square.side / this.ratio;
        const step = 2 ** Math.round(Math.log2(44 / perUnit));
        const [left, bottom] = this.toPlace(...this.stepsAt(0, this.height)), [right, top] = this.toPlace(...this.stepsAt(this.width, 0));
        const x = Math.floor(left / step), y = Math.ceil(top / step);
        const columns = Math.min(48, Math.ceil(right / step) - x + 1), rows = Math.min(25, y - Math.floor(bottom / step) + 1);
        const asked = `${address}&left=${x * step}&top=${y * step}&step=${step}&columns=${columns}&rows=${rows}`;
        if (asked === this.backdrop?.asked || asked === this.askedManifold) return;
        this.askedManifold = asked;
        const bitmap = await picture(asked).catch(() => null);
        if (this.askedManifold !== asked) return;
        this.askedManifold = null;
        if (!bitmap || this.data.manifold !== address) return;
        this.backdrop = { asked, ...greys(bitmap), left: (x - 0.5) * step, top: (y + 0.5) * step, step, columns, rows };
        this.backdropInk = null;
        this.draw();
    }

    drawBackdrop(pen) {
        const { left, top, step, columns, rows } = this.backdrop;
        this.backdropInk ||= inked(this.backdrop, this.ink);
        const [x, y] = this.toPixels([left, top]), [right, bottom] = this.toPixels([left + step * columns, top - step * rows]);
        pen.globalAlpha = 0.6;
        pen.drawImage(this.backdropInk, x, y, right - x, bottom - y);
        pen.globalAlpha = 1;
    }

    // ---- The hand

    listen() {
        const { over } = this;
        over.addEventListener("pointerdown", (event) => this.down(event));
        over.addEventListener("pointermove", (event) => this.move(event));
        for (const name of ["pointerup", "pointercancel"]) over.addEventListener(name, (event) => this.up(event));
        over.addEventListener("pointerleave", () => this.point(-1));
        over.addEventListener("wheel", (event) => {
            event.preventDefault();
            this.point(-1);
            const pixels = event.deltaY * (event.deltaMode === 1 ? 30 : event.deltaMode === 2 ? 400 : 1);
            this.zoomBy(Math.exp(-Math.max(-300, Math.min(300, pixels)) / (event.ctrlKey ? 100 : 400)), ...this.at(event));
        }, { passive: false });
        over.addEventListener("dblclick", (event) => this.tool === "move" && this.zoomBy(2, ...this.at(event)));
        over.addEventListener("keydown", (event) => this.key(event));
        over.addEventListener("blur", () => this.point(-1));
    }

    /** An event's place on the stage, device pixels. */
    at(event) {
        const box = this.over.getBoundingClientRect();
        return [(event.clientX - box.x) * this.ratio, (event.clientY - box.y) * this.ratio];
    }

    down(event) {
        if (!this.shade || event.button) return;
        try {
            this.over.setPointerCapture(event.pointerId);
        } catch {
            // A pointer that is gone already, or a made-up one: it works without.
        }
        this.pointers.set(event.pointerId, this.at(event));
        this.start = this.at(event);
        this.dragged = this.pointers.size > 1;
        if (this.pointers.size === 1 && (this.tool !== "move" || event.shiftKey)) this.traced = [this.start];
        else this.traced = null;
        this.tracing = this.tool === "move" ? "lasso" : this.tool;
    }

    move(event) {
        if (!this.shade) return;
        const at = this.at(event), before = this.pointers.get(event.pointerId);
        if (!before) return this.hoverAt(at, event);
        const [dx, dy] = [at[0] - before[0], at[1] - before[1]];
        this.dragged ||= Math.hypot(at[0] - this.start[0], at[1] - this.start[1]) > 4 * this.ratio;
        if (!this.dragged) return;
        this.point(-1);
        if (this.pointers.size === 2) {
            const [other] = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
            const grown = Math.hypot(at[0] - other[0], at[1] - other[1]) / Math.max(1, Math.hypot(before[0] - other[0], before[1] - other[1]));
            this.pan(dx / 2, dy / 2);
            this.zoomBy(grown, (at[0] + other[0]) / 2, (at[1] + other[1]) / 2);
        } else if (this.traced) this.trace(at);
        else this.pan(dx, dy);
        this.pointers.set(event.pointerId, at);
    }

    trace([x, y]) {
        const [ax, ay] = this.start;
        if (this.tracing === "box") this.traced = [[ax, ay], [x, ay], [x, y], [ax, y]];
        else this.traced.push([x, y]);
        this.draw(false);
    }

    up(event) {
        if (!this.pointers.delete(event.pointerId) || this.pointers.size) return;
        const traced = this.traced;
        this.traced = null;
        if (event.type === "pointercancel") return this.draw(false);
        if (!this.dragged) this.click(this.at(event), event);
        else if (traced) this.select(traced);
    }

    select(traced) {
        // A link holds at most 40 corners: those that bend the line most.
        let simple = traced;
        for (let width = this.ratio; simple.length > 40 || simple === traced; width *= 1.5) simple = simplified(traced, width);
        const corners = simple.map(([x, y]) => this.stepsAt(x, y).map((value) => Math.max(0, Math.min(65535, Math.round(value)))));
        if (corners.length > 2) this.selection.set(corners.flat().join("_"));
        this.reshade();
    }

    near([x, y], event) {
        const reach = (event?.pointerType === "touch" ? 2 : 1) * REACH * this.ratio;
        return this.grid.nearest(...this.stepsAt(x, y), reach / this.view().scale, (row) => this.shade[row] !== 255);
    }

    click(at, event) {
        const row = this.near(at, event);
        if (row >= 0) this.choose(String(row));
        else if (this.data.plane) this.choose(this.toPlace(...this.stepsAt(...at)).map(round).join("_"));
    }

    choose(choice) {
        this.choice.set(choice);
        performance.mark("map-chosen");
        this.draw(false);
    }

    hoverAt(at, event) {
        if (event.pointerType === "touch") return;
        const row = this.near(at, event);
        this.point(row, at);
        if (row < 0 && this.data.plane) {
            const [x, y] = this.toPlace(...this.stepsAt(...at)), { origin, across, up } = this.data.plane;
            this.pictures.decode(origin.map((value, i) => value + x * across[i] + y * up[i]), (picture) => {
                if (this.hover >= 0 || !this.pointed) return;
                this.show(picture, this.pointed, `${this.data.axes[0]} ${x.toFixed(2)}, ${this.data.axes[1]} ${y.toFixed(2)}`);
            });
        }
    }

    /** The pointer (or the keyboard) means a row, -1 for none; `at` is where its picture appears. */
    point(row, at = null) {
        this.pointed = at;
        this.over.style.cursor = this.tool !== "move" ? "crosshair" : row >= 0 ? "pointer" : "grab";
        if (row !== this.hover) {
            this.hover = row;
            this.draw(false);
        }
        if (row < 0) {
            if (!at || !this.data?.plane) this.tip.hidden = true;
            return;
        }
        this.pictures.want([row]);
        this.showRow();
    }

    /** The picture of the row that is pointed at; while it is on its way, that of its nearest neighbour with the same digit. */
    showRow() {
        const row = this.hover;
        if (!(row >= 0) || !this.pointed) return;
        let shown = row;
        if (!this.pictures.has(row)) {
            const reach = (60 * this.ratio) / this.view().scale;
            shown = this.grid.nearest(this.xy[2 * row], this.xy[2 * row + 1], reach, (other) => this.label[other] === this.label[row] && this.pictures.has(other));
        }
        const picture = shown >= 0 && this.pictures.of(shown);
        if (picture) this.show(picture, this.pointed, `a ${this.label[row]} · row ${row}`);
    }

    show(picture, [x, y], text) {
        const { tip, ratio } = this, canvas = tip.firstElementChild, pen = canvas.getContext("2d"), cut = picture.side === SIDE ? 2 : 0;
        pen.clearRect(0, 0, canvas.width, canvas.height);
        pen.imageSmoothingQuality = "high";
        pen.drawImage(inked(picture, this.ink), cut, cut, picture.side - 2 * cut, picture.side - 2 * cut, 0, 0, canvas.width, canvas.height);
        tip.lastElementChild.textContent = text;
        tip.hidden = false;
        const left = x / ratio > this.width / ratio - 150 ? x / ratio - 136 : x / ratio + 16;
        tip.style.transform = `translate(${left}px, ${Math.max(4, Math.min(y / ratio - 50, this.height / ratio - 140))}px)`;
    }

    key(event) {
        if (!this.shade) return;
        const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
        const push = 60 * this.ratio;
        if (step && event.shiftKey) this.pan(-step[0] * push, step[1] * push);
        else if (step) this.walk(...step);
        else if (event.key === "+" || event.key === "=") this.zoomBy(1.4);
        else if (event.key === "-") this.zoomBy(1 / 1.4);
        else if (event.key === "0") this.whole();
        else if (event.key === "Escape") {
            this.selection.set("");
            this.reshade();
        } else return;
        event.preventDefault();
    }

    /** Choose the nearest point in a direction; the arrows go from point to point. */
    walk(dx, dy) {
        const [px, py] = this.chosenAt() || [this.width / 2, this.height / 2], [x, y] = this.stepsAt(px, py), { scale } = this.view();
        const chosen = Number(this.choice.value);
        let best = -1;
        for (let reach = 16 * this.ratio; best < 0 && reach < 4 * this.width; reach *= 2) {
            let least = Infinity;
            const far = reach / scale;
            this.grid.each(x - far, y - far, x + far, y + far, (row) => {
                const [rx, ry] = [this.xy[2 * row] - x, this.xy[2 * row + 1] - y], distance = Math.hypot(rx, ry);
                // At least 3 pixels away, within 45° of the arrow, the nearest and straightest.
                if (row === chosen || this.shade[row] === 255 || distance * scale < 3 || distance > far) return;
                const ahead = (rx * dx + ry * dy) / distance;
                if (ahead > 0.7 && distance / ahead < least) [best, least] = [row, distance / ahead];
            });
        }
        if (best < 0) return;
        const [bx, by] = this.ofRow(best), margin = 30;
        if (bx < margin || by < margin || bx > this.width - margin || by > this.height - margin) {
            this.centre = [this.xy[2 * best], this.xy[2 * best + 1]];
            this.moved();
        }
        this.choose(String(best));
        this.point(best, this.ofRow(best));
        this.said.textContent = `a ${this.label[best]}, row ${best}`;
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
    }
}

/** A line without the corners that are less than a width off it (Douglas & Peucker 1973). */
function simplified(line, width) {
    if (line.length < 3) return line;
    const [ax, ay] = line[0], [bx, by] = line.at(-1), length = Math.hypot(bx - ax, by - ay);
    let far = 0, most = -1;
    for (let i = 1; i < line.length - 1; i++) {
        const [x, y] = line[i];
        const off = length ? Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length : Math.hypot(x - ax, y - ay);
        if (off > most) [far, most] = [i, off];
    }
    if (most < width) return [line[0], line.at(-1)];
    return [...simplified(line.slice(0, far + 1), width).slice(0, -1), ...simplified(line.slice(far), width)];
}

const round = (value) => Number(value.toFixed(5));
const rgb = (text) => {
    const hex = text.trim().replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3").match(/^#(..)(..)(..)/);
    return hex ? hex.slice(1).map((part) => parseInt(part, 16)) : (text.match(/[\d.]+/g) || [0, 0, 0]).slice(0, 3).map(Number);
};
const pack = ([r, g, b]) => r | (g << 8) | (b << 16);
const css = ([r, g, b], alpha = 1) => `rgb(${r} ${g} ${b} / ${alpha})`;

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
