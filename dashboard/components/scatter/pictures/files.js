// @ts-check
// A cache of coordinate and label files, so that a view opens immediately the second time.

const MAX_CACHED = 12;

export class Files {
    constructor() {
        /** @type {Map<string, ArrayBuffer>} Files by address. */
        this.cache = new Map();
    }

    /** @param {string} address */
    async fetch(address) {
        const cached = this.cache.get(address);
        if (cached) return cached;
        const answer = await fetch(address);
        if (!answer.ok) throw new Error(await answer.text());
        const file = await answer.arrayBuffer();
        if (this.cache.size > MAX_CACHED) this.cache.clear();
        this.cache.set(address, file);
        return file;
    }
}
