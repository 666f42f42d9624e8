// @ts-check
// The explorer: a large digit and the sliders that control it.

/** @import { Component } from "../streamlit.js" */
/** @import { Row } from "./row.js" */
/** @import { ExplorerApi, ExplorerData, Hold, Origin, SetName } from "./types.js" */

import { findElement } from "../elements.js";
import { Buttons } from "./buttons.js";
import { packCode, roundToStep } from "./code/codes.js";
import { CodeHistory, writeToAddress } from "./code/history.js";
import { pullInside } from "./code/hold.js";
import { LargeDigit } from "./digit.js";
import { Glide } from "./glide.js";
import { SliderSets } from "./sets.js";
import { Supply } from "./supply.js";

/** @implements {ExplorerApi} */
export class Explorer {
    /** @param {Component<ExplorerData>} component */
    constructor({ parentElement, data, setStateValue, setTriggerValue }) {
        this.root = parentElement;
        this.setState = setStateValue;
        this.setTrigger = setTriggerValue;
        this.model = data.model;
        this.presets = data.presets;
        this.resetCode = data.reset;
        this.z = data.z;
        this.seenMove = data.move;
        /** @type {Hold} */
        this.hold = data.hold;
        this.described = ""; // the packed code that the caption and the attributes describe
        /** @type {Row | null} */
        this.mover = null; // the row moved last; null once something other than a row has set the code
        /** @type {ExplorerData | null} */
        this.incoming = null; // the page's message about the code to which the sliders are gliding
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        this.commitTimer = undefined;
        this.caption = findElement(this.root, ".caption", HTMLElement);
        this.history = new CodeHistory(data.model);
        this.digit = new LargeDigit(findElement(this.root, ".large", HTMLCanvasElement));
        this.motion = new Glide((z) => this.put(z));
        this.supply = new Supply(this);
        this.sets = new SliderSets(this.root, data, this);
        this.buttons = new Buttons(this);
        this.sets.silent.addEventListener("toggle", () => this.supply.poke());
        this.chooseSet("dimensions");
        this.watchAppearance();
        this.open(data);
    }

    watchAppearance() {
        this.observer = new ResizeObserver(() => this.redraw());
        this.observer.observe(findElement(this.root, ".explorer", HTMLElement));
        this.onTheme = () => requestAnimationFrame(() => this.redraw());
        this.dark = matchMedia("(prefers-color-scheme: dark)");
        this.dark.addEventListener("change", this.onTheme);
    }

    /** @param {ExplorerData} data */
    open(data) {
        this.supply.takePictures(data);
        this.put(data.z);
        this.history.push(packCode(data.z));
        writeToAddress(data.z);
        this.buttons.show();
        this.describe(data);
    }

    /** @param {SetName} set */
    chooseSet(set) {
        this.sets.choose(set);
        this.supply.poke();
    }

    /**
     * @param {string} text
     * @param {boolean} [stays]
     */
    say(text, stays) {
        this.buttons.say(text, stays);
    }

    // ---- The code

    /**
     * Show a code.
     * @param {number[]} z
     * @param {Row | null} [mover] The row that the user is moving.
     */
    put(z, mover = null) {
        this.z = z;
        if (mover) this.mover = mover;
        this.sets.showCode(z, mover);
        this.caption.classList.add("stale");
        this.supply.renew();
    }

    /**
     * @param {number[]} target
     * @param {Origin} from
     */
    glide(target, from) {
        clearTimeout(this.commitTimer);
        this.mover = null;
        this.motion.start(this.z, target, () => this.commit(from), { atOnce: !this.supply.live.connected });
    }

    /**
     * Glide to a code that is unrelated to the current one.
     * @param {number[]} target
     */
    leap(target) {
        this.sets.showPosterior(null);
        this.glide(target, "preset");
    }

    stop() {
        this.motion.stop();
    }

    /**
     * Pull a code back towards its digit's codes if an attribute has moved it too far away. Changes `z` in place.
     * @param {number[]} z
     */
    pullInside(z) {
        pullInside(z, this.hold);
    }

    redraw() {
        if (!this.digit.canvas.isConnected) return;
        this.digit.redraw();
        this.sets.drawStrips(this.digit.colour);
        this.supply.poke();
    }

    // ---- Messages from and to the page

    /** @param {ExplorerData} data */
    receive(data) {
        if (data.move !== this.seenMove) {
            this.seenMove = data.move;
            this.incoming = data;
            this.sets.showPosterior(data.posterior);
            this.glide(data.z, "page");
            return;
        }
        if (this.digit.isOutdated) this.redraw();
        const isSame = packCode(data.z) === packCode(this.z);
        if (this.supply.lost) this.supply.takePictures(data);
        // A message with strips does not describe a new code; calling `describe` would make the strips stale.
        if (isSame && !data.strips) this.describe(data);
        if (this.supply.lost) this.supply.takeAnswer();
    }

    /**
     * Show the caption, attributes and posterior that the page has computed for the code on the sliders.
     * @param {ExplorerData} data
     */
    describe(data) {
        this.described = packCode(data.z);
        this.hold = data.hold;
        this.sets.showPosterior(data.posterior);
        const isNew = !this.mover || !this.sets.attributes.includes(this.mover);
        this.sets.takeAttributes(data.attributes, isNew);
        this.supply.live.poke();
        this.caption.textContent = data.caption;
        this.caption.classList.remove("stale");
    }

    /** @param {Origin} from */
    report(from) {
        this.setState("code", { z: packCode(this.z), from });
    }

    /**
     * @param {string} name
     * @param {unknown} value
     */
    trigger(name, value) {
        this.setTrigger(name, value);
    }

    /**
     * Round the code to multiples of CODE_STEP, and send it to the page.
     * @param {Origin} from
     */
    commit(from) {
        clearTimeout(this.commitTimer);
        const z = this.z.map(roundToStep);
        if (z.some((value, i) => value !== this.z[i])) this.put(z);
        const code = packCode(z);
        this.history.push(code);
        writeToAddress(z);
        this.buttons.show();
        this.report(from);
        // The message that chose this code also describes it.
        if (this.incoming && packCode(this.incoming.z) === code) this.describe(this.incoming);
        this.incoming = null;
        if (this.described === code) this.caption.classList.remove("stale");
    }

    /**
     * @param {Origin} from
     * @param {number} wait In ms.
     */
    commitSoon(from, wait) {
        clearTimeout(this.commitTimer);
        this.commitTimer = setTimeout(() => this.commit(from), wait);
    }

    end() {
        this.stop();
        clearTimeout(this.commitTimer);
        this.buttons.end();
        this.supply.end();
        this.observer?.disconnect();
        if (this.onTheme) this.dark?.removeEventListener("change", this.onTheme);
    }
}
