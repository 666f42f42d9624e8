// Points as pixels. With a software renderer 70,000 blended stamps written by hand take 4 ms a frame, WebGL 40.

const STEPS = 4; // stamps per pixel and direction: a point's place is kept to a quarter of a pixel
const stampsOf = new Map();

/** Anti-aliased discs of a radius in pixels, one per sub-pixel offset: where they touch, and how much (of 256). */
function stamps(radius, opacity, width) {
    const key = `${radius}/${opacity}/${width}`;
    let made = stampsOf.get(key);
    if (made) return made;
    const reach = Math.ceil(radius + 0.5);
    made = { reach: reach + 1, offsets: [], alphas: [] };
    for (let sy = 0; sy < STEPS; sy++)
        for (let sx = 0; sx < STEPS; sx++) {
            const cx = (sx + 0.5) / STEPS, cy = (sy + 0.5) / STEPS, offsets = [], alphas = [];
            for (let y = -reach; y <= reach; y++)
                for (let x = -reach; x <= reach; x++) {
                    const distance = Math.hypot(x + 0.5 - cx, y + 0.5 - cy);
                    const alpha = Math.max(0, Math.min(1, radius + 0.5 - distance)) * opacity;
                    if (alpha > 0.02) {
                        offsets.push(y * width + x);
                        alphas.push(Math.round(alpha * 256));
                    }
                }
            made.offsets.push(Int32Array.from(offsets));
            made.alphas.push(Int32Array.from(alphas));
        }
    if (stampsOf.size > 40) stampsOf.clear();
    stampsOf.set(key, made);
    return made;
}

/**
 * Blend points into 32-bit pixels (width × height).
 * xy: places, two per point; shade: per point an index into colours, or 255 to leave it out; the view maps a place
 * to the pixel (x·scale + dx, dy − y·scale); faint: shades from 16 on are drawn faintly.
 */
function splat(pixels, width, height, xy, shade, colours, view, radius, opacity) {
    const full = stamps(radius, opacity, width), faint = stamps(radius * 0.8, opacity * 0.16, width);
    const { scale, dx, dy } = view, edge = full.reach, right = width - edge, bottom = height - edge;
    for (let i = 0, k = 0; i < shade.length; i++, k += 2) {
        const s = shade[i];
        if (s === 255) continue;
        const fx = xy[k] * scale + dx, fy = dy - xy[k + 1] * scale;
        if (!(fx >= edge && fy >= edge && fx < right && fy < bottom)) continue;
        const x = fx | 0, y = fy | 0;
        const kind = ((fy - y) * STEPS | 0) * STEPS + ((fx - x) * STEPS | 0);
        const stamp = s < 16 ? full : faint, offsets = stamp.offsets[kind], alphas = stamp.alphas[kind];
        const colour = colours[s & 15], outer = colour & 0xff00ff, inner = colour & 0xff00, base = y * width + x;
        for (let j = 0; j < offsets.length; j++) {
            const at = base + offsets[j], alpha = alphas[j], pixel = pixels[at];
            const o = pixel & 0xff00ff, g = pixel & 0xff00;
            pixels[at] = 0xff000000 | ((o + ((outer - o) * alpha >> 8)) & 0xff00ff) | ((g + ((inner - g) * alpha >> 8)) & 0xff00);
        }
    }
}

/** Points in square cells, so that those near a place are found without a look at all of them. */
class Grid {
    constructor(xy, count) {
        this.xy = xy;
        const cells = new Uint16Array(count), starts = new Uint32Array(65537);
        for (let i = 0; i < count; i++) starts[1 + (cells[i] = (xy[2 * i + 1] >> 8) << 8 | xy[2 * i] >> 8)]++;
        for (let c = 0; c < 65536; c++) starts[c + 1] += starts[c];
        this.starts = starts;
        this.rows = new Uint32Array(count);
        const next = starts.slice();
        for (let i = 0; i < count; i++) this.rows[next[cells[i]]++] = i;
    }

    /** Call visit(row) for all points in the cells that a box touches. */
    each(left, bottom, right, top, visit) {
        const cell = (value) => Math.max(0, Math.min(255, value >> 8));
        if (right < 0 || top < 0 || left > 65535 || bottom > 65535) return;
        for (let y = cell(bottom); y <= cell(top); y++)
            for (let at = this.starts[y << 8 | cell(left)], end = this.starts[(y << 8 | cell(right)) + 1]; at < end; at++)
                visit(this.rows[at]);
    }

    /** The row nearest to a place within a radius for which allowed(row); -1 where there is none. */
    nearest(x, y, radius, allowed) {
        let best = -1, least = radius * radius;
        this.each(x - radius, y - radius, x + radius, y + radius, (row) => {
            const distance = (this.xy[2 * row] - x) ** 2 + (this.xy[2 * row + 1] - y) ** 2;
            if (distance < least && allowed(row)) [best, least] = [row, distance];
        });
        return best;
    }
}

/** Whether a place is inside a polygon [[x, y], …] (even-odd rule; the same as in dashboard/selection.py). */
function inside(polygon, x, y) {
    let odd = false;
    for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
        const [ax, ay] = polygon[i], [bx, by] = polygon[j];
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
    }
    return odd;
}
