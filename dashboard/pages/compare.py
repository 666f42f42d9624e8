"""The Compare page: two models side by side, on the same digit and the same morph."""

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
SHARPNESS_HELP = "Steepness of the edges: 1 if paper turns to ink within one pixel, lower for soft edges."


def page() -> None:
    """Draw the page."""
    names = list_models()
    first = resources.vae(st.session_state[parameters.MODEL.name])
    others = [name for name in names if name != first.name]
    if not others:
        st.info("There is only one model. Train and export another to compare them.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        other = st.selectbox("Compare with", others, key=COMPARE_WITH.name, bind="query-params", width=130)
        source, row = _source(first)
        end = _digit("Morph into", COMPARE_END, width=100)
        path = choice("Path", COMPARE_PATH)
    models = (first, resources.vae(other))
    with st.container(gap="xsmall"), notices.in_words():
        artist = better(models)
        x = _original(source, artist)
        if source == "picture" and x is None:
            st.info("Upload a digit above to see how both models reconstruct it.", icon=":material/upload:")
            return
        ends = [_ends(vae, x, row, typical(artist, end)) for vae in models]
        caption = f"typical digit, drawn by {artist.name}" if source == "typical" else "your digit"
        _reconstructions(models, x, caption, [start for start, _ in ends])
        _strips(models, ends, path)
        _figures(models)


def _source(vae: Vae) -> tuple[str, int]:
    """Draw the controls for the digit; return its source, and its row (0 unless the source is "row")."""
    source = choice(
        "Digit",
        COMPARE_SOURCE,
        help="**Typical digit** is real handwriting: an MNIST code, decoded by whichever of the two models "
        "reconstructs MNIST better. Both models then encode and redraw that picture; the end of the morph is "
        "made the same way. **From the map** takes a row of MNIST, for which each model has its own code.",
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
    _digit("Which digit", COMPARE_DIGIT, width=100)
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
    """Return the model with the lower reconstruction error on its card; the first if no card has one."""

    def error(vae: Vae) -> float:
        metric = vae.card.metrics.get("mse")
        return metric.value if metric else math.inf

    return min(models, key=error)


def typical(artist: Vae, digit: int) -> FloatArray:
    """Return a typical digit (28, 28), decoded because MNIST's own images are not included."""
    image: FloatArray = artist.decode(artist.preset(digit))[0]
    return image


def _original(source: str, artist: Vae) -> FloatArray | None:
    """Return the image (28, 28) that both models encode; None for an MNIST row, or before an upload."""
    if source == "row":
        return None
    if source == "picture":
        return own_digit.recall_digit()
    return typical(artist, int(st.session_state[COMPARE_DIGIT.name]))


def _ends(vae: Vae, x: FloatArray | None, row: int, x_end: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return one model's codes (latent_dim,) of the digit and of ``x_end`` (28, 28)."""
    if x is not None:
        start = vae.encode(x)[0][0]
    elif row < len(vae.latents):
        start = vae.latents.mu[row].astype(np.float32)
    else:
        raise CodeError(f"{vae.name} has no row {row}; enter a row from 0 to {len(vae.latents) - 1:,}")
    return start, vae.encode(x_end)[0][0]


def _reconstructions(
    models: tuple[Vae, Vae], x: FloatArray | None, caption: str, codes: list[FloatArray]
) -> None:
    """Show the digit, and each model's reconstruction and error."""
    reconstructions = [vae.decode(z)[0] for vae, z in zip(models, codes, strict=True)]
    places = st.columns([1, 2, 2], gap="large")
    if x is not None:
        with places[0]:
            st.html(
                figures.ink_html(x, "The digit that both models encode", caption=caption, width=PICTURE_WIDTH)
            )
            st.caption(f"sharpness {sharpness(x):.2f}", help=SHARPNESS_HELP)
    else:
        places[0].caption(
            "MNIST's own images are not included, so there is no error to show: each model decodes its own "
            "code of the image."
        )
    for place, vae, x_recon in zip(places[1:], models, reconstructions, strict=True):
        with place, st.container(key=f"pair_{vae.name}"):
            pictures = st.columns(2)
            pictures[0].html(
                figures.ink_html(
                    x_recon,
                    f"Reconstruction by {vae.name}",
                    caption="reconstruction",
                    width=PICTURE_WIDTH,
                )
            )
            if x is not None:
                pictures[1].html(
                    figures.ink_html(
                        np.abs(x - x_recon),
                        f"Error of {vae.name}",
                        caption="error",
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
                strip, f"The {path} path of {vae.name}", smooth_size=112, caption=f"{vae.name}, {path}"
            )
        )


def _figures(models: tuple[Vae, Vae]) -> None:
    """Show the size, speed and quality of both models."""
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
        f"Times are medians of {resources.LATENCY_RUNS} runs, measured on this machine just now. The last "
        "three columns come from the model cards and refer to MNIST's test images."
    )


def _row(vae: Vae) -> dict[str, str]:
    latencies = {title: f"{ms:.2f} ms" for title, ms in resources.latency_ms(vae.name).items()}
    megabytes = sum(vae.card.files[name].size for name in ("encoder.onnx", "decoder.onnx")) / 1e6
    return {
        "dimensions": str(vae.latent_dim),
        "size": f"{megabytes:.1f} MB",
        **latencies,
        "error (MSE)": _metric(vae, "mse", "{:.4f}"),
        "k-NN accuracy": _metric(vae, "knn_accuracy", "{:.1%}"),
        "information (KL)": _metric(vae, "kl_nats", "{:.1f} nats"),
    }


def _metric(vae: Vae, name: str, pattern: str) -> str:
    metric = vae.card.metrics.get(name)
    return pattern.format(metric.value) if metric else "–"
