// @ts-check
// Polygons and lines as lists of points.

/** @import { Pair } from "./scene.js" */

/**
 * Return whether a point is inside a polygon, using the even-odd rule as in dashboard/draw/selection.py.
 * @param {Pair[]} polygon
 * @param {number} x
 * @param {number} y
 */
export function inside(polygon, x, y) {
    let odd = false;
    for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
        const [ax, ay] = polygon[i];
        const [bx, by] = polygon[j];
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
    }
    return odd;
}

/**
 * Simplify a line: drop the corners that are closer than `width` to the simpler line (Douglas & Peucker 1973).
 * @param {Pair[]} line
 * @param {number} width
 * @returns {Pair[]}
 */
export function simplified(line, width) {
    if (line.length < 3) return line;
    const first = line[0];
    const last = line[line.length - 1];
    let farthest = 0;
    let most = -1;
    for (let i = 1; i < line.length - 1; i++) {
        const distance = distanceFrom(first, last, line[i]);
        if (distance > most) [farthest, most] = [i, distance];
    }
    if (most < width) return [first, last];
    return [
        ...simplified(line.slice(0, farthest + 1), width).slice(0, -1),
        ...simplified(line.slice(farthest), width),
    ];
}

/**
 * Return the distance from a point to the straight line through a and b, or to a if a and b coincide.
 * @param {Pair} a
 * @param {Pair} b
 * @param {Pair} point
 */
function distanceFrom([ax, ay], [bx, by], [x, y]) {
    const length = Math.hypot(bx - ax, by - ay);
    if (!length) return Math.hypot(x - ax, y - ay);
    return Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
}

/**
 * Return at most `count` corners of a line: the corners that bend the line most.
 * @param {Pair[]} line
 * @param {number} count
 * @param {number} width Drop corners closer than this to the simpler line.
 */
export function mainCorners(line, count, width) {
    let corners = simplified(line, width);
    for (let wider = 1.5 * width; corners.length > count; wider *= 1.5) corners = simplified(line, wider);
    return corners;
}
