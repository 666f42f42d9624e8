// Sockets to this server's routes, which open again when they are lost.

const RETRY_MS = [250, 500, 1000, 2000, 4000];
const PATIENCE_MS = 5000; // for one answer; after that the connection counts as lost
const PICTURE_SIZE = 28;
const PIXEL_COUNT = PICTURE_SIZE * PICTURE_SIZE;

// A socket to an address of this server: opened() when it is, receive(data) with each message. Whoever sets
// tries back to 0 says that all is well; else each try waits longer.
class Wire {
    constructor(address) {
        Object.assign(this, { address, tries: 0 });
        this.connect();
    }

    connect() {
        const place = new URL(this.address, location.href);
        place.protocol = place.protocol === "https:" ? "wss:" : "ws:";
        const socket = (this.socket = new WebSocket(place));
        socket.binaryType = "arraybuffer";
        socket.onopen = () => this.opened();
        socket.onclose = () => this.lose();
        socket.onmessage = ({ data }) => this.receive(data);
    }

    lose() {
        this.end();
        this.timer = setTimeout(() => this.connect(), RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)]);
    }

    end() {
        clearTimeout(this.timer);
        Object.assign(this.socket, { onopen: null, onmessage: null, onclose: null });
        this.socket.close();
    }
}

// To the route /live (dashboard/live.py): codes out, pictures in, paced by the answers.
// next() says what to decode now: {codes: Float32Array, draw(pictures: Uint8Array)}, or null for nothing; when a
// socket has just opened it must name something, for a connection counts only once it has answered.
// changed(connected) is called when it does, and when it is lost.
class Live extends Wire {
    constructor(model, next, changed) {
        super(`/live?model=${encodeURIComponent(model)}`);
        Object.assign(this, { next, changed, connected: false, asked: null });
    }

    opened() {
        this.poke();
    }

    receive(data) {
        clearTimeout(this.patience);
        if (!this.connected) {
            this.connected = true;
            this.tries = 0;
            this.changed(true);
        }
        const { draw } = this.asked;
        this.asked = null;
        draw(new Uint8Array(data));
        this.poke();
    }

    // Something is to be decoded: asks for it, now or as soon as the last answer has come.
    poke() {
        if (this.asked || this.socket.readyState !== WebSocket.OPEN) return;
        this.asked = this.next();
        if (!this.asked) return;
        this.socket.send(this.asked.codes);
        this.patience = setTimeout(() => this.lose(), PATIENCE_MS);
    }

    lose() {
        super.lose();
        this.connected = false;
        this.changed(false);
    }

    end() {
        clearTimeout(this.patience);
        this.asked = null;
        super.end();
    }
}
