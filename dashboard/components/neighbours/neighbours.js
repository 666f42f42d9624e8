// @ts-check
// Digits in a row, each a button. The buttons stay from run to run, so the focused button keeps the focus.

/** @import { Cleanup, Component } from "../streamlit.js" */

import { findElement } from "../elements.js";

/** @typedef {{row: number, label: string, about: string, picture: string}} Neighbour What the page sends of each. */

// The tooltip lies inside the button, hidden from screen readers: they would read a tooltip of the button itself after
// its label, which says the same.
function makeButton() {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    const paper = Object.assign(document.createElement("span"), { className: "paper" });
    paper.append(Object.assign(document.createElement("span"), { className: "ink" }));
    const seen = Object.assign(document.createElement("span"), { className: "seen", ariaHidden: "true" });
    seen.append(paper, document.createElement("b"));
    button.append(seen);
    return button;
}

/**
 * @param {Element} button
 * @param {Neighbour} neighbour
 */
function fillButton(button, { label, about, picture }) {
    findElement(button, ".seen", HTMLElement).title = about;
    button.setAttribute("aria-label", `A ${label}. ${about}`);
    findElement(button, "b", HTMLElement).textContent = label;
    findElement(button, ".ink", HTMLElement).style.setProperty("--ink", `url(${picture})`);
}

/** @param {ParentNode} root */
function makeStrip(root) {
    const strip = Object.assign(document.createElement("div"), { className: "strip" });
    root.append(strip);
    return strip;
}

/**
 * @param {Component<Neighbour[]>} component
 * @returns {Cleanup}
 */
export default function ({ parentElement, data, setTriggerValue }) {
    const strip = parentElement.querySelector(".strip") ?? makeStrip(parentElement);
    while (strip.children.length > data.length) strip.lastElementChild?.remove();
    while (strip.children.length < data.length) strip.append(makeButton());
    for (const [number, button] of [...strip.querySelectorAll("button")].entries()) {
        fillButton(button, data[number]);
        button.onclick = () => setTriggerValue("row", data[number].row);
    }
    return () => strip.remove();
}
