// @ts-check
// Entry point of the Explore page's browser component.

/** @import { Cleanup, Component } from "../streamlit.js" */
/** @import { ExplorerData } from "./types.js" */

import { Explorer } from "./explorer.js";

/** @type {WeakMap<ParentNode, Explorer>} */
const explorers = new WeakMap();

/**
 * @param {Component<ExplorerData>} component
 * @returns {Cleanup}
 */
export default function (component) {
    const { data, parentElement } = component;
    const explorer = explorers.get(parentElement) ?? new Explorer(component);
    if (explorers.has(parentElement)) explorer.receive(data);
    explorers.set(parentElement, explorer);
    explorer.setState = component.setStateValue;
    explorer.setTrigger = component.setTriggerValue;
    return () => {
        explorer.end();
        explorers.delete(parentElement);
    };
}
