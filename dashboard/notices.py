"""Error messages on the pages, and escaping for text that comes from users."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.streamlit_internals import DeltaGenerator
from runtime import LatentDigitsError

_JOINER = "\u2060"  # a word joiner, which has no width
_MARKUP = re.compile(r"[\\`*_\[\]<~$&]")
# URLs, icons and colours, which the browser finds after Markdown has removed the backslashes.
_FOUND_LATER = re.compile(r":(?=\S)|@|www(?=\.)", re.IGNORECASE)


def plain(text: str) -> str:
    """Escape untrusted text so that Streamlit's Markdown shows it literally, as one paragraph.

    The text cannot produce a link, image, HTML, formula, colour or icon.
    """
    marked = _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
    marked = _FOUND_LATER.sub(rf"\g<0>{_JOINER}", marked)
    marked = re.sub(r"^[#>+=-]", r"\\\g<0>", marked)
    return re.sub(r"^([0-9]+)(?=[.)])", rf"\g<1>{_JOINER}", marked)


@contextmanager
def in_words(place: DeltaGenerator | None = None) -> Iterator[None]:
    """Catch a ``LatentDigitsError`` and show its message in ``place``, by default at the current position."""
    try:
        yield
    except LatentDigitsError as error:
        (place or st).error(plain(str(error)), icon=":material/error:")
