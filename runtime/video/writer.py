"""The interface of all film writers, which receive frames (height, width) uint8 one by one and write a file.

A writer needs no more memory for 100,000 frames than for 100, except for the container's index: some tens of
bytes per frame (its offset and size), or about half a kilobyte per frame in a ZIP.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from runtime.video.frames import Frame


@dataclass(frozen=True)
class FilmSpec:
    """The properties of a film that a writer needs before the first frame.

    Attributes:
        frame_count: Number of frames.
        rate: Frames per second.
        width: Width of each frame in pixels.
        height: Height of each frame in pixels.
        loop: Whether an animated picture repeats.
        blank: The grey level of empty paper, 0 or 255.
        note: The film's recipe in ASCII; empty if there is none.
        table: The rows of frames.csv, starting with the header; read after the last frame.
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
    """A file that grows one frame at a time, each (height, width) uint8."""

    def wants(self, index: int) -> bool:
        """Whether frame ``index`` goes into the file; other frames need not be drawn."""
        return index >= 0

    def add(self, frame: Frame) -> None:
        """Append one frame."""

    def finish(self) -> None:
        """Complete the file and close it."""

    def release(self) -> None:
        """Close the file, complete or not."""
