// The sliders' motion from one code to another.

const GLIDE_MS = 500;

class Glide {
    // put(z) shows a code that is passed.
    constructor(put) {
        this.put = put;
        this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    }

    // Calls arrived when the code ``to`` is put, which a glide that is stopped never does.
    go(from, to, arrived, { atOnce = false } = {}) {
        this.stop();
        if (this.calm.matches || atOnce) {
            this.put(to);
            arrived();
            return;
        }
        const began = performance.now();
        const step = (now) => {
            const share = Math.min(1, Math.max(0, (now - began) / GLIDE_MS));
            this.put(from.map((value, i) => value + (to[i] - value) * share));
            if (share < 1) this.frame = requestAnimationFrame(step);
            else arrived();
        };
        this.frame = requestAnimationFrame(step);
    }

    stop() {
        cancelAnimationFrame(this.frame);
    }
}
