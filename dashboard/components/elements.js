// @ts-check
// Elements and canvases, found and made with their types.

/**
 * The element of a class that a selector finds.
 * @template {Element} Kind
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Kind} kind
 */
export function findElement(root, selector, kind) {
    const found = root.querySelector(selector);
    if (!(found instanceof kind)) throw new Error(`There is no ${kind.name} at "${selector}"`);
    return found;
}

/**
 * All elements of a class that a selector finds.
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
 * The element of an event's target or the nearest one around it that a selector matches, if any.
 * @param {Event} event
 * @param {string} selector
 */
export function closestElement({ target }, selector) {
    const found = target instanceof Element ? target.closest(selector) : null;
    return found instanceof HTMLElement ? found : null;
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
    if (!context) throw new Error("This browser gives no 2D context"); // it has run out of memory
    return context;
}
