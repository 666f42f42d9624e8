// A place that takes a picture from the clipboard.

const LONGEST_SIDE = 1024; // the runtime works on no more
const KEYS = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘V" : "Ctrl+V";
const NO_PICTURE = "The clipboard holds no picture; copy one first.";

/** Which of two parts stands before the other: columns from the left, then from the top. */
function before(one, other) {
    const [a, b] = [one, other].map((part) => part.getBoundingClientRect());
    return a.left - b.left || a.top - b.top;
}

class Zone {
    constructor(root) {
        this.part = Object.assign(document.createElement("div"), { className: "zone", tabIndex: 0 });
        this.part.setAttribute("role", "group");
        this.said = document.createElement("p");
        this.said.setAttribute("aria-live", "polite");
        this.button = Object.assign(document.createElement("button"), { type: "button", textContent: "Paste" });
        this.button.onclick = () => this.fetch();
        this.button.hidden = !navigator.clipboard?.read; // only over https and on this machine
        this.part.append(this.said, this.button);
        root.append(this.part);
        this.onPaste = (event) => this.hear(event);
        document.addEventListener("paste", this.onPaste);
    }

    update({ label, filled }) {
        this.part.setAttribute("aria-label", label);
        this.filled = filled;
        this.say(filled ? `${KEYS} puts another in its place.` : `Copy a picture, then press ${KEYS} here.`);
    }

    say(text) {
        this.said.textContent = text;
    }

    // Whoever has the focus takes it; else a zone that is still empty, the first on the page; else the first.
    hear(event) {
        const path = event.composedPath();
        const inside = path.includes(this.part);
        if (!inside && path[0].matches?.("input, textarea, [contenteditable]")) return;
        event.zones ??= [];
        if (inside) event.zones.unshift(this);
        else event.zones.push(this);
        event.focused ||= inside;
        setTimeout(() => {
            // By now every zone has heard of it, in whatever order they came onto the page.
            if (event.taken) return;
            event.taken = true;
            if (!event.focused) event.zones.sort((one, other) => one.filled - other.filled || before(one.part, other.part));
            event.zones[0].receive(event.file);
        });
        event.file = [...event.clipboardData.files].find(({ type }) => type.startsWith("image/"));
    }

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
            this.say(`The browser keeps the clipboard closed (${error.message}); press ${KEYS} here.`);
        }
    }

    async take(file) {
        let picture;
        try {
            picture = await createImageBitmap(file);
        } catch {
            this.say("The browser cannot open this picture; save it as PNG or JPEG and upload it.");
            return;
        }
        const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
        const side = (length) => Math.max(1, Math.round(length * scale));
        const canvas = new OffscreenCanvas(side(picture.width), side(picture.height));
        const context = canvas.getContext("2d");
        context.imageSmoothingQuality = "high";
        context.drawImage(picture, 0, 0, canvas.width, canvas.height);
        const reader = new FileReader();
        reader.onload = () => this.send(reader.result.split(",")[1]);
        reader.readAsDataURL(await canvas.convertToBlob({ type: "image/png" }));
    }

    dispose() {
        document.removeEventListener("paste", this.onPaste);
        this.part.remove();
    }
}

const ZONES = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
    let zone = ZONES.get(parentElement);
    if (!zone) ZONES.set(parentElement, (zone = new Zone(parentElement)));
    zone.send = (picture) => setTriggerValue("picture", picture);
    zone.update(data);
    return () => {
        zone.dispose();
        ZONES.delete(parentElement);
    };
}
