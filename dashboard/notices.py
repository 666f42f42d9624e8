"""What goes wrong, said where it belongs: the runtime's errors become words here and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from runtime import LatentDigitsError


@contextmanager
def in_words(place: DeltaGenerator | None = None) -> Iterator[None]:
    """Show an error of the runtime as one sentence, in ``place`` or where the page stands."""
    try:
        yield
    except LatentDigitsError as error:
        (place or st).error(str(error), icon=":material/error:")
