// @ts-check
// Client of the film channel (dashboard/server/film_channel.py): films arrive here before the page's message.

/** @import { Film, FilmInfo } from "./types.js" */

import { Wire } from "../live.js";

const LENGTH_BYTES = 4;

/**
 * Parse a message: the length of the JSON in bytes as little-endian uint32, then the JSON, then the frames.
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
     * @param {(film: Film) => void} onFilm Called for each film.
     */
    constructor(channel, onFilm) {
        this.channel = channel;
        this.wire = new Wire(`/film?channel=${channel}`, {
            opened: () => {
                this.wire.tries = 0;
            },
            receive: (message) => onFilm(parseFilm(message)),
        });
    }

    end() {
        this.wire.end();
    }
}
