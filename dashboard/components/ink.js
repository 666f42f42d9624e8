// Pictures (bytes, ink = 255 on paper = 0) on canvases.

const stamp = new OffscreenCanvas(PICTURE_SIZE, PICTURE_SIZE);
const stampContext = stamp.getContext("2d", { willReadFrequently: true });
const stampPixels = stampContext.createImageData(PICTURE_SIZE, PICTURE_SIZE);

// A picture as an alpha mask of one colour, [r, g, b], at its own size.
function inked(picture, [r, g, b]) {
    const pixels = stampPixels.data;
    for (let i = 0; i < PIXEL_COUNT; i++) {
        pixels[4 * i] = r;
        pixels[4 * i + 1] = g;
        pixels[4 * i + 2] = b;
        pixels[4 * i + 3] = picture[i];
    }
    stampContext.putImageData(stampPixels, 0, 0);
    return stamp;
}

// Draws a picture into a square of a canvas, smoothly or as the pixels that it has.
function drawPicture(context, picture, colour, x, y, size, { pixels = false } = {}) {
    context.imageSmoothingEnabled = !pixels;
    context.imageSmoothingQuality = "high";
    context.drawImage(inked(picture, colour), x, y, size, size);
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
    return getComputedStyle(element).color.match(/[\d.]+/g).slice(0, 3).map(Number);
}

function fromBase64(text) {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
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
