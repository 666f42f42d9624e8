"""Explore: one slider per latent dimension, the decoded digit large beside them."""

import numpy as np
import streamlit as st

from dashboard import figures, reading, resources, state
from runtime import Vae
from runtime.arrays import FloatArray


def page() -> None:
    """Draw the page."""
    vae = resources.vae(st.session_state[state.MODEL])
    _take_code_from_url(vae)
    picture, controls = st.columns([5, 7], gap="large")
    with controls:
        _presets(vae)
        with st.container(key="sliders"):
            z = _sliders(vae)
    st.query_params[state.CODE] = state.pack_code(z.tolist())
    with picture:
        pixels = st.session_state.get(state.PIXELS, False)
        image = vae.decode(z)[0]
        with st.container(key="digit"):
            alt = "The digit that the sliders' code decodes to"
            caption = reading.words(resources.reader().read(image))
            st.html(figures.ink_html(image, alt, pixels=pixels, width=560, caption=caption))
        st.toggle(
            "Show the real pixels",
            key=state.PIXELS,
            persist_state="session",
            help="The model draws 28×28 pixels; without this they are enlarged smoothly.",
        )
        st.caption(
            f"{vae.card.title}. Its decoder turns the {vae.latent_dim} numbers of a latent code into a "
            "picture. The address bar holds this code: copy it to share what you see."
        )


def _take_code_from_url(vae: Vae) -> None:
    """On a model's first showing put the URL's code, else a typical 3, on the sliders."""
    if state.slider_key(vae.name, 0) in st.session_state:
        return
    linked = state.unpack_code(st.query_params.get(state.CODE, ""), vae.latent_dim)
    _put(vae, vae.preset(3) if linked is None else linked)


def _put(vae: Vae, z: FloatArray) -> None:
    """Set every slider, as far as its range goes."""
    for number, value in enumerate(z):
        low, high = _range(vae, number)
        stepped = round(float(value) / state.CODE_STEP) * state.CODE_STEP
        st.session_state[state.slider_key(vae.name, number)] = float(np.clip(round(stepped, 2), low, high))


def _range(vae: Vae, dimension: int) -> tuple[float, float]:
    """The 1–99 % range of MNIST's codes, widened to hold every preset and -0.5 to 0.5."""
    entry = vae.card.dimensions[dimension]
    values = [entry.low, entry.high, -0.5, 0.5, *(code[dimension] for code in vae.card.presets.values())]
    return float(np.floor(min(values) * 10) / 10), float(np.ceil(max(values) * 10) / 10)


def _presets(vae: Vae) -> None:
    st.markdown("**Start from a typical digit**", help="A real code near the middle of that digit's codes.")
    with st.container(horizontal=True, gap="small"):
        for digit in range(10):
            st.button(
                str(digit),
                key=f"preset_{digit}",
                on_click=_put,
                args=(vae, vae.preset(digit)),
                help=f"A typical {digit}",
            )
        st.button(
            "Reset",
            key="reset",
            on_click=_put,
            args=(vae, np.zeros(vae.latent_dim, np.float32)),
            help="All sliders to 0, the middle of the prior p(z)",
        )
        st.button(
            "Random",
            key="random",
            on_click=_draw,
            args=(vae,),
            help="A code drawn from the prior p(z) = N(0, I), within the sliders' ranges",
        )


def _draw(vae: Vae) -> None:
    """Put a draw from the prior on the sliders: each dimension is drawn again until it is in its range."""
    rng = np.random.default_rng()
    low, high = np.array([_range(vae, number) for number in range(vae.latent_dim)]).T
    z = rng.standard_normal(vae.latent_dim)
    while (out := (z < low) | (z > high)).any():
        z[out] = rng.standard_normal(int(out.sum()))
    _put(vae, z.astype(np.float32))


def _sliders(vae: Vae) -> FloatArray:
    """One slider per dimension in rows; returns the code (latent_dim,)."""
    st.markdown(
        "**Latent code**",
        help="Each slider is one dimension of the code; it spans what 98 % of MNIST's digits use. "
        "KL (in nats) tells how much a dimension carries: near 0 it changes nothing.",
    )
    values = np.empty(vae.latent_dim, np.float32)
    per_row = 4 if vae.latent_dim > 8 else 2
    for first in range(0, vae.latent_dim, per_row):
        columns = st.columns(per_row)
        for column, number in zip(columns, range(first, min(first + per_row, vae.latent_dim)), strict=False):
            low, high = _range(vae, number)
            values[number] = column.slider(
                f"z{number}",
                low,
                high,
                step=state.CODE_STEP,
                key=state.slider_key(vae.name, number),
                persist_state="session",
                help=f"Dimension {number}: KL {vae.card.dimensions[number].kl_nats:.2f} nats",
            )
    return values
