// The confidence strip: for each frame and place the probability of each digit, and marks at what is worth a look.

const LANE = 12; // for marks, above and below, in CSS pixels
const ROW_ROOM = 64; // for all rows together where they are few
const [LOW_ROW, HIGH_ROW] = [15, 40];
const LEAST_ROOM = 11; // that a digit's name needs

const rowHeight = (placeCount) => Math.max(LOW_ROW, Math.min(HIGH_ROW, ROW_ROOM / placeCount));
const stripHeight = (placeCount) => 2 * LANE + placeCount * rowHeight(placeCount);

// Which digit a frame reads as at a place, or -1 where nothing is read.
function readingOf({ shares, digit_count }, frame, place) {
    const from = 10 * (frame * digit_count + place);
    let best = -1;
    for (let digit = 0; digit < 10; digit++)
        if (shares[from + digit] > (best < 0 ? 0 : shares[from + best])) best = digit;
    return best;
}

function drawStrip(canvas, film, colours, rgb) {
    const ink = rgb.join(" ");
    const { shares, frame_count, digit_count } = film;
    const context = canvas.getContext("2d");
    const scale = canvas.width / canvas.clientWidth;
    const height = rowHeight(digit_count);
    const left = (frame) => Math.round((frame * canvas.width) / frame_count);
    for (let place = 0; place < digit_count; place++) {
        const top = Math.round((LANE + place * height) * scale);
        const tall = Math.round((height - 1) * scale);
        for (let frame = 0; frame < frame_count; frame++) {
            const from = 10 * (frame * digit_count + place);
            const sum = shares.subarray(from, from + 10).reduce((a, b) => a + b, 0);
            if (!sum) {
                context.fillStyle = `rgb(${ink} / 0.3)`; // no digit is read: one is not whole, or none is there
                context.fillRect(left(frame), top + Math.round(tall / 2), left(frame + 1) - left(frame), scale);
            }
            let below = 0;
            for (let digit = 0; sum && digit < 10; digit++) {
                const above = below + shares[from + digit] / sum;
                context.fillStyle = colours[digit];
                const [y, end] = [Math.round(below * tall), Math.round(above * tall)];
                context.fillRect(left(frame), top + y, left(frame + 1) - left(frame), end - y);
                below = above;
            }
        }
        nameReadings(context, film, place, { left, y: top + tall / 2, scale, colours });
    }
    context.fillStyle = context.strokeStyle = `rgb(${ink})`;
    drawMarks(context, film, { left, scale, height });
}

// Writes each digit where it is read: colour alone says nothing to some.
function nameReadings(context, film, place, { left, y, scale, colours }) {
    context.font = `600 ${12 * scale}px sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (let first = 0, next; first < film.frame_count; first = next) {
        const digit = readingOf(film, first, place);
        for (next = first + 1; next < film.frame_count && readingOf(film, next, place) === digit; ) next++;
        if (digit < 0 || left(next) - left(first) < LEAST_ROOM * scale) continue;
        // In the middle of its run and of its own share of the height, which is the largest there.
        const middle = (first + next - 1) >> 1;
        const from = 10 * (middle * film.digit_count + place);
        const parts = film.shares.subarray(from, from + 10);
        const sum = parts.reduce((a, b) => a + b, 0);
        const before = parts.subarray(0, digit).reduce((a, b) => a + b, 0);
        const shift = ((before + parts[digit] / 2) / sum - 0.5) * (rowHeight(film.digit_count) - 1) * scale;
        const [r, g, b] = [1, 3, 5].map((at) => parseInt(colours[digit].slice(at, at + 2), 16));
        context.fillStyle = 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#1C1B19" : "#FFFFFF";
        context.fillText(digit, (left(first) + left(next)) / 2, y + shift);
    }
}

// ▼ and a line: the reading turns. A bar: it is a third digit. A ring below: the most ambiguous frame.
function drawMarks(context, { turns, thirds, most_ambiguous, digit_count }, { left, scale, height }) {
    const middle = (frame) => (left(frame) + left(frame + 1)) / 2;
    const lane = LANE * scale;
    for (const [frame, place] of turns) {
        const x = left(frame);
        const top = lane + place * height * scale;
        context.fillRect(x - scale / 2, top, scale, (height - 1) * scale);
        context.beginPath();
        context.moveTo(x - 4 * scale, scale);
        context.lineTo(x + 4 * scale, scale);
        context.lineTo(x, 7 * scale);
        context.fill();
    }
    for (const [frame] of thirds)
        context.fillRect(left(frame), lane - 4 * scale, left(frame + 1) - left(frame), 3 * scale);
    if (!most_ambiguous) return;
    context.lineWidth = 1.5 * scale;
    context.beginPath();
    const y = lane + digit_count * height * scale + lane / 2;
    context.arc(middle(most_ambiguous[0]), y, 3.5 * scale, 0, 2 * Math.PI);
    context.stroke();
}
