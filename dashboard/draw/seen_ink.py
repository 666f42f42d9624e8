"""The ink of a picture, with the boxes of its digits."""

import dataclasses

from runtime.ink.frame import Box


@dataclasses.dataclass(frozen=True, slots=True)
class SeenInk:
    """Ink that a person can correct.

    Attributes:
        url: The ink as the address of a PNG.
        size: Width and height of the whole picture in pixels.
        boxes: The boxes found in the picture.
    """

    url: str
    size: tuple[int, int]
    boxes: tuple[Box, ...]
