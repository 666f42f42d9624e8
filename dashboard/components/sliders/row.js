// @ts-check
// A slider in front of a strip of pictures that show how the digit changes from the current code along one direction.

/** @import { Colour } from "../ink.js" */
/** @import { Attribute, Axis, ExplorerApi } from "./types.js" */

import { contextOf, findElement } from "../elements.js";
import { drawPicture, fitCanvas } from "../ink.js";
import { PIXEL_COUNT } from "../live.js";
import {
    extendHigh,
    extendLow,
    rangeAround,
    STRIP_COUNT,
    shareOfRange,
    stripValue,
    valueAfterKey,
} from "./axes.js";
import { formatSigned, roundToStep } from "./code/codes.js";

const THUMB_PX = 16; // the same width as in sliders.css
const COMMIT_MS = 250; // delay from the last key press until the code is sent to the page
const ROW_HTML = `<label title=""><span></span><i class="bar"><i></i></i></label>
    <div class="track"><canvas aria-hidden="true"></canvas><i class="band" hidden></i><input type="range"></div>
    <output></output>`;

export class Row {
    /**
     * @param {Axis} axis
     * @param {ExplorerApi} explorer
     */
    constructor(axis, explorer) {
        this.axis = axis;
        this.explorer = explorer;
        this.value = Number.NaN;
        this.low = Number.NaN;
        this.high = Number.NaN;
        /** @type {Uint8Array | null} */
        this.pictures = null;
        this.fresh = false; // whether the strip shows the current code or its new pictures have been requested
        /** @type {{z: number[], value: number} | null} */
        this.anchor = null; // the code and the attribute's value when the current move began
        /** @type {[mu: number, sigma: number] | null} */
        this.posterior = null;
        this.element = document.createElement("div");
        this.element.className = "row";
        this.element.innerHTML = ROW_HTML;
        this.canvas = findElement(this.element, "canvas", HTMLCanvasElement);
        this.band = findElement(this.element, ".band", HTMLElement);
        this.input = findElement(this.element, "input", HTMLInputElement);
        this.output = findElement(this.element, "output", HTMLOutputElement);
        this.buildLabel();
        this.input.step = axis.step;
        this.setRange(axis.low, axis.high);
        this.input.setAttribute("aria-label", axis.title);
        this.listen();
    }

    buildLabel() {
        const { axis } = this;
        const label = findElement(this.element, "label", HTMLLabelElement);
        findElement(label, "span", HTMLElement).textContent = axis.name;
        label.title = axis.title;
        if (axis.kind === "attribute") findElement(label, ".bar", HTMLElement).remove();
        else findElement(label, ".bar > i", HTMLElement).style.width = `${100 * axis.share}%`;
        label.addEventListener("dblclick", () => this.jump(axis.home));
    }

    listen() {
        const { input, explorer } = this;
        input.addEventListener("pointerdown", () => explorer.stop());
        input.addEventListener("input", () => this.move(input.valueAsNumber));
        // Pressing the middle of the thumb stops a glide but does not change the value, so no "change" event follows.
        for (const event of ["change", "pointerup"])
            input.addEventListener(event, () => explorer.commitSoon("slider", 0));
        input.addEventListener("keydown", (event) => this.takeKey(event));
    }

    /** @param {KeyboardEvent} event */
    takeKey(event) {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const value = valueAfterKey(event, this.value, this.axis);
        if (value === undefined) return;
        event.preventDefault();
        this.explorer.stop();
        this.jump(value);
    }

    /**
     * Move to a value, limited to the slider's range.
     * @param {number} value
     */
    jump(value) {
        this.move(Math.min(this.high, Math.max(this.low, value)));
        this.explorer.commitSoon("slider", COMMIT_MS);
    }

    /** @param {number} value */
    move(value) {
        const { axis, explorer } = this;
        if (axis.kind === "attribute") this.anchor ??= { z: explorer.z, value: this.value };
        const z = this.codeAt(axis.kind === "attribute" ? value : roundToStep(value));
        this.show(value);
        explorer.put(z, this);
    }

    /**
     * Return the code that results from setting this slider to a value.
     * @param {number} value
     */
    codeAt(value) {
        const { axis, explorer } = this;
        if (axis.kind === "dimension") return explorer.z.with(axis.index, value);
        // Measure a move from its starting point, because the corrections that pullInside makes are not additive.
        const start = this.anchor ?? { z: explorer.z, value: this.value };
        const z = start.z.map((coordinate, i) => coordinate + (value - start.value) * axis.direction[i]);
        explorer.pullInside(z);
        return z;
    }

    /**
     * Adopt the page's measurement of an attribute. The value and direction change with every code, but the
     * range only with a new digit.
     * @param {Attribute} attribute
     * @param {boolean} isNew Whether the digit is new.
     */
    takeAttribute(attribute, isNew) {
        if (this.axis.kind === "attribute") this.axis.direction = attribute.direction;
        this.anchor = null;
        this.fresh = false;
        if (isNew) Object.assign(this.axis, rangeAround(attribute));
        this.show(attribute.value);
    }

    /**
     * @param {number} low
     * @param {number} high
     */
    setRange(low, high) {
        if (low === this.low && high === this.high) return;
        this.low = low;
        this.high = high;
        this.fresh = false;
        this.input.min = String(low);
        this.input.max = String(high);
        this.placeBand();
    }

    /**
     * Show a value. The slider covers the range of its axis, extended if needed to include the value.
     * @param {number} value
     */
    show(value) {
        const { low, high, digits, unit } = this.axis;
        this.value = value;
        this.setRange(extendLow(low, value), extendHigh(high, value));
        this.input.value = String(value);
        const text = (low < 0 ? formatSigned(value, digits) : value.toFixed(digits)) + unit;
        this.input.setAttribute("aria-valuetext", text);
        this.output.textContent = text;
    }

    /** @param {[mu: number, sigma: number] | null} posterior Posterior of the user's digit in this dimension. */
    showPosterior(posterior) {
        this.posterior = posterior;
        this.placeBand();
    }

    placeBand() {
        this.band.hidden = !this.posterior;
        if (!this.posterior) return;
        const [mu, sigma] = this.posterior;
        this.band.style.left = this.placeOf(mu - sigma);
        this.band.style.right = `calc(100% - ${this.placeOf(mu + sigma)})`;
        this.band.title = `Posterior of your digit: ${formatSigned(mu)} ± ${sigma.toFixed(2)}`;
    }

    /**
     * Return the CSS position of the thumb's centre at a value.
     * @param {number} value
     */
    placeOf(value) {
        const share = shareOfRange(value, this.low, this.high);
        return `calc(${THUMB_PX / 2}px + (100% - ${THUMB_PX}px) * ${share})`;
    }

    get visible() {
        return this.element.offsetParent !== null;
    }

    stripCodes() {
        return Array.from({ length: STRIP_COUNT }, (_, number) =>
            this.codeAt(stripValue(number, this.low, this.high)),
        );
    }

    /** @param {Colour} colour */
    drawStrip(colour) {
        if (!this.pictures) return;
        fitCanvas(this.canvas);
        const context = contextOf(this.canvas);
        const { width, height } = this.canvas;
        context.clearRect(0, 0, width, height);
        // At each end, the canvas extends beyond the slider by half a picture minus half a thumb; see sliders.css.
        for (let number = 0; number < STRIP_COUNT; number++) {
            const x = ((width - height) * number) / (STRIP_COUNT - 1);
            const picture = this.pictures.subarray(number * PIXEL_COUNT, (number + 1) * PIXEL_COUNT);
            drawPicture(context, picture, colour, x, 0, height);
        }
    }
}
