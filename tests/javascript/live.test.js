// @ts-check
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Live, waitBeforeTry } from "../../dashboard/components/live.js";

/** A WebSocket whose server is the test. */
class FakeSocket {
    static OPEN = 1;
    /** @type {FakeSocket[]} */
    static all = [];

    /** @param {URL} address */
    constructor(address) {
        this.address = String(address);
        this.readyState = 0;
        /** @type {number[][]} */
        this.sent = [];
        /** @type {(() => void) | null} */
        this.onopen = null;
        /** @type {(() => void) | null} */
        this.onclose = null;
        /** @type {((event: {data: ArrayBuffer}) => void) | null} */
        this.onmessage = null;
        FakeSocket.all.push(this);
    }

    open() {
        this.readyState = FakeSocket.OPEN;
        this.onopen?.();
    }

    /** @param {number[]} bytes */
    answer(bytes) {
        this.onmessage?.({ data: Uint8Array.from(bytes).buffer });
    }

    /** @param {Float32Array} codes */
    send(codes) {
        this.sent.push([...codes]);
    }

    close() {
        this.readyState = 3;
    }
}

beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    Object.assign(globalThis, { WebSocket: FakeSocket, location: { href: "https://here/explore?z=1" } });
    FakeSocket.all = [];
});
afterEach(() => mock.timers.reset());

/** @param {number[][]} codes What is to be decoded, one after the other. */
function makeLive(codes) {
    /** @type {(number[] | boolean)[]} */
    const said = [];
    const live = new Live(
        "mlp20",
        () => {
            const next = codes.shift();
            return next
                ? { codes: Float32Array.from(next), draw: (pictures) => said.push([...pictures]) }
                : null;
        },
        (connected) => said.push(connected),
    );
    return { live, said };
}

test("the socket belongs to this server and is encrypted where the page is", () => {
    makeLive([]);
    assert.equal(FakeSocket.all[0].address, "wss://here/live?model=mlp20");
});

test("the next code is sent when the last picture has come", () => {
    const codes = [[1], [2]];
    const { live, said } = makeLive(codes);
    const [socket] = FakeSocket.all;
    socket.open();
    assert.deepEqual(socket.sent, [[1]]);
    live.poke();
    assert.deepEqual(socket.sent, [[1]]);
    socket.answer([7]);
    assert.deepEqual(said, [true, [7]]); // a connection counts once it has answered
    assert.deepEqual(socket.sent, [[1], [2]]);
    socket.answer([8]);
    assert.deepEqual(said, [true, [7], [8]]);
    codes.push([3]);
    live.poke();
    assert.deepEqual(socket.sent.at(-1), [3]);
});

test("a socket without an answer counts as lost and opens again, each time later", () => {
    const { said } = makeLive([[1], [2], [3]]);
    FakeSocket.all[0].open();
    mock.timers.tick(5000);
    assert.deepEqual(said, [false]);
    mock.timers.tick(249);
    assert.equal(FakeSocket.all.length, 1);
    mock.timers.tick(1);
    assert.equal(FakeSocket.all.length, 2);
    FakeSocket.all[1].onclose?.();
    mock.timers.tick(499);
    assert.equal(FakeSocket.all.length, 2);
    mock.timers.tick(1);
    assert.equal(FakeSocket.all.length, 3);
    FakeSocket.all[2].open();
    assert.deepEqual(FakeSocket.all[2].sent, [[2]]);
});

test("an ended socket stays closed", () => {
    const { live, said } = makeLive([[1]]);
    FakeSocket.all[0].open();
    live.end();
    mock.timers.tick(60_000);
    assert.equal(FakeSocket.all.length, 1);
    assert.equal(FakeSocket.all[0].readyState, 3);
    assert.deepEqual(said, []);
});

test("the wait before a try grows to four seconds", () => {
    assert.deepEqual([0, 1, 2, 3, 4, 99].map(waitBeforeTry), [250, 500, 1000, 2000, 4000, 4000]);
});
