"""One's own digit, which Explore, the map and Compare share: read from a picture and kept in the session."""

import streamlit as st

from dashboard import resources
from runtime.arrays import FloatArray

KEY = "own_digit"


def upload(label: str, key: str | None = None) -> st.typing.UploadedFile | None:
    """A place for a picture of it."""
    return st.file_uploader(label, resources.PICTURE_TYPES, key=key, max_upload_size=10)


def remember(picture: st.typing.UploadedFile) -> FloatArray:
    """Read the digit (28, 28) in [0, 1] of a picture, and keep it.

    Raises:
        InkError: A picture in which not one digit can be read.
    """
    (digit,) = resources.digits_of(picture.name, picture.getvalue(), 1).digits
    st.session_state[KEY] = digit
    return digit


def recall() -> FloatArray | None:
    """The digit (28, 28) in [0, 1] that was read last; None where none was."""
    digit: FloatArray | None = st.session_state.get(KEY)
    return digit
