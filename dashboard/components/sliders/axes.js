// @ts-check
// Slider axes, and calculations with slider ranges.

/** @import { Attribute, AttributeAxis, Axis, DimensionAxis, ExplorerData } from "./types.js" */

import { CODE_STEP } from "./code/codes.js";

export const STRIP_COUNT = 9; // pictures in a slider's strip

/**
 * @param {Pick<ExplorerData, "dimensions" | "reset">} data
 * @returns {DimensionAxis[]}
 */
export function dimensionAxes({ dimensions, reset }) {
    const most = Math.max(...dimensions.map(({ nats }) => nats));
    return dimensions.map(({ index, nats, low, high, silent }) => ({
        kind: "dimension",
        index,
        low,
        high,
        silent,
        name: `z${index}`,
        title: `Dimension ${index}: KL ${nats.toFixed(2)} nats`,
        share: nats / most,
        unit: "",
        digits: 2,
        step: String(CODE_STEP),
        small: 0.05,
        big: 0.5,
        home: reset[index],
    }));
}

/**
 * @param {Pick<ExplorerData, "attributes">} data
 * @returns {AttributeAxis[]}
 */
export function attributeAxes({ attributes }) {
    return attributes.map(({ name, unit, low, high, home, direction }) => ({
        kind: "attribute",
        direction,
        low,
        high,
        home,
        name,
        title: `${name}${unit && ` in ${unit}`}`,
        unit: /^\w/.test(unit) ? ` ${unit}` : unit,
        digits: Math.max(0, Math.round(2 - Math.log10(high - low))),
        step: "any",
        small: (high - low) / 100,
        big: (high - low) / 10,
    }));
}

/**
 * Return the range of an attribute's slider for a new digit.
 * @param {Attribute} attribute
 */
export function rangeAround({ value, low, high, spread }) {
    return { low: Math.max(low, value - 3 * spread), high: Math.min(high, value + 3 * spread) };
}

/**
 * Return the low end of a slider's range, extended if needed to include a value.
 * @param {number} low
 * @param {number} value
 */
export function extendLow(low, value) {
    return value < low ? Math.floor(value * 10) / 10 : low;
}

/**
 * Return the high end of a slider's range, extended if needed to include a value.
 * @param {number} high
 * @param {number} value
 */
export function extendHigh(high, value) {
    return value > high ? Math.ceil(value * 10) / 10 : high;
}

/**
 * Return the slider value that a picture in the strip shows.
 * @param {number} number 0 to STRIP_COUNT - 1.
 * @param {number} low
 * @param {number} high
 */
export function stripValue(number, low, high) {
    return low + ((high - low) * number) / (STRIP_COUNT - 1);
}

/**
 * Return where a value lies in a range: from 0 at the low end to 1 at the high end.
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export function shareOfRange(value, low, high) {
    return Math.min(1, Math.max(0, (value - low) / (high - low)));
}

/**
 * Return the slider's value after a key press; undefined for a key that does not move sliders.
 * @param {{key: string, shiftKey: boolean}} event
 * @param {number} value
 * @param {Axis} axis
 */
export function valueAfterKey({ key, shiftKey }, value, { small, big, home }) {
    const step = shiftKey ? big : small;
    if (key === "ArrowRight" || key === "ArrowUp") return value + step;
    if (key === "ArrowLeft" || key === "ArrowDown") return value - step;
    if (key === "PageUp") return value + big;
    if (key === "PageDown") return value - big;
    return key === "Home" ? home : undefined;
}
