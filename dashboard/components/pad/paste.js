// @ts-check
// A place that takes a picture from the clipboard.

/** @import { Cleanup, Component } from "../streamlit.js" */

import { contextOf } from "../elements.js";

/** @typedef {{label: string, filled: boolean}} Data What the page sends. */

/**
 * A paste, and what the zones of a page agree on while they handle it.
 * @typedef {ClipboardEvent & {zones?: Zone[], focused?: boolean, taken?: boolean}} SharedPaste
 */

const LONGEST_SIDE = 1024; // the runtime works on no more
const KEYS = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘V" : "Ctrl+V";
const NO_PICTURE = "The clipboard holds no picture; copy one first.";

/**
 * Compare the places of two elements: columns from the left, then from the top.
 * @param {Element} one
 * @param {Element} other
 */
function comparePlaces(one, other) {
    const [a, b] = [one, other].map((part) => part.getBoundingClientRect());
    return a.left - b.left || a.top - b.top;
}

/**
 * The size of a picture, no longer than the runtime works on.
 * @param {{width: number, height: number}} picture
 */
function limitSize({ width, height }) {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
    return {
        width: Math.max(1, Math.round(width * scale)),
        height: Math.max(1, Math.round(height * scale)),
    };
}

class Zone {
    /** @param {ParentNode} root */
    constructor(root) {
        this.part = Object.assign(document.createElement("div"), { className: "zone", tabIndex: 0 });
        this.part.setAttribute("role", "group");
        this.said = document.createElement("p");
        this.said.setAttribute("aria-live", "polite");
        this.button = Object.assign(document.createElement("button"), {
            type: "button",
            textContent: "Paste",
        });
        this.button.onclick = () => this.fetch();
        this.button.hidden = !navigator.clipboard?.read; // only over https and on this machine
        this.part.append(this.said, this.button);
        root.append(this.part);
        this.filled = false;
        /** @type {(picture: string) => void} */
        this.send = () => {};
        /** @param {ClipboardEvent} event */
        this.onPaste = (event) => this.offer(event);
        document.addEventListener("paste", this.onPaste);
    }

    /** @param {Data} data */
    update({ label, filled }) {
        this.part.setAttribute("aria-label", label);
        this.filled = filled;
        this.say(filled ? `${KEYS} puts another in its place.` : `Copy a picture, then press ${KEYS} here.`);
    }

    /** @param {string} text */
    say(text) {
        this.said.textContent = text;
    }

    /**
     * Whoever has the focus takes the picture; else a zone that is still empty, the first on the page; else the first.
     * @param {SharedPaste} event
     */
    offer(event) {
        const path = event.composedPath();
        const isInside = path.includes(this.part);
        const isTyping = path[0] instanceof Element && path[0].matches("input, textarea, [contenteditable]");
        if (!isInside && isTyping) return;
        event.zones ??= [];
        if (isInside) event.zones.unshift(this);
        else event.zones.push(this);
        event.focused ||= isInside;
        const files = [...(event.clipboardData?.files ?? [])];
        const file = files.find(({ type }) => type.startsWith("image/"));
        // By then every zone has received the event, in whatever order they came onto the page.
        setTimeout(() => chooseZone(event)?.receive(file));
    }

    /** @param {File | undefined} file */
    receive(file) {
        if (file) this.take(file);
        else this.say(NO_PICTURE);
    }

    async fetch() {
        try {
            for (const item of await navigator.clipboard.read()) {
                const type = item.types.find((type) => type.startsWith("image/"));
                if (type) return await this.take(await item.getType(type));
            }
            this.say(NO_PICTURE);
        } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            this.say(`The browser keeps the clipboard closed (${reason}); press ${KEYS} here.`);
        }
    }

    /** @param {Blob} file */
    async take(file) {
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

/**
 * The zone that takes a paste; null where one has taken it.
 * @param {SharedPaste} event
 */
function chooseZone(event) {
    if (event.taken || !event.zones) return null;
    event.taken = true;
    if (event.focused) return event.zones[0];
    const order = event.zones.toSorted(
        (one, other) => Number(one.filled) - Number(other.filled) || comparePlaces(one.part, other.part),
    );
    return order[0];
}

/** @type {WeakMap<ParentNode, Zone>} */
const parts = new WeakMap();

/**
 * @param {Component<Data>} component
 * @returns {Cleanup}
 */
export default function ({ parentElement, data, setTriggerValue }) {
    const zone = parts.get(parentElement) ?? new Zone(parentElement);
    parts.set(parentElement, zone);
    zone.send = (picture) => setTriggerValue("picture", picture);
    zone.update(data);
    return () => {
        zone.dispose();
        parts.delete(parentElement);
    };
}
