// @ts-check
// Downloads the digit, or all strips on one sheet, as PNG files.

/** @import { Picture } from "../ink.js" */
/** @import { Row } from "./row.js" */

import { blankCanvas, drawPicture, PAPERS, saveCanvas } from "../ink.js";
import { PIXEL_COUNT } from "../live.js";
import { STRIP_COUNT } from "./axes.js";
import { formatSigned } from "./code/codes.js";

const SHEET_CELL = 56; // pixels
const SHEET_MARGIN = 110; // pixels to the left of each strip, for its name and range

/** @typedef {keyof typeof PAPERS} PaperName */
/** @typedef {{name: string, colours: PaperName, pixels: boolean}} Look The file name, and how the digits are drawn. */

/**
 * @param {Picture} picture
 * @param {Look & {size: number}} look
 */
export function downloadDigit(picture, { name, size, colours, pixels }) {
    const { ink, paper } = PAPERS[colours];
    const [canvas, context] = blankCanvas(size, size, paper);
    drawPicture(context, picture, ink, 0, 0, size, { pixels });
    saveCanvas(canvas, name);
}

/**
 * @param {Row[]} rows
 * @param {Look} look
 */
export function downloadSheet(rows, { name, colours, pixels }) {
    const { ink, paper } = PAPERS[colours];
    const width = SHEET_MARGIN + SHEET_CELL * STRIP_COUNT;
    const [canvas, context] = blankCanvas(width, SHEET_CELL * rows.length, paper);
    context.fillStyle = `rgb(${ink})`;
    context.textBaseline = "middle";
    rows.forEach(({ axis, low, high, pictures }, number) => {
        const y = SHEET_CELL * number;
        context.font = "bold 15px sans-serif";
        context.fillText(axis.name, 10, y + SHEET_CELL * 0.36);
        context.font = "12px sans-serif";
        context.fillText(`${formatSigned(low, 1)} … ${formatSigned(high, 1)}`, 10, y + SHEET_CELL * 0.68);
        for (let i = 0; pictures && i < STRIP_COUNT; i++) {
            const picture = pictures.subarray(i * PIXEL_COUNT, (i + 1) * PIXEL_COUNT);
            drawPicture(context, picture, ink, SHEET_MARGIN + SHEET_CELL * i, y, SHEET_CELL, { pixels });
        }
    });
    saveCanvas(canvas, name);
}
