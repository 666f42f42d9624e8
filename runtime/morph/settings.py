"""Every setting of a film, in the one table that the command line, batches, recipes and the page read."""

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
Place = Literal["model", "way", "motion", "ends", "look"]

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
        name: Its option on the command line and its column in a table of pairs, such as "true-ends".
        place: Where its value belongs: "motion" is a field of ``Motion``, "look" one of ``Look``.
        kind: "integer" is a whole number, "numbers" is a list of them.
        help: One line for ``--help``.
        default: Its value where nobody gives one.
        choices: The values of a choice.
        low: The lowest value of a number; of each number in a list.
        high: The highest value.
        unset: What the program does without a value, where the default is None.
    """

    name: str
    place: Place
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
        """Its name in Python."""
        return self.name.replace("-", "_")

    @property
    def plain_type(self) -> Any:
        """The type of its values in JSON, for ``isinstance``."""
        return _PLAIN_TYPES[self.kind]

    def parse(self, text: str) -> Any:
        """The value that ``text``, a cell of this setting's column, stands for.

        Ranges are checked where the value is used: by ``FilmSettings``, ``Motion`` and ``Look``.

        Raises:
            MorphError: The text stands for no value of this kind.
        """
        text = text.strip()
        if self.kind == "switch":
            if text.lower() not in YES + NO:
                raise MorphError(f"its {self.name} is {shortened(text)}; write yes or no")
            return text.lower() in YES
        try:
            return self._read(text)
        except MorphError as error:
            raise MorphError(f"its {self.name}: {error}") from error

    def check(self, value: object, *, prefix: str = "") -> None:
        """Refuse a value of the table's own kinds that does not fit; ``Motion`` and ``Look`` check theirs.

        Args:
            value: The value; None stands for no value where that is the default.
            prefix: Precedes the setting's name in the error, as in "--seed".

        Raises:
            MorphError: A choice, a whole number or a list of numbers does not fit.
        """
        if self.place in ("motion", "look") or (value is None and self.default is None):
            return
        if self.kind == "choice" and value not in self.choices:
            raise MorphError(
                f"{prefix}{self.name} is {shortened(value)}; choose among {', '.join(self.choices)}"
            )
        if self.kind == "integer" and (type(value) is not int or not self.low <= value <= self.high):
            raise MorphError(f"{prefix}{self.name} is {shortened(value)}; {self._way_out}")
        if self.kind == "numbers" and (not isinstance(value, tuple) or not value):
            raise MorphError(f"{prefix}{self.name} is {shortened(value)}; give at least one whole number")

    @property
    def _way_out(self) -> str:
        kind = "a whole number" if self.kind == "integer" else "a number"
        return f"give {kind} from {self.low:,} to {self.high:,}"

    def _read(self, text: str) -> Any:
        if self.kind == "numbers":
            return whole_numbers(text)
        if self.kind == "choice" and text not in self.choices:
            raise MorphError(f"{shortened(text)} is not one of {', '.join(map(repr, self.choices))}")
        if self.kind in ("choice", "text"):
            return text
        try:
            return int(text) if self.kind == "integer" else float(text)
        except ValueError as error:
            raise MorphError(f"cannot read {shortened(text)}; {self._way_out}") from error


def whole_numbers(text: str) -> tuple[int, ...]:
    """Whole numbers with commas between them: "60,30" → (60, 30).

    Raises:
        MorphError: The text holds something else.
    """
    try:
        return tuple(int(number) for number in text.split(","))
    except ValueError as error:
        raise MorphError(
            f"{shortened(text)} is no whole number, nor several with commas between them"
        ) from error


def settings_of(*places: Place) -> tuple[Setting, ...]:
    """The settings that belong to these places, in the order of the table."""
    return tuple(setting for setting in SETTINGS.values() if setting.place in places)


def _motion(name: str, kind: SettingKind, text: str, **more: Any) -> Setting:
    return Setting(name, "motion", kind, text, getattr(_MOTION, name.replace("-", "_")), **more)


def _look(name: str, kind: SettingKind, text: str, **more: Any) -> Setting:
    return Setting(name, "look", kind, text, getattr(_LOOK, name), **more)


def _digits(name: str, picture: str) -> Setting:
    text = f"Digits in the {picture} picture, 1 to {MAX_DIGIT_COUNT}"
    return Setting(name, "ends", "integer", text, low=1, high=MAX_DIGIT_COUNT, unset="find out")


_TABLE = (
    Setting("model", "model", "text", "A shipped model or a model folder", DEFAULT_MODEL),
    Setting(
        "frames",
        "way",
        "numbers",
        f"Frames from one end to the next, both included, {MIN_FRAME_COUNT} to {MAX_FRAME_COUNT:,}; "
        "60,30,30 sets each leg separately",
        (DEFAULT_FRAME_COUNT,),
        low=MIN_FRAME_COUNT,
        high=MAX_FRAME_COUNT,
    ),
    Setting(
        "hold",
        "way",
        "numbers",
        "Extra frames for which each end stands still; 15,0,15 sets each end separately",
        (0,),
        high=MAX_FRAME_COUNT,
    ),
    Setting(
        "cycle",
        "way",
        "choice",
        "After the last end, stop, go on to the first (loop) or go back the same way (ping-pong); loop and "
        "ping-pong repeat without a seam",
        "once",
        choices=CYCLES,
    ),
    _motion(
        "path",
        "choice",
        "Go through real digits (geodesic), straight (linear) or along an arc (slerp)",
        choices=PATH_KINDS,
    ),
    _motion("even", "switch", "Make equal steps look equally large"),
    _motion("easing", "choice", "Start slowly (ease-in), arrive slowly (ease-out) or both", choices=EASINGS),
    _motion(
        "stagger",
        "number",
        "Delay between digits: 0 moves all together, 1 one after another",
        low=0,
        high=1,
    ),
    _motion("align", "choice", "Align numbers of different lengths", choices=ALIGNMENTS),
    _motion("true-ends", "switch", "Begin and end with the original pictures, not with the model's versions"),
    _digits("start-digits", "first"),
    _digits("end-digits", "last"),
    Setting(
        "seed",
        "ends",
        "integer",
        f"Draw typed digits at random, 0 to {MAX_SEED:,}; the same seed draws the same digits",
        high=MAX_SEED,
        unset="typical ones",
    ),
    Setting(
        "hand-of",
        "ends",
        "choice",
        "Write the typed number at the other end as thick and as slanted as this end",
        choices=get_args(Side),
    ),
    _look("fps", "number", f"Frames per second, {MIN_FPS} to {MAX_FPS}", low=MIN_FPS, high=MAX_FPS),
    _look(
        "height",
        "integer",
        f"Height in pixels, even, {MIN_HEIGHT} to {MAX_HEIGHT}",
        low=MIN_HEIGHT,
        high=MAX_HEIGHT,
    ),
    _look("loop", "switch", "Whether a GIF, WebP or APNG repeats"),
    _look("paper", "choice", "Light ink on dark paper, or dark ink on light paper", choices=get_args(Paper)),
    _look("pixels", "switch", "Show the real 28×28 pixels instead of smoothing"),
)
SETTINGS: Mapping[str, Setting] = {setting.name: setting for setting in _TABLE}
"""Every setting by its name, in the order of ``--help``."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FilmSettings:
    """All settings of a film, checked as far as they can be without its ends.

    Attributes:
        model: A shipped model's name, or the path of a model folder.
        frames: Frames from one end to the next, both included, 2 to 100,000: one number for all legs, or one
            for each.
        hold: Extra frames for which an end stands still: one number for all ends, or one for each.
        cycle: "once", "loop" or "ping-pong"; see ``plan``.
        start_digits: How many digits the picture at the start shows, 1 to 8; None to find out.
        end_digits: The same for the picture at the end.
        seed: Draws typed digits at random, 0 to 9,999,999; None for typical digits.
        hand_of: The end whose thickness and slant a typed number at the other end takes on.
        motion: How digits move.
        look: How the film looks.

    Raises:
        MorphError: A seed, a number of digits or a choice outside its range.
        PathError: A frame count outside its range.
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
        for setting in settings_of("way", "ends"):
            setting.check(getattr(self, setting.field))
        for frame_count in self.frames:
            check_frame_count(frame_count)

    def changed(self, values: Mapping[str, Any], *, prefix: str = "") -> Self:
        """These settings with some values replaced, given by their names in the table.

        Args:
            values: New values, such as ``{"hand-of": "start"}``.
            prefix: Precedes a setting's name in errors, as in "--seed".

        Raises:
            LatentDigitsError: There is no such setting, or a value is out of its range.
        """
        for name, value in values.items():
            if name not in SETTINGS:
                raise MorphError(f"no setting {shortened(name)}; available: {', '.join(SETTINGS)}")
            SETTINGS[name].check(value, prefix=prefix)

        def fields(*places: Place) -> dict[str, Any]:
            return {it.field: values[it.name] for it in settings_of(*places) if it.name in values}

        return dataclasses.replace(
            self,
            motion=dataclasses.replace(self.motion, **fields("motion")),
            look=dataclasses.replace(self.look, **fields("look")),
            **fields("model", "way", "ends"),
        )

    def itinerary(self, end_count: int, *, prefix: str = "") -> Itinerary:
        """The way through ``end_count`` ends; errors name the settings with ``prefix``, as in "--frames".

        Raises:
            MorphError: Fewer than 2 ends, or frames or holds that do not fit them.
            PathError: More than 100,000 frames in all.
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
