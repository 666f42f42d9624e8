"""The ink of a picture and the boxes of its digits."""

import dataclasses

from runtime.ink.frame import Box


@dataclasses.dataclass(frozen=True, slots=True)
class SeenInk:
    """The ink that the box editor shows.

    Attributes:
        url: Data URL of the ink as a PNG.
        size: Width and height of the whole picture in pixels.
        rows: The boxes found automatically, by row from top to bottom.
    """

    url: str
    size: tuple[int, int]
    rows: tuple[tuple[Box, ...], ...]

    def boxes(self, row: int | None) -> tuple[Box, ...]:
        """Return the boxes of a row, counted from 1; of the first row for None."""
        return self.rows[min(row or 1, len(self.rows)) - 1] if self.rows else ()
