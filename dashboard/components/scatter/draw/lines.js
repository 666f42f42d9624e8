// @ts-check
// Draws the lines of a morph through the map, with a bead for each frame.

import { cssColour } from "./theme.js";

/** @import { Brush } from "./brush.js" */
/** @import { Line, Pair } from "../view/scene.js" */

/**
 * @param {Brush} brush
 * @param {Line} line
 */
export function drawLine(brush, { places, stops }) {
    const { camera, pen } = brush;
    const pixels = places.map((place) => place && camera.toPixel(place));
    pen.beginPath();
    pixels.forEach((pixel, i) => {
        if (!pixel) return;
        if (pixels[i - 1]) pen.lineTo(...pixel);
        else pen.moveTo(...pixel);
    });
    brush.stroke(1.75 * camera.ratio);
    const beads = pixels.filter((pixel) => pixel !== null);
    const stopPixels = new Set(stops.map(([i]) => pixels[i]));
    beads.forEach((pixel, i) => {
        const isEnd = i === 0 || i === beads.length - 1;
        drawBead(brush, pixel, isEnd, stopPixels.has(pixel));
    });
}

/**
 * @param {Brush} brush
 * @param {Pair} pixel
 * @param {boolean} isEnd
 * @param {boolean} isStop
 */
function drawBead({ camera, pen, theme }, [x, y], isEnd, isStop) {
    const { ratio } = camera;
    const paper = cssColour(theme.paper);
    const ink = cssColour(theme.ink);
    const radius = isEnd ? 5 : isStop ? 3.6 : 2.2;
    pen.beginPath();
    pen.arc(x, y, radius * ratio, 0, 7);
    pen.fillStyle = isEnd ? ink : paper;
    pen.fill();
    pen.strokeStyle = isEnd ? paper : ink;
    pen.lineWidth = ratio * (isEnd ? 1.5 : 1);
    pen.stroke();
}
