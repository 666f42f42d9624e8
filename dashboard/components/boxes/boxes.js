// The boxes of a number's digits, [x, y, width, height] in pixels of the picture, in reading order. What is done to
// them here is sent as a whole; the answer says what each reads as.

const REST_MS = 150; // after the last change: keys repeat
const REACH = 9; // of an edge, in CSS pixels: a press this near drags it
const DOUBLE_MS = 400; // between the presses of a double click
const LEAST = 3; // pixels of the picture that a box keeps
const READING_ROOM = 38; // CSS pixels under a box
const INKED = 77; // of 255: what counts as ink when a box looks for some

class Boxes {
    constructor(root) {
        this.part = root.querySelector(".boxes");
        this.find = (selector) => this.part.querySelector(selector);
        this.stage = this.find(".stage");
        this.slider = this.find(".threshold input");
        this.picture = null;
        this.chosen = new Set();
        this.listen();
    }

    listen() {
        for (const button of this.part.querySelectorAll("button"))
            button.onclick = () => {
                this[button.dataset.do]();
                this.focus();
            };
        this.slider.oninput = () => this.change({ threshold: Number(this.slider.value) }, "threshold");
        this.part.onkeydown = (event) => this.key(event);
        this.stage.onpointerdown = (event) => this.press(event);
        this.stage.onpointermove = (event) => this.drag(event);
        this.stage.onpointerup = this.stage.onpointercancel = (event) => this.release(event);
        this.stage.addEventListener("focusin", ({ target }) => {
            const place = this.placeOf(target);
            if (place >= 0 && !this.chosen.has(place)) this.choose([place]);
        });
    }

    receive(data) {
        if (data.picture !== this.picture) {
            this.picture = data.picture;
            this.number = data.number;
            this.past = [];
            this.grip = null;
            this.chosen.clear();
            clearTimeout(this.resting); // what was about to be said of the picture before
        } else if (data.number < this.number) return; // an answer to something older
        this.data = data;
        const { boxes, corrected, threshold } = data;
        if (!this.grip) this.now = { boxes, corrected, threshold };
        this.stage.style.aspectRatio = data.size.join("/");
        // As wide as there is room, but never higher than the style says.
        this.stage.style.maxWidth = `${20 * (data.size[0] / data.size[1])}rem`;
        this.find(".ink").style.setProperty("--ink", `url(${data.ink})`);
        [this.slider.min, this.slider.max] = data.thresholds;
        if (data.ink !== this.inkUrl) this.readInk(data.ink);
        this.show();
    }

    // The ink as numbers, so that a cut or a new box finds its place.
    async readInk(url) {
        this.inkUrl = url;
        this.ink = null;
        const image = new Image();
        image.src = url;
        await image.decode();
        if (url !== this.inkUrl) return;
        const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
        const context = canvas.getContext("2d", { willReadFrequently: true });
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, image.width, image.height);
        this.ink = { width: image.width, height: image.height, at: (x, y) => data[4 * (y * image.width + x) + 3] };
    }

    // ---- What can be done

    /** Take a change: show it, keep what was, and send it once no other follows. */
    change(what, kind = "") {
        if (!kind || kind !== this.kind) this.past.push(this.now);
        this.kind = kind; // changes of one kind in a row are one step back
        this.now = { ...this.now, ...what };
        this.number += 1;
        this.show();
        clearTimeout(this.resting);
        this.resting = setTimeout(() => this.tell(), REST_MS);
    }

    tell() {
        this.kind = "";
        const { boxes, corrected, threshold } = this.now;
        this.send({ picture: this.picture, number: this.number, boxes: corrected ? boxes : null, threshold });
    }

    put(boxes, chosen, kind) {
        this.change({ boxes, corrected: true }, kind);
        this.choose(chosen);
    }

    get places() {
        return [...this.chosen].filter((place) => place < this.now.boxes.length).sort((a, b) => a - b);
    }

    split(at) {
        const [place] = this.places;
        if (place === undefined || this.now.boxes.length >= this.data.most) return;
        const [x, y, width, height] = this.now.boxes[place];
        const cut = Math.round(Math.min(Math.max((at ?? this.gapIn(this.now.boxes[place])) - x, LEAST), width - LEAST));
        if (width < 2 * LEAST) return;
        const halves = [[x, y, cut, height], [x + cut, y, width - cut, height]];
        this.put(this.now.boxes.toSpliced(place, 1, ...halves), [place]);
    }

    merge() {
        const { boxes } = this.now;
        let { places } = this;
        if (places.length === 1 && boxes.length > 1) {
            const first = Math.min(places[0], boxes.length - 2); // the last one goes with the one before
            places = [first, first + 1];
        }
        if (places.length < 2) return;
        const parts = places.map((place) => boxes[place]);
        const [left, top] = [0, 1].map((side) => Math.min(...parts.map((box) => box[side])));
        const [right, bottom] = [0, 1].map((side) => Math.max(...parts.map((box) => box[side] + box[side + 2])));
        const rest = boxes.filter((_, place) => !places.includes(place));
        this.put(rest.toSpliced(places[0], 0, [left, top, right - left, bottom - top]), [places[0]]);
    }

    remove() {
        const { places } = this;
        if (!places.length) return;
        const rest = this.now.boxes.filter((_, place) => !places.includes(place));
        this.put(rest, rest.length ? [Math.min(places[0], rest.length - 1)] : []);
    }

    add() {
        const { boxes } = this.now;
        if (boxes.length < this.data.most) this.put([...boxes, this.openInk()], [boxes.length]);
    }

    earlier() {
        this.swap(-1);
    }

    later() {
        this.swap(1);
    }

    swap(step) {
        const [place] = this.places;
        const other = place + step;
        const boxes = [...this.now.boxes];
        if (place === undefined || !boxes[other]) return;
        [boxes[place], boxes[other]] = [boxes[other], boxes[place]];
        this.put(boxes, [other]);
    }

    /** One step back; a box that has the focus stays chosen, or the last one where it is gone. */
    undo(focused = -1) {
        if (!this.past.length) return;
        const before = this.past.pop();
        this.change(before);
        this.past.pop();
        this.choose(focused < 0 ? [] : [Math.max(0, Math.min(focused, this.now.boxes.length - 1))]);
    }

    reset() {
        this.change({ corrected: false, threshold: this.data.thresholds[2] });
        this.choose([]);
    }

    /** The column of a box in the middle of its emptiest columns, not too near its sides. */
    gapIn([x, y, width, height]) {
        if (!this.ink) return x + width / 2;
        const scale = this.ink.width / this.data.size[0];
        const [from, to] = [x + 0.2 * width, x + 0.8 * width].map((column) => Math.round(column * scale));
        const [top, bottom] = [y, y + height].map((row) => Math.round(row * scale));
        const sums = [];
        for (let column = from; column <= to; column++) {
            let sum = 0;
            for (let row = Math.max(0, top); row < Math.min(this.ink.height, bottom); row++) sum += this.ink.at(column, row) || 0;
            sums.push(sum);
        }
        const least = Math.min(...sums) + 255; // a pixel more or less does not matter
        const open = sums.flatMap((sum, column) => (sum <= least ? [column] : []));
        const middle = (to - from) / 2;
        const best = open.reduce((one, other) => (Math.abs(other - middle) < Math.abs(one - middle) ? other : one));
        return (from + best + 0.5) / scale;
    }

    /** A box round all ink that no box holds; in the middle of the picture where there is none. */
    openInk() {
        const [width, height] = this.data.size;
        let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
        const scale = this.ink ? this.ink.width / width : 1;
        for (let row = 0; row < (this.ink?.height ?? 0); row++)
            for (let column = 0; column < this.ink.width; column++) {
                if (this.ink.at(column, row) < INKED) continue;
                const [x, y] = [column / scale, row / scale];
                if (this.now.boxes.some(([a, b, w, h]) => x >= a - 2 && x <= a + w + 2 && y >= b - 2 && y <= b + h + 2)) continue;
                [left, top] = [Math.min(left, x), Math.min(top, y)];
                [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
            }
        if (right < 0) return [0.4 * width, 0.25 * height, 0.2 * width, 0.5 * height].map(Math.round);
        return this.within([left - 2, top - 2, right - left + 4 + 1 / scale, bottom - top + 4 + 1 / scale]);
    }

    /** A box in whole pixels, of some size, inside the picture. */
    within([x, y, width, height]) {
        const [most, tall] = this.data.size;
        const [w, h] = [Math.min(most, Math.max(LEAST, width)), Math.min(tall, Math.max(LEAST, height))];
        return [Math.min(most - w, Math.max(0, x)), Math.min(tall - h, Math.max(0, y)), w, h].map(Math.round);
    }

    // ---- Keys

    key(event) {
        const undo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
        const place = this.placeOf(event.target);
        const does = { Delete: "remove", Backspace: "remove", s: "split", m: "merge", ",": "earlier", ".": "later" };
        const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
        const action = does[event.key.toLowerCase()] ?? does[event.key];
        const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
        if (undo) this.undo(place);
        else if (place < 0 || !plain) return;
        else if (step) this.nudge(place, step, event.shiftKey);
        else if (action) {
            if (!this.places.length) this.choose([place]);
            this[action]();
        }
        else if (event.key === " " || event.key === "Enter") this.choose([place], event.shiftKey);
        else return;
        event.preventDefault();
        event.stopPropagation(); // the page has keys of its own
        if (place >= 0) this.focus();
    }

    nudge(place, [right, down], sizes) {
        const step = Math.max(1, Math.round(this.data.size[0] / 100));
        const [x, y, width, height] = this.now.boxes[place];
        const moved = sizes
            ? [x, y, width + right * step, height + down * step]
            : [x + right * step, y + down * step, width, height];
        this.put(this.now.boxes.with(place, this.within(moved)), [place], `nudge ${place}`);
    }

    focus() {
        const [place] = this.places;
        if (place !== undefined) this.stage.querySelectorAll(".box")[place]?.focus();
    }

    // ---- Pointer

    placeOf(element) {
        return [...this.stage.querySelectorAll(".box")].indexOf(element.closest?.(".box"));
    }

    press(event) {
        if (event.button !== 0 || this.grip) return;
        const place = this.placeOf(event.target);
        if (place < 0) {
            this.choose([]);
            return;
        }
        const { box, edges } = this.edgesAt(event, place);
        this.choose([place], event.shiftKey || event.ctrlKey || event.metaKey);
        this.grip = { place, box, edges, pointer: event.pointerId, x: event.clientX, y: event.clientY, before: this.now };
        this.stage.setPointerCapture(event.pointerId);
    }

    drag(event) {
        const { grip } = this;
        if (!grip) {
            const place = this.placeOf(event.target);
            if (place >= 0) event.target.closest(".box").style.cursor = cursorOf(this.edgesAt(event, place).edges);
            return;
        }
        if (event.pointerId !== grip.pointer) return;
        const scale = this.data.size[0] / this.stage.clientWidth;
        const [right, down] = [(event.clientX - grip.x) * scale, (event.clientY - grip.y) * scale];
        grip.moved ||= Math.hypot(event.clientX - grip.x, event.clientY - grip.y) > 3;
        if (!grip.moved) return;
        this.now = { ...this.now, boxes: this.now.boxes.with(grip.place, this.pulled(grip, right, down)) };
        this.show();
    }

    pulled({ box: [x, y, width, height], edges: { left, right, top, bottom } }, across, down) {
        if (!left && !right && !top && !bottom) return this.within([x + across, y + down, width, height]);
        const [most, tall] = this.data.size;
        const [x2, y2] = [x + width, y + height];
        const to = [
            left ? Math.min(x2 - LEAST, Math.max(0, x + across)) : x,
            top ? Math.min(y2 - LEAST, Math.max(0, y + down)) : y,
            right ? Math.max(x + LEAST, Math.min(most, x2 + across)) : x2,
            bottom ? Math.max(y + LEAST, Math.min(tall, y2 + down)) : y2,
        ].map(Math.round);
        return [to[0], to[1], to[2] - to[0], to[3] - to[1]];
    }

    release(event) {
        const { grip } = this;
        if (!grip || event.pointerId !== grip.pointer) return;
        this.grip = null;
        if (grip.moved) {
            const { boxes } = this.now;
            this.now = grip.before;
            if (event.type === "pointerup") this.put(boxes, [grip.place]);
            else this.show();
            return;
        }
        const again = this.tap?.place === grip.place && event.timeStamp - this.tap.at < DOUBLE_MS;
        this.tap = again ? null : { place: grip.place, at: event.timeStamp };
        const stage = this.stage.getBoundingClientRect();
        if (again) this.split(((event.clientX - stage.left) / stage.width) * this.data.size[0]);
    }

    /** Which edges of a box a pointer is at. */
    edgesAt(event, place) {
        const sides = this.stage.querySelectorAll(".box")[place].getBoundingClientRect();
        const reach = event.pointerType === "touch" ? 2 * REACH : REACH;
        const [across, down] = [Math.min(reach, sides.width / 4), Math.min(reach, sides.height / 4)];
        return {
            box: this.now.boxes[place],
            edges: {
                left: event.clientX < sides.left + across,
                right: event.clientX > sides.right - across,
                top: event.clientY < sides.top + down,
                bottom: event.clientY > sides.bottom - down,
            },
        };
    }

    // ---- What is shown

    choose(places, also = false) {
        if (!also) this.chosen = new Set(places);
        else for (const place of places) this.chosen.has(place) ? this.chosen.delete(place) : this.chosen.add(place);
        this.show();
    }

    show() {
        const { data, now } = this;
        const count = now.boxes.length;
        const [width, height] = data.size;
        const waiting = this.number !== data.number;
        this.part.classList.toggle("waiting", waiting);
        this.stage.setAttribute("aria-label", `${data.label}: ${count} ${count === 1 ? "box" : "boxes"}`);
        const drawn = [...this.stage.querySelectorAll(".box")];
        for (const box of drawn.slice(count)) box.remove();
        now.boxes.forEach(([x, y, w, h], place) => {
            const box = drawn[place] ?? this.stage.appendChild(newBox());
            const reading = waiting ? "" : (data.readings[place] ?? "");
            box.style.left = `${(100 * x) / width}%`;
            box.style.top = `${(100 * y) / height}%`;
            box.style.width = `${(100 * w) / width}%`;
            box.style.height = `${(100 * h) / height}%`;
            box.setAttribute("aria-pressed", this.chosen.has(place));
            box.setAttribute("aria-label", `Box ${place + 1} of ${count}${reading && `: ${reading}`}`);
            box.querySelector(".place").textContent = place + 1;
            const [digit, sure = ""] = (data.readings[place] ?? "").split(", ");
            if (waiting) return; // the old words, pale, until the new ones come
            box.querySelector(".reading b").textContent = digit;
            box.querySelector(".reading span").textContent = sure;
        });
        // Room below the picture for what its lowest box reads as.
        const lowest = Math.max(0, ...now.boxes.map((box) => box[1] + box[3]));
        const room = (1 - lowest / height) * this.stage.clientHeight;
        this.stage.style.marginBottom = `${Math.max(0, READING_ROOM - room)}px`;
        this.slider.value = now.threshold;
        this.find("output").textContent = now.threshold.toFixed(2);
        this.find(".note").textContent = waiting ? "" : data.note;
        const { places } = this;
        const able = {
            split: places.length === 1 && count < data.most,
            merge: places.length > 0 && count > 1,
            remove: places.length > 0,
            add: count < data.most,
            earlier: places.length === 1 && places[0] > 0,
            later: places.length === 1 && places[0] < count - 1,
            undo: this.past.length > 0,
            reset: now.corrected || now.threshold !== data.thresholds[2],
        };
        for (const button of this.part.querySelectorAll("button")) button.disabled = !able[button.dataset.do];
    }

    end() {
        clearTimeout(this.resting);
        if (this.data && this.number !== this.data.number) this.tell(); // closed before it was said
    }
}

function newBox() {
    const box = Object.assign(document.createElement("div"), { className: "box", tabIndex: 0 });
    box.setAttribute("role", "button");
    box.setAttribute("aria-describedby", "boxes-help");
    box.innerHTML = '<span class="place"></span><span class="reading" aria-hidden="true"><b></b><span></span></span>';
    return box;
}

function cursorOf({ left, right, top, bottom }) {
    if (left || right) return top || bottom ? ((left && top) || (right && bottom) ? "nwse-resize" : "nesw-resize") : "ew-resize";
    return top || bottom ? "ns-resize" : "move";
}

const PARTS = new WeakMap();

export default function ({ parentElement, data, setStateValue }) {
    let boxes = PARTS.get(parentElement);
    if (!boxes) PARTS.set(parentElement, (boxes = new Boxes(parentElement)));
    boxes.send = (correction) => setStateValue("correction", correction);
    boxes.receive(data);
    return () => {
        boxes.end();
        PARTS.delete(parentElement);
    };
}
