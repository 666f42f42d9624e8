// Where the map is looked at from: places of the data, steps of 1/65535 of their square, pixels of the canvas.

const MAX_ZOOM = 100;
const SETTLED_MS = 250; // after a move the server hears of it

const round = (value) => Number(value.toFixed(5));

class Camera {
    resize() {
        const { width, height } = this.over.getBoundingClientRect(); // the stage less its border
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
            const text = whole ? "" : `${round(x)}_${round(y)}_${round(this.zoom)}`;
            this.look(text); // what a link keeps of it, so that the link shows the very same picture
            this.draw();
            this.camera.set(text);
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
}
