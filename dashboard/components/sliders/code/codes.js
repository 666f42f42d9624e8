// @ts-check
// Codes as text: formatted for links and the clipboard, and parsed when pasted.

const STEPS = 100; // per unit; dashboard/session/code_text.py rounds codes in links to the same steps
export const CODE_STEP = 1 / STEPS;
const MAX_CODE = 20;
const MAX_QUOTED = 60; // characters of the pasted text that an error may quote

/** The pasted text does not contain a valid code for this model. The message is a sentence for the user. */
export class CodeError extends Error {}

/**
 * Round a number to a multiple of CODE_STEP, half to even as in NumPy, so that a pasted 0.125 gives the same
 * code on every page.
 * @param {number} value
 */
export function roundToStep(value) {
    const steps = value * STEPS;
    const whole = Math.abs(steps % 1) === 0.5 ? 2 * Math.round(steps / 2) : Math.round(steps);
    return whole / STEPS + 0; // no negative zero
}

/**
 * Return the code as it appears in a link.
 * @param {number[]} z
 */
export function packCode(z) {
    return z.map(roundToStep).join("_");
}

/** @param {string} packed */
export function unpackCode(packed) {
    return packed.split("_").map(Number);
}

/**
 * @param {string} model
 * @param {number[]} z
 */
export function formatJson(model, z) {
    return JSON.stringify({ model, z: z.map(roundToStep) });
}

/**
 * @param {string} model
 * @param {number[]} z
 */
export function formatPython(model, z) {
    const list = z.map(roundToStep).join(", ");
    return `from runtime import load_vae\n\nz = [${list}]\nimage = load_vae("${model}").decode(z)[0]\n`;
}

/**
 * Format a number with its sign.
 * @param {number} value
 * @param {number} [digits] Number of decimals.
 */
export function formatSigned(value, digits = 2) {
    return (value < 0 ? "−" : "+") + Math.abs(value).toFixed(digits);
}

/**
 * Parse the code in a pasted text: JSON, Python, a link, or any list of numbers. On the Morph page,
 * dashboard/session/codes.py reads the same texts and reports the same errors; tests/code_texts.json has tests for both.
 * @param {string} text
 * @param {string} model
 * @param {number} latentDim
 */
export function parseCode(text, model, latentDim) {
    const items = findItems(text, model, latentDim);
    if (items.length !== latentDim) {
        const isTwice = items.length === 2 * latentDim;
        const hint = isTwice ? " If you use decimal commas, separate the numbers with semicolons." : "";
        throw new CodeError(
            `A code of ${model} has ${latentDim} numbers; this text has ${items.length}.${hint}`,
        );
    }
    const z = items.map(parseNumber);
    const wrong = z.findIndex((value) => !(Math.abs(value) <= MAX_CODE));
    if (wrong >= 0) {
        const what = `Number ${wrong + 1} of the code is ${quoteItem(items[wrong])}`;
        throw new CodeError(`${what}; enter numbers from −${MAX_CODE} to ${MAX_CODE}.`);
    }
    return z.map(roundToStep);
}

/**
 * Return the items in a text that should be numbers.
 * @param {string} text
 * @param {string} model
 * @param {number} latentDim
 * @returns {unknown[]}
 */
function findItems(text, model, latentDim) {
    let value = parseJson(text);
    if (value && typeof value === "object" && !Array.isArray(value)) {
        if ("model" in value && value.model !== model)
            throw new CodeError(
                `This code is for the model ${quoteItem(value.model)}; choose that model or use a code for ${model}.`,
            );
        value = "z" in value ? value.z : undefined;
    }
    return Array.isArray(value) ? value.flat() : splitList(findList(text), latentDim);
}

/**
 * Return the value of a JSON text; null if the text is not valid JSON.
 * @param {string} text
 * @returns {unknown}
 */
function parseJson(text) {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}

/**
 * Return the part of a text that lists the numbers: the code in a link, the text in brackets, or the whole text.
 * @param {string} text
 */
function findList(text) {
    const link = /(?:^\s*|[?&])z=([^&#\s[]+)/.exec(text)?.[1];
    if (link) return decodePercents(link).replaceAll("_", " ");
    return /\[([^\]]*)\]/.exec(text)?.[1] ?? text;
}

/**
 * Split a list at spaces, commas, semicolons and underscores. If this gives the wrong number of items but
 * treating commas as decimal commas ("0,5") gives the right number, do that instead.
 * @param {string} list
 * @param {number} latentDim
 */
function splitList(list, latentDim) {
    const items = list.split(/[\s,;_]+/).filter(Boolean);
    if (items.length === latentDim) return items;
    const withCommas = list
        .trim()
        .split(list.includes(";") ? /\s*;\s*/ : /\s+/)
        .filter(Boolean);
    const isDecimal = withCommas.every((item) => /^[-+−]?\d+(,\d+)?$/.test(item));
    if (!isDecimal || withCommas.length !== latentDim) return items;
    return withCommas.map((item) => item.replace(",", "."));
}

/**
 * Parse one number in a code; return NaN for anything else.
 * @param {unknown} item
 */
function parseNumber(item) {
    if (typeof item === "number") return item;
    const plain = typeof item === "string" ? item.replaceAll("−", "-") : "";
    return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?$/i.test(plain) ? Number(plain) : Number.NaN;
}

/**
 * Decode the percent-encoded characters in a link. A "%" that is not followed by two hexadecimal digits is kept.
 * @param {string} text
 */
function decodePercents(text) {
    const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
    return text.replace(/(%[0-9a-f]{2})+/gi, (run) => {
        const bytes = run.slice(1).split("%");
        return utf8.decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)));
    });
}

/**
 * Format an invalid item for an error message.
 * @param {unknown} item
 */
function quoteItem(item) {
    if (typeof item === "object" && item) return Array.isArray(item) ? "a list" : "an object";
    if (typeof item !== "string") return String(item);
    const letters = [...`'${item}'`];
    return letters.length <= MAX_QUOTED ? letters.join("") : `${letters.slice(0, MAX_QUOTED).join("")}…`;
}
