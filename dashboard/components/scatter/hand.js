// Pointer, fingers and keys.

const REACH = 14; // CSS pixels within which the pointer means a point

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

class Hand extends Painter {
    listen() {
        const { over } = this;
        over.addEventListener("pointerdown", (event) => this.down(event));
        over.addEventListener("pointermove", (event) => this.move(event));
        for (const name of ["pointerup", "pointercancel"]) over.addEventListener(name, (event) => this.up(event));
        over.addEventListener("pointerleave", ({ pointerType }) => pointerType !== "touch" && this.point(-1)); // a finger that taps leaves too
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
        this.meet(row, at); // a finger has not hovered before
    }

    choose(choice) {
        this.choice.set(choice);
        performance.mark("map-chosen");
        this.draw(false);
        this.enlarge(choice);
    }

    /** Let the page's large digit show a choice at once, unless another is made first. */
    enlarge(choice) {
        const { number } = this.choice, { files } = this.data;
        const say = (alt) => (picture) => {
            if (this.choice.value !== choice || this.choice.number !== number || this.data.files !== files) return;
            dispatchEvent(new CustomEvent("latent-digits-chosen", { detail: { number, picture, alt } }));
        };
        if (!choice.includes("_")) {
            this.rowSent = [number, choice];
            this.pictures.exactly(Number(choice), say(`A ${this.label[choice]}, row ${choice}`));
        } else if (!this.rowWaits()) { // else the plane is about to go through another row
            const place = choice.split("_").map(Number), where = place.map((value, i) => `${this.data.axes[i]} = ${value.toFixed(2)}`);
            const show = say(where.join(", "));
            this.pictures.decode(this.codeAt(...place), ({ greys }) => show(greys), "chosen");
        }
    }

    /** Whether a row was chosen and the page has not answered yet. */
    rowWaits() {
        return this.data.heard.choice < this.rowSent?.[0];
    }

    /** The code of a place of a plane. */
    codeAt(x, y) {
        const { origin, across, up } = this.data.plane;
        return origin.map((value, i) => value + x * across[i] + y * up[i]);
    }

    hoverAt(at, event) {
        if (event.pointerType !== "touch") this.meet(this.near(at, event), at);
    }

    /** Show the digit of a row, or, for -1, that of the place itself where the view is a plane. */
    meet(row, at) {
        this.point(row, at);
        if (row < 0 && this.data.plane) {
            const [x, y] = this.toPlace(...this.stepsAt(...at));
            this.pictures.decode(this.codeAt(x, y), (picture) => {
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
}
