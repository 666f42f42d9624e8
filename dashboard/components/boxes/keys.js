// @ts-check
// Keyboard commands for a box.

/** @typedef {import("./edits.js").Action} Action */
/** @typedef {Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">} Key */
/**
 * What a key does: perform an action, move or resize the box by a step [right, down], or select the box,
 * alone or in addition to others.
 * @typedef {{action: Action} | {step: [number, number], resize: boolean} | {select: "alone" | "also"}} Command
 */

/** @type {Record<string, Action | undefined>} */
const ACTIONS = {
    delete: "remove",
    backspace: "remove",
    s: "split",
    m: "merge",
    ",": "earlier",
    ".": "later",
};

/** @type {Record<string, [number, number] | undefined>} */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Whether a key is the shortcut for Undo: Ctrl+Z or Cmd+Z.
 * @param {Pick<Key, "key" | "ctrlKey" | "metaKey">} key
 */
export function isUndo({ key, ctrlKey, metaKey }) {
    return (ctrlKey || metaKey) && key.toLowerCase() === "z";
}

/**
 * Return the command of a key for the focused box, or null if the key has no command.
 * @param {Key} event
 * @returns {Command | null}
 */
export function readKey({ key, shiftKey, ctrlKey, metaKey, altKey }) {
    if (isUndo({ key, ctrlKey, metaKey })) return { action: "undo" };
    if (ctrlKey || metaKey || altKey) return null;
    const step = STEPS[key];
    if (step) return { step, resize: shiftKey };
    const action = ACTIONS[key.toLowerCase()];
    if (action) return { action };
    return key === " " || key === "Enter" ? { select: shiftKey ? "also" : "alone" } : null;
}
