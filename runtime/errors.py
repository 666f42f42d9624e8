"""What can go wrong, as sentences that a user can act on.

LatentDigitsError
├── ModelError          a model folder is missing, damaged or not what its card says
├── CodeError           codes or images of the wrong shape, type or range
├── InkError            a picture in which no digit can be read
├── PathError           a path between codes that cannot be drawn
├── MorphError          two ends that cannot be morphed into each other
└── VideoError          a film that cannot be written as asked

Every message names the thing, the value and the way out. The page shows it with ``st.error``,
the command line prints it to stderr and exits with status 2.
"""

MAX_QUOTED = 60  # characters of what a user gave that a message says again


class LatentDigitsError(Exception):
    """Anything that the user of the runtime can mend; never our own mistake."""


class ModelError(LatentDigitsError):
    """A model folder is missing, damaged or not what its card says."""


class CodeError(LatentDigitsError, ValueError):
    """Codes or images have the wrong shape, type or range."""


class InkError(LatentDigitsError, ValueError):
    """A picture in which no digit can be read."""


class PathError(LatentDigitsError, ValueError):
    """A path between codes that cannot be drawn."""


class MorphError(LatentDigitsError, ValueError):
    """Two ends that cannot be morphed into each other."""


class VideoError(LatentDigitsError, ValueError):
    """A film that cannot be written as asked."""


def shortened(value: object) -> str:
    """A value from outside as a message quotes it: whole where it is short, else its beginning and "…"."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # a whole number of thousands of digits, a list in itself
        return f"a long {type(value).__name__}"
    return text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED]}…"
