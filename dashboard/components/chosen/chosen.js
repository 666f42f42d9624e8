// The large digit beside the map. The map's part says at once what was chosen; the page confirms it in its next run.

const PATIENCE = 5000; // ms to wait for that run; then the page is right

// The last choices that the page has answered and that were drawn, when, and how. Outlives the part, which Streamlit may
// make anew between two runs.
const memory = { answered: -1, drawn: -1, since: 0, picture: null, alt: "" };

class Chosen {
    constructor(root) {
        this.paper = Object.assign(document.createElement("div"), { className: "paper" });
        this.canvas = Object.assign(document.createElement("canvas"), { className: "large" });
        this.canvas.setAttribute("role", "img");
        this.paper.append(this.canvas);
        root.append(this.paper);
        this.onChosen = ({ detail }) => this.hear(detail);
        addEventListener("latent-digits-chosen", this.onChosen);
        this.onTheme = () => requestAnimationFrame(() => this.draw());
        this.dark = matchMedia("(prefers-color-scheme: dark)");
        this.dark.addEventListener("change", this.onTheme);
        this.observer = new ResizeObserver(() => this.draw());
        this.observer.observe(this.paper);
    }

    /** From the map: the picture (bytes) of its choice of that number. */
    hear({ number, picture, alt }) {
        if (number <= memory.answered) return; // the page has shown it already, and maybe something else since
        Object.assign(memory, { drawn: number, since: performance.now(), picture, alt });
        this.draw();
    }

    /** From the page, which knows of the map's choices up to a number. */
    receive({ number, picture, alt, width }) {
        this.paper.style.maxWidth = `${width}px`;
        if (number >= memory.drawn || performance.now() - memory.since > PATIENCE)
            Object.assign(memory, { answered: number, drawn: number, picture: fromBase64(picture), alt });
        this.draw(); // if nothing else is new, maybe the theme is
    }

    draw() {
        if (!memory.picture || !this.canvas.isConnected) return;
        this.canvas.setAttribute("aria-label", memory.alt);
        fit(this.canvas);
        const context = this.canvas.getContext("2d");
        context.clearRect(0, 0, this.canvas.width, this.canvas.height);
        drawPicture(context, memory.picture, colourOf(this.canvas), 0, 0, this.canvas.width);
    }

    end() {
        removeEventListener("latent-digits-chosen", this.onChosen);
        this.dark.removeEventListener("change", this.onTheme);
        this.observer.disconnect();
        this.paper.remove();
    }
}

const shown = new WeakMap();

export default function ({ parentElement, data }) {
    let chosen = shown.get(parentElement);
    if (!chosen) shown.set(parentElement, (chosen = new Chosen(parentElement)));
    chosen.receive(data);
    return () => {
        chosen.end();
        shown.delete(parentElement);
    };
}
