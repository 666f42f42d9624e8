// A socket to the route /live (dashboard/live.py): codes out, pictures in, paced by the answers.

const RETRY_MS = [250, 500, 1000, 2000, 4000];
const PICTURE_SIZE = 28;
const PIXEL_COUNT = PICTURE_SIZE * PICTURE_SIZE;

// next() says what to decode now: {codes: Float32Array, draw(pictures: Uint8Array)}, or null for nothing.
// changed(connected) is called when the socket opens and when it is lost.
class Live {
    constructor(model, next, changed) {
        Object.assign(this, { model, next, changed, socket: null, asked: null, tries: 0, timer: 0, ended: false });
        this.connect();
    }

    get connected() {
        return this.socket?.readyState === WebSocket.OPEN;
    }

    connect() {
        const place = new URL(`/live?model=${encodeURIComponent(this.model)}`, location.href);
        place.protocol = place.protocol === "https:" ? "wss:" : "ws:";
        this.socket = new WebSocket(place);
        this.socket.binaryType = "arraybuffer";
        this.socket.onopen = () => {
            this.tries = 0;
            this.changed(true);
            this.poke();
        };
        this.socket.onmessage = ({ data }) => {
            const asked = this.asked;
            this.asked = null;
            asked?.draw(new Uint8Array(data));
            this.poke();
        };
        this.socket.onclose = () => {
            this.asked = null;
            if (this.ended) return;
            this.changed(false);
            const wait = RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)];
            this.timer = setTimeout(() => this.connect(), wait);
        };
    }

    // Something is to be decoded: asks for it, now or as soon as the last answer has come.
    poke() {
        if (this.asked || !this.connected) return;
        this.asked = this.next();
        if (this.asked) this.socket.send(this.asked.codes);
    }

    end() {
        this.ended = true;
        clearTimeout(this.timer);
        this.socket.close();
    }
}
