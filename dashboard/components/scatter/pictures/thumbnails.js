// @ts-check
// Small pictures of some rows, loaded before the exact pictures.

import { fetchGreys } from "./greys.js";

/** @import { Digit, Greys } from "./greys.js" */
/** @import { Sprites } from "../view/scene.js" */

export class Thumbnails {
    /**
     * @param {Sprites} sprites
     * @param {number} count The number of rows.
     */
    constructor(sprites, count) {
        this.sprites = sprites;
        this.count = count;
        /** @type {Greys[]} */
        this.sheets = [];
        this.isActive = true;
        /** The number of each row's thumbnail; -1 for a row without a thumbnail. */
        this.numberOf = new Int32Array(count).fill(-1);
        const thumbnailCount = Math.min(sprites.sheets * sprites.perSheet, count);
        for (let i = 0, row = 0; i < thumbnailCount; i++, row = (row + sprites.stride) % count)
            this.numberOf[row] = i;
    }

    /**
     * Fetch the sheets one by one, so that they do not hold up other requests.
     * @param {() => void} changed Called after each sheet.
     */
    async load(changed) {
        const { address, perSheet, sheets } = this.sprites;
        for (let number = 0; number < sheets && number * perSheet < this.count; number++) {
            const sheet = await fetchGreys(address.replace("NUMBER", String(number)));
            if (!sheet || !this.isActive) return;
            this.sheets[number] = sheet;
            changed();
        }
    }

    /** Stop fetching sheets. */
    end() {
        this.isActive = false;
    }

    /**
     * Return the sheet with a row's thumbnail; undefined if the row has no thumbnail or the sheet has not arrived.
     * @param {number} row
     * @returns {Greys | undefined}
     */
    sheetOf(row) {
        const number = this.numberOf[row];
        return number < 0 ? undefined : this.sheets[Math.floor(number / this.sprites.perSheet)];
    }

    /**
     * @param {number} row
     * @returns {Digit | null}
     */
    of(row) {
        const sheet = this.sheetOf(row);
        if (!sheet) return null;
        const { columns, perSheet, size } = this.sprites;
        const at = this.numberOf[row] % perSheet;
        const left = (at % columns) * size;
        const top = Math.floor(at / columns) * size;
        const greys = new Uint8Array(size * size);
        for (let y = 0; y < size; y++) {
            const start = (top + y) * sheet.width + left;
            greys.set(sheet.greys.subarray(start, start + size), y * size);
        }
        return { side: size, greys };
    }
}
