// @ts-check
// The buttons below the map, which show and hide the points of each digit.

import { makeButton } from "../view/parts.js";

const DIGITS = "0123456789";

/**
 * Return the hidden digits after a click on one digit.
 * @param {string} hidden
 * @param {string} digit
 */
export function toggleDigit(hidden, digit) {
    return hidden.includes(digit) ? hidden.replace(digit, "") : hidden + digit;
}

/**
 * Sort the hidden digits; return "" instead of all ten, so that some points stay visible.
 * @param {string} digits
 */
export function orderHidden(digits) {
    return digits.length === DIGITS.length ? "" : [...digits].sort().join("");
}

export class Legend {
    /**
     * @param {HTMLElement} element
     * @param {() => string} hidden Returns the hidden digits.
     * @param {(digits: string) => void} hide Called with the digits to hide.
     */
    constructor(element, hidden, hide) {
        /** @type {HTMLButtonElement[]} */
        this.buttons = [];
        /** @type {HTMLElement[]} */
        this.dots = [];
        for (const digit of DIGITS) {
            const title = `Show or hide the ${digit}s; double-click to show only the ${digit}s`;
            const button = makeButton("digit", title, () => hide(orderHidden(toggleDigit(hidden(), digit))));
            button.ondblclick = () => hide(DIGITS.replace(digit, ""));
            const dot = document.createElement("i");
            button.append(dot, digit);
            this.buttons.push(button);
            this.dots.push(dot);
        }
        const all = makeButton("", "Show all digits", () => hide(""));
        all.textContent = "All";
        element.append(...this.buttons, all);
        this.press("");
    }

    /**
     * Mark which digits are hidden.
     * @param {string} hidden
     */
    press(hidden) {
        this.buttons.forEach((button, digit) => {
            button.setAttribute("aria-pressed", String(!hidden.includes(String(digit))));
        });
    }

    /** @param {string[]} colours One colour per digit. */
    paint(colours) {
        this.dots.forEach((dot, digit) => {
            dot.style.background = colours[digit];
        });
    }
}
