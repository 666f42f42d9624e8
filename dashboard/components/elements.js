// @ts-check
// Typed helpers that find and create elements and canvas contexts.

/**
 * Return the element that matches a selector; throw if it is missing or of another class.
 * @template {Element} Kind
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Kind} kind
 */
export function findElement(root, selector, kind) {
    const found = root.querySelector(selector);
    if (!(found instanceof kind)) throw new Error(`no ${kind.name} matches "${selector}"`);
    return found;
}

/**
 * Return all elements of a class that match a selector.
 * @template {Element} Kind
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Kind} kind
 */
export function findElements(root, selector, kind) {
    /**
     * @param {Element} found
     * @returns {found is Kind}
     */
    const isKind = (found) => found instanceof kind;
    return [...root.querySelectorAll(selector)].filter(isKind);
}

/**
 * Return an event's target or its nearest ancestor that matches a selector; null if there is none.
 * @param {Event} event
 * @param {string} selector
 */
export function closestElement({ target }, selector) {
    const found = target instanceof Element ? target.closest(selector) : null;
    return found instanceof HTMLElement ? found : null;
}

/**
 * Create an element with some of its properties set.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} [properties]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function createElement(tag, properties = {}) {
    return Object.assign(document.createElement(tag), properties);
}

/**
 * Return the 2D context of a canvas.
 * @overload
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 * @returns {CanvasRenderingContext2D}
 */
/**
 * @overload
 * @param {OffscreenCanvas} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 * @returns {OffscreenCanvasRenderingContext2D}
 */
/**
 * @param {HTMLCanvasElement | OffscreenCanvas} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 */
export function contextOf(canvas, settings) {
    const context = canvas.getContext("2d", settings);
    if (!context) throw new Error("the browser cannot create a 2D canvas context"); // out of memory
    return context;
}
