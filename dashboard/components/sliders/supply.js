// @ts-check
// Where the pictures of the digit and of the strips come from: the socket, or the page while there is no connection.

/** @import { Request } from "../live.js" */
/** @import { Row } from "./row.js" */
/** @import { ExplorerApi, Strips } from "./types.js" */

import { fromBase64 } from "../ink.js";
import { Live, PIXEL_COUNT } from "../live.js";
import { STRIP_COUNT } from "./axes.js";
import { packCode } from "./code/codes.js";

const REST_MS = 120; // without a move, until the strips follow
const LOST_MS = 800; // without a socket, until the part asks the page instead
const ANSWER_MS = 2000; // to wait for the page's answer

/** @typedef {ReturnType<typeof setTimeout> | undefined} Timer */

export class Supply {
    /** @param {ExplorerApi} explorer */
    constructor(explorer) {
        this.explorer = explorer;
        this.dirty = false; // whether the current code is still to be decoded
        this.rested = false; // whether the code has not moved for REST_MS
        this.lost = false; // whether the page is asked instead of the socket
        this.shown = ""; // the packed code whose picture was drawn last
        /** @type {{number: number, code: string, rows: Row[]} | null} */
        this.stripRequest = null; // the last strips that the page was asked for
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

    /** Draw the digit of a new code, and the strips as soon as the code rests. */
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

    /** Ask the socket, or the page, for pictures that are out of date. */
    poke() {
        if (this.lost) this.askPage();
        else this.live.poke();
    }

    /**
     * Take the pictures that the page has drawn.
     * @param {{z: number[], picture: string, strips: Strips | null}} data
     */
    takePictures({ z, picture, strips }) {
        this.shown = packCode(z);
        this.explorer.digit.show(fromBase64(picture));
        if (strips) this.takeStrips(strips);
    }

    // ---- The socket

    /**
     * What the socket decodes next: the newest code, or a strip that is out of date.
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
                this.shown = code;
                this.explorer.digit.show(pictures);
            },
        };
    }

    /** The visible rows whose strips are out of date; none until the code rests. */
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
            this.dirty ||= packCode(this.explorer.z) !== this.shown; // the connection may have lost the answer
            for (const row of this.explorer.sets.rows) row.fresh = false;
            this.lostTimer ??= setTimeout(() => this.fallBack(), LOST_MS);
        }
    }

    fallBack() {
        this.lost = true;
        this.explorer.say(
            "The live connection is lost: the digit follows a little later. Trying again …",
            true,
        );
        this.askPage();
    }

    // ---- The page, which gets the next question only when it has answered the last one

    askPage() {
        if (this.answerTimer) return;
        if (this.dirty) {
            this.dirty = false;
            this.explorer.report("move");
        } else if (!this.askStrips()) return;
        this.answerTimer = setTimeout(() => this.takeAnswer(), ANSWER_MS);
    }

    /** The page has answered, or has taken too long: ask the next question. */
    takeAnswer() {
        clearTimeout(this.answerTimer);
        this.answerTimer = undefined;
        if (this.lost) this.askPage();
    }

    /** Ask for all stale strips at once, since each answer takes a run of the page; returns whether there are any. */
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
        request.rows.forEach((row, place) => {
            row.fresh = true;
            this.giveStrip(row, all.subarray(place * length, (place + 1) * length));
        });
    }

    end() {
        clearTimeout(this.restTimer);
        clearTimeout(this.lostTimer);
        clearTimeout(this.answerTimer);
        this.live.end();
    }
}
