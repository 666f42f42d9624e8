// @ts-check
// Pictures for rows and locations: first a thumbnail if there is one, then the exact picture once it arrives.

import { PICTURE_SIZE, PIXEL_COUNT } from "../../live.js";
import { Decoder } from "./decoder.js";
import { Thumbnails } from "./thumbnails.js";

/** @import { Digit } from "./greys.js" */
/** @import { Scene } from "../view/scene.js" */

const MAX_EXACT = 4000; // exact pictures in the cache
const MAX_WANTED = 256; // exact pictures per request

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
        this.fetching = new Set();
        /** @type {number[]} Rows whose exact pictures will be fetched next. */
        this.wanted = [];
        this.isFetching = false;
        this.isActive = true;
    }

    /** @param {number[]} rows */
    want(rows) {
        const { fetching, exact } = this;
        this.wanted = rows.filter((row) => !exact.has(row) && !fetching.has(row)).slice(0, MAX_WANTED);
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
     * Fetch exact pictures; return whether they have arrived.
     * @param {number[]} rows
     */
    async fetchExact(rows) {
        const { fetching, exact } = this;
        for (const row of rows) fetching.add(row);
        const bytes = await fetchBytes(this.address.replace("ROWS", rows.join("-")));
        if (!this.isActive) return false;
        for (const row of rows) fetching.delete(row);
        if (!bytes) return false; // the page's next run still draws a chosen digit
        if (exact.size > MAX_EXACT) exact.clear();
        rows.forEach((row, i) => {
            exact.set(row, bytes.subarray(i * PIXEL_COUNT, (i + 1) * PIXEL_COUNT));
        });
        this.changed();
        return true;
    }

    end() {
        this.isActive = false;
        this.wanted = [];
        this.thumbnails.end();
        this.decoder.end();
    }
}

/** The pictures of the current model. */
export class Pictures {
    /** @param {() => void} changed Called when a picture has arrived. */
    constructor(changed) {
        this.changed = changed;
        this.files = "";
        /** @type {ModelPictures | null} */
        this.current = null;
    }

    /**
     * Switch to the pictures of a scene's model.
     * @param {Scene} scene
     */
    use(scene) {
        if (this.current && this.files === scene.files) return;
        this.end();
        this.files = scene.files;
        this.current = new ModelPictures(scene, this.changed);
    }

    /** Whether no thumbnail has arrived yet. */
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
     * Return a row's picture; null if none has arrived.
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
     * Request the exact pictures of rows. These rows replace any from earlier calls that are still waiting to be
     * fetched.
     * @param {number[]} rows
     */
    want(rows) {
        this.current?.want(rows);
    }

    /**
     * Call `show` with a row's exact picture: now if it is cached, otherwise once it arrives, ahead of the rows that
     * `want` has requested.
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
     * Decode a code and call `show` with its picture, unless a newer code with the same reason replaces it.
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
 * @returns {Promise<Uint8Array | null>} null if the request fails.
 */
async function fetchBytes(address) {
    try {
        const answer = await fetch(address);
        return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
    } catch {
        return null;
    }
}
