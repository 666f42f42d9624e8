// @ts-check
// The pictures of rows and places: a thumbnail at once where there is one, the exact picture as soon as it has come.

import { PICTURE_SIZE, PIXEL_COUNT } from "../../live.js";
import { Decoder } from "./decoder.js";
import { Thumbnails } from "./thumbnails.js";

/** @import { Digit } from "./greys.js" */
/** @import { Scene } from "../view/scene.js" */

const MOST_EXACT = 4000; // exact pictures that are kept
const MOST_WANTED = 256; // exact pictures of one answer

/** The exact pictures of one model's rows, its thumbnails, and its decoder. */
class ModelPictures {
    /**
     * @param {Scene} scene
     * @param {() => void} changed
     */
    constructor({ count, digits, model, sprites }, changed) {
        this.address = digits;
        this.changed = changed;
        this.thumbnails = new Thumbnails(sprites, count);
        this.decoder = new Decoder(model);
        /** @type {Map<number, Uint8Array>} */
        this.exact = new Map();
        /** @type {Set<number>} Rows whose exact pictures are being fetched. */
        this.coming = new Set();
        /** @type {number[]} Rows whose exact pictures are to be fetched next. */
        this.wanted = [];
        this.isFetching = false;
        this.isWanted = true;
    }

    /** @param {number[]} rows */
    want(rows) {
        const { coming, exact } = this;
        this.wanted = rows.filter((row) => !exact.has(row) && !coming.has(row)).slice(0, MOST_WANTED);
        if (!this.isFetching) this.fetchWanted();
    }

    async fetchWanted() {
        this.isFetching = true;
        while (this.wanted.length) {
            const rows = this.wanted;
            this.wanted = [];
            if (!(await this.fetchExact(rows))) break;
        }
        this.isFetching = false;
    }

    /**
     * Fetch exact pictures; returns whether they have come.
     * @param {number[]} rows
     */
    async fetchExact(rows) {
        const { coming, exact } = this;
        for (const row of rows) coming.add(row);
        const bytes = await fetchBytes(this.address.replace("ROWS", rows.join("-")));
        if (!this.isWanted) return false;
        for (const row of rows) coming.delete(row);
        if (!bytes) return false; // the page then draws what is chosen
        if (exact.size > MOST_EXACT) exact.clear();
        rows.forEach((row, i) => {
            exact.set(row, bytes.subarray(i * PIXEL_COUNT, (i + 1) * PIXEL_COUNT));
        });
        this.changed();
        return true;
    }

    end() {
        this.isWanted = false;
        this.wanted = [];
        this.thumbnails.end();
        this.decoder.end();
    }
}

/** The pictures of the model that is shown. */
export class Pictures {
    /** @param {() => void} changed Called when a picture has come. */
    constructor(changed) {
        this.changed = changed;
        this.files = "";
        /** @type {ModelPictures | null} */
        this.current = null;
    }

    /**
     * Forget the pictures of other codes.
     * @param {Scene} scene
     */
    use(scene) {
        if (this.current && this.files === scene.files) return;
        this.end();
        this.files = scene.files;
        this.current = new ModelPictures(scene, this.changed);
    }

    /** Whether no thumbnail has come yet. */
    get isEmpty() {
        return !this.current?.thumbnails.sheets.length;
    }

    /** Fetch the thumbnails. */
    load() {
        this.current?.thumbnails.load(this.changed);
    }

    /** @param {number} row */
    has(row) {
        const { current } = this;
        return !!current && (current.exact.has(row) || current.thumbnails.sheetOf(row) !== undefined);
    }

    /**
     * A row's picture; null if none has come.
     * @param {number} row
     * @returns {Digit | null}
     */
    of(row) {
        const { current } = this;
        const greys = current?.exact.get(row);
        if (greys) return { side: PICTURE_SIZE, greys };
        return current?.thumbnails.of(row) ?? null;
    }

    /**
     * Ask for the exact pictures of rows, instead of those that were asked for before and are not being fetched.
     * @param {number[]} rows
     */
    want(rows) {
        this.current?.want(rows);
    }

    /**
     * Call `show` with a row's exact picture: now if it is here, else as soon as it has come, before all that
     * `want` has asked for.
     * @param {number} row
     * @param {(picture: Uint8Array) => void} show
     */
    async showExact(row, show) {
        const { current } = this;
        if (!current) return;
        if (!current.exact.has(row)) await current.fetchExact([row]);
        const picture = current.exact.get(row);
        if (picture) show(picture);
    }

    /**
     * Decode a code and call `show` with its picture, unless another code of that reason comes first.
     * @param {number[]} code
     * @param {(digit: Digit) => void} show
     * @param {"chosen" | "hovered"} reason
     */
    decode(code, show, reason) {
        this.current?.decoder.decode(code, show, reason);
    }

    end() {
        this.current?.end();
        this.current = null;
    }
}

/**
 * @param {string} address
 * @returns {Promise<Uint8Array | null>} null if the server does not answer.
 */
async function fetchBytes(address) {
    try {
        const answer = await fetch(address);
        return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
    } catch {
        return null;
    }
}
