// @ts-check
// Animates the sliders from one code to another.

const GLIDE_MS = 500;

/**
 * Return the share of a glide that is complete after a given time, from 0 to 1.
 * @param {number} elapsed In ms; negative if the frame's timestamp is earlier than the start of the glide.
 */
export function shareAfter(elapsed) {
    return Math.min(1, Math.max(0, elapsed / GLIDE_MS));
}

/**
 * Return the code at a given share of the straight line from one code to another.
 * @param {number[]} from
 * @param {number[]} to
 * @param {number} share
 */
export function codeBetween(from, to, share) {
    return from.map((value, i) => value + (to[i] - value) * share);
}

export class Glide {
    /** @param {(z: number[]) => void} put Called with each code along the glide, including the last. */
    constructor(put) {
        this.put = put;
        this.frame = 0;
        this.reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
    }

    /**
     * @param {number[]} from
     * @param {number[]} to
     * @param {() => void} arrived Called when `to` is reached; not called if the glide is stopped.
     * @param {{atOnce?: boolean}} [options]
     */
    start(from, to, arrived, { atOnce = false } = {}) {
        this.stop();
        if (this.reducedMotion.matches || atOnce) {
            this.put(to);
            arrived();
            return;
        }
        const began = performance.now();
        /** @param {number} now */
        const step = (now) => {
            const share = shareAfter(now - began);
            this.put(codeBetween(from, to, share));
            if (share < 1) this.frame = requestAnimationFrame(step);
            else arrived();
        };
        this.frame = requestAnimationFrame(step);
    }

    stop() {
        cancelAnimationFrame(this.frame);
    }
}
