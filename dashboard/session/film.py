"""Film: a morph as the page describes it, from its ends to its appearance. Uses no session state."""

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

MOST_STYLED = 100  # numbers among the stops; each takes a few hundredths of a second

EndKind = Literal["number", "map", "code", "picture"]


@dataclasses.dataclass(frozen=True, slots=True)
class Picture:
    """A picture from the user.

    Attributes:
        name: What messages call the picture.
        content: Bytes of the file.
        correction: The user's correction of boxes and ink threshold.
        kind: "picture", "drawing" or "photo", for the names of downloads.
    """

    name: str
    content: bytes
    correction: Correction = Correction()  # noqa: RUF009 - frozen
    kind: str = "picture"


@dataclasses.dataclass(frozen=True, slots=True)
class End:
    """An end or a stop of a film: a number in a style, a row of the map, a code, or a picture.

    Attributes:
        source: "number", "map", "code" or "picture".
        number: The typed digits.
        style: Handwriting of a typed number.
        seed: Seed of random digits.
        draw: Index of the seed's draw; see ``runtime.random_codes``.
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
        """Name of this end in file names: "32", "row512", "code", "drawing" …"""
        if self.picture:
            return self.picture.kind
        return {"number": self.number, "map": f"row{self.row}"}.get(self.source, self.source)

    def anchor(self, vae: Vae) -> Anchor:
        """Return the codes of this end; a number that copies another end's handwriting is typical here.

        Raises:
            LatentDigitsError: The picture shows no digit, or the number or row does not exist.
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
            raise MorphError(f"cannot use {shortened(self.number)} as a number; enter 1 to 8 digits")
        if self.style == "random":
            return Anchor(resources.random_codes(vae.name, self.number, self.seed, self.draw))
        # Not ``anchor(vae, text)``, which would also open a file of that name on the server.
        return Anchor(typical_codes(vae, self.number))


@dataclasses.dataclass(frozen=True, slots=True)
class Film:
    """Everything that determines a film, except the model.

    Attributes:
        start: The start.
        end: The end.
        route: Stops, and frames of single legs and holds.
        frame_count: Frames of each leg, both ends included.
        hold: Frames for which each end and stop stands still.
        cycle: What follows the end.
        stops_style: Handwriting of numbers among the stops; "hand" copies the start's.
        motion: Motion of the digits.
        look: Appearance of the film.
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
        """Name of the film and its files, without an ending: "32-41"."""
        return f"{self.start.name}-{self.end.name}"

    @property
    def has_pictures(self) -> bool:
        """Whether an end is a picture."""
        return bool(self.start.picture or self.end.picture)

    def stops(self) -> list[Stop]:
        """Return the stops between the ends.

        Raises:
            MorphError: The list of stops contains something else.
        """
        return route.stops_between(self.start.number, self.route.stops, self.end.number)

    def ends(self, vae: Vae) -> tuple[End, ...]:
        """Return the start, all stops and the end; random stops use the seed of a random end.

        Raises:
            MorphError: A stop does not exist, a code belongs to another model, or too many stops are
                atypical.
        """
        stops = self.stops()
        styled = 0 if self.stops_style == "typical" else sum(map(is_number, stops))
        if styled > MOST_STYLED:
            raise MorphError(
                f"the film has {styled:,} atypical stops, but the page allows only {MOST_STYLED}; "
                "choose Typical as the handwriting of the stops, or use fewer stops"
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
        """Return the frames of the film's legs and holds.

        Raises:
            MorphError: A stop does not exist, or the film has more frames than the page plays.
        """
        return self.route.itinerary(
            len(self.stops()) + 2, frame_count=self.frame_count, hold=self.hold, cycle=self.cycle
        )

    def plan(self, vae: Vae) -> FilmPlan:
        """Return the plan of the film, which includes the codes of its ends and is the key of the caches.

        Raises:
            LatentDigitsError: An end or stop cannot be read, or the film has more frames than the page plays.
        """
        itinerary = self.itinerary()
        anchors = _written_in_hand(vae, self.ends(vae))
        return FilmPlan.through(vae, anchors, itinerary=itinerary, motion=self.motion)


def _written_in_hand(vae: Vae, ends: Sequence[End]) -> list[Anchor]:
    """Return the codes of all ends; numbers with the style "hand" copy another end's handwriting.

    The start copies the end; the end and the stops copy the start.

    Raises:
        LatentDigitsError: An end cannot be read, or start and end copy each other.
    """
    if ends[0].style == ends[-1].style == "hand":
        raise MorphError(
            "only one end can copy the other's handwriting; choose another style for the start or the end"
        )
    anchors = {number: end.anchor(vae) for number, end in enumerate(ends) if end.style != "hand"}
    for number, end in enumerate(ends):
        if end.style == "hand":
            hand = anchors[0 if number else len(ends) - 1]
            digits = vae.decode(hand.codes) if hand.digits is None else hand.digits
            anchors[number] = Anchor(resources.codes_in_hand(vae.name, end.number, digits.tobytes()))
    return [anchors[number] for number in range(len(ends))]
