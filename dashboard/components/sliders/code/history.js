// @ts-check
// The undo history of codes, and the code in the page's address.

import { packCode, unpackCode } from "./codes.js";

const MAX_LENGTH = 200;

/** The past codes of one model, packed. They last as long as the tab, so they survive visits to other pages. */
export class CodeHistory {
    /**
     * @param {string} model
     * @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} [storage]
     */
    constructor(model, storage = sessionStorage) {
        this.key = `latent-digits-history-${model}`;
        this.storage = storage;
        /** @type {string[]} */
        this.past = [];
        this.at = -1;
        this.load();
    }

    get current() {
        return this.past[this.at];
    }

    /** @param {string} code Packed. */
    push(code) {
        if (code === this.current) return;
        this.past = [...this.past.slice(0, this.at + 1), code].slice(-MAX_LENGTH);
        this.at = this.past.length - 1;
        this.save();
    }

    /** @param {number} by −1 for Undo, 1 for Redo. */
    canStep(by) {
        return this.at + by >= 0 && this.at + by < this.past.length;
    }

    /**
     * Go to another code in the history and return it.
     * @param {number} by −1 for Undo, 1 for Redo.
     */
    step(by) {
        this.at += by;
        this.save();
        return unpackCode(this.current);
    }

    load() {
        try {
            const { past = this.past, at = this.at } = JSON.parse(this.storage.getItem(this.key) ?? "{}");
            this.past = past;
            this.at = at;
        } catch {
            this.storage.removeItem(this.key); // not valid JSON: start with an empty history
        }
    }

    save() {
        this.storage.setItem(this.key, JSON.stringify({ past: this.past, at: this.at }));
    }
}

/**
 * Replace the code in the address without adding a history entry, so that Back leaves the page, as it does with
 * Streamlit's own sliders.
 * @param {number[]} z
 */
export function writeToAddress(z) {
    const address = new URL(location.href);
    address.searchParams.set("z", packCode(z));
    // The component can outlive the page: do not change the address of the next page.
    if (/\/explore\/?$/.test(address.pathname)) history.replaceState(history.state, "", address);
}
