"""Compare: two models side by side on the same digit and the same morph."""

import math
from html import escape

import numpy as np
import streamlit as st

from dashboard import notices, resources
from dashboard.choices import choice
from dashboard.draw import figures
from dashboard.session import own_digit, parameters
from dashboard.session.parameters import (
    COMPARE_DIGIT,
    COMPARE_END,
    COMPARE_PATH,
    COMPARE_ROW,
    COMPARE_SOURCE,
    COMPARE_WITH,
    Parameter,
)
from runtime import CodeError, PathKind, Vae, list_models
from runtime.arrays import FloatArray
from runtime.measure.likeness import mean_squared_error, sharpness

STRIP_FRAME_COUNT = 14
PICTURE_WIDTH = 150  # pixels
SHARPNESS_HELP = "How steep the edges are: 1 from paper to ink within one pixel, less where they are soft."


def page() -> None:
    """Draw the page."""
    names = list_models()
    first = resources.vae(st.session_state[parameters.MODEL.name])
    others = [name for name in names if name != first.name]
    if not others:
        st.info("There is one model only; train and export another to compare them.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        other = st.selectbox("With", others, key=COMPARE_WITH.name, bind="query-params", width=130)
        source, row = _source(first)
        end = _digit("Morph into", COMPARE_END, width=100)
        path = choice("Path", COMPARE_PATH)
    models = (first, resources.vae(other))
    with st.container(gap="xsmall"), notices.in_words():
        artist = better(models)
        x = _original(source, artist)
        if source == "picture" and x is None:
            st.info("Upload a digit above; both models then draw it again.", icon=":material/upload:")
            return
        ends = [_ends(vae, x, row, typical(artist, end)) for vae in models]
        caption = f"a typical digit, from {artist.name}" if source == "typical" else "the digit"
        _reconstructions(models, x, caption, [start for start, _ in ends])
        _strips(models, ends, path)
        _figures(models)


def _source(vae: Vae) -> tuple[str, int]:
    """Where the digit comes from, and which one it is: a digit, a row, or nothing for a picture."""
    source = choice(
        "Digit",
        COMPARE_SOURCE,
        help="A typical digit in real handwriting: the code of one of MNIST's images, decoded by that of the "
        "two models which redraws MNIST better, so its own error is small. Both then encode and draw the "
        "picture; the morph's end is made so too. Or an image of MNIST, whose code both have; or your own.",
    )
    if source == "row":
        row = st.number_input(
            "Row",
            COMPARE_ROW.low,
            len(vae.latents) - 1,
            COMPARE_ROW.default,
            key=COMPARE_ROW.name,
            bind="query-params",
            width=140,
        )
        return "row", int(row)
    if source == "picture":
        with st.popover("Picture", icon=":material/upload:"), notices.in_words():
            picture = own_digit.upload("A picture of one digit")
            if picture is not None:
                own_digit.remember_digit(picture)
        return "picture", 0
    _digit("Which", COMPARE_DIGIT, width=90)
    return "typical", 0


def _digit(label: str, parameter: Parameter[int], *, width: int) -> int:
    digit: int = st.selectbox(
        label,
        range(parameter.low, parameter.high + 1),
        index=parameter.default,
        key=parameter.name,
        bind="query-params",
        width=width,
    )
    return digit


def better(models: tuple[Vae, Vae]) -> Vae:
    """Which of the two redraws MNIST better, as their cards say; the first where they do not."""

    def error(vae: Vae) -> float:
        metric = vae.card.metrics.get("mse")
        return metric.value if metric else math.inf

    return min(models, key=error)


def typical(artist: Vae, digit: int) -> FloatArray:
    """A typical digit in real handwriting, (28, 28): MNIST's own images are not part of this."""
    image: FloatArray = artist.decode(artist.preset(digit))[0]
    return image


def _original(source: str, artist: Vae) -> FloatArray | None:
    """The image (28, 28) that both models get; None where there is none: MNIST's own are not part of this."""
    if source == "row":
        return None
    if source == "picture":
        return own_digit.recall_digit()
    return typical(artist, int(st.session_state[COMPARE_DIGIT.name]))


def _ends(vae: Vae, x: FloatArray | None, row: int, x_end: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The codes (latent_dim,) of the digit and of the image (28, 28) that it morphs into."""
    if x is not None:
        start = vae.encode(x)[0][0]
    elif row < len(vae.latents):
        start = vae.latents.mu[row].astype(np.float32)
    else:
        raise CodeError(f"{vae.name} has no row {row}; it has {len(vae.latents):,}")
    return start, vae.encode(x_end)[0][0]


def _reconstructions(
    models: tuple[Vae, Vae], x: FloatArray | None, caption: str, codes: list[FloatArray]
) -> None:
    """The digit, what each model makes of it, and where they differ."""
    reconstructions = [vae.decode(z)[0] for vae, z in zip(models, codes, strict=True)]
    places = st.columns([1, 2, 2], gap="large")
    if x is not None:
        with places[0]:
            st.html(
                figures.ink_html(x, "The digit, as both models get it", caption=caption, width=PICTURE_WIDTH)
            )
            st.caption(f"sharpness {sharpness(x):.2f}", help=SHARPNESS_HELP)
    else:
        places[0].caption(
            "MNIST's own images are not part of this, so no error is known here: each model decodes its code "
            "of that image."
        )
    for place, vae, x_recon in zip(places[1:], models, reconstructions, strict=True):
        with place, st.container(key=f"pair_{vae.name}"):
            pictures = st.columns(2)
            pictures[0].html(
                figures.ink_html(
                    x_recon,
                    f"The digit, drawn by {vae.name}",
                    caption=f"drawn by {vae.name}",
                    width=PICTURE_WIDTH,
                )
            )
            if x is not None:
                pictures[1].html(
                    figures.ink_html(
                        np.abs(x - x_recon),
                        f"Where {vae.name} is off",
                        caption="where it is off",
                        width=PICTURE_WIDTH,
                    )
                )
            error = "" if x is None else f"error {mean_squared_error(x, x_recon):.4f} · "
            st.caption(f"**{vae.name}**: {error}sharpness {sharpness(x_recon):.2f}", help=SHARPNESS_HELP)


def _strips(models: tuple[Vae, Vae], ends: list[tuple[FloatArray, FloatArray]], path: PathKind) -> None:
    for vae, (start, end) in zip(models, ends, strict=True):
        codes = vae.path(start, end, frame_count=STRIP_FRAME_COUNT, kind=path)
        strip = np.hstack(list(vae.decode(codes)))
        st.html(
            figures.ink_html(
                strip, f"{path} path of {vae.name}", smooth_size=112, caption=f"{vae.name}, {path}"
            )
        )


def _figures(models: tuple[Vae, Vae]) -> None:
    """What each costs and how good it is: measured now, and from its card."""
    table = [_row(vae) for vae in models]
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in table[0])
    body = "".join(
        f'<tr><th scope="row">{escape(vae.name)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row.values())
        + "</tr>"
        for vae, row in zip(models, table, strict=True)
    )
    st.html(
        '<div class="wide" tabindex="0" role="region" aria-label="Size, speed and quality">'
        f'<table class="figures"><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )
    st.caption(
        "Times are medians of 15, measured on this machine just now; the last three columns are from the "
        "models' cards, over MNIST's test images."
    )


def _row(vae: Vae) -> dict[str, str]:
    latencies = {title: f"{ms:.2f} ms" for title, ms in resources.latency_ms(vae.name).items()}
    megabytes = sum(vae.card.files[name].size for name in ("encoder.onnx", "decoder.onnx")) / 1e6
    return {
        "numbers in a code": str(vae.latent_dim),
        "size": f"{megabytes:.1f} MB",
        **latencies,
        "error (MSE)": _metric(vae, "mse", "{:.4f}"),
        "neighbours agree": _metric(vae, "knn_accuracy", "{:.1%}"),
        "information (KL)": _metric(vae, "kl_nats", "{:.1f} nats"),
    }


def _metric(vae: Vae, name: str, pattern: str) -> str:
    metric = vae.card.metrics.get(name)
    return pattern.format(metric.value) if metric else "–"
