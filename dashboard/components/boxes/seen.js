// The ink as numbers, in which a cut and a new box find their places.

const INKED = 77; // of 255: what counts as ink when a box looks for some

class SeenInk {
    /** Take the address of the ink of a picture of the size [width, height]. */
    async read(url, size) {
        this.size = size;
        if (url === this.url) return;
        this.url = url;
        this.pixels = null;
        const image = new Image();
        image.src = url;
        await image.decode();
        if (url !== this.url) return;
        const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
        const context = canvas.getContext("2d", { willReadFrequently: true });
        context.drawImage(image, 0, 0);
        this.pixels = context.getImageData(0, 0, image.width, image.height);
    }

    at(column, row) {
        const { data, width } = this.pixels;
        return data[4 * (row * width + column) + 3];
    }

    /** The column of a box in the middle of its emptiest columns, not too near its sides. */
    gapIn([x, y, width, height]) {
        if (!this.pixels) return x + width / 2;
        const scale = this.pixels.width / this.size[0];
        const [from, to] = [x + 0.2 * width, x + 0.8 * width].map((column) => Math.round(column * scale));
        const [top, bottom] = [y, y + height].map((row) => Math.round(row * scale));
        const sums = [];
        for (let column = from; column <= to; column++) {
            let sum = 0;
            for (let row = Math.max(0, top); row < Math.min(this.pixels.height, bottom); row++) sum += this.at(column, row) || 0;
            sums.push(sum);
        }
        const least = Math.min(...sums) + 255; // a pixel more or less does not matter
        const open = sums.flatMap((sum, column) => (sum <= least ? [column] : []));
        const middle = (to - from) / 2;
        const best = open.reduce((one, other) => (Math.abs(other - middle) < Math.abs(one - middle) ? other : one));
        return (from + best + 0.5) / scale;
    }

    /** A box round all ink that none of ``boxes`` holds; in the middle of the picture where there is none. */
    openInk(boxes) {
        const [width, height] = this.size;
        let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
        const scale = this.pixels ? this.pixels.width / width : 1;
        for (let row = 0; row < (this.pixels?.height ?? 0); row++)
            for (let column = 0; column < this.pixels.width; column++) {
                if (this.at(column, row) < INKED) continue;
                const [x, y] = [column / scale, row / scale];
                if (boxes.some(([a, b, w, h]) => x >= a - 2 && x <= a + w + 2 && y >= b - 2 && y <= b + h + 2)) continue;
                [left, top] = [Math.min(left, x), Math.min(top, y)];
                [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
            }
        if (right < 0) return [0.4 * width, 0.25 * height, 0.2 * width, 0.5 * height].map(Math.round);
        return within([left - 2, top - 2, right - left + 4 + 1 / scale, bottom - top + 4 + 1 / scale], this.size);
    }
}
