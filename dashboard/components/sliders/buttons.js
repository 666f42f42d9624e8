// What can be done with the code: the buttons beside the digit, their menus and their keys.

const SAID_MS = 4000; // for which a sentence stays

class Buttons {
    constructor(explorer) {
        this.explorer = explorer;
        this.find = explorer.find;
        this.digit = Number(sessionStorage.getItem("latent-digits-digit") ?? 3);
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
        this.onOutside = (event) => this.closeMenus(event);
        document.addEventListener("pointerdown", this.onOutside);
    }

    click(event) {
        const button = event.target.closest("button");
        if (!button) return;
        const { preset, set } = button.dataset;
        if (preset !== undefined) {
            this.digit = Number(preset);
            sessionStorage.setItem("latent-digits-digit", preset);
            this.explorer.leap(this.explorer.presets[preset]);
        } else if (set) this.explorer.choose(set);
        else this.actions[button.dataset.do]();
        this.show();
    }

    actions = {
        another: () => this.explorer.trigger("draw", { digit: this.digit, seed: seed() }),
        random: () => this.explorer.trigger("draw", { digit: null, seed: seed() }),
        reset: () => this.explorer.leap(this.explorer.resetCode),
        undo: () => this.travel(-1),
        redo: () => this.travel(1),
        pixels: () => this.explorer.togglePixels(),
        json: () => this.copy(asJson(this.explorer.model, this.explorer.z), "JSON"),
        python: () => this.copy(asPython(this.explorer.model, this.explorer.z), "Python"),
        start: () => this.use("start"),
        stop: () => this.use("stop"),
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
        const { history } = this.explorer;
        if (!history.canStep(by)) return;
        this.explorer.glide(history.step(by), "undo");
        this.show();
    }

    show() {
        const { history, pixels } = this.explorer;
        const button = (name) => this.find(`[data-do="${name}"]`);
        button("another").textContent = `Another ${this.digit}`;
        button("another").title = `The code of another ${this.digit} of MNIST, drawn at random`;
        button("undo").disabled = !history.canStep(-1);
        button("redo").disabled = !history.canStep(1);
        button("pixels").setAttribute("aria-pressed", pixels);
    }

    closeMenus(event) {
        const path = event?.composedPath() ?? [];
        for (const menu of this.explorer.root.querySelectorAll(".menu[open]"))
            if (!path.includes(menu)) menu.open = false;
    }

    say(text, stays = false) {
        clearTimeout(this.sayTimer);
        this.find(".said").textContent = text;
        if (!stays) this.sayTimer = setTimeout(() => this.say("", true), SAID_MS);
    }

    // ---- The code, handed on and taken

    async copy(text, what) {
        try {
            await navigator.clipboard.writeText(text);
            this.say(`The code is copied as ${what}.`);
        } catch {
            this.say("This browser keeps the clipboard shut; the address bar holds the code as well.");
        }
        this.closeMenus();
    }

    // Makes the code an end of the morph, or a stop. The page says so in its last run, which a commit would take away.
    use(end) {
        this.explorer.stop();
        this.explorer.commit("slider");
        this.explorer.trigger("use", { end, z: packed(this.explorer.z) });
        this.closeMenus();
    }

    paste(field) {
        if (!field.value.trim()) return;
        try {
            this.explorer.leap(parseCode(field.value, this.explorer.model, this.explorer.z.length));
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
        keepDigit(this.explorer.picture, { ...this.look("digit"), size: field.valueAsNumber });
        this.closeMenus();
    }

    async saveSheet() {
        const rows = this.explorer.rows.filter((row) => row.visible);
        for (let tries = 0; rows.some((row) => !row.fresh || !row.pictures) && tries < 50; tries++)
            await new Promise((done) => setTimeout(done, 100));
        if (rows.some((row) => !row.pictures)) {
            this.say("The traversals come over the live connection; try again when it is back.");
            return;
        }
        keepSheet(rows, this.look("traversals"));
        this.closeMenus();
    }

    look(what) {
        const { model, pixels } = this.explorer;
        return { name: `${what}-${model}.png`, colours: this.find(".colours").value, pixels };
    }

    end() {
        clearTimeout(this.sayTimer);
        document.removeEventListener("pointerdown", this.onOutside);
    }
}

const seed = () => crypto.getRandomValues(new Uint32Array(1))[0];
