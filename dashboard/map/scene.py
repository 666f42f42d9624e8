"""The data of the map's browser component: points, the current film and the user's digit."""

import dataclasses

import numpy as np
import streamlit as st

from dashboard import notices, resources
from dashboard.draw import figures, thumbnails
from dashboard.draw.map_view import MapView
from dashboard.draw.morph_lines import Line, lines_between, lines_through, stop_names
from dashboard.server import map_files
from dashboard.session import current_film, map_state, own_digit, parameters
from dashboard.session.route import name_of
from runtime import Vae
from runtime.arrays import FloatArray

MOST_PLACES = 120  # points of a line; each takes 2 ms to project


def scene(vae: Vae, view: MapView, row: int, base: str) -> dict[str, object]:
    """Return the component's data for one view of a model.

    Args:
        vae: The model.
        view: The projection.
        row: The chosen point.
        base: The code that PCA and two-dimensional views slice through: see ``map_files.base_code``.
    """
    square = resources.map_places(vae.name, view)[1]
    state = map_state.recall_map()
    version = map_files.version(vae)
    files = f"{map_files.PREFIX}/{vae.name}"
    plane = view.plane(vae, map_files.base_code(vae, base))
    lines: list[Line] = []
    with notices.in_words():  # the map appears even if the film has an error
        lines = _current_lines(vae)
    drawn_morph = f" Lines show the current film: {'; '.join(line.name for line in lines)}." if lines else ""
    manifold = plane is not None and st.session_state.get(parameters.MANIFOLD.name, False)
    return {
        "model": vae.name,
        "files": f"{files}?v={version}",
        "places": f"{files}/places/{view.name}?v={version}",
        "labels": f"{files}/labels?v={version}",
        "digits": f"{files}/digits?v={version}&rows=ROWS",
        "sprites": {
            "address": f"{files}/sheet/NUMBER?v={version}",
            "sheets": thumbnails.SHEET_COUNT,
            "perSheet": thumbnails.PER_SHEET,
            "columns": thumbnails.SHEET_COLUMNS,
            "size": thumbnails.THUMBNAIL_SIZE,
            "stride": thumbnails.stride(len(vae.latents)),
        },
        "manifold": f"{files}/manifold/{view.name}?v={version}&base={base}" if manifold else "",
        "plane": plane
        and {"origin": plane.origin.tolist(), "across": plane.across.tolist(), "up": plane.up.tolist()},
        "count": len(vae.latents),
        "square": {"left": square.left, "bottom": square.bottom, "side": square.side},
        "axes": view.axes,
        "colours": {"light": figures.DIGIT_COLOURS, "dark": figures.DIGIT_COLOURS_ON_DARK},
        "choice": state.place or str(row),
        "camera": state.camera,
        "hidden": state.hidden,
        "selection": state.selection,
        "heard": state.heard,
        "lines": _lines(lines, vae, view),
        "stars": _stars(vae, view),
        "alt": f"{len(vae.latents):,} codes of MNIST, coloured by digit: {view.axes[0]} is horizontal, "
        f"{view.axes[1]} vertical.{drawn_morph} Arrow keys move from point to point; plus and minus zoom.",
    }


def _current_lines(vae: Vae) -> list[Line]:
    """Return the lines of the session's film, one per digit position; empty before the first film.

    Raises:
        LatentDigitsError: An end or a stop cannot be read.
    """
    film = current_film.recall_film()
    if film is None:
        return []
    plan = film.plan(vae)
    morph = plan.morph(vae)
    draw = lines_between if len(plan.ends) == 2 else lines_through
    names = stop_names(morph, [name_of(stop) for stop in film.stops()])
    return [dataclasses.replace(line, stop_names=names) for line in draw(morph, resources.morph_codes(plan))]


def _lines(lines: list[Line], vae: Vae, view: MapView) -> list[dict[str, object]]:
    """Return the lines of the current film as the component draws them, one per digit position."""
    drawn: list[dict[str, object]] = []
    for line in lines:
        frames = _frames_on_map(line)
        stops = [
            [frames.index(frame), name]
            # A digit that only grows or shrinks has no stops.
            for frame, name in zip(line.stops, line.stop_names, strict=False)
            if name
        ]
        places = _places_on_line(line.codes[frames], vae, view)
        drawn.append({"places": places, "label": [line.start, line.end], "stops": stops})
    return drawn


def _frames_on_map(line: Line) -> list[int]:
    """Return about ``MOST_PLACES`` evenly spaced frames of a line, plus its last frame and its stops."""
    step = -(-len(line.codes) // MOST_PLACES)
    return sorted({*range(0, len(line.codes), step), len(line.codes) - 1, *line.stops})


def _places_on_line(codes: FloatArray, vae: Vae, view: MapView) -> list[list[float] | None]:
    """Project codes (N, latent_dim); None for NaN codes, where the line is interrupted."""
    there = np.isfinite(codes[:, 0])
    places = iter(resources.line_places(vae.name, view, codes[there].tobytes()).round(4).tolist())
    return [next(places) if each else None for each in there]


def _stars(vae: Vae, view: MapView) -> list[dict[str, object]]:
    """Return the user's digit as a star; empty if there is none."""
    own = own_digit.recall_digit()
    if own is None:
        return []
    place = view.place_of(vae, vae.encode(own)[0])[0]
    return [{"place": place.round(4).tolist(), "label": "your digit"}]
