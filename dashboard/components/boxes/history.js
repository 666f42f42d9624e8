// @ts-check
// The undo history of the box editor.

/**
 * The boxes in reading order, whether the user has corrected them, and the ink threshold from 0 to 1.
 * @typedef {{boxes: import("./geometry.js").Box[], corrected: boolean, threshold: number}} State
 */

/** Previous states. Consecutive changes of the same kind are one step. */
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
     * Save the state before a change.
     * @param {State} before
     * @param {string} kind If empty, the change always forms its own step.
     */
    remember(before, kind) {
        if (!kind || kind !== this.kind) this.past.push(before);
        this.kind = kind;
    }

    /** Let the next change begin a new step, even if it is of the same kind. */
    endRun() {
        this.kind = "";
    }

    /** Remove the last step and return the state before it, or undefined if there is none. */
    takeBack() {
        this.endRun();
        return this.past.pop();
    }
}
