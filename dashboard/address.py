"""The address of a page: what a page writes there itself, beside what Streamlit writes for its widgets."""

from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def put(texts: Mapping[str, str]) -> None:
    """Make the address say each text by its name; "" takes the name out."""
    for name, text in texts.items():
        if text:
            st.query_params[name] = text
        elif name in st.query_params:
            del st.query_params[name]


def say_again() -> None:
    """Tell the browser all of the address, also what it should know.

    A run takes the address to be what the browser had when it asked. What an earlier run has said since may
    still be on its way then, and would stay.
    """
    st.query_params.update({})


def went_in_history() -> bool:
    """Whether the browser's way back or forward has brought the address.

    At any other run the session knows better than the address, which may be behind it or another page's.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
