// @ts-check
// Values that both the map and the page can set.

/** @import { SharedName } from "./scene.js" */

const ANSWER_TIMEOUT_MS = 5000; // without a response for this long, the page's value wins

/** A value shared with the page. Each value sent has a number, and is kept until the page confirms that number. */
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
     * Accept the page's value, sent after the page received the number `answered`; return whether the value is new.
     * @param {string} value
     * @param {number} answered
     */
    receive(value, answered) {
        if (answered < this.number && performance.now() - this.since < ANSWER_TIMEOUT_MS) return false;
        this.number = answered;
        if (value === this.value) return false;
        this.value = value;
        return true;
    }
}
