// @ts-check
// The map's HTML elements.

import { createElement, findElement } from "../../elements.js";

const SKELETON = `
<div class="map">
  <div class="tools" role="toolbar" aria-label="Map tools"></div>
  <div class="stage">
    <canvas class="points"></canvas>
    <canvas class="over" tabindex="0" role="application"></canvas>
    <div class="axes" aria-hidden="true"><span class="up"></span><span class="across"></span></div>
    <div class="wait">Loading the map …</div>
    <div class="tip" hidden><canvas width="96" height="96"></canvas><span></span></div>
    <div class="said" aria-live="polite"></div>
  </div>
  <div class="legend" role="group" aria-label="Digits to show"></div>
</div>`;

/**
 * @typedef {object} Parts
 * @property {HTMLElement} skeleton Contains all the others.
 * @property {HTMLElement} tools
 * @property {HTMLElement} stage
 * @property {HTMLCanvasElement} points
 * @property {HTMLCanvasElement} over Lies above the points and receives pointer and key events.
 * @property {HTMLElement} up The name of the vertical axis.
 * @property {HTMLElement} across The name of the horizontal axis.
 * @property {HTMLElement} wait
 * @property {HTMLElement} tip
 * @property {HTMLCanvasElement} tipCanvas
 * @property {HTMLElement} tipText
 * @property {HTMLElement} status Announces the chosen row to screen readers.
 * @property {HTMLElement} legend
 */

/**
 * @param {HTMLElement | ShadowRoot} root
 * @returns {Parts}
 */
export function makeParts(root) {
    const skeleton = createElement("div", { innerHTML: SKELETON }); // contains no user input
    root.append(skeleton);
    return {
        skeleton,
        tools: findElement(skeleton, ".tools", HTMLElement),
        stage: findElement(skeleton, ".stage", HTMLElement),
        points: findElement(skeleton, "canvas.points", HTMLCanvasElement),
        over: findElement(skeleton, "canvas.over", HTMLCanvasElement),
        up: findElement(skeleton, ".up", HTMLElement),
        across: findElement(skeleton, ".across", HTMLElement),
        wait: findElement(skeleton, ".wait", HTMLElement),
        tip: findElement(skeleton, ".tip", HTMLElement),
        tipCanvas: findElement(skeleton, ".tip canvas", HTMLCanvasElement),
        tipText: findElement(skeleton, ".tip span", HTMLElement),
        status: findElement(skeleton, ".said", HTMLElement),
        legend: findElement(skeleton, ".legend", HTMLElement),
    };
}

/**
 * Create a button that does not submit a form.
 * @param {string} className
 * @param {string} title
 * @param {() => void} act
 */
export function makeButton(className, title, act) {
    return createElement("button", { type: "button", className, title, onclick: act });
}
