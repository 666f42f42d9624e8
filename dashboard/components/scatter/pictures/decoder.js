// @ts-check
// Decodes codes through the live socket.

import { Live, PICTURE_SIZE } from "../../live.js";

/** @import { Request } from "../../live.js" */
/** @import { Digit } from "./greys.js" */

/** Decodes the newest hovered code and the newest chosen code; the chosen code goes first. */
export class Decoder {
    /** @param {string} model */
    constructor(model) {
        this.model = model;
        /** @type {Record<"chosen" | "hovered", Request | null>} */
        this.waiting = { chosen: null, hovered: null };
        /** @type {Live | null} */
        this.live = null; // opened when the first code arrives
    }

    /**
     * @param {number[]} code
     * @param {(digit: Digit) => void} show
     * @param {"chosen" | "hovered"} reason
     */
    decode(code, show, reason) {
        this.waiting[reason] = {
            codes: Float32Array.from(code),
            draw: (greys) => show({ side: PICTURE_SIZE, greys }),
        };
        // Without the socket, the page's next run still shows a chosen digit.
        this.live ??= new Live(
            this.model,
            () => this.takeNext(),
            () => {},
        );
        this.live.poke();
    }

    takeNext() {
        const reason = this.waiting.chosen ? "chosen" : "hovered";
        const next = this.waiting[reason];
        this.waiting[reason] = null;
        return next;
    }

    end() {
        this.live?.end();
    }
}
