// @ts-check
// WebSockets to this server that reconnect when the connection is lost.

const RETRY_MS = [250, 500, 1000, 2000, 4000];
const RESPONSE_TIMEOUT_MS = 5000; // without a response for this long, the connection counts as lost
export const PICTURE_SIZE = 28;
export const PIXEL_COUNT = PICTURE_SIZE * PICTURE_SIZE;

/**
 * Return the delay before the next attempt to connect, in ms.
 * @param {number} tries How many attempts have failed in a row.
 */
export function waitBeforeTry(tries) {
    return RETRY_MS[Math.min(tries, RETRY_MS.length - 1)];
}

/**
 * @typedef {object} WireEvents
 * @property {() => void} [opened] Called when the socket opens.
 * @property {(data: ArrayBuffer) => void} receive Called with each message.
 * @property {() => void} [lost] Called when the connection is lost, before the next attempt.
 */

/** A WebSocket to this server. Reset `tries` to 0 once the connection works; otherwise each attempt waits longer. */
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
        const url = new URL(this.address, location.href);
        url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
        const socket = new WebSocket(url);
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
 * Codes to decode, and a callback that receives their pictures (uint8, ink = 255).
 * @typedef {{codes: Float32Array<ArrayBuffer>, draw: (pictures: Uint8Array) => void}} Request
 */

/** Client of the route /live (dashboard/server/live.py): sends codes and receives pictures, one request at a time. */
export class Live {
    /**
     * @param {string} model
     * @param {() => Request | null} next Returns the next request, or null for none. It must return a request when a
     *     socket has just opened, because the connection counts as established only after a response.
     * @param {(connected: boolean) => void} changed Called when the connection is established, and when it is lost.
     */
    constructor(model, next, changed) {
        this.next = next;
        this.changed = changed;
        this.connected = false;
        /** @type {Request | null} */
        this.pending = null;
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        this.timeout = undefined;
        this.wire = new Wire(`/live?model=${encodeURIComponent(model)}`, {
            opened: () => this.poke(),
            receive: (data) => this.receive(data),
            lost: () => this.takeLoss(),
        });
    }

    /** @param {ArrayBuffer} data */
    receive(data) {
        clearTimeout(this.timeout);
        if (!this.connected) {
            this.connected = true;
            this.wire.tries = 0;
            performance.mark("live-connected");
            this.changed(true);
        }
        const answered = this.pending;
        this.pending = null;
        answered?.draw(new Uint8Array(data));
        this.poke();
    }

    /** Send the next request: now, or as soon as the response to the pending one arrives. */
    poke() {
        if (this.pending || !this.wire.isOpen) return;
        this.pending = this.next();
        if (!this.pending) return;
        this.wire.send(this.pending.codes);
        this.timeout = setTimeout(() => this.wire.lose(), RESPONSE_TIMEOUT_MS);
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
        clearTimeout(this.timeout);
        this.pending = null;
    }
}
