// @ts-check
// The points of a view: their coordinates, labels and shades.

import { Grid } from "../view/grid.js";
import { inside } from "../view/polygon.js";
import { FAINT, HIDDEN } from "./splat.js";

/** @import { Bounds } from "../view/camera.js" */
/** @import { Pair } from "../view/scene.js" */

const OUTERMOST = 0.002; // this share of the points at each edge may lie outside the initial view
const SAMPLE = 7; // one in every SAMPLE points is measured

export class Points {
    /**
     * @param {Uint16Array} xy Steps, two per point.
     * @param {Uint8Array} label
     */
    constructor(xy, label) {
        this.xy = xy;
        this.label = label;
        /** For each point, its digit, plus FAINT outside the selection; HIDDEN if the digit is hidden. */
        this.shade = label.slice();
        /** @type {Grid | null} */
        this.index = null;
        const { bounds, names } = measure(xy, label);
        this.bounds = bounds;
        this.names = names;
    }

    /** The spatial index, built on first use because the first frame does not need it. */
    get grid() {
        this.index ??= new Grid(this.xy);
        return this.index;
    }

    /**
     * Hide digits, and make points outside a selection faint.
     * @param {string} hidden
     * @param {Pair[] | null} polygon
     */
    reshade(hidden, polygon) {
        const shade = this.label.slice();
        const isHidden = Array.from({ length: 10 }, (_, digit) => hidden.includes(String(digit)));
        if (hidden) for (let i = 0; i < shade.length; i++) if (isHidden[shade[i]]) shade[i] = HIDDEN;
        if (polygon) {
            const isInside = this.rowsInside(polygon);
            for (let i = 0; i < shade.length; i++) if (shade[i] < FAINT && !isInside[i]) shade[i] += FAINT;
        }
        this.shade = shade;
    }

    /**
     * Return a mask of the rows: 1 for points inside a polygon, 0 for others.
     * @param {Pair[]} polygon
     */
    rowsInside(polygon) {
        const { xy } = this;
        const xs = polygon.map(([x]) => x);
        const ys = polygon.map(([, y]) => y);
        const found = new Uint8Array(this.label.length);
        this.grid.each(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), (row) => {
            found[row] = Number(inside(polygon, xy[2 * row], xy[2 * row + 1]));
        });
        return found;
    }

    /**
     * Return the visible row nearest to a step; -1 if there is none within the radius.
     * @param {Pair} steps
     * @param {number} radius
     */
    nearest([x, y], radius) {
        const { shade } = this;
        return this.grid.nearest(x, y, radius, (row) => shade[row] !== HIDDEN);
    }

    /**
     * Return the row that is nearest and most directly ahead, within 45° of a direction and between two distances;
     * -1 if there is none.
     * @param {Pair} from In steps.
     * @param {Pair} direction One step left, right, up or down.
     * @param {number} nearest
     * @param {number} farthest
     * @param {number} except A row to ignore.
     */
    ahead([x, y], [dx, dy], nearest, farthest, except) {
        const { shade, xy } = this;
        let best = -1;
        let least = Infinity;
        this.grid.each(x - farthest, y - farthest, x + farthest, y + farthest, (row) => {
            const rx = xy[2 * row] - x;
            const ry = xy[2 * row + 1] - y;
            const distance = Math.hypot(rx, ry);
            if (row === except || shade[row] === HIDDEN || distance < nearest || distance > farthest) return;
            const cosine = (rx * dx + ry * dy) / distance;
            if (cosine > 0.7 && distance / cosine < least) [best, least] = [row, distance / cosine];
        });
        return best;
    }
}

/**
 * Return where the digits' labels go (null for a digit without points), and the box around all but the
 * outermost points.
 * @param {Uint16Array} xy
 * @param {Uint8Array} label
 * @returns {{bounds: Bounds, names: (Pair | null)[]}}
 */
export function measure(xy, label) {
    /** @type {[number[], number[]][]} */
    const columns = Array.from({ length: 10 }, () => [[], []]);
    for (let i = 0; i < label.length; i += SAMPLE) {
        columns[label[i]][0].push(xy[2 * i]);
        columns[label[i]][1].push(xy[2 * i + 1]);
    }
    const xs = sorted(columns.flatMap(([values]) => values));
    const ys = sorted(columns.flatMap(([, values]) => values));
    return {
        bounds: {
            low: [quantile(xs, OUTERMOST), quantile(ys, OUTERMOST)],
            high: [quantile(xs, 1 - OUTERMOST), quantile(ys, 1 - OUTERMOST)],
        },
        names: columns.map(([across, up]) => (across.length ? [median(across), median(up)] : null)),
    };
}

/** @param {number[]} values */
function sorted(values) {
    return Float64Array.from(values).sort();
}

/** @param {number[]} values */
function median(values) {
    return sorted(values)[values.length >> 1];
}

/**
 * @param {Float64Array} values Sorted.
 * @param {number} share
 */
function quantile(values, share) {
    return values[Math.round(share * (values.length - 1))];
}
