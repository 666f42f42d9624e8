// @ts-check
// Entry module of an invisible component, which passes a film's reading to the player after the film.

/** @import { Component } from "../streamlit.js" */
/** @import { ReadingData } from "./types.js" */

/** @param {Component<ReadingData>} component */
export default function ({ data }) {
    globalThis.latentDigitsReading = data;
    dispatchEvent(new Event("latent-digits-reading"));
}
