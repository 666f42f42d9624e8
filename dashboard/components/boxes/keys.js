// @ts-check
// What a key means to the boxes.

/** @typedef {"remove" | "split" | "merge" | "earlier" | "later"} KeyTool */
/**
 * @typedef {{does: "undo"} | {does: "choose"} | {does: "nudge", step: [right: number, down: number]}
 *     | {does: "use", tool: KeyTool}} KeyMeaning
 */

/** @type {Record<string, KeyTool>} */
const TOOLS = { delete: "remove", backspace: "remove", s: "split", m: "merge", ",": "earlier", ".": "later" };

/** @type {Record<string, [right: number, down: number]>} */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * What a key means; null where it is the browser's. Undo means something everywhere, all else on a box.
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean}} event
 * @param {boolean} isOnBox
 * @returns {KeyMeaning | null}
 */
export function readKey({ key, ctrlKey, metaKey, altKey }, isOnBox) {
    const lower = key.toLowerCase();
    if ((ctrlKey || metaKey) && lower === "z") return { does: "undo" };
    if (!isOnBox || ctrlKey || metaKey || altKey) return null;
    if (Object.hasOwn(STEPS, key)) return { does: "nudge", step: STEPS[key] };
    if (Object.hasOwn(TOOLS, lower)) return { does: "use", tool: TOOLS[lower] };
    return key === " " || key === "Enter" ? { does: "choose" } : null;
}
