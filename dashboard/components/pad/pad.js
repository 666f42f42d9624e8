// The draw pad. A drawing is a list of strokes [x, y, width, x, y, width, …] in thousandths of the pad's height;
// an SVG shows them, so that they are sharp at every size and follow the theme by themselves.

const WIDTH = 1250; // of the pad where it is HEIGHT high; strokes.py has the same
const HEIGHT = 1000;
const PEN = 60;
const INSET = 40; // what is drawn keeps so far from the edge, so that no stroke is cut
const MARGIN = 120; // round what was drawn beyond the pad
const NEAREST = 5; // a point nearer than this to the last one adds nothing
const MOST_POINTS = 19_900; // strokes.py takes 20,000
const REST_MS = 350; // after the last stroke: a 4 or 5 has two
const PALM_MS = 1000; // after a pen, a touch is the hand that holds it

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
    constructor(root, { strokes, label }) {
        const part = Object.assign(document.createElement("div"), { innerHTML: SKELETON, className: "pad" });
        root.append(part);
        const find = (selector) => part.querySelector(selector);
        [this.home, this.board, this.dialog, this.svg] = [".home", ".board", "dialog", "svg"].map(find);
        [this.hint, this.undoButton, this.clearButton, this.sizeButton] = [".hint", ".undo", ".clear", ".size"].map(find);
        this.part = part;
        this.label = label;
        this.dialog.setAttribute("aria-label", label);
        this.strokes = strokes;
        this.past = strokes.map((_, count) => strokes.slice(0, count)); // what Undo goes back to
        this.penAt = -PALM_MS;
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
        this.board.onkeydown = (event) => {
            const undo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
            if (undo) this.undo();
            else if (event.target === svg && (event.key === "Delete" || event.key === "Backspace")) this.clear();
            else return;
            event.preventDefault();
        };
    }

    // ---- Drawing

    begin(event) {
        if (this.stroke || event.button !== 0) return;
        if (event.pointerType === "pen") this.penAt = performance.now();
        else if (event.pointerType === "touch" && performance.now() - this.penAt < PALM_MS) return;
        if (this.strokes.flat().length / 3 > MOST_POINTS) return;
        clearTimeout(this.resting);
        this.pointer = event.pointerId;
        this.svg.setPointerCapture(event.pointerId);
        this.toPad = this.svg.getScreenCTM().inverse();
        this.stroke = [];
        this.add(event);
        this.draw();
    }

    follow(event) {
        if (!this.stroke || event.pointerId !== this.pointer) return;
        if (event.pointerType === "pen") this.penAt = performance.now();
        const events = event.getCoalescedEvents?.() ?? [];
        for (const each of events.length ? events : [event]) this.add(each);
        this.draw();
    }

    end(event) {
        if (!this.stroke || event.pointerId !== this.pointer) return;
        const { stroke } = this;
        this.stroke = null;
        this.put([...this.strokes, stroke]);
    }

    add(event) {
        const { stroke, view } = this;
        const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.toPad);
        const within = (value, low, length) =>
            Math.round(Math.min(low + length - INSET, Math.max(low + INSET, value)));
        const x = within(at.x, view.x, view.width);
        const y = within(at.y, view.y, view.height);
        if (stroke.length && Math.hypot(x - stroke.at(-3), y - stroke.at(-2)) < NEAREST) return;
        if (stroke.length > 3 * MOST_POINTS) return;
        // In steps of 4, so that a line of one width is one line of the SVG.
        const width = event.pointerType === "pen" ? 4 * Math.round((PEN * (0.4 + 1.2 * event.pressure)) / 4) : PEN;
        stroke.push(x, y, width);
    }

    // ---- What is on the pad

    put(strokes) {
        this.past.push(this.strokes);
        this.show(strokes);
    }

    undo() {
        if (!this.stroke && this.past.length) this.show(this.past.pop());
    }

    clear() {
        if (!this.stroke && this.strokes.length) this.put([]);
    }

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
        const focused = this.part.getRootNode().activeElement;
        this.undoButton.disabled = !this.past.length;
        this.clearButton.disabled = !count;
        if (focused?.disabled) this.svg.focus(); // the keys go on working
    }

    // The pad is always whole in sight, and so is what was drawn beyond it while it was larger.
    look() {
        const { clientWidth, clientHeight } = this.svg;
        if (!clientWidth || this.stroke) return;
        const half = (HEIGHT / 2) * (clientWidth / clientHeight);
        let [left, top, right, bottom] = [WIDTH / 2 - half, 0, WIDTH / 2 + half, HEIGHT];
        for (const stroke of this.strokes)
            for (let i = 0; i < stroke.length; i += 3) {
                const [x, y] = [stroke[i], stroke[i + 1]];
                if (x >= INSET && x <= WIDTH - INSET && y >= INSET && y <= HEIGHT - INSET) continue;
                left = Math.min(left, x - MARGIN);
                top = Math.min(top, y - MARGIN);
                right = Math.max(right, x + MARGIN);
                bottom = Math.max(bottom, y + MARGIN);
            }
        // As large as the stage's shape asks for, about the same middle.
        const width = Math.max(right - left, ((bottom - top) * clientWidth) / clientHeight);
        const height = (width * clientHeight) / clientWidth;
        this.view = { x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height };
        this.svg.setAttribute("viewBox", Object.values(this.view).join(" "));
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

/** A stroke as SVG polylines, one for each run of equal width. */
function linesOf(stroke) {
    const lines = [];
    for (let i = 0; i < stroke.length; i += 3) {
        const [x, y, width] = stroke.slice(i, i + 3);
        if (lines.at(-1)?.width !== width) {
            // A line of one point is a dot where it goes there twice.
            lines.push({ width, points: [i ? stroke[i - 3] : x, i ? stroke[i - 2] : y] });
        }
        lines.at(-1).points.push(x, y);
    }
    return lines.map(({ width, points }) => {
        const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
        line.setAttribute("points", points.join(" "));
        line.setAttribute("stroke-width", width);
        return line;
    });
}

const PADS = new WeakMap();

export default function ({ parentElement, data, setStateValue }) {
    let pad = PADS.get(parentElement);
    if (!pad) PADS.set(parentElement, (pad = new Pad(parentElement, data)));
    pad.send = (strokes) => setStateValue("strokes", strokes);
    return () => {
        pad.dispose();
        PADS.delete(parentElement);
    };
}
