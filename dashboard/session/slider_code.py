"""The code on Explore's sliders, which each model keeps for itself."""

import streamlit as st
from numpy.typing import ArrayLike

from dashboard.session import code_text

MOVE = "explore_move"  # counts the codes that the page itself has chosen, to which the sliders glide


def code_key(model: str) -> str:
    """The session's key of a model's code (latent_dim,)."""
    return f"{model}_code"


def posterior_key(model: str) -> str:
    """The session's key of a model's posterior of one's own digit: mu and sigma (latent_dim,) each."""
    return f"{model}_posterior"


def glide_to(model: str, z: ArrayLike) -> None:
    """Let the model's sliders glide to the code ``z`` (latent_dim,)."""
    st.session_state[code_key(model)] = code_text.rounded(z)
    st.session_state[MOVE] = st.session_state.get(MOVE, 0) + 1
