// @ts-check
// A strip of digits, each a button. Buttons are reused from run to run, so that the focused button keeps the focus.

/** @import { Cleanup, Component } from "../streamlit.js" */

import { createElement, findElement } from "../elements.js";

/** @typedef {{row: number, label: string, about: string, picture: string}} Neighbour `picture` is a URL. */

/**
 * Create a button without a digit. The tooltip is on an inner element that is hidden from screen readers, which would
 * otherwise read the button's tooltip after the label that says the same.
 */
function createButton() {
    const button = createElement("button", { type: "button" });
    const paper = createElement("span", { className: "paper" });
    paper.append(createElement("span", { className: "ink" }));
    const seen = createElement("span", { className: "seen", ariaHidden: "true" });
    seen.append(paper, createElement("b"));
    button.append(seen);
    return button;
}

/**
 * @param {HTMLButtonElement} button
 * @param {Neighbour} neighbour
 */
function showNeighbour(button, { label, about, picture }) {
    findElement(button, ".seen", HTMLElement).title = about;
    button.setAttribute("aria-label", `A ${label}. ${about}`);
    findElement(button, "b", HTMLElement).textContent = label;
    findElement(button, ".ink", HTMLElement).style.setProperty("--ink", `url(${picture})`);
}

/** @param {HTMLElement | ShadowRoot} root */
function createStrip(root) {
    const strip = createElement("div", { className: "strip" });
    root.append(strip);
    return strip;
}

/**
 * @param {Component<Neighbour[]>} component
 * @returns {Cleanup}
 */
export default function ({ parentElement, data, setTriggerValue }) {
    const strip = parentElement.querySelector(".strip") ?? createStrip(parentElement);
    const buttons = [...strip.querySelectorAll("button")];
    for (const button of buttons.slice(data.length)) button.remove();
    for (const [number, neighbour] of data.entries()) {
        const button = buttons[number] ?? strip.appendChild(createButton());
        showNeighbour(button, neighbour);
        button.onclick = () => setTriggerValue("row", neighbour.row);
    }
    return () => strip.remove();
}
