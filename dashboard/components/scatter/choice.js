// @ts-check
// The row or the place that is chosen.

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
        /** @type {[number, string] | null} The row that was chosen last here, with the number of its choice. */
        this.rowSent = null;
    }

    /** The row that was chosen here, until the page has answered; else null. */
    waitingRow() {
        const { rowSent } = this;
        const heard = this.state.scene?.heard.choice ?? 0;
        return rowSent && heard < rowSent[0] ? rowSent : null;
    }

    /** @param {string} choice A row, or a place "x_y". */
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
     * Let the page's large digit show a row at once.
     * @param {string} choice
     * @param {number} label
     */
    enlargeRow(choice, label) {
        this.rowSent = [this.state.shared.choice.number, choice];
        const show = this.showLarge(choice, `A ${label}, row ${choice}`);
        this.pictures.showExact(Number(choice), show);
    }

    /**
     * Let the page's large digit show a place of a plane at once.
     * @param {string} choice
     * @param {Scene} scene
     */
    enlargePlace(choice, { axes, plane }) {
        if (!plane || this.waitingRow()) return; // the plane is about to go through another row
        const place = readPlace(choice);
        const name = place.map((value, axis) => `${axes[axis]} = ${value.toFixed(2)}`).join(", ");
        const show = this.showLarge(choice, name);
        this.pictures.decode(codeAt(plane, place), ({ greys }) => show(greys), "chosen");
    }

    /**
     * Returns what shows a picture as the page's large digit, unless something else has been chosen meanwhile.
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
