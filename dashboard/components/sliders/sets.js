// @ts-check
// The two sets of sliders: one for the dimensions of the code, the other for the attributes of the digit.

/** @import { Colour } from "../ink.js" */
/** @import { Attribute, Axis, ExplorerApi, ExplorerData, Posterior, SetName } from "./types.js" */

import { findElement, findElements } from "../elements.js";
import { attributeAxes, dimensionAxes } from "./axes.js";
import { Row } from "./row.js";

const MAX_TOGETHER = 8; // sliders that fit at full height when both sets are shown
const ROOM_BELOW_BUTTONS = "548px";

export class SliderSets {
    /**
     * @param {ParentNode} root
     * @param {ExplorerData} data
     * @param {ExplorerApi} explorer
     */
    constructor(root, data, explorer) {
        this.root = root;
        this.explorer = explorer;
        this.silent = findElement(root, ".silent", HTMLDetailsElement);
        const axes = dimensionAxes(data);
        const silent = axes.filter((axis) => axis.silent);
        this.hasSilent = silent.length > 0;
        this.dimensions = [
            ...this.addRows(
                axes.filter((axis) => !axis.silent),
                '.rows[data-set="dimensions"]',
            ),
            ...this.addRows(silent, ".silent .rows"),
        ];
        this.attributes = this.addRows(attributeAxes(data), '.rows[data-set="attributes"]');
        this.rows = [...this.dimensions, ...this.attributes];
        // With few sliders, there is room for both sets, one below the other.
        this.together = this.attributes.length > 0 && this.rows.length <= MAX_TOGETHER;
        findElement(root, ".silent summary", HTMLElement).textContent =
            silent.length === 1 ? "1 inactive dimension" : `${silent.length} inactive dimensions`;
        this.describeAttributes(data.attributeNote);
    }

    /**
     * @param {Axis[]} axes
     * @param {string} selector CSS selector of the element that contains the rows.
     */
    addRows(axes, selector) {
        const parent = findElement(this.root, selector, HTMLElement);
        parent.style.setProperty("--count", String(axes.length));
        const rows = axes.map((axis) => new Row(axis, this.explorer));
        parent.append(...rows.map((row) => row.element));
        return rows;
    }

    /** @param {string} note */
    describeAttributes(note) {
        const hasAttributes = this.attributes.length > 0;
        findElement(this.root, ".sets", HTMLElement).hidden = !hasAttributes || this.together;
        for (const title of findElements(this.root, ".title", HTMLElement)) title.hidden = !this.together;
        findElement(this.root, ".note", HTMLElement).textContent = note;
        if (hasAttributes)
            findElement(this.root, ".explorer", HTMLElement).style.setProperty("--room", ROOM_BELOW_BUTTONS);
    }

    /** @param {SetName} set */
    choose(set) {
        for (const button of findElements(this.root, "button[data-set]", HTMLElement))
            button.setAttribute("aria-pressed", String(button.dataset.set === set));
        for (const part of findElements(this.root, ".rows[data-set], .note", HTMLElement)) {
            const isShown = this.together || part.dataset.set === set;
            part.hidden = !isShown || (part.matches(".note") && !part.textContent);
        }
        this.silent.hidden = !(this.together || set === "dimensions") || !this.hasSilent;
    }

    /**
     * Show a code on all sliders except the one that moved, whose strip stays valid.
     * @param {number[]} z
     * @param {Row | null} mover
     */
    showCode(z, mover) {
        for (const row of this.rows) {
            if (row === mover) continue;
            row.fresh = false;
            row.anchor = null;
            const { axis } = row;
            if (axis.kind === "dimension" && z[axis.index] !== row.value) row.show(z[axis.index]);
        }
    }

    /** @param {Posterior | null} posterior */
    showPosterior(posterior) {
        for (const row of this.dimensions)
            if (row.axis.kind === "dimension") {
                const { index } = row.axis;
                row.showPosterior(posterior && [posterior.mu[index], posterior.sigma[index]]);
            }
    }

    /**
     * @param {Attribute[]} attributes
     * @param {boolean} isNew Whether the digit is new.
     */
    takeAttributes(attributes, isNew) {
        attributes.forEach((attribute, number) => {
            this.attributes[number].takeAttribute(attribute, isNew);
        });
    }

    /** @param {Colour} colour */
    drawStrips(colour) {
        for (const row of this.rows) if (row.visible) row.drawStrip(colour);
    }
}
