// @ts-check
// A spatial index that sorts points into 256 × 256 cells, so that a local search visits few points.

const LAST_STEP = 65535;
const CELLS = 65536;

/**
 * Return the index (0 to 255), along one axis, of the cell that contains a step.
 * @param {number} step
 */
function cellOf(step) {
    return Math.max(0, Math.min(255, step >> 8));
}

export class Grid {
    /** @param {Uint16Array} xy Steps, two per point. */
    constructor(xy) {
        this.xy = xy;
        const count = xy.length / 2;
        const cells = new Uint16Array(count);
        this.starts = new Uint32Array(CELLS + 1);
        const { starts } = this;
        for (let i = 0; i < count; i++) {
            cells[i] = ((xy[2 * i + 1] >> 8) << 8) | (xy[2 * i] >> 8);
            starts[cells[i] + 1]++;
        }
        for (let cell = 0; cell < CELLS; cell++) starts[cell + 1] += starts[cell];
        this.rows = new Uint32Array(count);
        const next = starts.slice();
        for (let i = 0; i < count; i++) this.rows[next[cells[i]]++] = i;
    }

    /**
     * Call `visit` with the row of each point in the cells that a box touches.
     * @param {number} left
     * @param {number} bottom
     * @param {number} right
     * @param {number} top
     * @param {(row: number) => void} visit
     */
    each(left, bottom, right, top, visit) {
        if (right < 0 || top < 0 || left > LAST_STEP || bottom > LAST_STEP) return;
        const { rows, starts } = this;
        for (let y = cellOf(bottom); y <= cellOf(top); y++) {
            const end = starts[((y << 8) | cellOf(right)) + 1];
            for (let at = starts[(y << 8) | cellOf(left)]; at < end; at++) visit(rows[at]);
        }
    }

    /**
     * Return the allowed row nearest to a step within a radius; -1 if there is none.
     * @param {number} x
     * @param {number} y
     * @param {number} radius
     * @param {(row: number) => boolean} allowed
     */
    nearest(x, y, radius, allowed) {
        const { xy } = this;
        let best = -1;
        let least = radius * radius;
        this.each(x - radius, y - radius, x + radius, y + radius, (row) => {
            const distance = (xy[2 * row] - x) ** 2 + (xy[2 * row + 1] - y) ** 2;
            if (distance >= least || !allowed(row)) return;
            best = row;
            least = distance;
        });
        return best;
    }
}
