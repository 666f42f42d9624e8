// Pointer and finger on the boxes: a press chooses one, a drag moves it or an edge of it, a double click cuts it.

const REACH = 9; // of an edge, in CSS pixels: a press this near drags it
const DOUBLE_MS = 400; // between the presses of a double click

class Pointer {
    constructor(boxes) {
        this.boxes = boxes;
        this.stage = boxes.stage;
        this.grip = null; // what is held, while it is
        this.stage.onpointerdown = (event) => this.press(event);
        this.stage.onpointermove = (event) => this.drag(event);
        this.stage.onpointerup = this.stage.onpointercancel = (event) => this.release(event);
    }

    letGo() {
        this.grip = null;
    }

    press(event) {
        if (event.button !== 0 || this.grip) return;
        const { boxes } = this;
        const place = boxes.placeOf(event.target);
        if (place < 0) {
            boxes.choose([]);
            return;
        }
        const edges = this.edgesAt(event, place);
        const { now } = boxes;
        boxes.choose([place], event.shiftKey || event.ctrlKey || event.metaKey);
        this.grip = {
            place,
            box: now.boxes[place],
            edges,
            pointer: event.pointerId,
            x: event.clientX,
            y: event.clientY,
            before: now,
        };
        this.stage.setPointerCapture(event.pointerId);
    }

    drag(event) {
        const { grip, boxes } = this;
        if (!grip) {
            const place = boxes.placeOf(event.target);
            if (place >= 0) event.target.closest(".box").style.cursor = cursorOf(this.edgesAt(event, place));
            return;
        }
        if (event.pointerId !== grip.pointer) return;
        const scale = boxes.data.size[0] / this.stage.clientWidth;
        const [right, down] = [(event.clientX - grip.x) * scale, (event.clientY - grip.y) * scale];
        grip.moved ||= Math.hypot(event.clientX - grip.x, event.clientY - grip.y) > 3;
        if (!grip.moved) return;
        boxes.now = { ...boxes.now, boxes: boxes.now.boxes.with(grip.place, pulled(grip, right, down, boxes.data.size)) };
        boxes.show();
    }

    release(event) {
        const { grip, boxes } = this;
        if (!grip || event.pointerId !== grip.pointer) return;
        this.grip = null;
        if (grip.moved) {
            const dragged = boxes.now.boxes;
            boxes.now = grip.before;
            if (event.type === "pointerup") boxes.put(dragged, [grip.place]);
            else boxes.show();
            return;
        }
        const again = this.tap?.place === grip.place && event.timeStamp - this.tap.at < DOUBLE_MS;
        this.tap = again ? null : { place: grip.place, at: event.timeStamp };
        const stage = this.stage.getBoundingClientRect();
        if (again) boxes.split(((event.clientX - stage.left) / stage.width) * boxes.data.size[0]);
    }

    /** Which edges of a box a pointer is at. */
    edgesAt(event, place) {
        const sides = this.boxes.elements[place].getBoundingClientRect();
        const reach = event.pointerType === "touch" ? 2 * REACH : REACH;
        const [across, down] = [Math.min(reach, sides.width / 4), Math.min(reach, sides.height / 4)];
        return {
            left: event.clientX < sides.left + across,
            right: event.clientX > sides.right - across,
            top: event.clientY < sides.top + down,
            bottom: event.clientY > sides.bottom - down,
        };
    }
}

/** A box of which some edges, or all of it, are pulled across and down, inside a picture of the size [width, height]. */
function pulled({ box: [x, y, width, height], edges: { left, right, top, bottom } }, across, down, [most, tall]) {
    if (!left && !right && !top && !bottom) return within([x + across, y + down, width, height], [most, tall]);
    const [x2, y2] = [x + width, y + height];
    const to = [
        left ? Math.min(x2 - LEAST, Math.max(0, x + across)) : x,
        top ? Math.min(y2 - LEAST, Math.max(0, y + down)) : y,
        right ? Math.max(x + LEAST, Math.min(most, x2 + across)) : x2,
        bottom ? Math.max(y + LEAST, Math.min(tall, y2 + down)) : y2,
    ].map(Math.round);
    return [to[0], to[1], to[2] - to[0], to[3] - to[1]];
}

function cursorOf({ left, right, top, bottom }) {
    if (left || right) return top || bottom ? ((left && top) || (right && bottom) ? "nwse-resize" : "nesw-resize") : "ew-resize";
    return top || bottom ? "ns-resize" : "move";
}
