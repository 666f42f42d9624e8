// @ts-check
// Sockets to this server's routes, which open again when they are lost.

const RETRY_MS = [250, 500, 1000, 2000, 4000];
const PATIENCE_MS = 5000; // for one answer; after that the connection counts as lost
export const PICTURE_SIZE = 28;
export const PIXEL_COUNT = PICTURE_SIZE * PICTURE_SIZE;

/**
 * How long to wait before the next try to connect, in ms.
 * @param {number} tries How many tries have failed in a row.
 */
export function waitBeforeTry(tries) {
    return RETRY_MS[Math.min(tries, RETRY_MS.length - 1)];
}

/**
 * @typedef {object} WireEvents
 * @property {() => void} [opened] Called when the socket opens.
 * @property {(data: ArrayBuffer) => void} receive Called with each message.
 * @property {() => void} [lost] Called when the socket is lost, before the next try.
 */

/** A socket to an address of this server. Set `tries` to 0 when all is well; else each try waits longer. */
export class Wire {
    /**
     * @param {string} address
     * @param {WireEvents} events
     */
    constructor(address, events) {
        this.address = address;
        this.events = events;
        this.tries = 0;
        /** @type {WebSocket | null} */
        this.socket = null;
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        this.timer = undefined;
        this.connect();
    }

    get isOpen() {
        return this.socket?.readyState === WebSocket.OPEN;
    }

    connect() {
        const place = new URL(this.address, location.href);
        place.protocol = place.protocol === "https:" ? "wss:" : "ws:";
        const socket = new WebSocket(place);
        this.socket = socket;
        socket.binaryType = "arraybuffer";
        socket.onopen = () => this.events.opened?.();
        socket.onclose = () => this.lose();
        socket.onmessage = ({ data }) => this.events.receive(data);
    }

    /** @param {Float32Array<ArrayBuffer>} message */
    send(message) {
        this.socket?.send(message);
    }

    lose() {
        this.end();
        this.events.lost?.();
        this.timer = setTimeout(() => this.connect(), waitBeforeTry(this.tries++));
    }

    end() {
        clearTimeout(this.timer);
        if (!this.socket) return;
        this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
        this.socket.close();
    }
}

/**
 * What to decode: codes, and what to do with their pictures, uint8 with ink = 255.
 * @typedef {{codes: Float32Array<ArrayBuffer>, draw: (pictures: Uint8Array) => void}} Request
 */

/** The route /live (dashboard/server/live.py): codes out, pictures in, paced by the answers. */
export class Live {
    /**
     * @param {string} model
     * @param {() => Request | null} next Returns what to decode now, or null for nothing. When a socket has just
     *     opened, it must return something: a connection counts only once it has answered.
     * @param {(connected: boolean) => void} changed Called when the connection is there, and when it is lost.
     */
    constructor(model, next, changed) {
        this.next = next;
        this.changed = changed;
        this.connected = false;
        /** @type {Request | null} */
        this.asked = null;
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        this.patience = undefined;
        this.wire = new Wire(`/live?model=${encodeURIComponent(model)}`, {
            opened: () => this.poke(),
            receive: (data) => this.receive(data),
            lost: () => this.takeLoss(),
        });
    }

    /** @param {ArrayBuffer} data */
    receive(data) {
        clearTimeout(this.patience);
        if (!this.connected) {
            this.connected = true;
            this.wire.tries = 0;
            performance.mark("live-connected");
            this.changed(true);
        }
        const asked = this.asked;
        this.asked = null;
        asked?.draw(new Uint8Array(data));
        this.poke();
    }

    /** Ask for what `next` returns, now or as soon as the last answer has come. */
    poke() {
        if (this.asked || !this.wire.isOpen) return;
        this.asked = this.next();
        if (!this.asked) return;
        this.wire.send(this.asked.codes);
        this.patience = setTimeout(() => this.wire.lose(), PATIENCE_MS);
    }

    takeLoss() {
        this.forgetRequest();
        this.connected = false;
        this.changed(false);
    }

    end() {
        this.forgetRequest();
        this.wire.end();
    }

    forgetRequest() {
        clearTimeout(this.patience);
        this.asked = null;
    }
}
