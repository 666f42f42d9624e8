"""The runtime's exceptions.

LatentDigitsError
├── ModelError          a model folder is missing, damaged or different from its card
├── CodeError           codes or images have the wrong shape, type or range
├── InkError            no digit can be read from a picture
├── PathError           a path between two codes cannot be computed
├── MorphError          two ends cannot be morphed into each other
└── VideoError          a film cannot be written as requested

Every message names the problem, the value and what to do. The page shows the message with ``st.error``;
the command line prints it to stderr and exits with status 2.
"""

MAX_QUOTED = 60  # characters of a value that an error message quotes


class LatentDigitsError(Exception):
    """An error that the user of the runtime can fix, never a bug in the runtime."""


class ModelError(LatentDigitsError):
    """A model folder is missing, damaged or different from its card."""


class CodeError(LatentDigitsError, ValueError):
    """Codes or images have the wrong shape, type or range."""


class InkError(LatentDigitsError, ValueError):
    """No digit can be read from a picture."""


class PathError(LatentDigitsError, ValueError):
    """A path between two codes cannot be computed."""


class MorphError(LatentDigitsError, ValueError):
    """Two ends cannot be morphed into each other."""


class VideoError(LatentDigitsError, ValueError):
    """A film cannot be written as requested."""


def shortened(value: object) -> str:
    """Return the ``repr`` of a value for an error message, cut off with "…" after 60 characters."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # an integer of thousands of digits, a deeply nested list
        return f"a long {type(value).__name__}"
    return text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED]}…"
