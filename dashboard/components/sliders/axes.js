// What the sliders move along, as a Row takes it: the dimensions of the code, and attributes of the digit.

function dimensionAxes({ dimensions, reset }) {
    const most = Math.max(...dimensions.map(({ nats }) => nats));
    return dimensions.map((entry) => ({
        ...entry,
        name: `z${entry.index}`,
        title: `Dimension ${entry.index}: KL ${entry.nats.toFixed(2)} nats`,
        share: entry.nats / most,
        unit: "",
        digits: 2,
        step: CODE_STEP,
        small: 0.05,
        big: 0.5,
        home: reset[entry.index], // where Reset puts it
    }));
}

function attributeAxes({ attributes }) {
    return attributes.map((entry) => ({
        ...entry,
        title: `${entry.name}${entry.unit && ` in ${entry.unit}`}`,
        unit: /^\w/.test(entry.unit) ? ` ${entry.unit}` : entry.unit,
        digits: Math.max(0, Math.round(2 - Math.log10(entry.high - entry.low))),
        step: "any",
        small: (entry.high - entry.low) / 100,
        big: (entry.high - entry.low) / 10,
    }));
}
