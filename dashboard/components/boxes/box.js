// @ts-check
// A digit's box, [x, y, width, height] in pixels of the picture: what moving, pulling, splitting and joining make of it.

/** @typedef {[x: number, y: number, width: number, height: number]} Box */
/** @typedef {[width: number, height: number]} Size */
/** @typedef {{left: boolean, right: boolean, top: boolean, bottom: boolean}} Edges */

export const LEAST = 3; // pixels of the picture that a box keeps

/**
 * A box in whole pixels, at least `LEAST` wide and high, inside a picture.
 * @param {Box} box
 * @param {Size} size
 * @returns {Box}
 */
export function fitBox([x, y, width, height], [most, tall]) {
    const w = Math.min(most, Math.max(LEAST, width));
    const h = Math.min(tall, Math.max(LEAST, height));
    return roundBox([Math.min(most - w, Math.max(0, x)), Math.min(tall - h, Math.max(0, y)), w, h]);
}

/**
 * @param {Box} box
 * @returns {Box}
 */
export function roundBox([x, y, width, height]) {
    return [Math.round(x), Math.round(y), Math.round(width), Math.round(height)];
}

/**
 * A box whose given edges, or all of it where none is given, are pulled across and down inside a picture.
 * @param {Box} box
 * @param {Edges} edges
 * @param {[across: number, down: number]} by
 * @param {Size} size
 * @returns {Box}
 */
export function pullBox([x, y, width, height], { left, right, top, bottom }, [across, down], [most, tall]) {
    if (!left && !right && !top && !bottom)
        return fitBox([x + across, y + down, width, height], [most, tall]);
    const [x2, y2] = [x + width, y + height];
    const [fromX, fromY, toX, toY] = [
        left ? Math.min(x2 - LEAST, Math.max(0, x + across)) : x,
        top ? Math.min(y2 - LEAST, Math.max(0, y + down)) : y,
        right ? Math.max(x + LEAST, Math.min(most, x2 + across)) : x2,
        bottom ? Math.max(y + LEAST, Math.min(tall, y2 + down)) : y2,
    ].map(Math.round);
    return [fromX, fromY, toX - fromX, toY - fromY];
}

/**
 * Which edges of a rectangle on the page are within reach of a point; never all: the middle half is none's.
 * @param {{left: number, right: number, top: number, bottom: number, width: number, height: number}} rectangle
 * @param {{clientX: number, clientY: number}} point
 * @param {number} reach In CSS pixels.
 * @returns {Edges}
 */
export function findEdges({ left, right, top, bottom, width, height }, { clientX, clientY }, reach) {
    const [across, down] = [Math.min(reach, width / 4), Math.min(reach, height / 4)];
    return {
        left: clientX < left + across,
        right: clientX > right - across,
        top: clientY < top + down,
        bottom: clientY > bottom - down,
    };
}

/**
 * The CSS cursor over these edges.
 * @param {Edges} edges
 */
export function cursorOf({ left, right, top, bottom }) {
    if ((left && top) || (right && bottom)) return "nwse-resize";
    if ((left && bottom) || (right && top)) return "nesw-resize";
    if (left || right) return "ew-resize";
    return top || bottom ? "ns-resize" : "move";
}

/**
 * The two halves of a box cut at a column; none where both would not fit.
 * @param {Box} box
 * @param {number} column
 * @returns {Box[]}
 */
export function splitBox([x, y, width, height], column) {
    if (width < 2 * LEAST) return [];
    const cut = Math.round(Math.min(Math.max(column - x, LEAST), width - LEAST));
    return [
        [x, y, cut, height],
        [x + cut, y, width - cut, height],
    ];
}

/**
 * The box round some boxes.
 * @param {Box[]} boxes
 * @returns {Box}
 */
export function joinBoxes(boxes) {
    const left = Math.min(...boxes.map(([x]) => x));
    const top = Math.min(...boxes.map(([, y]) => y));
    const right = Math.max(...boxes.map(([x, , width]) => x + width));
    const bottom = Math.max(...boxes.map(([, y, , height]) => y + height));
    return [left, top, right - left, bottom - top];
}
