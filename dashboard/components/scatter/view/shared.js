// @ts-check
// Values that both the map and the page set.

/** @import { SharedName } from "./scene.js" */

const PATIENCE_MS = 5000; // for an answer; after that the page's value counts again

/** Each value that is sent has a number. It stands until the page answers that number. */
export class Shared {
    /**
     * @param {SharedName} name
     * @param {(name: SharedName, sent: [number, string]) => void} send
     */
    constructor(name, send) {
        this.name = name;
        this.send = send;
        this.value = "";
        this.number = 0;
        this.since = 0;
    }

    /** @param {string} value */
    set(value) {
        if (value === this.value) return;
        this.value = value;
        this.number++;
        this.since = performance.now();
        this.send(this.name, [this.number, value]);
    }

    /**
     * Take the page's value, which answers the number `heard`; returns whether the value is new.
     * @param {string} value
     * @param {number} heard
     */
    hear(value, heard) {
        if (heard < this.number && performance.now() - this.since < PATIENCE_MS) return false;
        this.number = heard;
        if (value === this.value) return false;
        this.value = value;
        return true;
    }
}
