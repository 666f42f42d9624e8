"""What goes wrong, said where it belongs: the runtime's errors become words here and nowhere else."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.streamlit_internals import DeltaGenerator
from runtime import LatentDigitsError

_JOINER = "\u2060"  # of no width
_MARKUP = re.compile(r"[\\`*_\[\]<~$&]")
# What the browser looks for in finished text, where a backslash is gone: addresses, icons, colours.
_FOUND_LATER = re.compile(r":(?=\S)|@|www(?=\.)", re.IGNORECASE)


def plain(text: str) -> str:
    """Text from outside as Streamlit's Markdown that reads the same, in one paragraph, and is nothing else.

    No link, picture, HTML, formula, colour or icon comes of it.
    """
    marked = _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
    marked = _FOUND_LATER.sub(rf"\g<0>{_JOINER}", marked)
    marked = re.sub(r"^[#>+=-]", r"\\\g<0>", marked)
    return re.sub(r"^([0-9]+)(?=[.)])", rf"\g<1>{_JOINER}", marked)


@contextmanager
def in_words(place: DeltaGenerator | None = None) -> Iterator[None]:
    """Show an error of the runtime as one sentence, in ``place`` or where the page stands."""
    try:
        yield
    except LatentDigitsError as error:
        (place or st).error(plain(str(error)), icon=":material/error:")
