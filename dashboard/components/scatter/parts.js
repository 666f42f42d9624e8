// @ts-check
// The map's elements on the page.

const SKELETON = `
<div class="map">
  <div class="tools" role="toolbar" aria-label="Map tools"></div>
  <div class="stage">
    <canvas class="points"></canvas>
    <canvas class="over" tabindex="0" role="application"></canvas>
    <div class="axes" aria-hidden="true"><span class="up"></span><span class="across"></span></div>
    <div class="wait">Drawing the map …</div>
    <div class="tip" hidden><canvas width="96" height="96"></canvas><span></span></div>
    <div class="said" aria-live="polite"></div>
  </div>
  <div class="legend" role="group" aria-label="Digits shown"></div>
</div>`;

/**
 * @typedef {object} Parts
 * @property {HTMLElement} skeleton All of them.
 * @property {HTMLElement} tools
 * @property {HTMLElement} stage
 * @property {HTMLCanvasElement} points
 * @property {HTMLCanvasElement} over Lies above the points and takes the pointer and the keys.
 * @property {HTMLElement} up The name of the axis.
 * @property {HTMLElement} across The name of the axis.
 * @property {HTMLElement} wait
 * @property {HTMLElement} tip
 * @property {HTMLCanvasElement} tipCanvas
 * @property {HTMLElement} tipText
 * @property {HTMLElement} said
 * @property {HTMLElement} legend
 */

/**
 * @param {HTMLElement | ShadowRoot} root
 * @returns {Parts}
 */
export function makeParts(root) {
    const skeleton = document.createElement("div");
    skeleton.innerHTML = SKELETON; // contains no user's text
    root.append(skeleton);
    return {
        skeleton,
        tools: find(skeleton, ".tools"),
        stage: find(skeleton, ".stage"),
        points: findCanvas(skeleton, "canvas.points"),
        over: findCanvas(skeleton, "canvas.over"),
        up: find(skeleton, ".up"),
        across: find(skeleton, ".across"),
        wait: find(skeleton, ".wait"),
        tip: find(skeleton, ".tip"),
        tipCanvas: findCanvas(skeleton, ".tip canvas"),
        tipText: find(skeleton, ".tip span"),
        said: find(skeleton, ".said"),
        legend: find(skeleton, ".legend"),
    };
}

/**
 * @param {HTMLElement} within
 * @param {string} selector
 */
function find(within, selector) {
    return /** @type {HTMLElement} */ (within.querySelector(selector));
}

/**
 * @param {HTMLElement} within
 * @param {string} selector
 */
function findCanvas(within, selector) {
    return /** @type {HTMLCanvasElement} */ (within.querySelector(selector));
}

/**
 * A button that does not submit a form.
 * @param {string} className
 * @param {string} title
 * @param {() => void} act
 */
export function makeButton(className, title, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = className;
    button.title = title;
    button.onclick = act;
    return button;
}
