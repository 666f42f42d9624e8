// @ts-check
// The time of a film: at which frame it is, and where it goes from there.

/** @typedef {"once" | "loop" | "ping-pong"} Cycle What happens at the end of the film. */

const ROUNDING = 1e-6; // frames; the sum of many steps may miss a whole frame by this much

/**
 * The index of the part that a share of the whole lies in.
 * @param {number} share From 0 to 1, and beyond for a pointer that has left the element.
 * @param {number} count Of equal parts.
 */
export function indexAt(share, count) {
    return Math.max(0, Math.min(count - 1, Math.floor(share * count)));
}

export class FilmClock {
    /** @param {{share?: number, cycle?: Cycle, direction?: number, playing: boolean}} start Share: from 0 to 1. */
    constructor({ share = 0, cycle = "loop", direction = 1, playing }) {
        this.startShare = share;
        this.cycle = cycle;
        this.direction = direction;
        this.playing = playing;
        this.at = 0; // in frames and parts of a frame
        this.count = 0; // frames; 0 before the first film
    }

    /** Where the film is, from 0 to 1. */
    get share() {
        return this.count ? Math.min(1, this.at / Math.max(1, this.count - 1)) : this.startShare;
    }

    get frame() {
        // On the way back a frame lasts from its own place down to the next one, or the last frame would never be seen.
        const at = this.direction < 0 ? Math.ceil(this.at - ROUNDING) : Math.floor(this.at + ROUNDING);
        return Math.max(0, Math.min(this.count - 1, at));
    }

    /**
     * Take a film. The share of its time stays, so that the user sees a changed setting at the same place.
     * @param {number} count Its frames.
     * @param {boolean} comesBack Whether it goes back to its start itself; then there is no ping-pong.
     */
    takeFilm(count, comesBack) {
        if (count !== this.count) {
            const at = this.share * (count - 1);
            this.at = this.playing ? at : Math.round(at); // a paused film is at a whole frame
            this.count = count;
        }
        if (comesBack && this.cycle === "ping-pong") {
            this.cycle = "loop";
            this.direction = 1;
        }
    }

    /**
     * Turn a cycle on, or off if it is on.
     * @param {Cycle} cycle
     */
    toggleCycle(cycle) {
        this.cycle = this.cycle === cycle ? "once" : cycle;
        this.at = this.frame; // the same frame in either direction
        this.direction = 1;
    }

    /** Play or pause; a film that has ended plays from its start. */
    toggle() {
        if (!this.playing && this.cycle === "once" && this.frame === this.count - 1) this.at = 0;
        this.playing = !this.playing;
    }

    /**
     * Pause at a frame.
     * @param {number} frame
     */
    seek(frame) {
        this.playing = false;
        this.direction = 1;
        this.at = Math.max(0, Math.min(this.count - 1, frame));
    }

    /**
     * Let time pass.
     * @param {number} frames How many frames' time.
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
        const round = 2 * last; // there and back; neither end is shown twice
        const at = ((this.direction > 0 ? this.at : round - this.at) + frames) % round;
        this.direction = at < last ? 1 : -1;
        this.at = at < last ? at : round - at;
    }

    /** What a next clock needs to continue here. */
    get state() {
        const { share, cycle, direction, playing } = this;
        return { share, cycle, direction, playing };
    }
}
