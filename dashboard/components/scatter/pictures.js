// Decoded digits in the browser: a thumbnail at once where there is one, the exact picture as soon as it has come.

const SIDE = PICTURE_SIZE;

/** The digits of rows and places. `changed` is called when one has come that was asked for. */
class Pictures {
    constructor(changed) {
        this.changed = changed;
        this.exact = new Map(); // row → Uint8Array(784)
        this.coming = new Set(); // rows whose exact pictures are on their way
    }

    /** Other codes: forget the pictures of the old ones. */
    use(model, files, sprites, digits, count) {
        if (this.files === files) return;
        Object.assign(this, { model, files, sprites, digits, count, wanted: [], fetching: false });
        this.exact.clear();
        this.coming.clear();
        this.thumbnails = []; // one Uint8Array per sheet
        this.numberOf = new Int32Array(count).fill(-1);
        for (let i = 0, row = 0; i < sprites.sheets * sprites.perSheet && i < count; i++, row = (row + sprites.stride) % count)
            this.numberOf[row] = i;
        this.close();
    }

    /** Fetch the sheets one by one, so that they stay out of the way of everything else. */
    async load() {
        const files = this.files;
        for (let number = 0; number < this.sprites.sheets && number * this.sprites.perSheet < this.count; number++) {
            const bitmap = await picture(this.sprites.address.replace("NUMBER", number)).catch(() => null);
            if (!bitmap || files !== this.files) return;
            this.thumbnails[number] = greys(bitmap);
            this.changed();
        }
    }

    has(row) {
        return this.exact.has(row) || this.thumbnails[this.numberOf[row] / this.sprites.perSheet | 0] !== undefined && this.numberOf[row] >= 0;
    }

    /** Greys of a row's picture and their width; null where none is here yet. */
    of(row) {
        if (this.exact.has(row)) return { side: SIDE, greys: this.exact.get(row) };
        const number = this.numberOf[row];
        const sheet = number < 0 ? undefined : this.thumbnails[number / this.sprites.perSheet | 0];
        if (!sheet) return null;
        const { size, columns, perSheet } = this.sprites, at = number % perSheet, out = new Uint8Array(size * size);
        const left = (at % columns) * size, top = (at / columns | 0) * size;
        for (let y = 0; y < size; y++) out.set(sheet.greys.subarray((top + y) * sheet.width + left, (top + y) * sheet.width + left + size), y * size);
        return { side: size, greys: out };
    }

    /** Ask for the exact pictures of rows; what was asked for before and has not been fetched is dropped. */
    want(rows) {
        this.wanted = rows.filter((row) => !this.exact.has(row) && !this.coming.has(row)).slice(0, 256);
        if (!this.fetching) this.fetchWanted();
    }

    async fetchWanted() {
        this.fetching = true;
        while (this.wanted.length) {
            const rows = this.wanted;
            this.wanted = [];
            if (!(await this.fetchExact(rows))) break;
        }
        this.fetching = false;
    }

    /** Hand a row's exact picture to `show`: now if it is here, else before all others that are wanted. */
    async exactly(row, show) {
        if (this.exact.has(row) || (await this.fetchExact([row]))) show(this.exact.get(row));
    }

    /** Whether the rows' exact pictures have come. */
    async fetchExact(rows) {
        const { files, coming } = this;
        for (const row of rows) coming.add(row);
        const answer = await fetch(this.digits.replace("ROWS", rows.join("-"))).catch(() => null);
        const bytes = answer?.ok && new Uint8Array(await answer.arrayBuffer());
        if (files !== this.files) return false;
        for (const row of rows) coming.delete(row);
        if (!bytes) return false; // what is chosen is then drawn by the page
        if (this.exact.size > 4000) this.exact.clear();
        rows.forEach((row, i) => this.exact.set(row, bytes.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE)));
        this.changed();
        return true;
    }

    /** Decode any code (array) through the live socket; `show` gets its greys. Of what is hovered and of what is
     *  chosen only the newest code counts, and what is chosen goes first. */
    decode(code, show, why = "hovered") {
        this.waiting[why] = { codes: Float32Array.from(code), draw: (greys) => show({ side: SIDE, greys }) };
        // Without the socket a click still decodes, on the server.
        this.live ||= new Live(this.model, () => this.next(), () => {});
        this.live.poke();
    }

    next() {
        const why = this.waiting.chosen ? "chosen" : "hovered", next = this.waiting[why];
        this.waiting[why] = null;
        return next;
    }

    close() {
        this.live?.end();
        this.live = null;
        this.waiting = {};
    }
}

async function picture(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(await answer.text());
    return createImageBitmap(await answer.blob());
}

/** The greys 0 to 255 of a picture. */
function greys(bitmap) {
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height), pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(bitmap, 0, 0);
    const rgba = pen.getImageData(0, 0, bitmap.width, bitmap.height).data, grey = new Uint8Array(rgba.length / 4);
    for (let i = 0; i < grey.length; i++) grey[i] = rgba[4 * i];
    return { width: bitmap.width, height: bitmap.height, greys: grey };
}

/** A canvas with greys as ink of a colour [r, g, b] on nothing. */
function inked({ side, greys: grey, width = side, height = side }, [r, g, b]) {
    const canvas = new OffscreenCanvas(width, height), pen = canvas.getContext("2d"), image = pen.createImageData(width, height);
    for (let i = 0; i < grey.length; i++) image.data.set([r, g, b, grey[i]], 4 * i);
    pen.putImageData(image, 0, 0);
    return canvas;
}
