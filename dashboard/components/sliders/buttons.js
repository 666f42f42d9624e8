// @ts-check
// The buttons below the digit, with their menus and keyboard shortcuts.

/** @import { Look } from "./downloads.js" */
/** @import { ExplorerApi } from "./types.js" */

import { closestElement, findElement, findElements } from "../elements.js";
import { PAPERS } from "../ink.js";
import { CodeError, formatJson, formatPython, packCode, parseCode } from "./code/codes.js";
import { downloadDigit, downloadSheet } from "./downloads.js";

const MESSAGE_MS = 4000; // how long a message stays visible
const STRIP_TRIES = 50; // checks for the sheet's strips before giving up
const STRIP_WAIT_MS = 100; // delay between these checks
const DIGIT_KEY = "latent-digits-digit"; // session storage key of the last digit pressed

export class Buttons {
    /** @param {ExplorerApi} explorer */
    constructor(explorer) {
        const { root } = explorer;
        this.explorer = explorer;
        this.digit = Number(sessionStorage.getItem(DIGIT_KEY) ?? 3);
        this.message = findElement(root, ".said", HTMLElement);
        this.colours = findElement(root, ".colours", HTMLSelectElement);
        this.size = findElement(root, ".size", HTMLInputElement);
        this.field = findElement(root, ".paste", HTMLInputElement);
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        this.messageTimer = undefined;
        findElement(root, ".presets", HTMLElement).append(...presetButtons());
        for (const [name, { title }] of Object.entries(PAPERS)) this.colours.append(new Option(title, name));
        this.listen(findElement(root, ".explorer", HTMLElement));
    }

    /** @param {HTMLElement} element */
    listen(element) {
        element.addEventListener("click", (event) => this.takeClick(event));
        element.addEventListener("keydown", (event) => this.takeKey(event));
        this.field.addEventListener("paste", () => setTimeout(() => this.paste()));
        this.field.addEventListener("change", () => this.paste());
        /** @param {PointerEvent} event */
        this.onOutside = (event) => this.closeMenus(event);
        document.addEventListener("pointerdown", this.onOutside);
    }

    /** @param {MouseEvent} event */
    takeClick(event) {
        const button = closestElement(event, "button");
        if (!button) return;
        const { preset, set, do: action } = button.dataset;
        if (preset !== undefined) this.leapToDigit(Number(preset));
        else if (set === "dimensions" || set === "attributes") this.explorer.chooseSet(set);
        else if (action) this.actions[action]();
        this.show();
    }

    /** @type {Record<string, () => void>} Keyed by the buttons' data-do attribute. */
    actions = {
        another: () => this.explorer.trigger("draw", { digit: this.digit, seed: drawSeed() }),
        random: () => this.explorer.trigger("draw", { digit: null, seed: drawSeed() }),
        reset: () => this.explorer.leap(this.explorer.resetCode),
        undo: () => this.travel(-1),
        redo: () => this.travel(1),
        pixels: () => this.explorer.digit.togglePixels(),
        json: () => this.copy(formatJson(this.explorer.model, this.explorer.z), "JSON"),
        python: () => this.copy(formatPython(this.explorer.model, this.explorer.z), "Python"),
        start: () => this.useInMorph("start"),
        stop: () => this.useInMorph("stop"),
        end: () => this.useInMorph("end"),
        save: () => this.saveDigit(),
        sheet: () => this.saveSheet(),
    };

    /** @param {number} digit */
    leapToDigit(digit) {
        this.digit = digit;
        sessionStorage.setItem(DIGIT_KEY, String(digit));
        this.explorer.leap(this.explorer.presets[digit]);
    }

    /** @param {KeyboardEvent} event */
    takeKey(event) {
        if (event.key === "Escape") this.closeMenus();
        if (!(event.ctrlKey || event.metaKey) || closestElement(event, ".paste, .size")) return;
        const by = stepOfKey(event);
        if (!by) return;
        event.preventDefault();
        this.travel(by);
    }

    /** @param {number} by −1 for Undo, 1 for Redo. */
    travel(by) {
        const { history } = this.explorer;
        if (!history.canStep(by)) return;
        this.explorer.glide(history.step(by), "undo");
        this.show();
    }

    show() {
        const { history, digit } = this.explorer;
        const another = this.findButton("another");
        another.textContent = `Another ${this.digit}`;
        another.title = `Go to the code of a random ${this.digit} from MNIST`;
        this.findButton("undo").disabled = !history.canStep(-1);
        this.findButton("redo").disabled = !history.canStep(1);
        this.findButton("pixels").setAttribute("aria-pressed", String(digit.pixels));
    }

    /** @param {string} action */
    findButton(action) {
        return findElement(this.explorer.root, `[data-do="${action}"]`, HTMLButtonElement);
    }

    /** @param {Event} [event] A pointer press; if it is inside a menu, that menu stays open. */
    closeMenus(event) {
        const path = event?.composedPath() ?? [];
        for (const menu of findElements(this.explorer.root, ".menu[open]", HTMLDetailsElement))
            if (!path.includes(menu)) menu.open = false;
    }

    /**
     * Show a message below the buttons.
     * @param {string} text
     * @param {boolean} [stays] Whether the message stays until the next one.
     */
    say(text, stays = false) {
        clearTimeout(this.messageTimer);
        this.message.textContent = text;
        if (!stays) this.messageTimer = setTimeout(() => this.say("", true), MESSAGE_MS);
    }

    // ---- Copy, use and paste the code

    /**
     * @param {string} text
     * @param {string} format
     */
    async copy(text, format) {
        try {
            await navigator.clipboard.writeText(text);
            this.say(`Code copied as ${format}.`);
        } catch {
            this.say(
                "The browser blocked access to the clipboard; copy the code from the address bar instead.",
            );
        }
        this.closeMenus();
    }

    /**
     * Make the code an end or a stop of the morph. Commit first: a commit after the trigger would rerun the page and
     * remove the message that confirms the choice.
     * @param {"start" | "end" | "stop"} end
     */
    useInMorph(end) {
        this.explorer.stop();
        this.explorer.commit("slider");
        this.explorer.trigger("use", { end, z: packCode(this.explorer.z) });
        this.closeMenus();
    }

    paste() {
        const { field, explorer } = this;
        if (!field.value.trim()) return;
        try {
            explorer.leap(parseCode(field.value, explorer.model, explorer.z.length));
            this.say("Moved the sliders to the pasted code.");
            field.value = "";
            this.closeMenus();
        } catch (error) {
            if (!(error instanceof CodeError)) throw error;
            this.say(error.message);
        }
    }

    // ---- Download pictures

    saveDigit() {
        if (!this.size.reportValidity()) return;
        downloadDigit(this.explorer.digit.picture, {
            ...this.lookOf("digit"),
            size: this.size.valueAsNumber,
        });
        this.closeMenus();
    }

    async saveSheet() {
        const rows = this.explorer.sets.rows.filter((row) => row.visible);
        for (let tries = 0; rows.some((row) => !row.fresh || !row.pictures) && tries < STRIP_TRIES; tries++)
            await new Promise((done) => setTimeout(done, STRIP_WAIT_MS));
        if (rows.some((row) => !row.pictures)) {
            this.say("Traversals need the live connection; try again once it is restored.");
            return;
        }
        downloadSheet(rows, this.lookOf("traversals"));
        this.closeMenus();
    }

    /**
     * @param {string} content What the file shows; the file name begins with this word.
     * @returns {Look}
     */
    lookOf(content) {
        const { model, digit } = this.explorer;
        const colours = /** @type {Look["colours"]} */ (this.colours.value);
        return { name: `${content}-${model}.png`, colours, pixels: digit.pixels };
    }

    end() {
        clearTimeout(this.messageTimer);
        if (this.onOutside) document.removeEventListener("pointerdown", this.onOutside);
    }
}

function presetButtons() {
    return Array.from({ length: 10 }, (_, digit) => {
        const button = document.createElement("button");
        button.textContent = String(digit);
        button.title = `A typical ${digit}`;
        button.dataset.preset = String(digit);
        return button;
    });
}

/**
 * Return the history step for a key pressed with Ctrl or ⌘: −1 for Undo, 1 for Redo, 0 for other keys.
 * @param {KeyboardEvent} event
 */
function stepOfKey({ key, shiftKey }) {
    const letter = key.toLowerCase();
    if (letter === "z") return shiftKey ? 1 : -1;
    return letter === "y" ? 1 : 0;
}

/** Return a random 32-bit seed for the page's random digits. */
function drawSeed() {
    return crypto.getRandomValues(new Uint32Array(1))[0];
}
