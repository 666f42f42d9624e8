// Pictures (bytes, ink = 255 on paper = 0) on canvases.

const stamps = new Map(); // by size: a canvas to draw from, its context and its pixels

// A picture ``width`` wide as an alpha mask of one colour, [r, g, b], at its own size.
function inked(picture, [r, g, b], width) {
    const size = `${width}×${picture.length}`;
    if (!stamps.has(size)) {
        const canvas = new OffscreenCanvas(width, picture.length / width);
        const context = canvas.getContext("2d", { willReadFrequently: true });
        const image = context.createImageData(canvas.width, canvas.height);
        stamps.set(size, { canvas, context, image, pixels: new Uint32Array(image.data.buffer) });
    }
    const { canvas, context, image, pixels } = stamps.get(size);
    const colour = (b << 16) | (g << 8) | r; // little-endian, as every browser's machine is today
    for (let i = 0; i < picture.length; i++) pixels[i] = (picture[i] << 24) | colour;
    context.putImageData(image, 0, 0);
    return canvas;
}

// Cubic convolution (Keys 1981, a = -0.5): four neighbours and their weights for each pixel of a line enlarged.
function cubic(length) {
    const taps = new Uint16Array(16 * length);
    const weights = new Float32Array(16 * length);
    for (let to = 0; to < 4 * length; to++) {
        const from = (to + 0.5) / 4 - 0.5;
        for (let step = 0; step < 4; step++) {
            const at = Math.floor(from) - 1 + step;
            const d = Math.abs(from - at);
            taps[4 * to + step] = Math.min(length - 1, Math.max(0, at));
            weights[4 * to + step] =
                d <= 1 ? 1.5 * d ** 3 - 2.5 * d ** 2 + 1 : -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2;
        }
    }
    return { taps, weights };
}

const down = cubic(PICTURE_SIZE);
const desks = new Map(); // by width: how a line is enlarged, and room to do it in

function deskFor(width) {
    if (!desks.has(width))
        desks.set(width, {
            across: cubic(width),
            wide: new Float32Array(4 * width * PICTURE_SIZE),
            large: new Uint8ClampedArray(16 * width * PICTURE_SIZE),
        });
    return desks.get(width);
}

// A picture at four times its size, without the softness of the browser's own enlarging.
function enlarged(picture, width) {
    const { across, wide, large } = deskFor(width);
    const row = 4 * width;
    for (let y = 0; y < PICTURE_SIZE; y++)
        for (let x = 0; x < row; x++) {
            let sum = 0;
            for (let i = 4 * x; i < 4 * x + 4; i++) sum += across.weights[i] * picture[y * width + across.taps[i]];
            wide[y * row + x] = sum;
        }
    for (let y = 0; y < 4 * PICTURE_SIZE; y++)
        for (let x = 0; x < row; x++) {
            let sum = 0;
            for (let i = 4 * y; i < 4 * y + 4; i++) sum += down.weights[i] * wide[down.taps[i] * row + x];
            large[y * row + x] = sum;
        }
    return large;
}

// Draws a picture, one digit high and as many wide as it is, ``height`` high into a canvas, smoothly or as the
// pixels that it has.
function drawPicture(context, picture, colour, x, y, height, { pixels = false } = {}) {
    const width = picture.length / PICTURE_SIZE;
    const smooth = !pixels && height > 2 * PICTURE_SIZE;
    context.imageSmoothingEnabled = !pixels;
    context.imageSmoothingQuality = smooth ? "low" : "high"; // what is enlarged already needs no more than that
    const mask = smooth ? inked(enlarged(picture, width), colour, 4 * width) : inked(picture, colour, width);
    context.drawImage(mask, x, y, (height * width) / PICTURE_SIZE, height);
}

// Makes a canvas as sharp as the screen; returns whether its size has changed.
function fit(canvas) {
    const scale = Math.min(devicePixelRatio || 1, 2);
    const width = Math.round(canvas.clientWidth * scale);
    const height = Math.round(canvas.clientHeight * scale);
    if (canvas.width === width && canvas.height === height) return false;
    canvas.width = width;
    canvas.height = height;
    return true;
}

function colourOf(element) {
    const numbers = getComputedStyle(element).color.match(/[\d.]+/g); // none of an element that has left the page
    return (numbers ?? [0, 0, 0]).slice(0, 3).map(Number);
}

function fromBase64(text) {
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
    return bytes;
}

const PAPERS = {
    light: { title: "Black on white", ink: [0, 0, 0], paper: "#ffffff" },
    dark: { title: "White on black", ink: [255, 255, 255], paper: "#000000" },
    clear: { title: "Black on nothing", ink: [0, 0, 0], paper: null },
};

function blank(width, height, paper) {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    if (paper) {
        context.fillStyle = paper;
        context.fillRect(0, 0, width, height);
    }
    return [canvas, context];
}

async function save(canvas, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await canvas.convertToBlob({ type: "image/png" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
