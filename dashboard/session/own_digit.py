"""One's own digit, which Explore, the map and Compare share: read from a picture and kept in the session."""

import streamlit as st

from dashboard import resources
from dashboard.session import parameters
from runtime.arrays import FloatArray


def upload(label: str, key: str | None = None) -> st.typing.UploadedFile | None:
    """A place for a picture of it."""
    return st.file_uploader(label, resources.PICTURE_TYPES, key=key, max_upload_size=10)


def keep(picture: st.typing.UploadedFile) -> FloatArray:
    """Read the digit (28, 28) in [0, 1] of a picture, and keep it.

    Raises:
        InkError: A picture in which not one digit can be read.
    """
    (digit,) = resources.digits_of(picture.name, picture.getvalue(), 1).digits
    st.session_state[parameters.OWN_DIGIT] = digit
    return digit


def kept() -> FloatArray | None:
    """The digit (28, 28) in [0, 1] that was read last; None where none was."""
    digit: FloatArray | None = st.session_state.get(parameters.OWN_DIGIT)
    return digit
