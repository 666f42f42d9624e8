// The codes that were there before, per model; they live as long as the tab, so that other pages do not lose them.

class History {
    constructor(model) {
        this.key = `latent-digits-history-${model}`;
        this.past = [];
        this.at = -1;
        try {
            Object.assign(this, JSON.parse(sessionStorage.getItem(this.key) ?? "{}"));
        } catch {
            sessionStorage.removeItem(this.key); // not ours: begin anew
        }
    }

    get current() {
        return this.past[this.at];
    }

    push(code) {
        if (code === this.current) return;
        this.past = [...this.past.slice(0, this.at + 1), code].slice(-200);
        this.at = this.past.length - 1;
        this.keep();
    }

    canStep(by) {
        return this.at + by >= 0 && this.at + by < this.past.length;
    }

    step(by) {
        this.at += by;
        this.keep();
        return this.current.split("_").map(Number);
    }

    keep() {
        sessionStorage.setItem(this.key, JSON.stringify({ past: this.past, at: this.at }));
    }
}

// The address follows the code, in place of the one before: so Back leaves the page, as from Streamlit's own sliders.
function sayInAddress(z) {
    const address = new URL(location);
    address.searchParams.set("z", packed(z));
    // While the browser is on its way to another page, this part is still there.
    if (/\/explore\/?$/.test(address.pathname)) history.replaceState(history.state, "", address);
}
