// @ts-check
// The geometry of boxes. All lengths are in pixels of the picture.

/** @typedef {[x: number, y: number, width: number, height: number]} Box */
/** @typedef {[width: number, height: number]} Size */
/** @typedef {{left: boolean, right: boolean, top: boolean, bottom: boolean}} Edges */

export const MIN_SIDE = 3; // minimum width and height of a box

/**
 * Round a box to whole pixels.
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @returns {Box}
 */
export function roundBox(x, y, width, height) {
    return [Math.round(x), Math.round(y), Math.round(width), Math.round(height)];
}

/**
 * Round a box to whole pixels, and make it at least MIN_SIDE wide and high and lie inside the picture.
 * @param {Box} box
 * @param {Size} size The size of the picture.
 */
export function keepInside([x, y, width, height], [maxWidth, maxHeight]) {
    const w = Math.min(maxWidth, Math.max(MIN_SIDE, width));
    const h = Math.min(maxHeight, Math.max(MIN_SIDE, height));
    return roundBox(Math.min(maxWidth - w, Math.max(0, x)), Math.min(maxHeight - h, Math.max(0, y)), w, h);
}

/**
 * Drag the given edges of a box, or the whole box if no edge is given.
 * @param {Box} box
 * @param {Edges} edges
 * @param {number} across Pixels to the right.
 * @param {number} down Pixels down.
 * @param {Size} size The size of the picture; the box stays inside.
 */
export function dragBox([x, y, width, height], { left, right, top, bottom }, across, down, size) {
    if (!left && !right && !top && !bottom) return keepInside([x + across, y + down, width, height], size);
    const [x2, y2] = [x + width, y + height];
    const [newLeft, newTop, newRight, newBottom] = roundBox(
        left ? Math.min(x2 - MIN_SIDE, Math.max(0, x + across)) : x,
        top ? Math.min(y2 - MIN_SIDE, Math.max(0, y + down)) : y,
        right ? Math.max(x + MIN_SIDE, Math.min(size[0], x2 + across)) : x2,
        bottom ? Math.max(y + MIN_SIDE, Math.min(size[1], y2 + down)) : y2,
    );
    return /** @type {Box} */ ([newLeft, newTop, newRight - newLeft, newBottom - newTop]);
}

/**
 * Return the smallest box that contains all the given boxes.
 * @param {Box[]} boxes
 * @returns {Box}
 */
export function surroundBoxes(boxes) {
    const left = Math.min(...boxes.map((box) => box[0]));
    const top = Math.min(...boxes.map((box) => box[1]));
    const right = Math.max(...boxes.map((box) => box[0] + box[2]));
    const bottom = Math.max(...boxes.map((box) => box[1] + box[3]));
    return [left, top, right - left, bottom - top];
}

/**
 * Return the edges of a rectangle that are within reach of a point.
 * @param {{x: number, y: number}} point
 * @param {{left: number, right: number, top: number, bottom: number}} sides
 * @param {number} reach The maximum distance to an edge; at most a quarter of the rectangle's side counts.
 * @returns {Edges}
 */
export function findEdges({ x, y }, sides, reach) {
    const across = Math.min(reach, (sides.right - sides.left) / 4);
    const down = Math.min(reach, (sides.bottom - sides.top) / 4);
    return {
        left: x < sides.left + across,
        right: x > sides.right - across,
        top: y < sides.top + down,
        bottom: y > sides.bottom - down,
    };
}

/**
 * Return the CSS cursor for dragging the given edges.
 * @param {Edges} edges
 */
export function cursorFor({ left, right, top, bottom }) {
    if (!left && !right) return top || bottom ? "ns-resize" : "move";
    if (!top && !bottom) return "ew-resize";
    return (left && top) || (right && bottom) ? "nwse-resize" : "nesw-resize";
}
