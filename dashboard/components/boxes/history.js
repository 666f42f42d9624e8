// @ts-check
// The changes that Undo takes back.

/**
 * The boxes in reading order; whether a person has corrected them; and how dark ink is, in [0, 1].
 * @typedef {{boxes: import("./geometry.js").Box[], corrected: boolean, threshold: number}} State
 */

/** Earlier states. Consecutive changes of one kind count as one. */
export class History {
    constructor() {
        /** @type {State[]} */
        this.past = [];
        this.kind = "";
    }

    get isEmpty() {
        return this.past.length === 0;
    }

    /**
     * Keep the state before a change.
     * @param {State} before
     * @param {string} kind Empty for a change that is always a step of its own.
     */
    remember(before, kind) {
        if (!kind || kind !== this.kind) this.past.push(before);
        this.kind = kind;
    }

    /** End the run of changes of one kind: the next change is a new step. */
    endRun() {
        this.kind = "";
    }

    /** The state before the last step, or undefined. */
    takeBack() {
        this.endRun();
        return this.past.pop();
    }
}
