"""Copy as: the film on the screen as a link, as a command line and as Python, each as short as it can be."""

import dataclasses
import re
import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

from dashboard import resources
from dashboard.morph.settings import Look
from dashboard.session.current_morph import End
from dashboard.session.route import code_word
from runtime import DEFAULT_MODEL, Correction, count_through
from runtime.morph.itinerary import ELLIPSIS, Itinerary
from runtime.morph.leg import Motion
from runtime.video import DEFAULT_FPS, DEFAULT_HEIGHT

WIDTH = 460  # pixels
_DEFAULT_FRAME_COUNT = 60
_NAMES = ("Correction", "Morph", "anchor", "count_through", "find_digits", "in_hand", "load_vae")
_DEFAULT_LOOK = Look(fps=DEFAULT_FPS, paper="dark", height=DEFAULT_HEIGHT, pixels=False)


@dataclasses.dataclass(frozen=True, slots=True)
class OnScreen:
    """A film as the page shows it.

    Attributes:
        model: The model's name.
        ends: Its start, its way-points and its end.
        itinerary: Its way through them.
        motion: How digits move.
        look: How it looks.
        name: Of its files, without an ending.
        words: Its way-points as they were written, "…" for a count; none where each is to be named.
    """

    model: str
    ends: tuple[End, ...]
    itinerary: Itinerary
    motion: Motion
    look: Look
    name: str
    words: tuple[str, ...] = ()

    @property
    def has_pictures(self) -> bool:
        """Whether an end is a picture, which no text can hold."""
        return any(end.picture for end in self.ends)

    @property
    def beyond_a_command(self) -> list[str]:
        """What of its ends the command line cannot say, as it may stand after "it knows"."""
        styles = {(end.style, end.seed) for end in self.ends if end.source == "number"}
        reasons = {
            "no number on the way in the hand of an end": any(end.style == "hand" for end in self.ends[1:-1]),
            "no corrected boxes": any(end.picture and end.picture[2] != Correction() for end in self.ends),
            "one style and one seed for all numbers": len({it for it in styles if it[0] != "hand"}) > 1,
        }
        return [reason for reason, holds in reasons.items() if holds]


def link(address: str, parameters: Mapping[str, str]) -> str:
    """The page's ``address`` with what its settings say."""
    place = address if urlsplit(address).path else f"{address}/"
    return f"{place}?{urlencode(parameters)}" if parameters else place


def command(shown: OnScreen) -> str | None:
    """The command line that makes the film, without what it would do anyway; None where it cannot."""
    if shown.beyond_a_command:
        return None
    options: dict[str, Any] = {}
    if shown.model != DEFAULT_MODEL:
        options["--model"] = shown.model
    frames = _one_or_all(tuple(steps + 1 for steps in shown.itinerary.steps))
    if frames != _DEFAULT_FRAME_COUNT:
        options["--frames"] = _with_commas(frames)
    if any(shown.itinerary.holds):
        options["--hold"] = _with_commas(_one_or_all(shown.itinerary.holds))
    if shown.itinerary.cycle != "once":
        options["--cycle"] = shown.itinerary.cycle
    for name, value in _changed(shown).items():
        options["--no-even" if name == "even" else f"--{name.replace('_', '-')}"] = value
    for number, end in enumerate(shown.ends):
        if end.style == "random":
            options["--seed"] = end.seed
        elif end.style == "hand":
            options["--hand-of"] = "start" if number else "end"
    words = ["python", "-m", "runtime", "morph", *_words(shown)]
    for option, value in options.items():
        words += [option] if isinstance(value, bool) else [option, str(value)]
    return shlex.join([*words, "--out", f"{shown.name}.mp4"])


def python(shown: OnScreen) -> str:
    """The lines of Python that make the film."""
    itinerary = shown.itinerary
    look = {name: value for name, value in _changed(shown).items() if name in _DEFAULT_LOOK}
    more = {name: value for name, value in _changed(shown).items() if name not in look}
    if len(shown.ends) == 2 and not any(itinerary.holds) and itinerary.cycle == "once":
        frame_count = itinerary.steps[0] + 1
        if frame_count != _DEFAULT_FRAME_COUNT:
            more = {"frame_count": frame_count, **more}
        made = f"Morph(vae, {', '.join(_expressions(shown))}{_arguments(more)})"
    else:
        way: dict[str, Any] = {"steps": _listed(_one_or_all(itinerary.steps))}
        if any(itinerary.holds):
            way["holds"] = _listed(_one_or_all(itinerary.holds))
        if itinerary.cycle != "once":
            way["cycle"] = itinerary.cycle
        sources = _expressions(shown)
        through = f"[{', '.join(sources)}]" if sources[1:] else sources[0].removeprefix("*")
        made = f"Morph.sequence(vae, {through}{_arguments(way | more)})"
    imported = [name for name in _NAMES if re.search(rf"\b{name}[.(]", made) or name == "load_vae"]
    return (
        f"from runtime import {', '.join(imported)}\n\n"
        f'vae = load_vae("{shown.model}")\n'
        f"film = {made}\n"
        f'film.save("{shown.name}.mp4"{_arguments(look)})'
    )


def popover(shown: OnScreen) -> None:
    """Draw the three texts, each with a button that copies it."""
    with st.popover("Copy as", icon=":material/content_copy:"), st.container(key="copy_as", width=WIDTH):
        _text("Link", link(st.context.url or "", st.query_params.to_dict()), None)
        st.caption("The address bar holds it too. Pictures and drawings stay here.")
        line = command(shown)
        if line:
            _text("Command line", line, "bash")
        else:
            st.caption(
                f"The command line knows {', '.join(shown.beyond_a_command)}: take the Python, or "
                "download the film and run `python -m runtime morph --recipe` with its file."
            )
        _text("Python", python(shown), "python")
        st.caption("Run both where Latent Digits is installed, in its folder.")
        if shown.has_pictures:
            st.caption(
                "Pictures stay here: put your file where it says *your-picture*. Of a drawing, download the "
                "film: `python -m runtime morph --recipe` makes it again from its file."
            )


def _text(title: str, text: str, language: str | None) -> None:
    st.markdown(f"**{title}**")
    st.code(text, language=language, wrap_lines=True)


def _in_turn(shown: OnScreen) -> list[int | None]:
    """The numbers of the ends that are written one by one; None for those counted between two."""
    if not shown.words:
        return [*range(len(shown.ends))]
    turn: list[int | None] = [0]
    number = 0
    for word, after in zip(shown.words, (*shown.words[1:], shown.ends[-1].number), strict=True):
        if word == ELLIPSIS:
            number += len(count_through(shown.ends[number].number, after)) - 2
            turn.append(None)
        else:
            number += 1
            turn.append(number)
    return [*turn, number + 1]


def _words(shown: OnScreen) -> list[str]:
    """The ends as the command line lists them."""
    return ["..." if number is None else _source(shown, number) for number in _in_turn(shown)]


def _source(shown: OnScreen, number: int) -> str:
    """An end as one types it: a number, a row, a code, or a file's name that says what to put there."""
    end = shown.ends[number]
    if end.source == "map":
        return f"row{end.row}"
    if end.code:
        return code_word(end.code.packed(resources.vae(shown.model)))
    return f"your-picture-of-the-{'start' if number == 0 else 'end'}.png" if end.picture else end.number


def _expressions(shown: OnScreen) -> list[str]:
    """The ends as Python lists them, counts as such where their numbers are typical."""
    turn = _in_turn(shown)
    if any(end.style != "typical" for end in shown.ends[1:-1]):
        turn = [*range(len(shown.ends))]
    said: list[str] = []
    for place, number in enumerate(turn):
        if number is not None:
            counted = place > 0 and turn[place - 1] is None and shown.ends[number].style == "typical"
            said += [] if counted else [_expression(shown, number)]
            continue
        beside = turn[place - 1], turn[place + 1]
        assert beside[0] is not None  # no count follows another
        assert beside[1] is not None
        before, after = shown.ends[beside[0]], shown.ends[beside[1]]
        first, last = "1", "" if after.style == "typical" else "-1"
        if said[-1] == f'"{before.number}"':
            said.pop()
            first = ""
        part = f"[{first}:{last}]" if first or last else ""
        said.append(f'*count_through("{before.number}", "{after.number}"){part}')
    return said


def _expression(shown: OnScreen, number: int) -> str:
    """An end as Python says it."""
    end, source = shown.ends[number], f'"{_source(shown, number)}"'
    if end.picture:
        correction = end.picture[2]
        if correction == Correction():
            return source
        said = f"Correction({correction.boxes}, {correction.threshold})"
        return f"find_digits({source}, correction={said}).digits"
    if end.style == "random":
        return f"anchor(vae, {source}, seed={end.seed}{f', draw={end.draw}' if end.draw else ''})"
    if end.style == "hand":
        return f"in_hand(vae, {source}, {_expression(shown, 0 if number else len(shown.ends) - 1)})"
    return source


def _changed(shown: OnScreen) -> dict[str, Any]:
    """What of motion and look is not as it is by itself."""
    defaults = dataclasses.asdict(Motion()) | dict(_DEFAULT_LOOK)
    if not shown.has_pictures:
        defaults["true_ends"] = shown.motion.true_ends  # it changes nothing
    now = dataclasses.asdict(shown.motion) | dict(shown.look)
    return {name: value for name, value in now.items() if value != defaults[name]}


def _one_or_all(numbers: tuple[int, ...]) -> int | tuple[int, ...]:
    return numbers[0] if len(set(numbers)) == 1 else numbers


def _with_commas(numbers: int | tuple[int, ...]) -> str:
    return ",".join(map(str, numbers)) if isinstance(numbers, tuple) else str(numbers)


def _listed(numbers: int | tuple[int, ...]) -> int | list[int]:
    return list(numbers) if isinstance(numbers, tuple) else numbers


def _arguments(settings: Mapping[str, Any]) -> str:
    """Named arguments as they follow others, in the quotes that the project uses."""
    return "".join(
        f', {name}="{value}"' if isinstance(value, str) else f", {name}={value!r}"
        for name, value in settings.items()
    )
