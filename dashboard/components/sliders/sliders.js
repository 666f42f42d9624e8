// The explorer: a large digit, its sliders, and what can be done with its code.

const GLIDE_MS = 500; // from one code to another
const REST_MS = 120; // without a move, until the strips follow
const COMMIT_MS = 250; // without a key, until the page is told
const LOST_MS = 800; // without a socket, until the page is asked instead
const ANSWER_MS = 2000; // to wait for the page
const MOST_TOGETHER = 8; // sliders of both sets: at their full height no more have room
const calm = matchMedia("(prefers-reduced-motion: reduce)");

class Explorer {
    constructor(root, data) {
        this.root = root;
        this.find = (selector) => root.querySelector(selector);
        this.canvas = this.find(".large");
        this.history = new History(data.model);
        this.digit = Number(sessionStorage.getItem("latent-digits-digit") ?? 3);
        this.pixels = sessionStorage.getItem("latent-digits-pixels") === "true";
        Object.assign(this, { model: data.model, presets: data.presets, resetCode: data.reset, seen: data.move, z: data.z });
        this.build(data);
        this.colour = colourOf(this.canvas);
        this.live = new Live(data.model, () => this.next(), (connected) => this.connected(connected));
        this.observer = new ResizeObserver(() => this.redraw());
        this.observer.observe(this.find(".explorer"));
        this.onTheme = () => requestAnimationFrame(() => this.redraw());
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", this.onTheme);
        this.onOutside = (event) => this.closeMenus(event);
        document.addEventListener("pointerdown", this.onOutside);
        this.showPicture(fromBase64(data.picture));
        this.shown = packed(data.z);
        this.put(data.z);
        this.history.push(packed(data.z));
        this.showButtons();
    }

    build(data) {
        const most = Math.max(...data.dimensions.map(({ nats }) => nats));
        const dimensions = data.dimensions.map((entry) => ({
            ...entry,
            name: `z${entry.index}`,
            title: `Dimension ${entry.index}: KL ${entry.nats.toFixed(2)} nats`,
            share: entry.nats / most,
            unit: "",
            digits: 2,
            step: CODE_STEP,
            small: 0.05,
            big: 0.5,
            home: data.reset[entry.index], // where Reset puts it
        }));
        const attributes = data.attributes.map((entry) => ({
            ...entry,
            title: `${entry.name}${entry.unit && ` in ${entry.unit}`}`,
            unit: /^\w/.test(entry.unit) ? ` ${entry.unit}` : entry.unit,
            digits: Math.max(0, Math.round(2 - Math.log10(entry.high - entry.low))),
            step: "any",
            small: (entry.high - entry.low) / 100,
            big: (entry.high - entry.low) / 10,
        }));
        const add = (axes, place) =>
            axes.map((axis) => {
                const row = new Row(axis, this);
                this.find(place).append(row.element);
                this.find(place).style.setProperty("--count", axes.length);
                return row;
            });
        const silent = dimensions.filter((entry) => entry.silent);
        this.dimensions = [
            ...add(dimensions.filter((entry) => !entry.silent), '.rows[data-set="dimensions"]'),
            ...add(silent, ".silent .rows"),
        ];
        this.attributes = add(attributes, '.rows[data-set="attributes"]');
        this.rows = [...this.dimensions, ...this.attributes];
        this.find(".silent").hidden = !silent.length;
        this.find(".silent summary").textContent =
            silent.length === 1 ? "1 silent dimension" : `${silent.length} silent dimensions`;
        this.find(".silent").addEventListener("toggle", () => this.poke());
        // Few sliders leave room for both sets, one below the other.
        this.together = attributes.length > 0 && this.rows.length <= MOST_TOGETHER;
        this.find(".sets").hidden = !attributes.length || this.together;
        for (const title of this.root.querySelectorAll(".title")) title.hidden = !this.together;
        this.find(".note").textContent = data.attributeNote;
        if (attributes.length) this.find(".explorer").style.setProperty("--room", "548px"); // less the buttons above
        for (let digit = 0; digit < 10; digit++) {
            const button = document.createElement("button");
            Object.assign(button, { textContent: digit, title: `A typical ${digit}` });
            button.dataset.preset = digit;
            this.find(".presets").append(button);
        }
        for (const [name, { title }] of Object.entries(PAPERS)) this.find(".colours").append(new Option(title, name));
        this.find(".explorer").addEventListener("click", (event) => this.click(event));
        this.find(".explorer").addEventListener("keydown", (event) => this.key(event));
        const field = this.find(".paste");
        field.addEventListener("paste", () => setTimeout(() => this.paste(field)));
        field.addEventListener("change", () => this.paste(field));
        this.choose("dimensions");
    }

    // ---- The code and its picture

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
        this.dirty = true;
        this.rested = false;
        clearTimeout(this.restTimer);
        this.restTimer = setTimeout(() => {
            this.rested = true;
            this.poke();
        }, REST_MS);
        if (this.live?.connected) this.live.poke();
        else if (this.lost) this.askPage();
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

    // What the socket decodes next: the newest code, else a strip that is out of date.
    next() {
        if (this.dirty || !this.live.connected) {
            this.dirty = false;
            const code = packed(this.z);
            const draw = (pictures) => {
                this.shown = code;
                this.showPicture(pictures);
            };
            return { codes: Float32Array.from(this.z), draw };
        }
        const row = this.rested && this.rows.find((row) => !row.fresh && row.visible);
        if (!row) return null;
        row.fresh = true;
        const draw = (pictures) => {
            row.pictures = pictures;
            row.drawStrip(this.colour);
        };
        return { codes: Float32Array.from(row.stripCodes().flat()), draw };
    }

    // Something is out of date: asks the socket for it, or the page where the socket is cut.
    poke() {
        if (this.lost) this.askPage();
        else this.live?.poke();
    }

    showPicture(picture) {
        this.picture = picture;
        fit(this.canvas);
        const context = this.canvas.getContext("2d");
        context.clearRect(0, 0, this.canvas.width, this.canvas.height);
        drawPicture(context, picture, this.colour, 0, 0, this.canvas.width, { pixels: this.pixels });
    }

    redraw() {
        if (!this.canvas.isConnected) return;
        this.colour = colourOf(this.canvas);
        this.showPicture(this.picture);
        for (const row of this.rows) if (row.visible) row.drawStrip(this.colour);
        this.poke();
    }

    connected(connected) {
        if (connected) {
            clearTimeout(this.lostTimer);
            this.lostTimer = 0;
            if (this.lost) this.say("");
            this.lost = false;
        } else {
            this.dirty ||= packed(this.z) !== this.shown; // its answer may have been on its way
            for (const row of this.rows) row.fresh = false;
            this.lostTimer ||= setTimeout(() => this.fallBack(), LOST_MS);
        }
    }

    fallBack() {
        this.lost = true;
        this.say("The live connection is lost: the digit follows a little later. Trying again …", true);
        this.askPage();
    }

    // Without a socket the page decodes; it too is asked again only when it has answered.
    askPage() {
        if (this.answerTimer) return;
        if (this.dirty) {
            this.dirty = false;
            this.tell("move");
        } else if (!this.askStrips()) return;
        this.answerTimer = setTimeout(() => this.pageAnswered(), ANSWER_MS);
    }

    // All strips that are out of date at once, for each answer of the page takes a run of it; whether there are any.
    askStrips() {
        const rows = this.rested ? this.rows.filter((row) => !row.fresh && row.visible) : [];
        if (!rows.length) return false;
        this.wished = { number: (this.wished?.number ?? 0) + 1, code: packed(this.z), rows };
        this.trigger("strips", { number: this.wished.number, codes: rows.flatMap((row) => row.stripCodes()) });
        return true;
    }

    takeStrips({ number, pictures }) {
        if (number !== this.wished?.number || this.wished.code !== packed(this.z)) return;
        const all = fromBase64(pictures);
        const length = STRIP_COUNT * PIXEL_COUNT;
        this.wished.rows.forEach((row, place) => {
            row.fresh = true;
            row.pictures = all.subarray(place * length, (place + 1) * length);
            row.drawStrip(this.colour);
        });
    }

    pageAnswered() {
        clearTimeout(this.answerTimer);
        this.answerTimer = 0;
        if (this.lost) this.askPage();
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
        if (this.lost) {
            this.shown = packed(data.z);
            this.showPicture(fromBase64(data.picture));
            if (data.strips) this.takeStrips(data.strips);
        }
        // A strip that has just come keeps: the page has found out nothing new about the code.
        if (same && !data.strips) this.describe(data);
        if (this.lost) this.pageAnswered();
    }

    // What the page has found out about the code on the sliders.
    describe(data) {
        this.described = packed(data.z);
        this.hold = data.hold;
        this.showPosterior(data.posterior);
        const isNew = !this.attributes.includes(this.mover);
        data.attributes.forEach((axis, number) => this.attributes[number].turn(axis, isNew));
        this.live.poke();
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
        this.showButtons();
        this.tell(from);
        // The page has no news of a code that it knows already.
        if (this.coming && packed(this.coming.z) === packed(z)) this.describe(this.coming);
        this.coming = null;
        if (this.described === packed(z)) this.find(".caption").classList.remove("stale");
    }

    commitSoon(from) {
        clearTimeout(this.commitTimer);
        this.commitTimer = setTimeout(() => this.commit(from), this.find("input:active") ? 0 : COMMIT_MS);
    }

    // ---- Motion

    glide(target, from) {
        this.stop();
        clearTimeout(this.commitTimer);
        this.mover = null;
        if (calm.matches || !this.live.connected) {
            this.put(target);
            this.commit(from);
            return;
        }
        const start = this.z;
        const began = performance.now();
        const step = (now) => {
            const share = Math.min(1, Math.max(0, (now - began) / GLIDE_MS));
            this.put(start.map((value, i) => value + (target[i] - value) * share));
            if (share < 1) this.frame = requestAnimationFrame(step);
            else this.commit(from);
        };
        this.frame = requestAnimationFrame(step);
    }

    stop() {
        cancelAnimationFrame(this.frame);
    }

    // ---- Buttons

    click(event) {
        const button = event.target.closest("button");
        if (!button) return;
        const { preset, set } = button.dataset;
        if (preset !== undefined) {
            this.digit = Number(preset);
            sessionStorage.setItem("latent-digits-digit", preset);
            this.showPosterior(null);
            this.glide(this.presets[preset], "preset");
        } else if (set) this.choose(set);
        else this.actions[button.dataset.do].call(this);
        this.showButtons();
    }

    actions = {
        another: () => this.trigger("draw", { digit: this.digit, seed: seed() }),
        random: () => this.trigger("draw", { digit: null, seed: seed() }),
        reset: () => {
            this.showPosterior(null);
            this.glide(this.resetCode, "preset");
        },
        undo: () => this.travel(-1),
        redo: () => this.travel(1),
        pixels: () => {
            this.pixels = !this.pixels;
            sessionStorage.setItem("latent-digits-pixels", this.pixels);
            this.showPicture(this.picture);
        },
        json: () => this.copy(asJson(this.model, this.z), "JSON"),
        python: () => this.copy(asPython(this.model, this.z), "Python"),
        start: () => this.use("start"),
        end: () => this.use("end"),
        save: () => this.saveDigit(),
        sheet: () => this.saveSheet(),
    };

    key(event) {
        if (event.key === "Escape") this.closeMenus();
        if (!(event.ctrlKey || event.metaKey) || event.target.matches(".paste, .size")) return;
        const by = { z: event.shiftKey ? 1 : -1, y: 1 }[event.key.toLowerCase()];
        if (!by) return;
        event.preventDefault();
        this.travel(by);
    }

    travel(by) {
        if (!this.history.canStep(by)) return;
        this.glide(this.history.step(by), "undo");
        this.showButtons();
    }

    showButtons() {
        const button = (name) => this.find(`[data-do="${name}"]`);
        button("another").textContent = `Another ${this.digit}`;
        button("another").title = `The code of another ${this.digit} of MNIST, drawn at random`;
        button("undo").disabled = !this.history.canStep(-1);
        button("redo").disabled = !this.history.canStep(1);
        button("pixels").setAttribute("aria-pressed", this.pixels);
        this.canvas.setAttribute("aria-label", "The digit that the code on the sliders decodes to");
    }

    choose(set) {
        for (const button of this.root.querySelectorAll("button[data-set]"))
            button.setAttribute("aria-pressed", button.dataset.set === set);
        const shows = (which) => this.together || which === set;
        for (const part of this.root.querySelectorAll(".rows[data-set], .note"))
            part.hidden = !shows(part.dataset.set) || (part.matches(".note") && !part.textContent);
        this.find(".silent").hidden = !shows("dimensions") || !this.dimensions.some((row) => row.axis.silent);
        this.poke();
    }

    closeMenus(event) {
        const path = event?.composedPath() ?? [];
        for (const menu of this.root.querySelectorAll(".menu[open]")) if (!path.includes(menu)) menu.open = false;
    }

    say(text, stays = false) {
        clearTimeout(this.sayTimer);
        this.find(".said").textContent = text;
        if (!stays) this.sayTimer = setTimeout(() => this.say("", true), 4000);
    }

    async copy(text, what) {
        try {
            await navigator.clipboard.writeText(text);
            this.say(`The code is copied as ${what}.`);
        } catch {
            this.say("This browser keeps the clipboard shut; the address bar holds the code as well.");
        }
        this.closeMenus();
    }

    // Makes the code an end of the morph. The page says so in its last run, which a commit would take away.
    use(end) {
        this.stop();
        this.commit("slider");
        this.trigger("use", { end, z: packed(this.z) });
        this.closeMenus();
    }

    paste(field) {
        if (!field.value.trim()) return;
        try {
            const z = parseCode(field.value, this.model, this.z.length);
            this.showPosterior(null);
            this.glide(z, "preset");
            this.say("The pasted code is on the sliders.");
            field.value = "";
            this.closeMenus();
        } catch (error) {
            if (!(error instanceof Refused)) throw error;
            this.say(error.message);
        }
    }

    // ---- Pictures to keep

    saveDigit() {
        const field = this.find(".size");
        if (!field.reportValidity()) return;
        const size = field.valueAsNumber;
        const { ink, paper } = PAPERS[this.find(".colours").value];
        const [canvas, context] = blank(size, size, paper);
        drawPicture(context, this.picture, ink, 0, 0, size, { pixels: this.pixels });
        save(canvas, `digit-${this.model}.png`);
        this.closeMenus();
    }

    async saveSheet() {
        const rows = this.rows.filter((row) => row.visible);
        for (let tries = 0; rows.some((row) => !row.fresh || !row.pictures) && tries < 50; tries++)
            await new Promise((done) => setTimeout(done, 100));
        if (rows.some((row) => !row.pictures)) {
            this.say("The traversals come over the live connection; try again when it is back.");
            return;
        }
        const { ink, paper } = PAPERS[this.find(".colours").value];
        const [cell, margin] = [56, 110];
        const [canvas, context] = blank(margin + cell * STRIP_COUNT, cell * rows.length, paper);
        context.fillStyle = `rgb(${ink})`;
        context.textBaseline = "middle";
        rows.forEach((row, number) => {
            const y = cell * number;
            context.font = "bold 15px sans-serif";
            context.fillText(row.axis.name, 10, y + cell * 0.36);
            context.font = "12px sans-serif";
            context.fillText(`${signed(row.low, 1)} … ${signed(row.high, 1)}`, 10, y + cell * 0.68);
            for (let i = 0; i < STRIP_COUNT; i++) {
                const picture = row.pictures.subarray(i * PIXEL_COUNT, (i + 1) * PIXEL_COUNT);
                drawPicture(context, picture, ink, margin + cell * i, y, cell, { pixels: this.pixels });
            }
        });
        save(canvas, `traversals-${this.model}.png`);
        this.closeMenus();
    }

    end() {
        this.stop();
        for (const timer of [this.commitTimer, this.restTimer, this.lostTimer, this.sayTimer, this.answerTimer])
            clearTimeout(timer);
        this.live.end();
        this.observer.disconnect();
        matchMedia("(prefers-color-scheme: dark)").removeEventListener("change", this.onTheme);
        document.removeEventListener("pointerdown", this.onOutside);
    }
}

const seed = () => crypto.getRandomValues(new Uint32Array(1))[0];
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
