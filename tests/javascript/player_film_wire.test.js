// @ts-check
// The film wire's messages, and its reconnection.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FilmWire, parseFilm } from "../../dashboard/components/player/film_wire.js";

/**
 * A message as dashboard/server/film_channel.py writes it.
 * @param {object} info
 * @param {number[]} frames
 */
function messageOf(info, frames) {
    const json = new TextEncoder().encode(JSON.stringify(info));
    const message = new Uint8Array(4 + json.length + frames.length);
    new DataView(message.buffer).setUint32(0, json.length, true);
    message.set(json, 4);
    message.set(frames, 4 + json.length);
    return message.buffer;
}

const info = { film: "a", channel: "c", number: 3, title: "32 → 41", frame_count: 2 };

test("a message holds the film's data and its frames", () => {
    const { frames, ...rest } = parseFilm(messageOf(info, [0, 128, 255, 7]));
    assert.deepEqual(rest, info);
    assert.deepEqual([...frames], [0, 128, 255, 7]);
});

test("the length counts bytes, not characters", () => {
    const { title, frames } = parseFilm(messageOf({ ...info, title: "→→é" }, [1, 2]));
    assert.equal(title, "→→é");
    assert.deepEqual([...frames], [1, 2]);
});

test("the frames are not copied", () => {
    const message = messageOf(info, [1, 2]);
    assert.equal(parseFilm(message).frames.buffer, message);
});

test("a message that is cut off is an error", () => {
    assert.throws(() => parseFilm(messageOf(info, []).slice(0, 20)), RangeError);
    assert.throws(() => parseFilm(new ArrayBuffer(2)), RangeError);
});

test("the wire opens the channel's address, passes films on, and closes", () => {
    /** @type {FakeSocket[]} */
    const sockets = [];
    class FakeSocket {
        static OPEN = 1;
        closed = false;
        binaryType = "blob";
        /** @type {(() => void) | null} */
        onopen = null;
        /** @type {((event: {data: ArrayBuffer}) => void) | null} */
        onmessage = null;
        /** @param {URL} url */
        constructor(url) {
            this.url = String(url);
            sockets.push(this);
        }
        close() {
            this.closed = true;
        }
    }
    Object.assign(globalThis, { WebSocket: FakeSocket, location: { href: "https://here/?page=1" } });
    /** @type {string[]} */
    const films = [];
    const wire = new FilmWire("abc_-", (film) => films.push(film.film));
    const [socket] = sockets;
    assert.equal(socket.url, "wss://here/film?channel=abc_-");
    assert.equal(socket.binaryType, "arraybuffer");
    wire.wire.tries = 3;
    socket.onopen?.();
    assert.equal(wire.wire.tries, 0); // the next loss is retried at once
    socket.onmessage?.({ data: messageOf(info, [1]) });
    assert.deepEqual(films, ["a"]);
    wire.end();
    assert.deepEqual([socket.closed, socket.onmessage], [true, null]);
});
