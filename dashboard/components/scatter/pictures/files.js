// @ts-check
// The files of places and labels, which stay here so that a view that was seen is there at once.

const MOST_KEPT = 12;

export class Files {
    constructor() {
        /** @type {Map<string, ArrayBuffer>} By address. */
        this.kept = new Map();
    }

    /** @param {string} address */
    async fetch(address) {
        const kept = this.kept.get(address);
        if (kept) return kept;
        const answer = await fetch(address);
        if (!answer.ok) throw new Error(await answer.text());
        const file = await answer.arrayBuffer();
        if (this.kept.size > MOST_KEPT) this.kept.clear();
        this.kept.set(address, file);
        return file;
    }
}
