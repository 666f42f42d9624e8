"""The code on Explore's sliders, one per model."""

import streamlit as st
from numpy.typing import ArrayLike

from dashboard.session import code_text

MOVE = "explore_move"  # number of codes that the page has sent to the sliders, which glide to each


def code_key(model: str) -> str:
    """Return the session key of a model's code (latent_dim,)."""
    return f"{model}_code"


def posterior_key(model: str) -> str:
    """Return the session key of the posterior of the user's digit: mu and sigma, (latent_dim,) each."""
    return f"{model}_posterior"


def glide_to(model: str, z: ArrayLike) -> None:
    """Make the model's sliders glide to the code ``z`` (latent_dim,)."""
    st.session_state[code_key(model)] = code_text.rounded(z)
    st.session_state[MOVE] = st.session_state.get(MOVE, 0) + 1
