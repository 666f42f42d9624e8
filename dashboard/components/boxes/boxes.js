// The boxes of a number's digits, [x, y, width, height] in pixels of the picture, in reading order. What is done to
// them here is sent as a whole; the answer says what each reads as.

const REST_MS = 150; // after the last change: keys repeat
const READING_ROOM = 38; // CSS pixels under a box

class Boxes {
    constructor(root) {
        this.part = root.querySelector(".boxes");
        this.find = (selector) => this.part.querySelector(selector);
        this.stage = this.find(".stage");
        this.slider = this.find(".threshold input");
        this.picture = null;
        this.chosen = new Set();
        this.ink = new SeenInk();
        this.pointer = new Pointer(this);
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
            this.pointer.letGo();
            this.chosen.clear();
            clearTimeout(this.resting); // what was about to be said of the picture before
        } else if (data.number < this.number) return; // an answer to something older
        this.data = data;
        const { boxes, corrected, threshold } = data;
        if (!this.pointer.grip) this.now = { boxes, corrected, threshold };
        this.stage.style.aspectRatio = data.size.join("/");
        // As wide as there is room, but never higher than the style says.
        this.stage.style.maxWidth = `${20 * (data.size[0] / data.size[1])}rem`;
        this.find(".ink").style.setProperty("--ink", `url(${data.ink})`);
        [this.slider.min, this.slider.max] = data.thresholds;
        this.ink.read(data.ink, data.size);
        this.show();
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
        const cut = Math.round(Math.min(Math.max((at ?? this.ink.gapIn(this.now.boxes[place])) - x, LEAST), width - LEAST));
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
        if (boxes.length < this.data.most) this.put([...boxes, this.ink.openInk(boxes)], [boxes.length]);
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
        this.put(this.now.boxes.with(place, within(moved, this.data.size)), [place], `nudge ${place}`);
    }

    focus() {
        const [place] = this.places;
        if (place !== undefined) this.elements[place]?.focus();
    }

    get elements() {
        return [...this.stage.querySelectorAll(".box")];
    }

    placeOf(element) {
        return this.elements.indexOf(element.closest?.(".box"));
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
        const waiting = this.number !== data.number;
        this.part.classList.toggle("waiting", waiting);
        this.stage.setAttribute("aria-label", `${data.label}: ${count} ${count === 1 ? "box" : "boxes"}`);
        const drawn = this.elements;
        for (const box of drawn.slice(count)) box.remove();
        now.boxes.forEach((sides, place) => {
            const box = drawn[place] ?? this.stage.appendChild(newBox());
            const reading = waiting ? "" : (data.readings[place] ?? "");
            setBox(box, sides, data.size);
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
        const room = (1 - lowest / data.size[1]) * this.stage.clientHeight;
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
