"""The user's digit, read from a picture and shared by Explore, Latent map and Compare."""

import streamlit as st

from dashboard import resources
from runtime.arrays import FloatArray

KEY = "own_digit"


def upload(label: str, key: str | None = None) -> st.typing.UploadedFile | None:
    """Draw an upload field for a picture of one digit."""
    return st.file_uploader(label, resources.PICTURE_TYPES, key=key, max_upload_size=40)


def remember_digit(picture: st.typing.UploadedFile) -> FloatArray:
    """Read the digit (28, 28) in [0, 1] from a picture and remember it.

    Raises:
        InkError: The picture does not show exactly one digit.
    """
    (digit,) = resources.digits_of(picture.name, picture.getvalue(), 1).digits
    st.session_state[KEY] = digit
    return digit


def recall_digit() -> FloatArray | None:
    """Return the last digit (28, 28) in [0, 1]; None before the first."""
    digit: FloatArray | None = st.session_state.get(KEY)
    return digit
