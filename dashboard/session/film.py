"""Film: one morph as the page describes it, from its ends to its look. Reads no session state."""

import dataclasses
from collections.abc import Sequence
from typing import Literal

import numpy as np

from dashboard import resources
from dashboard.draw.film_plan import FilmPlan
from dashboard.session import codes, route
from dashboard.session.codes import Code
from dashboard.session.route import Route, Stop, is_code
from runtime import Anchor, Correction, Cycle, MorphError, TypedStyle, Vae, anchor
from runtime.ends.anchor import row_anchor
from runtime.ends.typed import is_number, typical_codes
from runtime.errors import shortened
from runtime.morph.itinerary import Itinerary
from runtime.morph.motion import Motion
from runtime.video import Look

MOST_STYLED = 100  # numbers on the way; one takes some hundredths of a second

EndKind = Literal["number", "map", "code", "picture"]


@dataclasses.dataclass(frozen=True, slots=True)
class Picture:
    """A picture that somebody gave.

    Attributes:
        name: What messages call it.
        content: Its file.
        correction: How its digits are read.
        kind: What it is, as a file's name says it: "picture", "drawing" or "photo".
    """

    name: str
    content: bytes
    correction: Correction = Correction()  # noqa: RUF009 - frozen
    kind: str = "picture"


@dataclasses.dataclass(frozen=True, slots=True)
class End:
    """A number in a style, a row of the map, a code, or a picture: where a film starts, passes or ends.

    Attributes:
        source: Which of the four.
        number: The typed digits.
        style: How a typed number is written.
        seed: Of a number in digits drawn at random.
        draw: Which of that seed's draws; see ``runtime.random_codes``.
        row: The row of the map.
        code: The latent code.
        picture: The picture.
    """

    source: EndKind
    number: str = ""
    style: TypedStyle = "typical"
    seed: int = 0
    draw: int = 0
    row: int = 0
    code: Code | None = None
    picture: Picture | None = None

    @property
    def name(self) -> str:
        """What a file's name calls this end: "32", "row512", "code", "drawing" …"""
        if self.picture:
            return self.picture.kind
        return {"number": self.number, "map": f"row{self.row}"}.get(self.source, self.source)

    def anchor(self, vae: Vae) -> Anchor:
        """The codes of this end; a number in the style of another end's handwriting is typical here.

        Raises:
            LatentDigitsError: A picture in which no digit can be read, a number or a row that does not exist.
        """
        if self.source == "map":
            return row_anchor(vae, self.row)
        if self.code:
            return Anchor(self.code.z(vae)[np.newaxis])
        if self.picture:
            read = resources.digits_of(
                self.picture.name, self.picture.content, correction=self.picture.correction
            )
            return anchor(vae, np.stack(read.digits))
        if not is_number(self.number):
            raise MorphError(f"{shortened(self.number)} is no number of 1 to 8 digits")
        if self.style == "random":
            return Anchor(resources.random_codes(vae.name, self.number, self.seed, self.draw))
        # Not by its text, which would also find a file of that name on the server.
        return Anchor(typical_codes(vae, self.number))


@dataclasses.dataclass(frozen=True, slots=True)
class Film:
    """All that decides a film, apart from the model.

    Attributes:
        start: Where it starts.
        end: Where it ends.
        route: Its stops, and frames of single legs and rests.
        frame_count: Frames of each leg, both ends included.
        hold: Frames of each rest.
        cycle: What comes after the end.
        stops_style: How numbers among the stops are written; "hand" is the start's handwriting.
        motion: How the digits move.
        look: How the film looks.
    """

    start: End
    end: End
    route: Route = Route()  # noqa: RUF009 - frozen
    frame_count: int = 60
    hold: int = 0
    cycle: Cycle = "once"
    stops_style: TypedStyle = "typical"
    motion: Motion = Motion()  # noqa: RUF009 - frozen
    look: Look = Look()  # noqa: RUF009 - frozen

    @property
    def name(self) -> str:
        """What to call the film and its files, without an ending: "32-41"."""
        return f"{self.start.name}-{self.end.name}"

    @property
    def has_pictures(self) -> bool:
        """Whether an end is a picture."""
        return bool(self.start.picture or self.end.picture)

    def stops(self) -> list[Stop]:
        """What the film passes between its ends.

        Raises:
            MorphError: The route names something else.
        """
        return route.stops_between(self.start.number, self.route.stops, self.end.number)

    def ends(self, vae: Vae) -> tuple[End, ...]:
        """The start, each stop and the end; random numbers among the stops are draws of a random end's seed.

        Raises:
            MorphError: A stop that does not exist, a code of another model, or more numbers in a style of
                their own than the page writes.
        """
        stops = self.stops()
        styled = 0 if self.stops_style == "typical" else sum(map(is_number, stops))
        if styled > MOST_STYLED:
            raise MorphError(
                f"{styled:,} numbers on the way are not to be typical, and the page writes {MOST_STYLED}; "
                "choose Typical for the numbers on the way, or fewer stops"
            )
        between = (self._stop_end(vae, stop, draw) for draw, stop in enumerate(stops, 1))
        return self.start, *between, self.end

    def _stop_end(self, vae: Vae, stop: Stop, draw: int) -> End:
        if isinstance(stop, int):
            return End("map", row=stop)
        if is_code(stop):
            return End("code", code=codes.of_stop(vae, stop))
        if self.stops_style == "random":
            seed = next((end.seed for end in (self.start, self.end) if end.style == "random"), 0)
            return End("number", stop, "random", seed, draw)
        return End("number", stop, self.stops_style)

    def itinerary(self) -> Itinerary:
        """The film's way through its ends.

        Raises:
            MorphError: A stop that does not exist, or more frames than the page plays.
        """
        return self.route.itinerary(
            len(self.stops()) + 2, frame_count=self.frame_count, hold=self.hold, cycle=self.cycle
        )

    def plan(self, vae: Vae) -> FilmPlan:
        """The film with the codes of its ends, as it is cached by.

        Raises:
            LatentDigitsError: An end or a stop that cannot be read, or more frames than the page plays.
        """
        itinerary = self.itinerary()
        anchors = _written_in_hand(vae, self.ends(vae))
        return FilmPlan.through(vae, anchors, itinerary=itinerary, motion=self.motion)


def _written_in_hand(vae: Vae, ends: Sequence[End]) -> list[Anchor]:
    """The codes of all ends; a number in the handwriting of another end follows that end.

    The start follows the end; the end and the stops follow the start.

    Raises:
        LatentDigitsError: An end that cannot be read; a start and an end that follow each other.
    """
    if ends[0].style == ends[-1].style == "hand":
        raise MorphError(
            "Start and end are each to be in the hand of the other; choose another style for one of them."
        )
    anchors = {number: end.anchor(vae) for number, end in enumerate(ends) if end.style != "hand"}
    for number, end in enumerate(ends):
        if end.style == "hand":
            hand = anchors[0 if number else len(ends) - 1]
            digits = vae.decode(hand.codes) if hand.digits is None else hand.digits
            anchors[number] = Anchor(resources.codes_in_hand(vae.name, end.number, digits.tobytes()))
    return [anchors[number] for number in range(len(ends))]
