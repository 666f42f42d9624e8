// The player: one time, shown by the screen, the scrubber, the filmstrip, the confidence strip and the map.

const MOST_THUMBNAILS = 12;
const FEWEST_THUMBNAILS = 4; // fewer say nothing of a way
const THUMBNAIL_SIZE = { least: 20, most: 56 }; // their height, in CSS pixels
const FILM_PAPERS = { dark: PAPERS.dark, light: PAPERS.light };
const PLAY = "M8 5v14l11-7z";
const PAUSE = "M6 5h4v14H6zm8 0h4v14h-4z";
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let leftOff = {}; // where a player was when a refused setting took it away: the next one goes on there

class Player {
    constructor(root) {
        this.find = (selector) => root.querySelector(selector);
        this.scrubber = this.find(".scrubber");
        this.share = 0; // where the first film starts, from 0 to 1
        this.at = 0; // where the film is, in frames and parts of them
        Object.assign(this, { cycle: "loop", direction: 1, playing: !calm.matches }, leftOff);
        this.find(".play").onclick = () => this.toggle();
        this.find(".screen").onclick = () => this.toggle();
        this.scrubber.oninput = () => this.seek(Number(this.scrubber.value));
        this.find(".player").onkeydown = (event) => this.press(event);
        for (const button of root.querySelectorAll(".cycle"))
            button.onclick = () => {
                this.cycle = this.cycle === button.dataset.cycle ? "once" : button.dataset.cycle;
                this.at = this.frame; // the same frame, whichever way the film went
                this.direction = 1;
                this.showButtons();
            };
        const track = this.find(".track");
        track.onpointerdown = (event) => {
            if (event.button) return;
            const strip = event.target.closest(".filmstrip");
            if (strip) return this.seek(this.thumbnailAt(event));
            track.setPointerCapture(event.pointerId);
            this.seek(this.frameAt(event));
        };
        track.onpointermove = (event) => track.hasPointerCapture(event.pointerId) && this.seek(this.frameAt(event));
        this.map = new FilmMap(this.find(".map"), (frame) => this.seek(frame));
        this.observer = new ResizeObserver(() => this.redraw());
        this.observer.observe(this.find(".player"));
        this.onReading = () => this.film && this.read();
        addEventListener("latent-digits-reading", this.onReading);
        this.onTheme = () => requestAnimationFrame(() => this.redraw());
        this.dark = matchMedia("(prefers-color-scheme: dark)");
        this.dark.addEventListener("change", this.onTheme);
    }

    // From the page. What the wire has brought before is the same again, or a newer film is here.
    hear(data) {
        if (this.wire?.channel !== data.channel) {
            this.wire?.end();
            this.wire = new FilmWire(data.channel, (film) => this.overtake(film));
        } else if (data.number < this.film.number) return;
        else if (data.number === this.film.number && this.isAhead) return void (this.isAhead = false);
        this.isAhead = false;
        this.receive({ ...data, frames: fromBase64(data.frames) });
    }

    // By the wire, before the page's message or, where its network dawdles, after it.
    overtake(film) {
        if (film.number <= this.film.number) return;
        this.isAhead = true;
        this.receive(film);
    }

    // Takes a film; the time stays, so that a changed setting is seen at the same place.
    receive(data) {
        if (data.frame_count !== this.film?.frame_count) {
            const at = (this.film ? this.place : this.share) * (data.frame_count - 1);
            this.at = this.playing ? at : Math.round(at); // who steps on from a frame starts at a whole one
        }
        const isNew = data.film !== this.film?.film;
        this.film = data;
        if (data.comes_back && this.cycle === "ping-pong") [this.cycle, this.direction] = ["loop", 1];
        this.find('[data-cycle="ping-pong"]').hidden = data.comes_back; // the film itself goes back
        this.scrubber.max = data.frame_count - 1;
        this.find(".player").style.setProperty("--digits", data.digit_count);
        this.find(".screen").setAttribute("aria-label", data.title);
        this.find(".confidence").style.height = `${stripHeight(data.digit_count)}px`;
        fit(this.find(".screen"));
        this.show();
        if (isNew) performance.mark("film-drawn");
        this.showButtons();
        this.run();
        // Until the frame is on the screen, all that is beside it waits.
        cancelAnimationFrame(this.rest);
        this.rest = requestAnimationFrame(() => setTimeout(() => this.drawRest()));
    }

    drawRest() {
        if (!this.find(".player").isConnected) return;
        this.drawFilmstrip();
        this.read();
        this.map.receive(this.film.map, this.film.frame_count);
    }

    // What the reader makes of the film comes after it, see reading.js. Until then that of the film before stays.
    read() {
        const reading = globalThis.latentDigitsReading;
        const { film, frame_count, digit_count } = this.film;
        const isRead = reading?.film === film;
        this.find(".player").classList.toggle("unread", !isRead);
        if (isRead) {
            if (this.reading?.film === film) return;
            this.reading = { ...reading, shares: fromBase64(reading.shares) };
            this.find(".confidence").setAttribute("aria-label", `How sure the digit reader is, frame by frame. ${reading.words}`);
            this.find(".words").textContent = reading.words;
        } else {
            if (this.reading?.frame_count === frame_count && this.reading.digit_count === digit_count) return;
            this.reading = null; // it does not fit
            this.find(".words").textContent = "\u00a0"; // a line, so that nothing below moves
            this.find(".confidence").setAttribute("aria-label", "How sure the digit reader is, frame by frame");
        }
        this.drawStrip();
        if (isRead) performance.mark("reading-drawn");
    }

    // Where the film is, from 0 to 1.
    get place() {
        return Math.min(1, this.at / Math.max(1, this.film.frame_count - 1));
    }

    get frame() {
        // On the way back a frame lasts from its own place down to the next, or the last would never be seen.
        const at = this.direction < 0 ? Math.ceil(this.at - 1e-6) : Math.floor(this.at + 1e-6);
        return Math.max(0, Math.min(this.film.frame_count - 1, at));
    }

    pictureOf(frame) {
        const size = this.film.digit_count * PIXEL_COUNT;
        return this.film.frames.subarray(frame * size, (frame + 1) * size);
    }

    // ---- Time

    // Keys do the same wherever in the player the focus is.
    press(event) {
        if (event.altKey || event.ctrlKey || event.metaKey) return; // the browser's own
        const last = this.film.frame_count - 1;
        const frames = { ArrowLeft: this.frame - 1, ArrowRight: this.frame + 1, Home: 0, End: last };
        if (event.key in frames) this.seek(Math.max(0, Math.min(last, frames[event.key])));
        else if (event.key === " " && !event.target.closest("button")) this.toggle(); // a button presses itself
        else return;
        event.preventDefault();
    }

    toggle() {
        if (!this.playing && this.cycle === "once" && this.frame === this.film.frame_count - 1) this.at = 0;
        this.playing = !this.playing;
        this.showButtons();
        this.run();
    }

    seek(frame) {
        this.playing = false;
        this.direction = 1;
        this.at = frame;
        this.run(); // which also takes back the step that was asked for: late, it would move the film on
        this.showButtons();
        this.show();
    }

    run() {
        cancelAnimationFrame(this.request);
        if (!this.playing) return;
        let last = performance.now();
        const step = (now) => {
            if (!this.find(".player").isConnected) return;
            const before = this.frame;
            this.advance(Math.max(0, now - last) * (this.film.fps / 1000));
            last = now;
            if (this.frame !== before) this.show();
            if (this.playing) this.request = requestAnimationFrame(step);
        };
        this.request = requestAnimationFrame(step);
    }

    advance(frames) {
        const count = this.film.frame_count;
        if (this.cycle === "ping-pong") {
            // There and back is one round of 2 · (count − 1) frames: neither end is shown twice.
            const round = 2 * (count - 1);
            const at = ((this.direction > 0 ? this.at : round - this.at) + frames) % round;
            this.direction = at < count - 1 ? 1 : -1;
            this.at = at < count - 1 ? at : round - at;
            return;
        }
        this.at += frames;
        if (this.at < count) return;
        if (this.cycle === "loop") this.at %= count;
        else {
            this.at = count - 1;
            this.playing = false;
            this.showButtons();
        }
    }

    frameAt({ clientX }) {
        const box = this.find(".confidence").getBoundingClientRect();
        const frame = Math.floor(((clientX - box.left) / box.width) * this.film.frame_count);
        return Math.max(0, Math.min(this.film.frame_count - 1, frame));
    }

    thumbnailAt({ clientX }) {
        const box = this.find(".filmstrip").getBoundingClientRect();
        const number = Math.floor(((clientX - box.left) / box.width) * this.thumbnails.length);
        return this.thumbnails[Math.max(0, Math.min(this.thumbnails.length - 1, number))];
    }

    // ---- Pictures

    showButtons() {
        const { playing } = this;
        this.find(".play path").setAttribute("d", playing ? PAUSE : PLAY);
        this.find(".play").setAttribute("aria-label", playing ? "Pause" : "Play");
        for (const cycle of ["loop", "ping-pong"])
            this.find(`[data-cycle="${cycle}"]`).setAttribute("aria-pressed", cycle === this.cycle);
    }

    // The frame of this moment, everywhere.
    show() {
        const { frame } = this;
        const { frame_count, pixels, paper } = this.film;
        const canvas = this.find(".screen");
        const context = canvas.getContext("2d");
        const colours = FILM_PAPERS[paper];
        context.fillStyle = colours.paper;
        context.fillRect(0, 0, canvas.width, canvas.height);
        drawPicture(context, this.pictureOf(frame), colours.ink, 0, 0, canvas.height, { pixels });
        this.scrubber.value = frame;
        this.scrubber.setAttribute("aria-valuetext", `frame ${frame + 1} of ${frame_count}`);
        this.find("output").textContent = `${frame + 1} / ${frame_count}`;
        this.find(".head").style.left = `${(100 * (frame + 0.5)) / frame_count}%`;
        this.map.show(frame);
    }

    redraw() {
        if (!this.film || !this.find(".player").isConnected) return;
        fit(this.find(".screen"));
        this.show();
        this.drawFilmstrip();
        this.drawStrip();
        this.map.redraw();
    }

    drawStrip() {
        const strip = this.find(".confidence");
        const ink = colourOf(strip);
        const { colours } = this.film;
        if (!fit(strip)) strip.getContext("2d").reset();
        if (this.reading) drawStrip(strip, this.reading, ink[0] > 128 ? colours.dark : colours.light, ink); // light ink: a dark theme
    }

    // Pictures in a row, each of the frame in the middle of its part of the time, so that all lines up below.
    drawFilmstrip() {
        const { frame_count, digit_count, paper } = this.film;
        const canvas = this.find(".filmstrip");
        const room = canvas.clientWidth / digit_count;
        const fitting = Math.max(FEWEST_THUMBNAILS, Math.floor(room / THUMBNAIL_SIZE.least));
        const count = Math.min(MOST_THUMBNAILS, frame_count, fitting);
        const height = Math.min(THUMBNAIL_SIZE.most, room / count);
        this.thumbnails = Array.from({ length: count }, (_, number) => Math.floor(((number + 0.5) * frame_count) / count));
        canvas.style.height = `${height}px`;
        fit(canvas);
        const context = canvas.getContext("2d");
        context.fillStyle = FILM_PAPERS[paper].paper;
        context.fillRect(0, 0, canvas.width, canvas.height);
        const cell = canvas.width / count;
        this.thumbnails.forEach((frame, number) => {
            const x = cell * number + (cell - canvas.height * digit_count) / 2;
            drawPicture(context, this.pictureOf(frame), FILM_PAPERS[paper].ink, x, 0, canvas.height);
        });
    }

    end() {
        const { place, cycle, direction, playing } = this;
        leftOff = { share: place, cycle, direction, playing };
        cancelAnimationFrame(this.request);
        cancelAnimationFrame(this.rest);
        this.wire.end();
        this.observer.disconnect();
        this.map.end();
        removeEventListener("latent-digits-reading", this.onReading);
        this.dark.removeEventListener("change", this.onTheme);
    }
}

const players = new WeakMap();

export default function ({ data, parentElement }) {
    let player = players.get(parentElement);
    if (!player) players.set(parentElement, (player = new Player(parentElement)));
    player.hear(data);
    return () => {
        player.end();
        players.delete(parentElement);
    };
}
