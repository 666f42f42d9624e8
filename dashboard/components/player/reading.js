// @ts-check
// The entry of a part that shows nothing: it passes the film's reading to the player, which shows the film meanwhile.

/** @import { Component } from "../streamlit.js" */
/** @import { ReadingData } from "./types.js" */

/** @param {Component<ReadingData>} component */
export default function ({ data }) {
    globalThis.latentDigitsReading = data;
    dispatchEvent(new Event("latent-digits-reading"));
}
