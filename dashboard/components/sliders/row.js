// One slider over a strip of pictures: the digit along one direction of the latent space, from here.

const STRIP_COUNT = 9; // pictures in a strip
const THUMB_PX = 16; // as in sliders.css

class Row {
    // axis: {name, title, low, high, small, big, home, unit, nats?, index? or direction?}
    constructor(axis, explorer) {
        Object.assign(this, { axis, explorer, pictures: null, fresh: false, value: NaN });
        const element = (this.element = document.createElement("div"));
        element.className = "row";
        element.innerHTML = `<label title=""><span></span><i class="bar"><i></i></i></label>
            <div class="track"><canvas aria-hidden="true"></canvas><i class="band" hidden></i><input type="range"></div>
            <output></output>`;
        [this.canvas, this.band, this.input, this.output] = ["canvas", ".band", "input", "output"].map((part) =>
            element.querySelector(part),
        );
        const label = element.querySelector("label");
        label.querySelector("span").textContent = axis.name;
        label.title = axis.title;
        if (axis.nats === undefined) label.querySelector(".bar").remove();
        else label.querySelector(".bar > i").style.width = `${100 * axis.share}%`;
        label.addEventListener("dblclick", () => this.jump(axis.home));
        this.input.step = axis.step;
        this.span(axis.low, axis.high);
        this.input.setAttribute("aria-label", axis.title);
        this.input.addEventListener("pointerdown", () => explorer.stop());
        this.input.addEventListener("input", () => this.move(this.input.valueAsNumber));
        // A press in the middle of the thumb stops a glide and changes no value, so no "change" tells of it.
        for (const event of ["change", "pointerup"]) this.input.addEventListener(event, () => explorer.commitSoon("slider", 0));
        this.input.addEventListener("keydown", (event) => this.key(event));
    }

    key(event) {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const { small, big, home } = this.axis;
        const by = event.shiftKey ? big : small;
        const to = {
            ArrowRight: this.value + by,
            ArrowUp: this.value + by,
            ArrowLeft: this.value - by,
            ArrowDown: this.value - by,
            PageUp: this.value + big,
            PageDown: this.value - big,
            Home: home,
        }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        this.explorer.stop();
        this.jump(to);
    }

    jump(value) {
        this.move(Math.min(this.high, Math.max(this.low, value)));
        this.explorer.commitSoon("slider", COMMIT_MS);
    }

    // The code with this row's value in place of its own.
    at(value) {
        const { index, direction } = this.axis;
        if (index !== undefined) return this.explorer.z.with(index, value);
        // From where this row began, as what was drawn back on the way does not add up.
        const { z: from, value: first } = this.anchor ?? { z: this.explorer.z, value: this.value };
        const z = from.map((coordinate, i) => coordinate + (value - first) * direction[i]);
        this.explorer.drawBack(z);
        return z;
    }

    move(value) {
        if (this.axis.index === undefined) this.anchor ??= { z: this.explorer.z, value: this.value };
        const z = this.at(this.axis.index === undefined ? value : rounded(value));
        this.show(value);
        this.explorer.put(z, this);
    }

    // Takes an attribute's value and direction, which differ from code to code; of a new digit its range too.
    turn({ value, direction, low, high, spread }, isNew) {
        this.axis.direction = direction;
        this.anchor = null;
        this.fresh = false;
        if (isNew) {
            this.axis.low = Math.max(low, value - 3 * spread);
            this.axis.high = Math.min(high, value + 3 * spread);
        }
        this.show(value);
    }

    span(low, high) {
        if (low === this.low && high === this.high) return;
        Object.assign(this, { low, high, fresh: false });
        Object.assign(this.input, { min: low, max: high });
        this.placeBand();
    }

    // Shows a value; a slider reaches as far as its data does, and as far as its value.
    show(value) {
        const { low, high, digits, unit } = this.axis;
        this.value = value;
        this.span(value < low ? Math.floor(value * 10) / 10 : low, value > high ? Math.ceil(value * 10) / 10 : high);
        this.input.value = value;
        const text = (low < 0 ? signed(value, digits) : value.toFixed(digits)) + unit;
        this.input.setAttribute("aria-valuetext", text);
        this.output.textContent = text;
    }

    // The posterior's mu ± sigma of one's own digit, [mu, sigma], or null.
    showPosterior(posterior) {
        this.posterior = posterior;
        this.placeBand();
    }

    placeBand() {
        this.band.hidden = !this.posterior;
        if (!this.posterior) return;
        const [mu, sigma] = this.posterior;
        const share = (value) => Math.min(1, Math.max(0, (value - this.low) / (this.high - this.low)));
        const place = (value) => `calc(${THUMB_PX / 2}px + (100% - ${THUMB_PX}px) * ${share(value)})`;
        this.band.style.left = place(mu - sigma);
        this.band.style.right = `calc(100% - ${place(mu + sigma)})`;
        this.band.title = `The posterior of your digit: ${signed(mu)} ± ${sigma.toFixed(2)}`;
    }

    get visible() {
        return this.element.offsetParent !== null;
    }

    stripValue(number) {
        return this.low + ((this.high - this.low) * number) / (STRIP_COUNT - 1);
    }

    stripCodes() {
        return Array.from({ length: STRIP_COUNT }, (_, number) => this.at(this.stripValue(number)));
    }

    drawStrip(colour) {
        if (!this.pictures) return;
        fit(this.canvas);
        const context = this.canvas.getContext("2d");
        const { width, height } = this.canvas;
        context.clearRect(0, 0, width, height);
        // The canvas reaches beyond the slider by half a picture, less half a thumb: see sliders.css.
        for (let number = 0; number < STRIP_COUNT; number++) {
            const x = ((width - height) * number) / (STRIP_COUNT - 1);
            const picture = this.pictures.subarray(number * PIXEL_COUNT, (number + 1) * PIXEL_COUNT);
            drawPicture(context, picture, colour, x, 0, height);
        }
    }
}
