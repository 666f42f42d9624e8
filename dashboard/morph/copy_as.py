"""Copy as: the current film as a link, a command line and Python code, without default values."""

import dataclasses
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

from dashboard.session.film import End, Film
from dashboard.session.route import code_word, counting_words
from runtime import DEFAULT_MODEL, Correction, Vae, count_through
from runtime.morph.itinerary import DEFAULT_FRAME_COUNT, ELLIPSIS
from runtime.morph.motion import Motion
from runtime.video import Look

WIDTH = 460  # pixels
_NAMES = ("Correction", "Morph", "anchor", "count_through", "find_digits", "in_hand", "load_vae")
_MOTION, _LOOK = dataclasses.asdict(Motion()), dataclasses.asdict(Look())

Ends = Sequence[End]
"""A film's start, stops and end, in order."""


def link(address: str, parameters: Mapping[str, str]) -> str:
    """Return the page's address with the parameters of its settings."""
    base = address if urlsplit(address).path else f"{address}/"
    return f"{base}?{urlencode(parameters)}" if parameters else base


def beyond_a_command(ends: Ends) -> list[str]:
    """Return what the command line does not support for these ends, to follow "does not support"."""
    styles = {(end.style, end.seed) for end in ends if end.source == "number"}
    reasons = {
        "copying an end's handwriting to a stop": any(end.style == "hand" for end in ends[1:-1]),
        "corrected boxes": any(end.picture and end.picture.correction != Correction() for end in ends),
        "several styles or seeds of typed numbers": len({each for each in styles if each[0] != "hand"}) > 1,
    }
    return [reason for reason, applies in reasons.items() if applies]


def command(film: Film, vae: Vae) -> str | None:
    """Return the command that makes the film, without default values; None if no command can."""
    ends, itinerary = film.ends(vae), film.itinerary()
    if beyond_a_command(ends):
        return None
    options: dict[str, Any] = {}
    if vae.name != DEFAULT_MODEL:
        options["--model"] = vae.name
    frames = _one_or_all(itinerary.frame_counts)
    if frames != DEFAULT_FRAME_COUNT:
        options["--frames"] = _with_commas(frames)
    if any(itinerary.holds):
        options["--hold"] = _with_commas(_one_or_all(itinerary.holds))
    if itinerary.cycle != "once":
        options["--cycle"] = itinerary.cycle
    for name, value in (_changed_motion(film) | _changed_look(film)).items():
        options["--no-even" if name == "even" else f"--{name.replace('_', '-')}"] = value
    for number, end in enumerate(ends):
        if end.style == "random":
            options["--seed"] = end.seed
        elif end.style == "hand":
            options["--hand-of"] = "start" if number else "end"
    words = ["latent-digits", "morph"]
    words += ["..." if number is None else _source(vae, ends, number) for number in _in_turn(film, ends)]
    for option, value in options.items():
        words += [option] if isinstance(value, bool) else [option, str(value)]
    return shlex.join([*words, "--out", f"{film.name}.mp4"])


def python(film: Film, vae: Vae) -> str:
    """Return Python code that makes the film."""
    ends, itinerary, motion = film.ends(vae), film.itinerary(), _changed_motion(film)
    frame_count = _one_or_all(itinerary.frame_counts)
    arguments: dict[str, Any] = (
        {} if frame_count == DEFAULT_FRAME_COUNT else {"frame_count": _listed(frame_count)}
    )
    sources = _expressions(film, vae, ends)
    if len(ends) == 2 and not any(itinerary.holds) and itinerary.cycle == "once":
        made = f"Morph(vae, {', '.join(sources)}{_arguments(arguments | motion)})"
    else:
        if any(itinerary.holds):
            arguments["holds"] = _listed(_one_or_all(itinerary.holds))
        if itinerary.cycle != "once":
            arguments["cycle"] = itinerary.cycle
        through = f"[{', '.join(sources)}]" if sources[1:] else sources[0].removeprefix("*")
        made = f"Morph.sequence(vae, {through}{_arguments(arguments | motion)})"
    imported = [name for name in _NAMES if re.search(rf"\b{name}[.(]", made) or name == "load_vae"]
    return (
        f"from runtime import {', '.join(imported)}\n\n"
        f'vae = load_vae("{vae.name}")\n'
        f"film = {made}\n"
        f'film.save("{film.name}.mp4"{_arguments(_changed_look(film))})'
    )


def popover(film: Film, vae: Vae) -> None:
    """Draw the link, the command and the Python code, each with a button that copies it."""
    with st.popover("Copy as", icon=":material/content_copy:"), st.container(key="copy_as", width=WIDTH):
        _text("Link", link(st.context.url or "", st.query_params.to_dict()), None)
        st.caption("The same as in the address bar. Your pictures and drawings are not part of the link.")
        line = command(film, vae)
        if line:
            _text("Command line", line, "bash")
        else:
            st.caption(
                f"The command line does not support {', '.join(beyond_a_command(film.ends(vae)))}. Use the "
                "Python code, or download the film and run `latent-digits morph --recipe` with its file."
            )
        _text("Python", python(film, vae), "python")
        st.caption("Run them in the folder where Latent Digits is installed.")
        if film.has_pictures:
            st.caption(
                "Replace *your-picture* with the path of your own file. For a drawing, download the film and "
                "run `latent-digits morph --recipe` with its file."
            )


def _text(title: str, text: str, language: str | None) -> None:
    st.markdown(f"**{title}**")
    st.code(text, language=language, wrap_lines=True)


def _in_turn(film: Film, ends: Ends) -> list[int | None]:
    """Return the indices of the ends that are listed one by one, with None for each count between two."""
    words = counting_words(film.start.number, film.route.stops, film.end.number)
    if not words:
        return [*range(len(ends))]
    turn: list[int | None] = [0]
    number = 0
    for word, after in zip(words, [*words[1:], ends[-1].number], strict=True):
        if word == ELLIPSIS:
            number += len(count_through(ends[number].number, after)) - 2
            turn.append(None)
        else:
            number += 1
            turn.append(number)
    return [*turn, number + 1]


def _source(vae: Vae, ends: Ends, number: int) -> str:
    """Return an end as typed on the command line; a picture becomes a placeholder file name."""
    end = ends[number]
    if end.source == "map":
        return f"row{end.row}"
    if end.code:
        return code_word(end.code.packed(vae))
    return f"your-picture-of-the-{'start' if number == 0 else 'end'}.png" if end.picture else end.number


def _expressions(film: Film, vae: Vae, ends: Ends) -> list[str]:
    """Return the ends as Python expressions; counts of typical numbers become ``count_through``."""
    turn = _in_turn(film, ends)
    if any(end.style != "typical" for end in ends[1:-1]):
        turn = [*range(len(ends))]
    expressions: list[str] = []
    for place, number in enumerate(turn):
        if number is not None:
            counted = place > 0 and turn[place - 1] is None and ends[number].style == "typical"
            expressions += [] if counted else [_expression(vae, ends, number)]
            continue
        beside = turn[place - 1], turn[place + 1]
        assert beside[0] is not None  # two counts never follow each other
        assert beside[1] is not None
        before, after = ends[beside[0]], ends[beside[1]]
        first, last = "1", "" if after.style == "typical" else "-1"
        if expressions[-1] == f'"{before.number}"':
            expressions.pop()
            first = ""
        part = f"[{first}:{last}]" if first or last else ""
        expressions.append(f'*count_through("{before.number}", "{after.number}"){part}')
    return expressions


def _expression(vae: Vae, ends: Ends, number: int) -> str:
    """Return an end as a Python expression."""
    end, source = ends[number], f'"{_source(vae, ends, number)}"'
    if end.picture:
        correction = end.picture.correction
        if correction == Correction():
            return source
        given = f"{correction.boxes}, {correction.threshold}"
        if correction.quarter_turns or correction.row:
            given += f", quarter_turns={correction.quarter_turns}, row={correction.row}"
        return f"find_digits({source}, correction=Correction({given})).digits"
    if end.style == "random":
        return f"anchor(vae, {source}, seed={end.seed}{f', draw={end.draw}' if end.draw else ''})"
    if end.style == "hand":
        return f"in_hand(vae, {source}, {_expression(vae, ends, 0 if number else len(ends) - 1)})"
    return source


def _changed_motion(film: Film) -> dict[str, Any]:
    """Return the non-default fields of the motion; true ends only if an end is a picture."""
    changed = _changed(film.motion, _MOTION)
    if not film.has_pictures:
        changed.pop("true_ends", None)
    return changed


def _changed_look(film: Film) -> dict[str, Any]:
    """Return the non-default fields of the look, in the order of the page's controls."""
    changed = _changed(film.look, _LOOK)
    if "fps" in changed and changed["fps"].is_integer():
        changed["fps"] = int(changed["fps"])  # 24 rather than 24.0
    return {name: changed[name] for name in ("fps", "paper", "height", "pixels", "loop") if name in changed}


def _changed(settings: Motion | Look, defaults: Mapping[str, Any]) -> dict[str, Any]:
    now = dataclasses.asdict(settings)
    return {name: value for name, value in now.items() if value != defaults[name]}


def _one_or_all(numbers: tuple[int, ...]) -> int | tuple[int, ...]:
    return numbers[0] if len(set(numbers)) == 1 else numbers


def _with_commas(numbers: int | tuple[int, ...]) -> str:
    return ",".join(map(str, numbers)) if isinstance(numbers, tuple) else str(numbers)


def _listed(numbers: int | tuple[int, ...]) -> int | list[int]:
    return list(numbers) if isinstance(numbers, tuple) else numbers


def _arguments(settings: Mapping[str, Any]) -> str:
    """Return keyword arguments that follow others, with double quotes."""
    return "".join(
        f', {name}="{value}"' if isinstance(value, str) else f", {name}={value!r}"
        for name, value in settings.items()
    )
