"""Morph: ends and the ways between them → frames, as a stream."""

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
    """A film in which one number becomes another, or several in turn, each digit on its own path.

    Numbers may have different lengths: a digit without a partner grows from nothing, or shrinks to nothing.

    Attributes:
        vae: The model that draws it.
        ends: Codes and images of every number, in order.
        motion: How digits get from one number to the next.
        itinerary: The stages of the film.
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
        """Find the paths; frames are decoded as they are asked for.

        Args:
            vae: The model.
            *ends: Digits, pictures or images to go through, at least 2: see ``anchor``.
            frame_count: Frames from each end to the next, both included, 2 to 100,000.
            itinerary: The way through the ends, from ``plan``; takes the place of ``frame_count``.
            motion: How digits move; ``Motion()`` if left out.
            **settings: Fields of ``Motion`` that differ from ``motion``, such as ``path="slerp"``.

        Raises:
            MorphError: An end cannot be used; no such easing or alignment; a stagger outside [0, 1].
            InkError: A picture cannot be read.
            PathError: No such path, or a frame count out of range.
        """
        if itinerary is None:
            check_frame_count(frame_count)
            itinerary = plan(len(ends), frame_count=int(frame_count))
        self.vae, self.itinerary = vae, itinerary
        self.motion = choose_motion(motion, **settings)
        self.ends = tuple(anchor(vae, end) for end in ends)
        self._kept_leg: tuple[tuple[int, int], Leg] | None = None
        self._leg(itinerary.stages[0])  # what it refuses is refused now

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
        """A film through several ends: ``["0", "1", "2"]``, ``count_through("7", "12")``, pictures, codes.

        Args:
            vae: The model.
            ends: At least 2; see ``anchor``.
            frame_count: Frames from each end to the next, both included: one number for all legs, or one for
                each leg.
            holds: Extra frames for which each end stands still: one number for all ends, or one for each end.
            cycle: "once"; "loop", which goes on from the last end to the first, or "ping-pong", which goes
                back the way it came: both repeat without a seam.
            motion: As for one morph.
            **settings: As for one morph.

        Raises:
            MorphError: As for one morph; fewer than 2 ends; frame counts or holds that do not fit them.
            InkError: A picture cannot be read.
            PathError: No such path, or more than 100,000 frames.
        """
        itinerary = plan(len(ends), frame_count=frame_count, holds=holds, cycle=cycle)
        return cls(vae, *ends, itinerary=itinerary, motion=motion, **settings)

    @classmethod
    def from_recipe(cls, vae: Vae, recipe: object) -> Self:
        """The film that ``recipe`` wrote down: the same frames, bit for bit, on the same kind of machine.

        Raises:
            MorphError: It is no recipe, or that of a model with other files.
            CodeError: Its codes are none of this model's.
            PathError: No such path, or more than 100,000 frames.
        """
        ends, itinerary, motion = parse_recipe(vae, recipe)
        return cls(vae, *ends, itinerary=itinerary, motion=motion)

    def recipe(self) -> dict[str, Any]:
        """All that decides the frames, to be kept as JSON: model and hashes, codes, frames, holds, motion."""
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
        """Frames of the film."""
        return self.itinerary.frame_count

    @cached_property  # each leg asks, and a film may have thousands of ends
    def digit_count(self) -> int:
        """How many digits the frame has room for: those of the longest number."""
        return max(end.digit_count for end in self.ends)

    def codes(self) -> FloatArray:
        """The codes of all frames, (frame_count, digit_count, latent_dim).

        A digit that grows or shrinks keeps its one code; a place where no digit comes or goes holds NaN.
        """
        codes = np.empty((self.frame_count, self.digit_count, self.vae.latent_dim), np.float32)
        for number, row in enumerate(self._code_rows()):
            codes[number] = row
        return codes

    def edges(self) -> Iterator[FloatArray]:
        """Where the digits of each frame stand: left edges (digits of the leg,) in pixels of 28 to a digit.

        NaN where a digit that grows or shrinks is not whole. A leg between shorter numbers than others has
        fewer digits.
        """
        return self._shown(lambda leg, stage: leg.edges(stage.steps, backwards=stage.backwards))

    def images(self) -> Iterator[FloatArray]:
        """Every frame in turn, (28, 28 · digit_count) in [0, 1].

        Each end is shown exactly as it decodes; with true ends, a picture exactly as it was given.
        """
        return self._shown(lambda leg, stage: leg.frames(stage.steps, backwards=stage.backwards))

    def table(self) -> Iterator[list[str]]:
        """What each frame is made of, as rows of text; ``runtime.morph.table`` says what the columns mean."""
        return table_rows(self.vae, self.itinerary.alphas(), self.images(), self._code_rows())

    def save(self, path: str | Path, *, look: Look | None = None, **settings: Unpack[LookSettings]) -> None:
        """Write the film, its recipe in it; the ending of ``path`` chooses the format: see ``runtime.video``.

        Args:
            path: The file to write; its folder exists.
            look: How the film looks; ``Look()`` if left out.
            **settings: Fields of ``Look`` that differ from ``look``, such as ``fps=24``.

        Raises:
            VideoError: A format, size or rate that cannot be written, or a folder that cannot be written to.
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
        """The film as ``save`` writes it, as the bytes of a file; ``ending`` is a key of ``FORMATS``.

        Raises:
            VideoError: No such format, or a size or rate that cannot be written.
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
        """The codes (digit_count, latent_dim) of every frame in turn: see ``codes``."""
        for row in self._shown(lambda leg, stage: leg.codes(stage.steps, backwards=stage.backwards)):
            places = np.full((self.digit_count, self.vae.latent_dim), np.nan, np.float32)
            # The digits of a leg stand together, where a number of as many would.
            first = left_edge(len(row), self.digit_count, self.motion.align) // IMAGE_SIZE
            places[first : first + len(row)] = row
            yield places

    def _shown(self, draw: Callable[[Leg, Stage], Iterator[FloatArray]]) -> Iterator[FloatArray]:
        """What ``draw`` makes of each stage, frame by frame: ends that two stages share once, and held."""
        for number, stage in enumerate(self.itinerary.stages):
            frames = draw(self._leg(stage), stage)
            departure = next(frames)
            if number == 0:
                yield from (departure.copy() for _ in range(self.itinerary.opening))
            yield from islice(frames, stage.steps - 1)
            arrival = next(frames)
            yield from (arrival.copy() for _ in range(stage.shown))

    def _leg(self, stage: Stage) -> Leg:
        """The leg of a stage, always from ``start`` to ``end``; one alone is kept: films may be long."""
        ends = stage.start, stage.end
        kept = self._kept_leg  # once, as threads may share a morph
        if kept and kept[0] == ends:
            return kept[1]
        start, end = (self.ends[number] for number in ends)
        leg = Leg(self.vae.paths, start, end, width=self.digit_count, motion=self.motion)
        self._kept_leg = ends, leg
        return leg
