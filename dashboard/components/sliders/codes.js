// Codes as text: what is shown, copied and pasted.

const STEPS = 100; // of one; dashboard/state.py rounds a link to the same
const CODE_STEP = 1 / STEPS;
const MAX_CODE = 20;
const MAX_QUOTED = 60; // letters of what was pasted that a sentence says again

// Half a step goes to the even one, as numpy has it: a pasted 0.125 is the same code on every page.
function rounded(value) {
    const steps = value * STEPS;
    const whole = Math.abs(steps % 1) === 0.5 ? 2 * Math.round(steps / 2) : Math.round(steps);
    return whole / STEPS + 0;
}

const packed = (z) => z.map(rounded).join("_");
const asJson = (model, z) => JSON.stringify({ model, z: z.map(rounded) });
const asPython = (model, z) =>
    `from runtime import load_vae\n\nz = [${z.map(rounded).join(", ")}]\nimage = load_vae("${model}").decode(z)[0]\n`;

function signed(value, digits = 2) {
    return (value < 0 ? "−" : "+") + Math.abs(value).toFixed(digits);
}

// The code in a pasted text: our JSON, our Python, a link, or any list of numbers. dashboard/code_end.py reads the same
// on the Morph page, and says the same of what is none; tests/code_texts.py has texts that both are tested with.
function parseCode(text, model, latentDim) {
    const items = itemsIn(text, model, latentDim);
    if (items.length !== latentDim) {
        const hint = items.length === 2 * latentDim ? " Where a comma is a decimal one, put semicolons between numbers." : "";
        throw new Refused(`A code of ${model} has ${latentDim} numbers; this text has ${items.length}.${hint}`);
    }
    const z = items.map(numberIn);
    const wrong = z.findIndex((value) => !(Math.abs(value) <= MAX_CODE));
    if (wrong >= 0) {
        const what = `Number ${wrong + 1} is no number within ±${MAX_CODE}, but ${inWords(items[wrong])}`;
        throw new Refused(`${what}; every number of a code is one.`);
    }
    return z.map(rounded);
}

// The numbers of a text, not yet checked.
function itemsIn(text, model, latentDim) {
    let said = null;
    try {
        said = JSON.parse(text);
    } catch {} // it need be none
    if (said && typeof said === "object" && !Array.isArray(said)) {
        if ("model" in said && said.model !== model)
            throw new Refused(`This code is one of ${inWords(said.model)}, and the model here is ${model}.`);
        said = said.z;
    }
    if (Array.isArray(said)) return said.flat();
    const link = /(?:^\s*|[?&])z=([^&#\s[]+)/.exec(text)?.[1];
    const part = link ? unquoted(link).replaceAll("_", " ") : (/\[([^\]]*)\]/.exec(text)?.[1] ?? text);
    const items = part.split(/[\s,;_]+/).filter(Boolean);
    // Spreadsheets of half the world write 0,5: taken so where the numbers then are as many as they should be.
    const apart = part.trim().split(part.includes(";") ? /\s*;\s*/ : /\s+/).filter(Boolean);
    const isDecimal = apart.every((item) => /^[-+−]?\d+(,\d+)?$/.test(item));
    if (!isDecimal || items.length === latentDim || apart.length !== latentDim) return items;
    return apart.map((item) => item.replace(",", "."));
}

// One number of a code; NaN where it is none.
function numberIn(item) {
    if (typeof item === "number") return item;
    const plain = typeof item === "string" ? item.replaceAll("−", "-") : "";
    return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?$/i.test(plain) ? Number(plain) : NaN;
}

// A text without its %2B; a broken % stays as it is.
function unquoted(text) {
    const bytes = (run) => Uint8Array.from(run.slice(1).split("%"), (two) => parseInt(two, 16));
    const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
    return text.replace(/(%[0-9a-f]{2})+/gi, (run) => utf8.decode(bytes(run)));
}

// What stands in a text where something else should, as a sentence quotes it.
function inWords(item) {
    if (typeof item === "object" && item) return Array.isArray(item) ? "a list" : "an object";
    if (typeof item !== "string") return String(item);
    const letters = [...`'${item}'`];
    return letters.length <= MAX_QUOTED ? letters.join("") : `${letters.slice(0, MAX_QUOTED).join("")}…`;
}

class Refused extends Error {}
