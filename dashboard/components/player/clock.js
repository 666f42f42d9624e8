// @ts-check
// The playback clock: which frame is on screen, and which frame comes next.

/** @typedef {"once" | "loop" | "ping-pong"} Cycle What the player does after the last frame. */

const ROUNDING = 1e-6; // frames: the sum of many small steps may fall short of a whole frame by this much

/**
 * Return the index of the part that contains a share, when 0 to 1 is divided into `count` equal parts.
 * @param {number} share Clamped to 0 to 1: a pointer may be outside the element.
 * @param {number} count
 */
export function indexAt(share, count) {
    return Math.max(0, Math.min(count - 1, Math.floor(share * count)));
}

export class FilmClock {
    /**
     * `share` is the elapsed share of the film, 0 to 1; `direction` is 1, or −1 for backwards.
     * @param {{share?: number, cycle?: Cycle, direction?: number, playing: boolean}} state
     */
    constructor({ share = 0, cycle = "loop", direction = 1, playing }) {
        this.startShare = share;
        this.cycle = cycle;
        this.direction = direction;
        this.playing = playing;
        this.at = 0; // frames, with a fraction
        this.count = 0; // number of frames; 0 before the first film
    }

    /** The elapsed share of the film, from 0 to 1. */
    get share() {
        return this.count ? Math.min(1, this.at / Math.max(1, this.count - 1)) : this.startShare;
    }

    /** The index of the frame on screen. */
    get frame() {
        // Backwards, round up: rounding down would skip the last frame.
        const at = this.direction < 0 ? Math.ceil(this.at - ROUNDING) : Math.floor(this.at + ROUNDING);
        return Math.max(0, Math.min(this.count - 1, at));
    }

    /**
     * Change to another film at the same elapsed share, so that a changed setting can be compared.
     * @param {number} count Number of frames.
     * @param {boolean} comesBack Whether the film returns to its start; ping-pong then becomes loop.
     */
    setFilm(count, comesBack) {
        if (count !== this.count) {
            const at = this.share * (count - 1);
            this.at = this.playing ? at : Math.round(at); // a paused film stays on a whole frame
            this.count = count;
        }
        if (comesBack && this.cycle === "ping-pong") {
            this.cycle = "loop";
            this.direction = 1;
        }
    }

    /**
     * Switch a cycle on, or switch the current one off to play once.
     * @param {Cycle} cycle
     */
    toggleCycle(cycle) {
        this.cycle = this.cycle === cycle ? "once" : cycle;
        this.at = this.frame; // first: the rounding depends on the direction
        this.direction = 1;
    }

    /** Play or pause. A film that has ended plays from its start. */
    toggle() {
        if (!this.playing && this.cycle === "once" && this.frame === this.count - 1) this.at = 0;
        this.playing = !this.playing;
    }

    /**
     * Go to a frame and pause.
     * @param {number} frame
     */
    seek(frame) {
        this.playing = false;
        this.direction = 1;
        this.at = Math.max(0, Math.min(this.count - 1, frame));
    }

    /**
     * Advance the clock.
     * @param {number} frames Elapsed time in frames.
     */
    advance(frames) {
        if (this.cycle === "ping-pong") {
            this.advanceAndReturn(frames);
            return;
        }
        this.at += frames;
        if (this.at < this.count) return;
        if (this.cycle === "loop") this.at %= this.count;
        else {
            this.at = this.count - 1;
            this.playing = false;
        }
    }

    /** @param {number} frames */
    advanceAndReturn(frames) {
        const last = this.count - 1;
        const round = 2 * last; // there and back, with each end once
        const at = ((this.direction > 0 ? this.at : round - this.at) + frames) % round;
        this.direction = at < last ? 1 : -1;
        this.at = at < last ? at : round - at;
    }

    /** The state from which another clock can continue. */
    get state() {
        const { share, cycle, direction, playing } = this;
        return { share, cycle, direction, playing };
    }
}
