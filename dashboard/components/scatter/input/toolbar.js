// @ts-check
// The toolbar above the map.

import { makeButton } from "../view/parts.js";

/** @typedef {"move" | "box" | "lasso"} Tool What a drag does. */

/** @type {Record<Tool, [string, string]>} Title and SVG path. */
const TOOLS = {
    move: [
        "Move: drag the map, or scroll to zoom",
        "M12 3v18M3 12h18M12 3l-3 3m3-3 3 3M12 21l-3-3m3 3 3-3M3 12l3-3m-3 3 3 3M21 12l-3-3m3 3-3 3",
    ],
    box: [
        "Box: drag to select",
        "M4 4h4M11 4h3M17 4h3v3M20 10v4M20 17v3h-3M14 20h-3M8 20H4v-3M4 14v-4M4 7V4",
    ],
    lasso: [
        "Lasso: drag to select (or Shift+drag with the Move tool)",
        "M7 15c-5-2-4-10 5-10s10 7 3 9c-4 1-7 0-8 2s2 4 4 3",
    ],
};
const ZOOM_FACTOR = 1.6;

/**
 * @typedef {object} ToolbarEvents
 * @property {(tool: Tool) => void} take
 * @property {(factor: number) => void} zoom
 * @property {() => void} showWhole
 */

export class Toolbar {
    /**
     * @param {HTMLElement} element
     * @param {ToolbarEvents} events
     */
    constructor(element, events) {
        this.element = element;
        /** @type {Map<Tool, HTMLButtonElement>} */
        this.buttons = new Map();
        for (const tool of /** @type {Tool[]} */ (Object.keys(TOOLS))) {
            const [title, path] = TOOLS[tool];
            this.buttons.set(
                tool,
                this.add(tool, title, path, () => events.take(tool)),
            );
        }
        this.add("in", "Zoom in (+)", "M12 5v14M5 12h14", () => events.zoom(ZOOM_FACTOR));
        this.add("out", "Zoom out (−)", "M5 12h14", () => events.zoom(1 / ZOOM_FACTOR));
        this.add(
            "whole",
            "Show the whole map (0)",
            "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
            events.showWhole,
        );
    }

    /**
     * @param {string} name
     * @param {string} title
     * @param {string} path
     * @param {() => void} act
     */
    add(name, title, path, act) {
        const button = makeButton(name, title, act);
        button.setAttribute("aria-label", title);
        button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
        this.element.append(button);
        return button;
    }

    /**
     * Mark the active tool.
     * @param {Tool} active
     */
    press(active) {
        for (const [tool, button] of this.buttons)
            button.setAttribute("aria-pressed", String(tool === active));
    }
}
