// One box: [x, y, width, height] in pixels of the picture, and its element on the stage.

const LEAST = 3; // pixels of the picture that a box keeps

/** A box in whole pixels, of some size, inside a picture of the size [width, height]. */
function within([x, y, width, height], [most, tall]) {
    const [w, h] = [Math.min(most, Math.max(LEAST, width)), Math.min(tall, Math.max(LEAST, height))];
    return [Math.min(most - w, Math.max(0, x)), Math.min(tall - h, Math.max(0, y)), w, h].map(Math.round);
}

function newBox() {
    const box = Object.assign(document.createElement("div"), { className: "box", tabIndex: 0 });
    box.setAttribute("role", "button");
    box.setAttribute("aria-describedby", "boxes-help");
    box.innerHTML = '<span class="place"></span><span class="reading" aria-hidden="true"><b></b><span></span></span>';
    return box;
}

function setBox(element, [x, y, w, h], [width, height]) {
    element.style.left = `${(100 * x) / width}%`;
    element.style.top = `${(100 * y) / height}%`;
    element.style.width = `${(100 * w) / width}%`;
    element.style.height = `${(100 * h) / height}%`;
}
