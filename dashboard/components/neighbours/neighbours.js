// @ts-check
// Digits in a row, each a button. The buttons stay from run to run, so that the focused button keeps the focus.

/** @import { Cleanup, Component } from "../streamlit.js" */

import { createElement, findElement } from "../elements.js";

/** @typedef {{row: number, label: string, about: string, picture: string}} Neighbour The picture is an address. */

/**
 * A button without a digit. The tooltip is on an element inside that is hidden from screen readers: they would
 * read a tooltip of the button itself after the label, which says the same.
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
