// Where the pictures of the digit and of the strips come from: the socket, and the page while that is cut.

const REST_MS = 120; // without a move, until the strips follow
const LOST_MS = 800; // without a socket, until the page is asked instead
const ANSWER_MS = 2000; // to wait for the page

class Supply {
    constructor(explorer) {
        this.explorer = explorer;
        this.live = new Live(explorer.model, () => this.next(), (connected) => this.connected(connected));
    }

    // Another code is on the sliders: the digit is drawn anew, and the strips when the code rests.
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

    // Something is out of date: asks the socket for it, or the page where the socket is cut.
    poke() {
        if (this.lost) this.askPage();
        else this.live.poke();
    }

    // Takes what the page has drawn.
    take({ z, picture, strips }) {
        this.shown = packed(z);
        this.explorer.showPicture(fromBase64(picture));
        if (strips) this.takeStrips(strips);
    }

    // ---- The socket

    // What it decodes next: the newest code, else a strip that is out of date.
    next() {
        const { z } = this.explorer;
        if (this.dirty || !this.live.connected) {
            this.dirty = false;
            const code = packed(z);
            const draw = (pictures) => {
                this.shown = code;
                this.explorer.showPicture(pictures);
            };
            return { codes: Float32Array.from(z), draw };
        }
        const [row] = this.staleRows;
        if (!row) return null;
        row.fresh = true;
        return { codes: Float32Array.from(row.stripCodes().flat()), draw: (pictures) => this.giveStrip(row, pictures) };
    }

    // Those in sight, once the code rests.
    get staleRows() {
        return this.rested ? this.explorer.rows.filter((row) => !row.fresh && row.visible) : [];
    }

    giveStrip(row, pictures) {
        row.pictures = pictures;
        row.drawStrip(this.explorer.colour);
    }

    connected(connected) {
        if (connected) {
            clearTimeout(this.lostTimer);
            this.lostTimer = 0;
            if (this.lost) this.explorer.say("");
            this.lost = false;
        } else {
            this.dirty ||= packed(this.explorer.z) !== this.shown; // its answer may have been on its way
            for (const row of this.explorer.rows) row.fresh = false;
            this.lostTimer ||= setTimeout(() => this.fallBack(), LOST_MS);
        }
    }

    fallBack() {
        this.lost = true;
        this.explorer.say("The live connection is lost: the digit follows a little later. Trying again …", true);
        this.askPage();
    }

    // ---- The page, which too is asked again only when it has answered

    askPage() {
        if (this.answerTimer) return;
        if (this.dirty) {
            this.dirty = false;
            this.explorer.tell("move");
        } else if (!this.askStrips()) return;
        this.answerTimer = setTimeout(() => this.pageAnswered(), ANSWER_MS);
    }

    pageAnswered() {
        clearTimeout(this.answerTimer);
        this.answerTimer = 0;
        if (this.lost) this.askPage();
    }

    // All strips that are out of date at once, for each answer of the page takes a run of it; whether there are any.
    askStrips() {
        const rows = this.staleRows;
        if (!rows.length) return false;
        this.wished = { number: (this.wished?.number ?? 0) + 1, code: packed(this.explorer.z), rows };
        this.explorer.trigger("strips", { number: this.wished.number, codes: rows.flatMap((row) => row.stripCodes()) });
        return true;
    }

    takeStrips({ number, pictures }) {
        if (number !== this.wished?.number || this.wished.code !== packed(this.explorer.z)) return;
        const all = fromBase64(pictures);
        const length = STRIP_COUNT * PIXEL_COUNT;
        this.wished.rows.forEach((row, place) => {
            row.fresh = true;
            this.giveStrip(row, all.subarray(place * length, (place + 1) * length));
        });
    }

    end() {
        for (const timer of [this.restTimer, this.lostTimer, this.answerTimer]) clearTimeout(timer);
        this.live.end();
    }
}
