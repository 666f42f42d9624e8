// Pictures to keep: the digit, and the strips as one sheet, as PNG in the colours ``colours`` of PAPERS.

const SHEET_CELL = 56; // pixels
const SHEET_MARGIN = 110; // for a strip's name

function keepDigit(picture, { name, size, colours, pixels }) {
    const { ink, paper } = PAPERS[colours];
    const [canvas, context] = blank(size, size, paper);
    drawPicture(context, picture, ink, 0, 0, size, { pixels });
    save(canvas, name);
}

function keepSheet(rows, { name, colours, pixels }) {
    const { ink, paper } = PAPERS[colours];
    const [canvas, context] = blank(SHEET_MARGIN + SHEET_CELL * STRIP_COUNT, SHEET_CELL * rows.length, paper);
    context.fillStyle = `rgb(${ink})`;
    context.textBaseline = "middle";
    rows.forEach((row, number) => {
        const y = SHEET_CELL * number;
        context.font = "bold 15px sans-serif";
        context.fillText(row.axis.name, 10, y + SHEET_CELL * 0.36);
        context.font = "12px sans-serif";
        context.fillText(`${signed(row.low, 1)} … ${signed(row.high, 1)}`, 10, y + SHEET_CELL * 0.68);
        for (let i = 0; i < STRIP_COUNT; i++) {
            const picture = row.pictures.subarray(i * PIXEL_COUNT, (i + 1) * PIXEL_COUNT);
            drawPicture(context, picture, ink, SHEET_MARGIN + SHEET_CELL * i, y, SHEET_CELL, { pixels });
        }
    });
    save(canvas, name);
}
