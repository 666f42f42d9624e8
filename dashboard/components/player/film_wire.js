// @ts-check
// The socket that brings films past Streamlit (dashboard/server/film_channel.py), sooner than the page's message.

/** @import { Film, FilmInfo } from "./types.js" */

import { Wire } from "../live.js";

const LENGTH_BYTES = 4;

/**
 * The film of a message: the length of its JSON as uint32, little-endian; the JSON; the frames.
 * @param {ArrayBuffer} message
 * @returns {Film}
 */
export function parseFilm(message) {
    const length = new DataView(message).getUint32(0, true);
    const json = new TextDecoder().decode(new Uint8Array(message, LENGTH_BYTES, length));
    /** @type {FilmInfo} */
    const info = JSON.parse(json);
    return { ...info, frames: new Uint8Array(message, LENGTH_BYTES + length) };
}

export class FilmWire {
    /**
     * @param {string} channel
     * @param {(film: Film) => void} take Called with each film.
     */
    constructor(channel, take) {
        this.channel = channel;
        this.wire = new Wire(`/film?channel=${channel}`, {
            opened: () => {
                this.wire.tries = 0;
            },
            receive: (message) => take(parseFilm(message)),
        });
    }

    end() {
        this.wire.end();
    }
}
