"""The ink of a picture and the boxes of its digits."""

import dataclasses

from runtime.ink.frame import Box


@dataclasses.dataclass(frozen=True, slots=True)
class SeenInk:
    """The ink that the box editor shows.

    Attributes:
        url: Data URL of the ink as a PNG.
        size: Width and height of the whole picture in pixels.
        boxes: The boxes found automatically.
    """

    url: str
    size: tuple[int, int]
    boxes: tuple[Box, ...]
