// @ts-check
// Codes decoded through the live socket.

import { Live, PICTURE_SIZE } from "../../live.js";

/** @import { Request } from "../../live.js" */
/** @import { Digit } from "./greys.js" */

/** Of what the pointer is on and of what is chosen only the newest code counts; what is chosen goes first. */
export class Decoder {
    /** @param {string} model */
    constructor(model) {
        this.model = model;
        /** @type {Record<"chosen" | "hovered", Request | null>} */
        this.waiting = { chosen: null, hovered: null };
        /** @type {Live | null} */
        this.live = null; // opened at the first code
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
        // Without the socket the page still shows what is clicked.
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
