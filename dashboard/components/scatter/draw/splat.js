// @ts-check
// Blends points into pixels. With a software renderer, 70,000 points take 4 ms per frame, but 40 ms in WebGL.

/** @import { View } from "../view/camera.js" */

export const HIDDEN = 255; // the shade of a point that is not drawn
export const FAINT = 16; // shades from this value up, except HIDDEN, are drawn faintly

const SUBPIXELS = 4; // stamps per pixel along each axis, so points are placed to the nearest quarter of a pixel
const MAX_STAMPS = 40;

/**
 * Anti-aliased discs, one for each sub-pixel offset.
 * @typedef {object} Stamps
 * @property {number} reach How far a disc may extend beyond its pixel, in pixels.
 * @property {Int32Array[]} offsets The pixels that each disc touches, relative to its own pixel.
 * @property {Int32Array[]} alphas The opacity of each of these pixels, out of 256.
 */

/** @type {Map<string, Stamps>} */
const cache = new Map();

/**
 * Return the discs with a given radius for an image of a given width, both in pixels.
 * @param {number} radius
 * @param {number} opacity
 * @param {number} width
 */
export function stampsFor(radius, opacity, width) {
    const key = `${radius}/${opacity}/${width}`;
    let stamps = cache.get(key);
    if (!stamps) {
        stamps = makeStamps(radius, opacity, width);
        if (cache.size > MAX_STAMPS) cache.clear();
        cache.set(key, stamps);
    }
    return stamps;
}

/**
 * @param {number} radius
 * @param {number} opacity
 * @param {number} width
 */
function makeStamps(radius, opacity, width) {
    const reach = Math.ceil(radius + 0.5);
    /** @type {Stamps} */
    const stamps = { reach: reach + 1, offsets: [], alphas: [] };
    for (let sy = 0; sy < SUBPIXELS; sy++)
        for (let sx = 0; sx < SUBPIXELS; sx++) {
            const disc = makeDisc((sx + 0.5) / SUBPIXELS, (sy + 0.5) / SUBPIXELS, radius, opacity, width);
            stamps.offsets.push(disc.offsets);
            stamps.alphas.push(disc.alphas);
        }
    return stamps;
}

/**
 * Create a disc whose centre is (cx, cy) within its pixel.
 * @param {number} cx
 * @param {number} cy
 * @param {number} radius
 * @param {number} opacity
 * @param {number} width
 */
function makeDisc(cx, cy, radius, opacity, width) {
    const reach = Math.ceil(radius + 0.5);
    const offsets = [];
    const alphas = [];
    for (let y = -reach; y <= reach; y++)
        for (let x = -reach; x <= reach; x++) {
            const distance = Math.hypot(x + 0.5 - cx, y + 0.5 - cy);
            const alpha = Math.max(0, Math.min(1, radius + 0.5 - distance)) * opacity;
            if (alpha <= 0.02) continue;
            offsets.push(y * width + x);
            alphas.push(Math.round(alpha * 256));
        }
    return { offsets: Int32Array.from(offsets), alphas: Int32Array.from(alphas) };
}

/**
 * Blend points into 32-bit pixels (width × height). Points too near the edge for a whole disc are skipped.
 * @param {Uint32Array} pixels
 * @param {number} width
 * @param {number} height
 * @param {Uint16Array | Float32Array} xy Steps, two per point.
 * @param {Uint8Array} shade For each point, an index into `colours`, plus FAINT if the point is faint; or HIDDEN.
 * @param {number[]} colours Packed colours, without alpha.
 * @param {View} view
 * @param {number} radius
 * @param {number} opacity
 */
export function splat(pixels, width, height, xy, shade, colours, view, radius, opacity) {
    const full = stampsFor(radius, opacity, width);
    const faint = stampsFor(radius * 0.8, opacity * 0.16, width);
    const { scale, dx, dy } = view;
    const edge = full.reach;
    const right = width - edge;
    const bottom = height - edge;
    for (let i = 0, k = 0; i < shade.length; i++, k += 2) {
        const s = shade[i];
        if (s === HIDDEN) continue;
        const fx = xy[k] * scale + dx;
        const fy = dy - xy[k + 1] * scale;
        if (!(fx >= edge && fy >= edge && fx < right && fy < bottom)) continue;
        const x = fx | 0;
        const y = fy | 0;
        const kind = (((fy - y) * SUBPIXELS) | 0) * SUBPIXELS + (((fx - x) * SUBPIXELS) | 0);
        const stamps = s < FAINT ? full : faint;
        const offsets = stamps.offsets[kind];
        const alphas = stamps.alphas[kind];
        const colour = colours[s & 15];
        const outer = colour & 0xff00ff; // red and blue are blended together
        const inner = colour & 0xff00;
        const base = y * width + x;
        for (let j = 0; j < offsets.length; j++) {
            const at = base + offsets[j];
            const alpha = alphas[j];
            const pixel = pixels[at];
            const o = pixel & 0xff00ff;
            const g = pixel & 0xff00;
            pixels[at] =
                0xff000000 |
                ((o + (((outer - o) * alpha) >> 8)) & 0xff00ff) |
                ((g + (((inner - g) * alpha) >> 8)) & 0xff00);
        }
    }
}
