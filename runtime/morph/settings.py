"""The table of all film settings, shared by the command line, batches, recipes and the Morph page."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal, Self, get_args

from runtime.arrays import MAX_FRAME_COUNT, MIN_FRAME_COUNT
from runtime.ends.typed import MAX_SEED
from runtime.errors import MorphError, shortened
from runtime.ink.segment import MAX_DIGIT_COUNT
from runtime.model.catalog import DEFAULT_MODEL
from runtime.morph.itinerary import CYCLES, DEFAULT_FRAME_COUNT, Cycle, Itinerary, plan
from runtime.morph.layout import ALIGNMENTS
from runtime.morph.motion import Motion
from runtime.morph.timing import EASINGS
from runtime.path.path import PATH_KINDS, check_frame_count
from runtime.video import MAX_FPS, MAX_HEIGHT, MIN_FPS, MIN_HEIGHT, Look, Paper

Side = Literal["start", "end"]
SettingKind = Literal["numbers", "number", "integer", "choice", "switch", "text"]
Group = Literal["model", "itinerary", "motion", "ends", "look"]

YES, NO = ("yes", "true", "1"), ("no", "false", "0")
_PLAIN_TYPES: Mapping[SettingKind, Any] = {
    "numbers": list,
    "number": int | float,
    "integer": int,
    "choice": str,
    "switch": bool,
    "text": str,
}
_MOTION, _LOOK = Motion(), Look()


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a film.

    Attributes:
        name: Name of the option on the command line and of the column in a table of pairs: "true-ends".
        group: Settings in "motion" and "look" are fields of ``Motion`` and ``Look``.
        kind: Type of the value; "integer" is a whole number, "numbers" a list of whole numbers.
        help: Description for ``--help`` and for tooltips, without a full stop.
        default: Value used if none is given; None for an optional setting.
        choices: Values of a "choice".
        low: Lowest valid number, also for each number in a list.
        high: Highest valid number.
        unset: What happens if the setting is None, for ``--help``.
    """

    name: str
    group: Group
    kind: SettingKind
    help: str
    default: Any = None
    _: dataclasses.KW_ONLY
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    unset: str = ""

    @property
    def field(self) -> str:
        """Name of the field in Python: "true_ends"."""
        return self.name.replace("-", "_")

    @property
    def plain_type(self) -> Any:
        """Type of the value in JSON, for ``isinstance``."""
        return _PLAIN_TYPES[self.kind]

    def parse(self, text: str) -> Any:
        """Return the value in a table cell; ``FilmSettings``, ``Motion`` and ``Look`` check its range.

        Raises:
            MorphError: The text is not a value of this kind.
        """
        text = text.strip()
        if self.kind == "switch":
            if text.lower() not in YES + NO:
                raise MorphError(f"{self.name} is {shortened(text)}; enter yes or no")
            return text.lower() in YES
        try:
            return self._read(text)
        except MorphError as error:
            raise MorphError(f"{self.name}: {error}") from error

    def check(self, value: object, *, prefix: str = "") -> None:
        """Check a value unless it belongs to ``Motion`` or ``Look``, which check their own fields.

        Args:
            value: The value; None is valid if it is the default.
            prefix: Prefix of the setting's name in the error message, as in "--seed".

        Raises:
            MorphError: An unknown choice, a whole number out of range, or an empty list.
        """
        if self.group in ("motion", "look") or (value is None and self.default is None):
            return
        if self.kind == "choice" and value not in self.choices:
            raise MorphError(
                f"{prefix}{self.name} is {shortened(value)}; choose one of {', '.join(self.choices)}"
            )
        if self.kind == "integer" and (type(value) is not int or not self.low <= value <= self.high):
            raise MorphError(f"{prefix}{self.name} is {shortened(value)}; {self._remedy}")
        if self.kind == "numbers" and (not isinstance(value, tuple) or not value):
            raise MorphError(f"{prefix}{self.name} is {shortened(value)}; enter at least one whole number")

    @property
    def _remedy(self) -> str:
        kind = "a whole number" if self.kind == "integer" else "a number"
        return f"enter {kind} from {self.low:,} to {self.high:,}"

    def _read(self, text: str) -> Any:
        if self.kind == "numbers":
            return whole_numbers(text)
        if self.kind == "choice" and text not in self.choices:
            raise MorphError(f"{shortened(text)} is unknown; choose one of {', '.join(self.choices)}")
        if self.kind in ("choice", "text"):
            return text
        try:
            return int(text) if self.kind == "integer" else float(text)
        except ValueError as error:
            raise MorphError(f"{shortened(text)} is not valid; {self._remedy}") from error


def whole_numbers(text: str) -> tuple[int, ...]:
    """Parse whole numbers separated by commas: "60,30" → (60, 30).

    Raises:
        MorphError: The text contains anything else.
    """
    try:
        return tuple(int(number) for number in text.split(","))
    except ValueError as error:
        raise MorphError(
            f"{shortened(text)} is not a whole number; enter one or more whole numbers, separated by commas"
        ) from error


def settings_of(*groups: Group) -> tuple[Setting, ...]:
    """Return the settings in these groups, in the order of the table."""
    return tuple(setting for setting in SETTINGS.values() if setting.group in groups)


def _motion(name: str, kind: SettingKind, text: str, **more: Any) -> Setting:
    return Setting(name, "motion", kind, text, getattr(_MOTION, name.replace("-", "_")), **more)


def _look(name: str, kind: SettingKind, text: str, **more: Any) -> Setting:
    return Setting(name, "look", kind, text, getattr(_LOOK, name), **more)


def _digits(name: str, picture: str) -> Setting:
    text = f"Number of digits in the {picture} picture, 1 to {MAX_DIGIT_COUNT}"
    return Setting(name, "ends", "integer", text, low=1, high=MAX_DIGIT_COUNT, unset="detected")


_TABLE = (
    Setting("model", "model", "text", "Name of a shipped model, or path of a model folder", DEFAULT_MODEL),
    Setting(
        "frames",
        "itinerary",
        "numbers",
        f"Frames from one number to the next, both included: {MIN_FRAME_COUNT} to {MAX_FRAME_COUNT:,}; "
        "60,30,30 sets each leg separately",
        (DEFAULT_FRAME_COUNT,),
        low=MIN_FRAME_COUNT,
        high=MAX_FRAME_COUNT,
    ),
    Setting(
        "hold",
        "itinerary",
        "numbers",
        "Extra frames for which each number stands still; 15,0,15 sets each number separately",
        (0,),
        high=MAX_FRAME_COUNT,
    ),
    Setting(
        "cycle",
        "itinerary",
        "choice",
        "At the end, stop (once), continue to the start (loop) or go back the same way (ping-pong); loop and "
        "ping-pong repeat without a seam",
        "once",
        choices=CYCLES,
    ),
    _motion(
        "path",
        "choice",
        "Path between latent codes: through codes of real digits, with steady thickness and slant "
        "(geodesic), in a straight line (linear), or along an arc around the origin (slerp)",
        choices=PATH_KINDS,
    ),
    _motion(
        "even",
        "switch",
        "Time each path so that every frame differs equally from the one before (L2 distance of pixels)",
    ),
    _motion(
        "easing",
        "choice",
        "Move at constant speed (linear), start slowly (ease-in), arrive slowly (ease-out) or do both "
        "(ease-in-out)",
        choices=EASINGS,
    ),
    _motion(
        "stagger",
        "number",
        "Delay between digits: from 0 (all move together) to 1 (each waits until the digit on its left has "
        "arrived)",
        low=0,
        high=1,
    ),
    _motion(
        "align",
        "choice",
        "Align numbers of different lengths; right keeps units under units",
        choices=ALIGNMENTS,
    ),
    _motion(
        "true-ends",
        "switch",
        "Begin and end with your original pictures instead of the model's reconstructions",
    ),
    _digits("start-digits", "start"),
    _digits("end-digits", "end"),
    Setting(
        "seed",
        "ends",
        "integer",
        f"Draw typed digits at random with this seed, 0 to {MAX_SEED:,}; the same seed gives the same digits",
        high=MAX_SEED,
        unset="typical digits",
    ),
    Setting(
        "hand-of",
        "ends",
        "choice",
        "Copy the handwriting (thickness and slant) of this end to the typed number at the other end",
        choices=get_args(Side),
    ),
    _look("fps", "number", f"Frames per second: {MIN_FPS} to {MAX_FPS}", low=MIN_FPS, high=MAX_FPS),
    _look(
        "height",
        "integer",
        f"Height in pixels: an even number from {MIN_HEIGHT} to {MAX_HEIGHT:,}",
        low=MIN_HEIGHT,
        high=MAX_HEIGHT,
    ),
    _look("loop", "switch", "Play a GIF, WebP or APNG forever instead of once"),
    _look("paper", "choice", "Light ink on dark paper, or dark ink on light paper", choices=get_args(Paper)),
    _look("pixels", "switch", "Show the 28×28 pixels of each digit without smoothing"),
)
SETTINGS: Mapping[str, Setting] = {setting.name: setting for setting in _TABLE}
"""All settings by name, in the order of ``--help``."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FilmSettings:
    """All settings of a film; ``make_film`` checks later whether they fit the ends.

    Attributes:
        model: Name of a shipped model, or path of a model folder.
        frames: Frames from one end to the next, both included, 2 to 100,000; one for all legs or one per leg.
        hold: Extra frames for which an end stands still: one number for all ends, or one for each end.
        cycle: "once", "loop" or "ping-pong"; see ``plan``.
        start_digits: Number of digits in the start picture, 1 to 8; None to detect it.
        end_digits: Number of digits in the end picture, 1 to 8; None to detect it.
        seed: Seed of random digits for typed numbers, 0 to 9,999,999; None for typical digits.
        hand_of: The end whose handwriting the typed number at the other end copies.
        motion: How digits move.
        look: How the film looks.

    Raises:
        MorphError: A seed or number of digits is out of range, or a choice is unknown.
        PathError: A frame count is out of range.
    """

    model: str = SETTINGS["model"].default
    frames: tuple[int, ...] = SETTINGS["frames"].default
    hold: tuple[int, ...] = SETTINGS["hold"].default
    cycle: Cycle = SETTINGS["cycle"].default
    start_digits: int | None = None
    end_digits: int | None = None
    seed: int | None = None
    hand_of: Side | None = None
    motion: Motion = dataclasses.field(default_factory=Motion)
    look: Look = dataclasses.field(default_factory=Look)

    def __post_init__(self) -> None:
        for setting in settings_of("itinerary", "ends"):
            setting.check(getattr(self, setting.field))
        for frame_count in self.frames:
            check_frame_count(frame_count)

    def changed(self, values: Mapping[str, Any], *, prefix: str = "") -> Self:
        """Return these settings with some values replaced.

        Args:
            values: New values by the settings' names, such as ``{"hand-of": "start"}``.
            prefix: Prefix of setting names in error messages, as in "--seed".

        Raises:
            LatentDigitsError: An unknown setting, or a value out of range.
        """
        for name, value in values.items():
            if name not in SETTINGS:
                raise MorphError(f"unknown setting {shortened(name)}; choose one of {', '.join(SETTINGS)}")
            SETTINGS[name].check(value, prefix=prefix)

        def fields(*groups: Group) -> dict[str, Any]:
            return {
                setting.field: values[setting.name]
                for setting in settings_of(*groups)
                if setting.name in values
            }

        return dataclasses.replace(
            self,
            motion=dataclasses.replace(self.motion, **fields("motion")),
            look=dataclasses.replace(self.look, **fields("look")),
            **fields("model", "itinerary", "ends"),
        )

    def itinerary(self, end_count: int, *, prefix: str = "") -> Itinerary:
        """Plan the film through ``end_count`` ends.

        Args:
            end_count: Number of ends.
            prefix: Prefix of setting names in error messages, as in "--frames".

        Raises:
            MorphError: Fewer than 2 ends, or the wrong number of frame counts or holds.
            PathError: More than 100,000 frames in total.
        """
        return plan(
            end_count,
            frame_count=_one_or_all(self.frames),
            holds=_one_or_all(self.hold),
            cycle=self.cycle,
            names=(f"{prefix}frames", f"{prefix}hold"),
        )


def _one_or_all(numbers: tuple[int, ...]) -> int | tuple[int, ...]:
    return numbers[0] if len(numbers) == 1 else numbers
