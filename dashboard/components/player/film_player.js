// @ts-check
// The film player. One clock drives the screen, scrubber, filmstrip, confidence strip and map.

/** @import { Cycle } from "./clock.js" */
/** @import { Film, FilmData } from "./types.js" */

import { closestElement, findElement, findElements } from "../elements.js";
import { fitCanvas, fromBase64 } from "../ink.js";
import { FilmClock, indexAt } from "./clock.js";
import { Confidence } from "./confidence.js";
import { drawFrame, fillPaper } from "./film.js";
import { FilmWire } from "./film_wire.js";
import { Filmstrip } from "./filmstrip.js";
import { FilmMap } from "./map/map.js";

const PLAY = "M8 5v14l11-7z";
const PAUSE = "M6 5h4v14H6zm8 0h4v14h-4z";

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
/** @type {Partial<FilmClock["state"]>} */
let lastState = {}; // of the previous player, so that a new player continues at the same frame

export class FilmPlayer {
    /** @param {ParentNode} root */
    constructor(root) {
        this.root = root;
        this.element = findElement(root, ".player", HTMLElement);
        this.screen = findElement(root, ".screen", HTMLCanvasElement);
        this.scrubber = findElement(root, ".scrubber", HTMLInputElement);
        this.output = findElement(root, "output", HTMLOutputElement);
        this.playButton = findElement(root, ".play", HTMLButtonElement);
        this.playIcon = findElement(root, ".play path", SVGPathElement);
        this.cycleButtons = findElements(root, ".cycle", HTMLButtonElement);
        this.track = findElement(root, ".track", HTMLElement);
        this.filmstrip = new Filmstrip(findElement(root, ".filmstrip", HTMLCanvasElement));
        this.head = findElement(root, ".head", HTMLElement);
        this.clock = new FilmClock({ playing: !reducedMotion.matches, ...lastState });
        this.confidence = new Confidence(root);
        this.map = new FilmMap(findElement(root, ".map", HTMLCanvasElement), (frame) => this.seek(frame));
        /** @type {Film | null} */
        this.film = null;
        /** @type {FilmWire | null} */
        this.wire = null;
        this.isAhead = false; // whether the film channel has delivered a film before the page's message
        this.nextStep = 0; // id of the requested animation frame
        this.nextUpdate = 0; // id of the animation frame after which everything but the screen is drawn
        this.listen();
        this.observer = new ResizeObserver(() => this.redraw());
        this.observer.observe(this.element);
        this.onReading = () => this.showReading();
        addEventListener("latent-digits-reading", this.onReading);
        this.onTheme = () => requestAnimationFrame(() => this.redraw());
        this.dark = matchMedia("(prefers-color-scheme: dark)");
        this.dark.addEventListener("change", this.onTheme);
    }

    listen() {
        this.playButton.onclick = () => this.toggle();
        this.screen.onclick = () => this.toggle();
        this.scrubber.oninput = () => this.seek(Number(this.scrubber.value));
        this.element.onkeydown = (event) => this.handleKey(event);
        for (const button of this.cycleButtons)
            button.onclick = () => {
                this.clock.toggleCycle(/** @type {Cycle} */ (button.dataset.cycle));
                this.showButtons();
            };
        this.track.onpointerdown = (event) => this.handlePress(event);
        this.track.onpointermove = (event) => {
            if (this.track.hasPointerCapture(event.pointerId)) this.seek(this.frameAt(event));
        };
    }

    // ---- Films

    /**
     * Receive a film from the page. The film channel may already have delivered this film, or a newer one.
     * @param {FilmData} data
     */
    receiveFromPage(data) {
        if (this.wire?.channel !== data.channel) {
            this.wire?.end();
            this.wire = new FilmWire(data.channel, (film) => this.receiveFromWire(film));
        } else if (this.film && data.number < this.film.number) return;
        else if (data.number === this.film?.number && this.isAhead) {
            this.isAhead = false;
            return;
        }
        this.isAhead = false;
        this.receive({ ...data, frames: fromBase64(data.frames) });
    }

    /**
     * Receive a film from the film channel. On a slow network it may arrive after the page's message.
     * @param {Film} film
     */
    receiveFromWire(film) {
        if (this.film && film.number <= this.film.number) return;
        this.isAhead = true;
        this.receive(film);
    }

    /**
     * Show a film: first the screen, then everything else.
     * @param {Film} film
     */
    receive(film) {
        const isNew = film.film !== this.film?.film;
        this.film = film;
        this.clock.setFilm(film.frame_count, film.comes_back);
        for (const button of this.cycleButtons)
            if (button.dataset.cycle === "ping-pong") button.hidden = film.comes_back;
        this.scrubber.max = String(film.frame_count - 1);
        this.element.style.setProperty("--digits", String(film.digit_count));
        this.screen.setAttribute("aria-label", film.title);
        this.confidence.setDigitCount(film.digit_count);
        fitCanvas(this.screen);
        this.showFrame();
        if (isNew) performance.mark("film-drawn");
        this.showButtons();
        this.run();
        // Let the browser paint the frame before everything else is drawn.
        cancelAnimationFrame(this.nextUpdate);
        this.nextUpdate = requestAnimationFrame(() => setTimeout(() => this.drawDetails()));
    }

    /** Draw everything but the screen. */
    drawDetails() {
        if (!this.film || !this.element.isConnected) return;
        this.filmstrip.draw(this.film);
        this.showReading();
        this.map.receive(this.film.map, this.film.frame_count);
    }

    showReading() {
        if (this.film) this.confidence.showReading(this.film);
    }

    // ---- Playback

    /**
     * Handle a key. Keys work the same wherever the focus is in the player.
     * @param {KeyboardEvent} event
     */
    handleKey(event) {
        if (event.altKey || event.ctrlKey || event.metaKey) return; // a shortcut of the browser
        const { frame, count } = this.clock;
        /** @type {Record<string, number>} */
        const frames = { ArrowLeft: frame - 1, ArrowRight: frame + 1, Home: 0, End: count - 1 };
        if (Object.hasOwn(frames, event.key)) this.seek(frames[event.key]);
        else if (event.key === " " && !closestElement(event, "button"))
            this.toggle(); // on a button, the space key clicks the button
        else return;
        event.preventDefault();
    }

    /**
     * Go to the pressed thumbnail or frame. A drag that begins on the confidence strip scrubs.
     * @param {PointerEvent} event
     */
    handlePress(event) {
        if (event.button) return;
        const { canvas } = this.filmstrip;
        if (event.target === canvas) {
            this.seek(this.filmstrip.frameAt(shareAcross(canvas, event)));
            return;
        }
        this.track.setPointerCapture(event.pointerId);
        this.seek(this.frameAt(event));
    }

    /**
     * Return the frame below the pointer, as laid out on the confidence strip.
     * @param {PointerEvent} event
     */
    frameAt(event) {
        return indexAt(shareAcross(this.confidence.canvas, event), this.clock.count);
    }

    toggle() {
        this.clock.toggle();
        this.showButtons();
        this.run();
    }

    /** @param {number} frame */
    seek(frame) {
        this.clock.seek(frame);
        this.run(); // cancels the pending step, which would advance the film
        this.showButtons();
        this.showFrame();
    }

    /** Start playing, or stop if the clock is paused. */
    run() {
        cancelAnimationFrame(this.nextStep);
        const { clock, film } = this;
        if (!clock.playing || !film) return;
        let last = performance.now();
        /** @param {number} now */
        const step = (now) => {
            if (!this.element.isConnected) return;
            const before = clock.frame;
            clock.advance(Math.max(0, now - last) * (film.fps / 1000));
            last = now;
            if (clock.frame !== before) this.showFrame();
            if (clock.playing) this.nextStep = requestAnimationFrame(step);
            else this.showButtons();
        };
        this.nextStep = requestAnimationFrame(step);
    }

    // ---- Drawing

    showButtons() {
        const { playing, cycle } = this.clock;
        this.playIcon.setAttribute("d", playing ? PAUSE : PLAY);
        this.playButton.setAttribute("aria-label", playing ? "Pause" : "Play");
        for (const button of this.cycleButtons)
            button.setAttribute("aria-pressed", String(button.dataset.cycle === cycle));
    }

    /** Show the clock's frame on the screen, the scrubber, the track and the map. */
    showFrame() {
        const { film, screen, scrubber } = this;
        if (!film) return;
        const { frame } = this.clock;
        const { frame_count, pixels } = film;
        fillPaper(screen, film);
        drawFrame(screen, film, frame, { pixels });
        scrubber.value = String(frame);
        scrubber.setAttribute("aria-valuetext", `frame ${frame + 1} of ${frame_count}`);
        this.output.textContent = `${frame + 1} / ${frame_count}`;
        this.head.style.left = `${(100 * (frame + 0.5)) / frame_count}%`;
        this.map.show(frame);
    }

    redraw() {
        if (!this.film || !this.element.isConnected) return;
        fitCanvas(this.screen);
        this.showFrame();
        this.filmstrip.draw(this.film);
        this.confidence.draw(this.film);
        this.map.redraw();
    }

    end() {
        lastState = this.clock.state;
        cancelAnimationFrame(this.nextStep);
        cancelAnimationFrame(this.nextUpdate);
        this.wire?.end();
        this.observer.disconnect();
        this.map.end();
        removeEventListener("latent-digits-reading", this.onReading);
        this.dark.removeEventListener("change", this.onTheme);
    }
}

/**
 * Return the pointer's horizontal position within an element: 0 at the left edge, 1 at the right edge.
 * @param {Element} element
 * @param {PointerEvent} event
 */
function shareAcross(element, { clientX }) {
    const { left, width } = element.getBoundingClientRect();
    return (clientX - left) / width;
}
