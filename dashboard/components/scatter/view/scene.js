// @ts-check
// Types of the data that Python sends (dashboard/map/scene.py), and parsers for its text fields.

/** @typedef {[number, number]} Pair x and y: data coordinates, a step or a pixel. */
/** @typedef {{left: number, bottom: number, side: number}} Square The square of data coordinates that the steps divide. */
/** @typedef {{origin: number[], across: number[], up: number[]}} Plane The codes in a flat view: origin + x · across + y · up. */
/** @typedef {"choice" | "camera" | "hidden" | "selection"} SharedName */

/**
 * Sheets with the thumbnails of some rows.
 * @typedef {object} Sprites
 * @property {string} address The address of a sheet; NUMBER stands for its number.
 * @property {number} sheets
 * @property {number} perSheet Thumbnails per sheet.
 * @property {number} columns Thumbnails in a row of a sheet.
 * @property {number} size Width and height of a thumbnail in pixels.
 * @property {number} stride Rows from one thumbnail to the next.
 */

/**
 * The path of one digit through the map during a morph.
 * @typedef {object} Line
 * @property {(Pair | null)[]} places Data coordinates; null where the line breaks.
 * @property {[string, string]} label The labels of the line's ends.
 * @property {[number, string][]} stops Each stop's index in `places`, and its label.
 */

/**
 * @typedef {object} Scene
 * @property {string} model
 * @property {string} files The address of the model's files; it changes with the model's codes.
 * @property {string} places The address of the points' coordinates: 16-bit steps, two per point.
 * @property {string} labels The address of the labels: one byte per point.
 * @property {string} digits The address of exact pictures; ROWS stands for their rows.
 * @property {Sprites} sprites
 * @property {string} manifold The address of the digits behind the points; "" for none.
 * @property {Plane | null} plane null for UMAP.
 * @property {number} count
 * @property {Square} square
 * @property {[string, string]} axes
 * @property {{light: string[], dark: string[]}} colours One colour per digit.
 * @property {string} choice A row, or data coordinates "x_y".
 * @property {string} camera "x_y_zoom", or "" for the whole map.
 * @property {string} hidden The hidden digits.
 * @property {string} selection The corners of a polygon in steps, "x_y_x_y…"; "" for no selection.
 * @property {Record<SharedName, number>} heard For each name, the number of the last value that Python received.
 * @property {Line[]} lines
 * @property {{place: Pair, label: string}[]} stars
 * @property {string} alt
 */

/**
 * Return whether a choice is a location rather than a row.
 * @param {string} choice
 */
export function isPlace(choice) {
    return choice.includes("_");
}

/**
 * Parse a choice "x_y" into data coordinates.
 * @param {string} choice
 * @returns {Pair}
 */
export function readPlace(choice) {
    const [x, y] = choice.split("_").map(Number);
    return [x, y];
}

/** @param {number} value */
export function round(value) {
    return Number(value.toFixed(5));
}

/**
 * Parse a selection "x_y_x_y…" into its corners; return null for fewer than three.
 * @param {string} selection
 * @returns {Pair[] | null}
 */
export function readPolygon(selection) {
    const numbers = selection.split("_").filter(Boolean).map(Number);
    if (numbers.length < 6) return null;
    return Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i], numbers[2 * i + 1]]);
}

/**
 * Return the latent code at a location in a plane.
 * @param {Plane} plane
 * @param {Pair} place
 */
export function codeAt({ origin, across, up }, [x, y]) {
    return origin.map((value, i) => value + x * across[i] + y * up[i]);
}
