"""What every writer of a format is: frames (height, width) uint8 go in one at a time, a file grows on disk.

A writer needs no more memory for 100,000 frames than for 100, but for what its container must remember of
each frame, its place and size: some tens of bytes, and in a ZIP about half a kilobyte.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from runtime.video.frames import Frame


@dataclass(frozen=True)
class FilmSpec:
    """What a writer needs to know before the first frame.

    Attributes:
        frame_count: How many frames will come.
        rate: Frames per second.
        width: Of each, in pixels.
        height: The same.
        loop: Whether a moving picture starts again at its end.
        blank: The grey of empty paper, 0 or 255.
        note: The film's recipe, as ASCII; empty where there is none.
        table: The rows of frames.csv, its header first; they are asked for after the last frame.
    """

    frame_count: int
    rate: Fraction
    width: int
    height: int
    loop: bool
    blank: int
    note: str = ""
    table: Iterable[Sequence[str]] | None = None


class Writer(Protocol):
    """A file that grows by one frame (height, width) uint8 at a time."""

    def wants(self, index: int) -> bool:
        """Whether the frame ``index`` belongs in the file; one that does not need not be drawn."""
        return index >= 0

    def add(self, frame: Frame) -> None:
        """Append one frame."""

    def finish(self) -> None:
        """Complete the file and close it."""

    def release(self) -> None:
        """Let go of the file, complete or not."""
