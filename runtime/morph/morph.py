"""Morph: a film through two or more ends, drawn frame by frame."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Self, Unpack

import numpy as np

from runtime.arrays import IMAGE_SIZE, FloatArray
from runtime.ends.anchor import Anchor, EndSource, anchor
from runtime.model.vae import Vae
from runtime.morph.itinerary import DEFAULT_FRAME_COUNT, Cycle, Itinerary, Stage, plan
from runtime.morph.layout import left_edge
from runtime.morph.leg import Leg
from runtime.morph.motion import Motion, MotionSettings, choose_motion
from runtime.morph.recipe import parse_recipe, write_recipe
from runtime.morph.table import table_rows
from runtime.path.path import check_frame_count
from runtime.video import Look, LookSettings, film_bytes, write_film


class Morph:
    """A film that morphs two or more numbers into one another, with a path for each digit.

    Numbers may have different lengths: a digit without a partner grows from nothing or shrinks to nothing.

    Attributes:
        vae: The model that draws the film.
        ends: Codes and images of every number, in order.
        motion: How digits get from one number to the next.
        itinerary: Legs, holds and cycle of the film.
    """

    def __init__(
        self,
        vae: Vae,
        *ends: EndSource | Anchor,
        frame_count: int = DEFAULT_FRAME_COUNT,
        itinerary: Itinerary | None = None,
        motion: Motion | None = None,
        **settings: Unpack[MotionSettings],
    ) -> None:
        """Read the ends and find the paths; frames are decoded on demand.

        Args:
            vae: The model.
            *ends: At least 2 numbers, pictures, images or codes, as accepted by ``anchor``.
            frame_count: Frames from each end to the next, both included, 2 to 100,000.
            itinerary: Itinerary from ``plan``; overrides ``frame_count``.
            motion: How digits move; ``Motion()`` by default.
            **settings: Fields of ``Motion`` that override ``motion``, such as ``path="slerp"``.

        Raises:
            MorphError: An invalid end, an unknown easing or alignment, or a stagger outside [0, 1].
            InkError: A picture cannot be read.
            PathError: An unknown path, or a frame count out of range.
        """
        if itinerary is None:
            check_frame_count(frame_count)
            itinerary = plan(len(ends), frame_count=int(frame_count))
        self.vae, self.itinerary = vae, itinerary
        self.motion = choose_motion(motion, **settings)
        self.ends = tuple(anchor(vae, end) for end in ends)
        self._cached_leg: tuple[tuple[int, int], Leg] | None = None
        self._leg(itinerary.stages[0])  # report invalid values now, not when frames are drawn

    @classmethod
    def sequence(
        cls,
        vae: Vae,
        ends: Sequence[EndSource | Anchor],
        *,
        frame_count: int | Sequence[int] = DEFAULT_FRAME_COUNT,
        holds: int | Sequence[int] = 0,
        cycle: Cycle = "once",
        motion: Motion | None = None,
        **settings: Unpack[MotionSettings],
    ) -> Self:
        """Make a film through a list of ends: ``["0", "7.png", "2"]``, ``count_through("7", "12")``.

        Args:
            vae: The model.
            ends: At least 2 numbers, pictures, images or codes, as accepted by ``anchor``.
            frame_count: Frames from each end to the next, both included: one number for all legs, or one for
                each leg.
            holds: Extra frames for which each end stands still: one number for all ends, or one for each end.
            cycle: "once"; "loop", which continues from the last end to the first; or "ping-pong", which
                returns the way it came. Loops and ping-pongs repeat without a seam.
            motion: How digits move; ``Motion()`` by default.
            **settings: Fields of ``Motion`` that override ``motion``, such as ``path="slerp"``.

        Raises:
            MorphError: An invalid end or setting, fewer than 2 ends, or the wrong number of frame counts or
                holds.
            InkError: A picture cannot be read.
            PathError: An unknown path, or more than 100,000 frames.
        """
        itinerary = plan(len(ends), frame_count=frame_count, holds=holds, cycle=cycle)
        return cls(vae, *ends, itinerary=itinerary, motion=motion, **settings)

    @classmethod
    def from_recipe(cls, vae: Vae, recipe: object) -> Self:
        """Make a film from a recipe: the same frames, bit for bit, on the same kind of machine.

        Raises:
            MorphError: Not a valid recipe, or a recipe from a model with different files.
            CodeError: The codes do not fit the model.
            PathError: An unknown path, or more than 100,000 frames.
        """
        ends, itinerary, motion = parse_recipe(vae, recipe)
        return cls(vae, *ends, itinerary=itinerary, motion=motion)

    def recipe(self) -> dict[str, Any]:
        """Return everything that determines the frames, ready for JSON; see ``runtime.morph.recipe``."""
        return write_recipe(self.vae, self.ends, self.itinerary, self.motion)

    @property
    def start(self) -> Anchor:
        """Codes and images of the first number."""
        return self.ends[0]

    @property
    def end(self) -> Anchor:
        """Codes and images of the last number."""
        return self.ends[-1]

    @property
    def frame_count(self) -> int:
        """Number of frames in the whole film."""
        return self.itinerary.frame_count

    @cached_property  # cached, because every leg needs the count and a film may have thousands of ends
    def digit_count(self) -> int:
        """Number of digits in the longest number, which sets the width of the frame."""
        return max(end.digit_count for end in self.ends)

    def codes(self) -> FloatArray:
        """Return the codes of all frames, (frame_count, digit_count, latent_dim).

        A growing or shrinking digit keeps the same code; empty positions are NaN.
        """
        codes = np.empty((self.frame_count, self.digit_count, self.vae.latent_dim), np.float32)
        for number, row in enumerate(self._code_rows()):
            codes[number] = row
        return codes

    def edges(self) -> Iterator[FloatArray]:
        """Yield the left edges of each frame's digits, in pixels (28 per digit).

        An edge is NaN while its digit grows or shrinks. There is one edge for each digit in the leg's longer
        number.
        """
        return self._shown(lambda leg, stage: leg.edges(stage.steps, backwards=stage.backwards))

    def images(self) -> Iterator[FloatArray]:
        """Yield every frame, (28, 28 · digit_count) in [0, 1].

        Every end appears exactly as its decoded code or, with true ends, exactly as its original picture.
        """
        return self._shown(lambda leg, stage: leg.frames(stage.steps, backwards=stage.backwards))

    def table(self) -> Iterator[list[str]]:
        """Yield the rows of frames.csv, header first; see ``runtime.morph.table`` for the columns."""
        return table_rows(self.vae, self.itinerary.alphas(), self.images(), self._code_rows())

    def save(self, path: str | Path, *, look: Look | None = None, **settings: Unpack[LookSettings]) -> None:
        """Write the film, with its recipe embedded; the extension of ``path`` determines the format.

        Args:
            path: The file to write, in an existing folder; see ``runtime.video.FORMATS`` for the extensions.
            look: How the film looks; ``Look()`` by default.
            **settings: Fields of ``Look`` that override ``look``, such as ``fps=24``.

        Raises:
            VideoError: An unknown format, a setting out of range, or a file that cannot be written.
        """
        write_film(
            self.images(),
            path,
            frame_count=self.frame_count,
            look=look,
            recipe=self.recipe(),
            table=self.table(),
            **settings,
        )

    def film_bytes(self, ending: str, *, look: Look | None = None, **settings: Unpack[LookSettings]) -> bytes:
        """Return the bytes of the file that ``save`` would write; ``ending`` is a key of ``FORMATS``.

        Raises:
            VideoError: An unknown format, or a size or frame rate out of range.
        """
        return film_bytes(
            self.images(),
            ending,
            frame_count=self.frame_count,
            look=look,
            recipe=self.recipe(),
            table=self.table(),
            **settings,
        )

    def _code_rows(self) -> Iterator[FloatArray]:
        """Yield the codes (digit_count, latent_dim) of every frame; see ``codes``."""
        for row in self._shown(lambda leg, stage: leg.codes(stage.steps, backwards=stage.backwards)):
            places = np.full((self.digit_count, self.vae.latent_dim), np.nan, np.float32)
            # A leg's digits are aligned like a number with the same number of digits.
            first = left_edge(len(row), self.digit_count, self.motion.align) // IMAGE_SIZE
            places[first : first + len(row)] = row
            yield places

    def _shown(self, draw: Callable[[Leg, Stage], Iterator[FloatArray]]) -> Iterator[FloatArray]:
        """Yield what ``draw`` yields for each stage; ends that stages share come once, held as planned."""
        for number, stage in enumerate(self.itinerary.stages):
            frames = draw(self._leg(stage), stage)
            departure = next(frames)
            if number == 0:
                yield from (departure.copy() for _ in range(self.itinerary.opening))
            yield from islice(frames, stage.steps - 1)
            arrival = next(frames)
            yield from (arrival.copy() for _ in range(stage.shown))

    def _leg(self, stage: Stage) -> Leg:
        """Return the leg of a stage; cache only one leg, because a film may have thousands."""
        ends = stage.start, stage.end
        cached = self._cached_leg  # read once, because threads may share a morph
        if cached and cached[0] == ends:
            return cached[1]
        start, end = (self.ends[number] for number in ends)
        leg = Leg(self.vae.paths, start, end, width=self.digit_count, motion=self.motion)
        self._cached_leg = ends, leg
        return leg
