// @ts-check
// The chosen row or location.

import { codeAt, isPlace, readPlace } from "./view/scene.js";

/** @import { Painter } from "./draw/painter.js" */
/** @import { Pictures } from "./pictures/pictures.js" */
/** @import { Scene } from "./view/scene.js" */
/** @import { MapState } from "./view/state.js" */

export class Choice {
    /**
     * @param {MapState} state
     * @param {Pictures} pictures
     * @param {Painter} painter
     */
    constructor(state, pictures, painter) {
        this.state = state;
        this.pictures = pictures;
        this.painter = painter;
        /** @type {[number, string] | null} The number of the last choice of a row made here, and the row. */
        this.rowSent = null;
    }

    /** Return the row chosen here if the page has not yet responded to the choice; null otherwise. */
    unansweredRow() {
        const { rowSent } = this;
        const answered = this.state.scene?.heard.choice ?? 0;
        return rowSent && answered < rowSent[0] ? rowSent : null;
    }

    /** @param {string} choice A row, or data coordinates "x_y". */
    choose(choice) {
        this.state.shared.choice.set(choice);
        performance.mark("map-chosen");
        this.painter.draw(false);
        const { points, scene } = this.state;
        if (!scene || !points) return;
        if (isPlace(choice)) this.enlargePlace(choice, scene);
        else this.enlargeRow(choice, points.label[Number(choice)]);
    }

    /**
     * Show a row in the page's large digit immediately.
     * @param {string} choice
     * @param {number} label
     */
    enlargeRow(choice, label) {
        this.rowSent = [this.state.shared.choice.number, choice];
        const show = this.showLarge(choice, `A ${label}, row ${choice}`);
        this.pictures.showExact(Number(choice), show);
    }

    /**
     * Show a location in a plane in the page's large digit immediately.
     * @param {string} choice
     * @param {Scene} scene
     */
    enlargePlace(choice, { axes, plane }) {
        if (!plane || this.unansweredRow()) return; // the plane is about to be cut through that row
        const place = readPlace(choice);
        const name = place.map((value, axis) => `${axes[axis]} = ${value.toFixed(2)}`).join(", ");
        const show = this.showLarge(choice, name);
        this.pictures.decode(codeAt(plane, place), ({ greys }) => show(greys), "chosen");
    }

    /**
     * Return a callback that shows a picture in the page's large digit, unless the choice has changed by then.
     * @param {string} choice
     * @param {string} alt
     * @returns {(picture: Uint8Array) => void}
     */
    showLarge(choice, alt) {
        const { shared, scene } = this.state;
        const { number } = shared.choice;
        return (picture) => {
            const isLatest = shared.choice.value === choice && shared.choice.number === number;
            if (!isLatest || this.state.scene?.files !== scene?.files) return;
            dispatchEvent(new CustomEvent("latent-digits-chosen", { detail: { number, picture, alt } }));
        };
    }
}
