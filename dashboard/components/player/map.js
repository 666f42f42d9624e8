// The map beside the film: the way of each digit through MNIST's codes, and a bead on it where the film is.

const MARGIN = 0.05; // round all that is shown, of its side
const REACH = 18; // how far from a line a pointer still takes hold of it, in CSS pixels
const PULL = 4; // of a line's ends: near them many frames lie within a pixel, and who goes there means the end
const [BEAD, END_MARK] = [5.5, 3];
const ASIDE = 7; // a digit's name stands so far from the middle of its points, where typical digits start

class FilmMap {
    // ``seek`` is called with a frame when someone goes to it along a line.
    constructor(canvas, seek) {
        Object.assign(this, { canvas, lines: [], frame: 0, ground: new OffscreenCanvas(1, 1) });
        canvas.onpointerdown = (event) => {
            const found = event.button ? null : this.nearest(event, this.lines, REACH);
            if (!found) return;
            canvas.setPointerCapture(event.pointerId);
            this.held = found.line;
            seek(found.frame);
        };
        canvas.onpointermove = (event) => {
            if (canvas.hasPointerCapture(event.pointerId)) seek(this.nearest(event, [this.held], Infinity).frame);
            else canvas.style.cursor = this.nearest(event, this.lines, REACH) ? "pointer" : "";
        };
        // A finger on a line moves the film, one beside it the page.
        this.onTouch = (event) => this.nearest(event.touches[0], this.lines, REACH) && event.preventDefault();
        canvas.addEventListener("touchstart", this.onTouch, { passive: false });
    }

    // Takes the map of a film. Its line is asked for now, and drawn when it has come: the film does not wait.
    receive(data, frameCount) {
        if (data.line !== this.data?.line) {
            this.lines = []; // those of another model
            this.picture = this.address = null;
        } else if (data.codes === this.data.codes && frameCount === this.data.frameCount) return;
        this.data = { ...data, frameCount };
        this.canvas.setAttribute("aria-label", data.title);
        this.redraw();
        this.ask();
    }

    // One question at a time; who moves a slider gets the line of where it stops.
    async ask() {
        if (this.asking) return;
        this.asking = true;
        for (let data; data !== this.data && !this.ended; ) {
            data = this.data;
            const places = await this.placesOf(data);
            if (data.line !== this.data.line) continue;
            this.lines = places ? linesOf(places, data) : [];
            this.redraw();
        }
        this.asking = false;
    }

    async placesOf({ line, codes }) {
        try {
            const answer = await fetch(line, { method: "POST", body: fromBase64(codes) });
            return answer.ok ? new Float32Array(await answer.arrayBuffer()) : null;
        } catch {
            return null; // the server is gone, as the page says; the film goes on without a line
        }
    }

    // ---- Where things are

    // How places become pixels: so that all of the lines is seen, and of the points all but the outermost.
    look() {
        const { width, height } = this.canvas;
        const places = this.lines.flatMap((line) => line.places).filter(isKnown);
        places.push(...this.data.box);
        const [x, y] = [0, 1].map((axis) => {
            const values = places.map((place) => place[axis]);
            return { low: Math.min(...values), high: Math.max(...values) };
        });
        this.scale = Math.min(width / (x.high - x.low), height / (y.high - y.low)) * (1 - 2 * MARGIN);
        this.middle = [(x.low + x.high) / 2, (y.low + y.high) / 2];
    }

    toPixels([x, y]) {
        const { width, height } = this.canvas;
        return [width / 2 + this.scale * (x - this.middle[0]), height / 2 - this.scale * (y - this.middle[1])];
    }

    // Where on the lines a pointer is: {line, frame}, of two frames at one place the one nearer in time; or null.
    nearest({ clientX, clientY }, lines, reach) {
        const box = this.canvas.getBoundingClientRect();
        const ratio = this.canvas.width / this.canvas.clientWidth;
        let best = null;
        let least = reach;
        for (const line of lines)
            for (let frame = 0; frame < line.frameCount; frame++) {
                const [x, y] = this.toPixels(placeAt(line, frame));
                const away = Math.hypot(x / ratio + box.left - clientX, y / ratio + box.top - clientY);
                const pull = frame === 0 || frame === line.frameCount - 1 ? PULL : 0;
                const distance = away - pull + Math.abs(frame - this.frame) / line.frameCount;
                if (away < reach && (!best || distance < least)) [best, least] = [{ line, frame }, distance];
            }
        return best;
    }

    // ---- Pictures

    async load(address) {
        this.address = address;
        const picture = new Image();
        picture.src = address;
        await picture.decode().catch(() => null);
        if (this.address !== address || !picture.naturalWidth) return;
        this.picture = picture;
        this.redraw();
    }

    // All that stands still, on a canvas of its own.
    redraw() {
        const { canvas, ground, data } = this;
        if (!data || !canvas.isConnected) return;
        fit(canvas);
        const style = getComputedStyle(canvas);
        this.ink = style.color;
        this.paper = style.getPropertyValue("--st-background-color") || "Canvas";
        this.accent = style.getPropertyValue("--st-primary-color") || this.ink;
        const address = colourOf(canvas)[0] > 128 ? data.pictures.dark : data.pictures.light;
        if (address !== this.address) this.load(address);
        [ground.width, ground.height] = [canvas.width, canvas.height];
        const pen = ground.getContext("2d");
        const ratio = canvas.width / canvas.clientWidth;
        this.look();
        if (this.picture) pen.drawImage(this.picture, ...this.toPixels([0, 1]), this.scale, this.scale);
        pen.font = `600 ${11 * ratio}px sans-serif`;
        [pen.textAlign, pen.textBaseline, pen.lineJoin, pen.lineCap] = ["center", "middle", "round", "round"];
        for (const { places } of this.lines) this.drawLine(pen, places, ratio);
        for (const [digit, middle] of data.names) {
            const [x, y] = this.toPixels(middle).map((value) => value - ASIDE * ratio);
            [pen.lineWidth, pen.strokeStyle, pen.fillStyle] = [3 * ratio, this.paper, this.ink];
            pen.strokeText(digit, x, y);
            pen.fillText(digit, x, y);
        }
        this.show(this.frame);
    }

    drawLine(pen, places, ratio) {
        pen.beginPath();
        for (const [number, place] of places.entries())
            if (isKnown(place)) {
                const [x, y] = this.toPixels(place);
                number && isKnown(places[number - 1]) ? pen.lineTo(x, y) : pen.moveTo(x, y);
            }
        for (const [colour, width] of [[this.paper, 4], [this.ink, 1.5]]) {
            [pen.strokeStyle, pen.lineWidth] = [colour, width * ratio];
            pen.stroke();
        }
        const known = places.filter(isKnown);
        for (const [place, inside] of [[known[0], this.paper], [known.at(-1), this.ink]])
            if (place) dot(pen, this.toPixels(place), END_MARK * ratio, inside, this.ink, 1.5 * ratio);
    }

    // A frame: a bead on each line.
    show(frame) {
        this.frame = frame;
        const { canvas, ground, data } = this;
        if (!data || !canvas.width) return;
        const pen = canvas.getContext("2d");
        const ratio = canvas.width / canvas.clientWidth;
        pen.clearRect(0, 0, canvas.width, canvas.height);
        pen.drawImage(ground, 0, 0);
        for (const line of this.lines) {
            // Until the new line is here, the old one shows the same share of its own time.
            const old = Math.round((frame * (line.frameCount - 1)) / Math.max(1, data.frameCount - 1));
            const place = placeAt(line, old);
            if (isKnown(place)) dot(pen, this.toPixels(place), BEAD * ratio, this.accent, this.paper, 2 * ratio);
        }
    }

    end() {
        this.ended = true;
        this.canvas.removeEventListener("touchstart", this.onTouch);
    }
}

const isKnown = (place) => Number.isFinite(place[0]); // a place without a digit has no place on the map

// From places, two numbers for each frame and digit, to one line for each digit.
function linesOf(places, { frames, frameCount }) {
    const digitCount = places.length / 2 / frames.length;
    return Array.from({ length: digitCount }, (_, digit) => ({
        frames,
        frameCount,
        places: frames.map((_, number) => {
            const at = 2 * (number * digitCount + digit);
            return [places[at], places[at + 1]];
        }),
    }));
}

// Where a line is at a frame: straight between those that have a place of their own.
function placeAt({ frames, places }, frame) {
    let after = frames.findIndex((placed) => placed >= frame);
    if (after < 0) after = frames.length - 1;
    if (frames[after] === frame || !after) return places[after];
    const share = (frame - frames[after - 1]) / (frames[after] - frames[after - 1]);
    return [0, 1].map((axis) => places[after - 1][axis] * (1 - share) + places[after][axis] * share);
}

function dot(pen, [x, y], radius, inside, rim, width) {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    [pen.fillStyle, pen.strokeStyle, pen.lineWidth] = [inside, rim, width];
    pen.stroke();
    pen.fill();
}
