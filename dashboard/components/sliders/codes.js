// Codes as text: what is shown, copied and pasted.

const CODE_STEP = 0.01; // dashboard/state.py rounds a link to the same
const MAX_CODE = 20;

const rounded = (value) => Math.round(value / CODE_STEP) / Math.round(1 / CODE_STEP) + 0;
const packed = (z) => z.map(rounded).join("_");
const asJson = (model, z) => JSON.stringify({ model, z: z.map(rounded) });
const asPython = (model, z) =>
    `from runtime import load_vae\n\nz = [${z.map(rounded).join(", ")}]\nimage = load_vae("${model}").decode(z)[0]\n`;

function signed(value, digits = 2) {
    return (value < 0 ? "−" : "+") + Math.abs(value).toFixed(digits);
}

// The code in a pasted text: our JSON, our Python, a link, or any list of numbers.
function parseCode(text, model, latentDim) {
    let list = null;
    try {
        const value = JSON.parse(text);
        if (value?.model && value.model !== model)
            throw new Refused(`This code is one of ${value.model}, and the model here is ${model}.`);
        list = Array.isArray(value) ? value : value?.z;
    } catch (error) {
        if (error instanceof Refused) throw error;
    }
    if (!Array.isArray(list)) {
        const part = /[?&]z=([^&#\s]+)/.exec(text)?.[1].replaceAll("_", " ") ?? /\[([^\]]*)\]/.exec(text)?.[1] ?? text;
        list = part.split(/[\s,;_]+/).filter(Boolean);
        // Spreadsheets of half the world write 0,5: taken so where the numbers then are as many as they should be.
        const apart = part.trim().split(part.includes(";") ? /\s*;\s*/ : /\s+/).filter(Boolean);
        const isDecimal = apart.every((item) => /^[-+−]?\d+(,\d+)?$/.test(item));
        if (isDecimal && list.length !== latentDim && apart.length === latentDim)
            list = apart.map((item) => item.replace(",", "."));
        list = list.map((item) => item.replace("−", "-"));
    }
    const z = list.flat().map((item) => (typeof item === "string" && !/^[-+]?[\d.]+(e[-+]?\d+)?$/i.test(item) ? NaN : Number(item)));
    if (z.length !== latentDim) {
        const hint = z.length === 2 * latentDim ? " Where a comma is a decimal one, put semicolons between numbers." : "";
        throw new Refused(`A code of ${model} has ${latentDim} numbers; this text has ${z.length}.${hint}`);
    }
    const wrong = z.findIndex((value) => !(Math.abs(value) <= MAX_CODE));
    if (wrong >= 0)
        throw new Refused(`Number ${wrong + 1} is no number within ±${MAX_CODE}; every number of a code is.`);
    return z.map(rounded);
}

class Refused extends Error {}
