// @ts-check
// The paste zone, which receives a picture from the clipboard.

/** @import { Cleanup, Component } from "../streamlit.js" */

import { contextOf, createElement } from "../elements.js";
import { compareZones, limitSize } from "./zones.js";

/** @typedef {{label: string, filled: boolean}} Data `filled`: whether the zone already has a picture. */
/**
 * The state that all zones of the page share while they handle a paste event. The event carries it.
 * @typedef {{zones: Zone[], focused: boolean, settled: boolean}} Offer
 */
/** @typedef {ClipboardEvent & {offer?: Offer}} PasteEvent */

const KEYS = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘V" : "Ctrl+V";
const NO_PICTURE = "There is no picture on the clipboard; copy one first.";

class Zone {
    /** @param {HTMLElement | ShadowRoot} root */
    constructor(root) {
        this.part = createElement("div", { className: "zone", tabIndex: 0 });
        this.part.setAttribute("role", "group");
        this.message = createElement("p");
        this.message.setAttribute("aria-live", "polite");
        this.button = createElement("button", { type: "button", textContent: "Paste" });
        this.button.onclick = () => this.readClipboard();
        this.button.hidden = !navigator.clipboard?.read; // available only over HTTPS and on localhost
        this.part.append(this.message, this.button);
        root.append(this.part);
        this.filled = false;
        /** @type {(picture: string) => void} Sends a PNG as base64. */
        this.send = () => {};
        /** @param {ClipboardEvent} event */
        this.onPaste = (event) => this.handlePaste(event);
        document.addEventListener("paste", this.onPaste);
    }

    /** @param {Data} data */
    update({ label, filled }) {
        this.part.setAttribute("aria-label", label);
        this.filled = filled;
        const empty = `Copy a picture, then press ${KEYS} here.`;
        this.say(filled ? `Press ${KEYS} to replace the picture.` : empty);
    }

    /** @param {string} text */
    say(text) {
        this.message.textContent = text;
    }

    get placement() {
        const { left, top } = this.part.getBoundingClientRect();
        return { filled: this.filled, left, top };
    }

    /**
     * Receive a pasted picture if this zone has the focus, or if no zone has it and this zone comes first.
     * @param {PasteEvent} event
     */
    handlePaste(event) {
        const path = event.composedPath();
        const focused = path.includes(this.part);
        const [target] = path;
        const isField = target instanceof Element && target.matches("input, textarea, [contenteditable]");
        if (!focused && isField) return;
        event.offer ??= { zones: [], focused: false, settled: false };
        const { offer } = event;
        if (focused) offer.zones.unshift(this);
        else offer.zones.push(this);
        offer.focused ||= focused;
        const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
        setTimeout(() => this.settleOffer(offer, file)); // after every zone of the page has handled the event
    }

    /**
     * Give the pasted file to one zone. Every zone calls this; only the first call has an effect.
     * @param {Offer} offer
     * @param {File | undefined} file
     */
    settleOffer(offer, file) {
        if (offer.settled) return;
        offer.settled = true;
        if (!offer.focused) offer.zones.sort((one, other) => compareZones(one.placement, other.placement));
        offer.zones[0].receive(file);
    }

    /** @param {File | undefined} file */
    receive(file) {
        if (file) this.takePicture(file);
        else this.say(NO_PICTURE);
    }

    async readClipboard() {
        try {
            for (const item of await navigator.clipboard.read()) {
                const type = item.types.find((type) => type.startsWith("image/"));
                if (type) return await this.takePicture(await item.getType(type));
            }
            this.say(NO_PICTURE);
        } catch (error) {
            const { message } = /** @type {Error} */ (error);
            this.say(`The browser blocked access to the clipboard (${message}); press ${KEYS} here instead.`);
        }
    }

    /** @param {Blob} file */
    async takePicture(file) {
        let picture;
        try {
            picture = await createImageBitmap(file);
        } catch {
            this.say("The browser cannot open this picture; save it as PNG or JPEG and upload it.");
            return;
        }
        const { width, height } = limitSize(picture);
        const canvas = new OffscreenCanvas(width, height);
        const context = contextOf(canvas);
        context.imageSmoothingQuality = "high";
        context.drawImage(picture, 0, 0, width, height);
        const reader = new FileReader();
        reader.onload = () => this.send(String(reader.result).split(",")[1]);
        reader.readAsDataURL(await canvas.convertToBlob({ type: "image/png" }));
    }

    dispose() {
        document.removeEventListener("paste", this.onPaste);
        this.part.remove();
    }
}

/** @type {WeakMap<HTMLElement | ShadowRoot, Zone>} */
const zones = new WeakMap();

/**
 * @param {Component<Data>} component
 * @returns {Cleanup}
 */
export default function ({ parentElement, data, setTriggerValue }) {
    const zone = zones.get(parentElement) ?? new Zone(parentElement);
    zones.set(parentElement, zone);
    zone.send = (picture) => setTriggerValue("picture", picture);
    zone.update(data);
    return () => {
        zone.dispose();
        zones.delete(parentElement);
    };
}
