"""``Look``: how a film is drawn and played, independent of its content."""

import dataclasses
from fractions import Fraction
from typing import Final, TypedDict, Unpack

from runtime.video.frames import DEFAULT_HEIGHT, Paper, check_height, check_paper, check_range

MIN_FPS: Final = 1
MAX_FPS: Final = 120
DEFAULT_FPS: Final = 30


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """How a film is drawn and played.

    Attributes:
        fps: Frames per second, 1 to 120. A GIF keeps every frame but plays at no more than 50 fps, a WebP or
            APNG at no more than 90 fps, because browsers slow down films with shorter delays.
        height: Height in pixels, even, 28 to 1080; the width is in proportion.
        loop: Whether a GIF, WebP or APNG repeats; for other formats the player decides.
        pixels: Show the image's pixels as squares instead of enlarging smoothly.
        paper: "dark" for light ink on black, as in MNIST; "light" for dark ink on white.

    Raises:
        VideoError: A value is out of range.
    """

    fps: float = DEFAULT_FPS
    height: int = DEFAULT_HEIGHT
    loop: bool = True
    pixels: bool = False
    paper: Paper = "dark"

    def __post_init__(self) -> None:
        check_range("fps", self.fps, MIN_FPS, MAX_FPS, whole=False)
        check_height(self.height)
        check_paper(self.paper)
        # Convert NumPy's types to plain ones, for the recipe's JSON.
        for name, kind in (("fps", float), ("height", int), ("loop", bool), ("pixels", bool)):
            object.__setattr__(self, name, kind(getattr(self, name)))

    @property
    def rate(self) -> Fraction:
        """Frames per second as an exact fraction for encoders: the float 29.97003 means 30000/1001."""
        return Fraction(self.fps).limit_denominator(1001)

    @property
    def blank(self) -> int:
        """The grey level of empty paper, 0 or 255."""
        return 0 if self.paper == "dark" else 255


class LookSettings(TypedDict, total=False):
    """The fields of ``Look`` as keyword arguments."""

    fps: float
    height: int
    loop: bool
    pixels: bool
    paper: Paper


def choose_look(look: Look | None, **settings: Unpack[LookSettings]) -> Look:
    """Return ``look``, or the default look if None, with the given fields replaced.

    Raises:
        VideoError: A value is out of range.
    """
    return dataclasses.replace(look or Look(), **settings)
