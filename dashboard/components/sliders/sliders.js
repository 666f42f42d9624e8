// The explorer: a large digit and the sliders that it follows.

const COMMIT_MS = 250; // without a key, until the page is told
const MOST_TOGETHER = 8; // sliders of both sets: at their full height no more have room

class Explorer {
    constructor(root, data) {
        this.root = root;
        this.find = (selector) => root.querySelector(selector);
        this.canvas = this.find(".large");
        this.history = new History(data.model);
        this.pixels = sessionStorage.getItem("latent-digits-pixels") === "true";
        Object.assign(this, { model: data.model, presets: data.presets, resetCode: data.reset, seen: data.move, z: data.z });
        this.motion = new Glide((z) => this.put(z));
        this.supply = new Supply(this);
        this.buttons = new Buttons(this);
        this.build(data);
        this.colour = colourOf(this.canvas);
        this.observer = new ResizeObserver(() => this.redraw());
        this.observer.observe(this.find(".explorer"));
        this.onTheme = () => requestAnimationFrame(() => this.redraw());
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", this.onTheme);
        this.supply.take(data);
        this.put(data.z);
        this.history.push(packed(data.z));
        sayInAddress(data.z);
        this.buttons.show();
    }

    build(data) {
        const add = (axes, place) =>
            axes.map((axis) => {
                const row = new Row(axis, this);
                this.find(place).append(row.element);
                this.find(place).style.setProperty("--count", axes.length);
                return row;
            });
        const dimensions = dimensionAxes(data);
        const silent = dimensions.filter((axis) => axis.silent);
        this.dimensions = [
            ...add(dimensions.filter((axis) => !axis.silent), '.rows[data-set="dimensions"]'),
            ...add(silent, ".silent .rows"),
        ];
        this.attributes = add(attributeAxes(data), '.rows[data-set="attributes"]');
        this.rows = [...this.dimensions, ...this.attributes];
        this.find(".silent").hidden = !silent.length;
        this.find(".silent summary").textContent =
            silent.length === 1 ? "1 silent dimension" : `${silent.length} silent dimensions`;
        this.find(".silent").addEventListener("toggle", () => this.supply.poke());
        // Few sliders leave room for both sets, one below the other.
        this.together = this.attributes.length > 0 && this.rows.length <= MOST_TOGETHER;
        this.find(".sets").hidden = !this.attributes.length || this.together;
        for (const title of this.root.querySelectorAll(".title")) title.hidden = !this.together;
        this.find(".note").textContent = data.attributeNote;
        if (this.attributes.length) this.find(".explorer").style.setProperty("--room", "548px"); // less the buttons above
        this.canvas.setAttribute("aria-label", "The digit that the code on the sliders decodes to");
        this.choose("dimensions");
    }

    choose(set) {
        for (const button of this.root.querySelectorAll("button[data-set]"))
            button.setAttribute("aria-pressed", button.dataset.set === set);
        const shows = (which) => this.together || which === set;
        for (const part of this.root.querySelectorAll(".rows[data-set], .note"))
            part.hidden = !shows(part.dataset.set) || (part.matches(".note") && !part.textContent);
        this.find(".silent").hidden = !shows("dimensions") || !this.dimensions.some((row) => row.axis.silent);
        this.supply.poke();
    }

    say(text, stays) {
        this.buttons.say(text, stays);
    }

    // ---- The code

    // Shows a code; by is the row that moved, whose own strip stays right.
    put(z, by = null) {
        this.z = z;
        if (by) this.mover = by;
        for (const row of this.rows) {
            if (row === by) continue;
            row.fresh = false;
            row.anchor = null;
            const { index } = row.axis;
            if (index !== undefined && z[index] !== row.value) row.show(z[index]);
        }
        this.find(".caption").classList.add("stale");
        this.supply.renew();
    }

    glide(target, from) {
        clearTimeout(this.commitTimer);
        this.mover = null;
        this.motion.go(this.z, target, () => this.commit(from), { atOnce: !this.supply.live.connected });
    }

    // To a code that has nothing to do with the one before.
    leap(target) {
        this.showPosterior(null);
        this.glide(target, "preset");
    }

    stop() {
        this.motion.stop();
    }

    // Draws a code towards the middle of its digit's codes where an attribute has led it out of them.
    drawBack(z) {
        const { middle, precision, border } = this.hold;
        const away = z.map((value, i) => value - middle[i]);
        const squared = away.reduce(
            (sum, one, i) => sum + away.reduce((part, other, j) => part + one * precision[i * z.length + j] * other, 0),
            0,
        );
        if (squared <= border) return;
        const share = Math.sqrt(border / squared);
        away.forEach((value, i) => (z[i] = middle[i] + share * value));
    }

    // ---- Its picture

    showPicture(picture) {
        this.picture = picture;
        if (!this.canvas.isConnected) return; // the page has been left
        fit(this.canvas);
        const context = this.canvas.getContext("2d");
        context.clearRect(0, 0, this.canvas.width, this.canvas.height);
        drawPicture(context, picture, this.colour, 0, 0, this.canvas.width, { pixels: this.pixels });
    }

    togglePixels() {
        this.pixels = !this.pixels;
        sessionStorage.setItem("latent-digits-pixels", this.pixels);
        this.showPicture(this.picture);
    }

    redraw() {
        if (!this.canvas.isConnected) return;
        this.colour = colourOf(this.canvas);
        this.showPicture(this.picture);
        for (const row of this.rows) if (row.visible) row.drawStrip(this.colour);
        this.supply.poke();
    }

    // ---- What the page says, and what it is told

    receive(data) {
        if (data.move !== this.seen) {
            this.seen = data.move;
            this.coming = data;
            this.showPosterior(data.posterior);
            this.glide(data.z, "page");
            return;
        }
        if (String(colourOf(this.canvas)) !== String(this.colour)) this.redraw(); // another theme
        const same = packed(data.z) === packed(this.z);
        if (this.supply.lost) this.supply.take(data);
        // A strip that has just come keeps: the page has found out nothing new about the code.
        if (same && !data.strips) this.describe(data);
        if (this.supply.lost) this.supply.pageAnswered();
    }

    // What the page has found out about the code on the sliders.
    describe(data) {
        this.described = packed(data.z);
        this.hold = data.hold;
        this.showPosterior(data.posterior);
        const isNew = !this.attributes.includes(this.mover);
        data.attributes.forEach((axis, number) => this.attributes[number].turn(axis, isNew));
        this.supply.live.poke();
        this.find(".caption").textContent = data.caption;
        this.find(".caption").classList.remove("stale");
    }

    showPosterior(posterior) {
        for (const row of this.dimensions) {
            const { index } = row.axis;
            row.showPosterior(posterior && [posterior.mu[index], posterior.sigma[index]]);
        }
    }

    tell(from) {
        this.setState("code", { z: packed(this.z), from });
    }

    commit(from) {
        clearTimeout(this.commitTimer);
        const z = this.z.map(rounded);
        if (z.some((value, i) => value !== this.z[i])) this.put(z);
        this.history.push(packed(z));
        sayInAddress(z);
        this.buttons.show();
        this.tell(from);
        // The page has no news of a code that it knows already.
        if (this.coming && packed(this.coming.z) === packed(z)) this.describe(this.coming);
        this.coming = null;
        if (this.described === packed(z)) this.find(".caption").classList.remove("stale");
    }

    commitSoon(from, wait) {
        clearTimeout(this.commitTimer);
        this.commitTimer = setTimeout(() => this.commit(from), wait);
    }

    end() {
        this.stop();
        clearTimeout(this.commitTimer);
        this.buttons.end();
        this.supply.end();
        this.observer.disconnect();
        matchMedia("(prefers-color-scheme: dark)").removeEventListener("change", this.onTheme);
    }
}

const explorers = new WeakMap();

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
    let explorer = explorers.get(parentElement);
    if (!explorer) {
        explorer = new Explorer(parentElement, data);
        explorers.set(parentElement, explorer);
        explorer.describe(data);
    } else explorer.receive(data);
    explorer.setState = setStateValue;
    explorer.trigger = setTriggerValue;
    return () => {
        explorer.end();
        explorers.delete(parentElement);
    };
}
