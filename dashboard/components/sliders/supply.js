// @ts-check
// Supplies the pictures of the digit and the strips: from the socket, or from the page while the socket is closed.

/** @import { Request } from "../live.js" */
/** @import { Row } from "./row.js" */
/** @import { ExplorerApi, Strips } from "./types.js" */

import { fromBase64 } from "../ink.js";
import { Live, PIXEL_COUNT } from "../live.js";
import { STRIP_COUNT } from "./axes.js";
import { packCode } from "./code/codes.js";

const REST_MS = 120; // how long the code must rest before the strips are updated
const LOST_MS = 800; // how long the socket may be closed before the page is asked instead
const ANSWER_MS = 2000; // how long to wait for the page's response

/** @typedef {ReturnType<typeof setTimeout> | undefined} Timer */

export class Supply {
    /** @param {ExplorerApi} explorer */
    constructor(explorer) {
        this.explorer = explorer;
        this.dirty = false; // whether the current code still has to be decoded
        this.rested = false; // whether the code has stayed the same for REST_MS
        this.lost = false; // whether the page is asked instead of the socket
        this.drawn = ""; // the packed code of the last picture drawn
        /** @type {{number: number, code: string, rows: Row[]} | null} */
        this.stripRequest = null; // the last request for strips sent to the page
        /** @type {Timer} */
        this.restTimer = undefined;
        /** @type {Timer} */
        this.lostTimer = undefined;
        /** @type {Timer} */
        this.answerTimer = undefined;
        this.live = new Live(
            explorer.model,
            () => this.nextRequest(),
            (connected) => this.takeConnection(connected),
        );
    }

    /** Update the digit for a new code, and the strips once the code rests. */
    renew() {
        this.dirty = true;
        this.rested = false;
        clearTimeout(this.restTimer);
        this.restTimer = setTimeout(() => {
            this.rested = true;
            this.poke();
        }, REST_MS);
        if (this.live.connected) this.live.poke();
        else if (this.lost) this.askPage();
    }

    /** Request replacements for outdated pictures from the socket or the page. */
    poke() {
        if (this.lost) this.askPage();
        else this.live.poke();
    }

    /**
     * Show the pictures that the page has sent.
     * @param {{z: number[], picture: string, strips: Strips | null}} data
     */
    takePictures({ z, picture, strips }) {
        this.drawn = packCode(z);
        this.explorer.digit.show(fromBase64(picture));
        if (strips) this.takeStrips(strips);
    }

    // ---- The socket

    /**
     * Return the next request to the socket: the newest code, or an outdated strip; null if both are up to date.
     * @returns {Request | null}
     */
    nextRequest() {
        if (this.dirty || !this.live.connected) {
            this.dirty = false;
            return this.digitRequest(this.explorer.z);
        }
        const [row] = this.staleRows;
        if (!row) return null;
        row.fresh = true;
        const codes = Float32Array.from(row.stripCodes().flat());
        return { codes, draw: (pictures) => this.giveStrip(row, pictures) };
    }

    /**
     * @param {number[]} z
     * @returns {Request}
     */
    digitRequest(z) {
        const code = packCode(z);
        return {
            codes: Float32Array.from(z),
            draw: (pictures) => {
                this.drawn = code;
                this.explorer.digit.show(pictures);
            },
        };
    }

    /** The visible rows with outdated strips; empty until the code rests. */
    get staleRows() {
        return this.rested ? this.explorer.sets.rows.filter((row) => !row.fresh && row.visible) : [];
    }

    /**
     * @param {Row} row
     * @param {Uint8Array} pictures
     */
    giveStrip(row, pictures) {
        row.pictures = pictures;
        row.drawStrip(this.explorer.digit.colour);
    }

    /** @param {boolean} connected */
    takeConnection(connected) {
        if (connected) {
            clearTimeout(this.lostTimer);
            this.lostTimer = undefined;
            if (this.lost) this.explorer.say("");
            this.lost = false;
        } else {
            this.dirty ||= packCode(this.explorer.z) !== this.drawn; // the response may have been lost
            for (const row of this.explorer.sets.rows) row.fresh = false;
            this.lostTimer ??= setTimeout(() => this.fallBack(), LOST_MS);
        }
    }

    fallBack() {
        this.lost = true;
        this.explorer.say(
            "The live connection has been lost, so the digit updates more slowly. Reconnecting …",
            true,
        );
        this.askPage();
    }

    // ---- The page, which receives one request at a time

    askPage() {
        if (this.answerTimer) return;
        if (this.dirty) {
            this.dirty = false;
            this.explorer.report("move");
        } else if (!this.askStrips()) return;
        this.answerTimer = setTimeout(() => this.takeAnswer(), ANSWER_MS);
    }

    /** Send the next request after the page has responded or taken too long. */
    takeAnswer() {
        clearTimeout(this.answerTimer);
        this.answerTimer = undefined;
        if (this.lost) this.askPage();
    }

    /** Request all outdated strips at once, as each response takes a run of the page; return whether there are any. */
    askStrips() {
        const rows = this.staleRows;
        if (!rows.length) return false;
        const number = (this.stripRequest?.number ?? 0) + 1;
        this.stripRequest = { number, code: packCode(this.explorer.z), rows };
        this.explorer.trigger("strips", { number, codes: rows.flatMap((row) => row.stripCodes()) });
        return true;
    }

    /** @param {Strips} strips */
    takeStrips({ number, pictures }) {
        const request = this.stripRequest;
        if (number !== request?.number || request.code !== packCode(this.explorer.z)) return;
        const all = fromBase64(pictures);
        const length = STRIP_COUNT * PIXEL_COUNT;
        request.rows.forEach((row, i) => {
            row.fresh = true;
            this.giveStrip(row, all.subarray(i * length, (i + 1) * length));
        });
    }

    end() {
        clearTimeout(this.restTimer);
        clearTimeout(this.lostTimer);
        clearTimeout(this.answerTimer);
        this.live.end();
    }
}
