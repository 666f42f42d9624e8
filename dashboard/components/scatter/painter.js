// What is on the canvases: points below; names, digits, lines, rings and stars above.

const rgb = (text) => {
    const hex = text.trim().replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3").match(/^#(..)(..)(..)/);
    return hex ? hex.slice(1).map((part) => parseInt(part, 16)) : (text.match(/[\d.]+/g) || [0, 0, 0]).slice(0, 3).map(Number);
};
const pack = ([r, g, b]) => r | (g << 8) | (b << 16);
const css = ([r, g, b], alpha = 1) => `rgb(${r} ${g} ${b} / ${alpha})`;

class Painter extends Camera {
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
        this.labelled = [];
        this.drawNames(pen);
        for (const line of this.data.lines) this.drawLine(pen, line);
        for (const ends of [true, false]) for (const line of this.data.lines) this.drawLabels(pen, line, ends);
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
            this.labelled.push([at[0] - 7 * ratio, at[1] - 11 * ratio, at[0] + 7 * ratio, at[1] + 11 * ratio]);
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
    drawLine(pen, { places, stops }) {
        const all = places.map((place) => place && this.toPixels(place)), { ratio } = this; // null: it is broken here
        const pixels = all.filter((pixel) => pixel);
        pen.beginPath();
        for (const [i, pixel] of all.entries()) if (pixel) all[i - 1] ? pen.lineTo(...pixel) : pen.moveTo(...pixel);
        this.stroke(pen, 1.75 * ratio);
        pen.fillStyle = css(this.paper);
        const named = new Set(stops.map(([i]) => all[i]));
        for (const [i, pixel] of pixels.entries()) {
            const end = i === 0 || i === pixels.length - 1;
            pen.beginPath();
            pen.arc(...pixel, (end ? 5 : named.has(pixel) ? 3.6 : 2.2) * ratio, 0, 7);
            pen.fillStyle = end ? css(this.ink) : css(this.paper);
            pen.fill();
            pen.strokeStyle = end ? css(this.paper) : css(this.ink);
            pen.lineWidth = ratio * (end ? 1.5 : 1);
            pen.stroke();
        }
    }

    /** The names of a line's ends, or of its stops, which give way to what is named already. */
    drawLabels(pen, { places, label, stops }, ends) {
        const { ratio, labelled } = this, there = places.filter((place) => place), size = (ends ? 13 : 12) * ratio;
        const named = ends ? [[there[0], label[0]], [there.at(-1), label[1]]] : stops.map(([i, text]) => [places[i], text]);
        pen.font = `600 ${size}px ${getComputedStyle(this.stage).fontFamily}`;
        pen.textAlign = "left";
        pen.textBaseline = "middle";
        pen.lineWidth = 4 * ratio;
        for (const [place, text] of named) {
            if (!place || !text) continue;
            const [px, py] = this.toPixels(place), width = pen.measureText(text).width, half = 0.6 * size;
            const boxes = [py, py + 3 * half, py - 3 * half].flatMap((y) =>
                [px + 9 * ratio, px - 9 * ratio - width].map((x) => [x, y - half, x + width, y + half]),
            );
            const isFree = (box) =>
                box[0] >= 0 && box[2] <= pen.canvas.width &&
                !labelled.some(([left, top, right, bottom]) => box[0] < right && left < box[2] && box[1] < bottom && top < box[3]);
            const box = boxes.find(isFree) ?? (ends && (boxes[0][2] <= pen.canvas.width ? boxes[0] : boxes[1]));
            if (!box) continue;
            labelled.push(box);
            const x = box[0], y = box[1] + half;
            pen.strokeStyle = css(this.paper, 0.9);
            pen.strokeText(text, x, y);
            pen.fillStyle = css(this.ink);
            pen.fillText(text, x, y);
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
}
