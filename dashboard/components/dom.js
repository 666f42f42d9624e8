// @ts-check
// Elements of the page, found and made with their types.

/**
 * The element under a root that matches a selector; an error if it is missing or of another kind.
 * @template {Element} Kind
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Kind} kind For example HTMLButtonElement.
 * @returns {Kind}
 */
export function findElement(root, selector, kind) {
    const found = root.querySelector(selector);
    if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} '${selector}'.`);
    return found;
}

/**
 * A new element with some of its properties set.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} [properties]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function createElement(tag, properties = {}) {
    return Object.assign(document.createElement(tag), properties);
}

/**
 * The 2D context of a canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 * @returns {CanvasRenderingContext2D}
 */
export function contextOf(canvas, settings) {
    const context = canvas.getContext("2d", settings);
    if (!context) throw new Error("The browser gives this canvas no 2D context.");
    return context;
}
