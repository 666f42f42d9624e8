"""Explore: a latent code under the fingers."""

import numpy as np
import streamlit as st

from dashboard import resources, state
from dashboard.components.sliders.index import sliders
from runtime import Vae
from runtime.arrays import FloatArray


def page() -> None:
    """Draw the page."""
    vae = resources.vae(st.session_state[state.MODEL])
    z = _code(vae)
    key = f"sliders_{vae.name}"
    sliders(
        vae,
        z,
        key=key,
        move=st.session_state.get(state.MOVE, 0),
        posterior=None,
        on_code=lambda: _take(vae, st.session_state[key]["code"]),
        on_draw=lambda: _draw(vae, st.session_state[key]["draw"]),
    )
    st.query_params[state.CODE] = state.pack_code(z.tolist())


def _code(vae: Vae) -> FloatArray:
    key = state.code_key(vae.name)
    if key not in st.session_state:
        linked = state.unpack_code(st.query_params.get(state.CODE, ""), vae.latent_dim)
        st.session_state[key] = np.round(vae.preset(3) if linked is None else linked, 2)
    z: FloatArray = st.session_state[key]
    return z


def _take(vae: Vae, said: dict[str, str]) -> None:
    z = state.unpack_code(said["z"], vae.latent_dim)
    if z is not None:
        st.session_state[state.code_key(vae.name)] = z


def _draw(vae: Vae, wish: dict[str, int]) -> None:
    rng = np.random.default_rng(wish["seed"])
    if wish["digit"] is None:
        z = rng.standard_normal(vae.latent_dim)
    else:
        z = vae.latents.mu[rng.choice(np.flatnonzero(vae.latents.label == wish["digit"]))]
    st.session_state[state.code_key(vae.name)] = np.round(z, 2).astype(np.float32)
    st.session_state[state.MOVE] = st.session_state.get(state.MOVE, 0) + 1
