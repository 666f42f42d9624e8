"""What goes wrong, said where it belongs: the runtime's errors become words here and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from runtime import LatentDigitsError


@contextmanager
def in_words() -> Iterator[None]:
    """Show an error of the runtime as one sentence in its place on the page."""
    try:
        yield
    except LatentDigitsError as error:
        st.error(str(error), icon=":material/error:")
