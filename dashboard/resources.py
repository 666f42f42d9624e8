"""The only place that caches: models by name, films by everything that decides them."""

import io
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard import figures, thumbnails
from dashboard import map_picture as pictures
from dashboard.batching import Batcher, Pictures, to_pictures
from dashboard.film_plan import FilmPlan
from dashboard.map_view import MapView, Square
from runtime import (
    NumberSteps,
    Reader,
    Vae,
    find_digits,
    load_reader,
    load_vae,
)
from runtime.arrays import FloatArray
from runtime.confidence import Confidence, read_film
from runtime.video import Paper

LATENCY_RUNS = 15


@st.cache_resource(max_entries=8, show_spinner=False)
def vae(name: str) -> Vae:
    """A model, opened once for everyone."""
    return load_vae(name)


@st.cache_resource(max_entries=1, show_spinner=False)
def reader() -> Reader:
    """The digit reader, opened once for everyone."""
    return load_reader()


@st.cache_resource(max_entries=8, show_spinner=False)
def batcher(name: str) -> tuple[int, Batcher]:
    """A model's latent_dim and what decodes for the live route."""
    model = vae(name)
    return model.latent_dim, Batcher(model.decode)


@st.cache_data(max_entries=16, show_spinner=False)
def map_places(name: str, view: MapView) -> tuple[NDArray[np.uint16], Square]:
    """The map's places (N, 2) as 16-bit numbers, and the square that they divide."""
    places = view.places(vae(name))
    square = Square.around(places)
    return square.quantise(places), square


@st.cache_data(max_entries=64, show_spinner=False)
def line_places(name: str, view: MapView, codes: bytes) -> FloatArray:
    """The places (N, 2) of a path's codes, the bytes of float32 (N, latent_dim), on a view of the map."""
    model = vae(name)
    return view.place_of(model, np.frombuffer(codes, np.float32).reshape(-1, model.latent_dim))


@st.cache_data(max_entries=16, show_spinner=False)
def map_picture(name: str, view: MapView, *, dark: bool) -> bytes:
    """The whole map as a small picture, WebP, in the colours of a theme."""
    colours = figures.DIGIT_COLOURS_ON_DARK if dark else figures.DIGIT_COLOURS
    return pictures.draw_map(map_places(name, view)[0], vae(name).latents.label, colours)


@st.cache_data(max_entries=16, show_spinner=False)
def map_extent(name: str, view: MapView) -> dict[str, list[Any]]:
    """Where the map's points are and where each digit's: see ``map_picture.extent``."""
    return pictures.extent(map_places(name, view)[0], vae(name).latents.label)


@st.cache_data(max_entries=80, show_spinner=False)
def map_sheet(name: str, number: int) -> bytes:
    """A sheet of the map's thumbnails, as WebP."""
    return thumbnails.draw_sheet(vae(name), number)


@st.cache_data(max_entries=16, max_size="64 MB", show_spinner=False)
def morph_codes(plan: FilmPlan) -> FloatArray:
    """The codes (frame_count, digit_count, latent_dim) that a morph goes through."""
    return plan.morph(vae(plan.model)).codes()


@st.cache_data(max_entries=16, ttl="1 minute", show_spinner=False)
def latency_ms(name: str) -> dict[str, float]:
    """How long a model takes on this machine, medians in ms."""
    model = vae(name)
    z, image = model.preset(3), model.decode(model.preset(3))[0]
    calls: dict[str, Callable[[], object]] = {
        "decoding one": lambda: model.decode(z),
        "encoding one": lambda: model.encode(image),
    }
    return {
        what: statistics.median(_milliseconds(call) for _ in range(LATENCY_RUNS))
        for what, call in calls.items()
    }


@st.cache_data(max_entries=16, show_spinner=False)
def share_kept(name: str) -> float:
    """How often a typical digit stays what it is when it is moved by one spread along an attribute."""
    model = vae(name)
    z = np.stack([model.preset(digit) for digit in range(10)])
    spreads = np.array([attribute.std for attribute in model.card.attributes], np.float32)
    steps = spreads[:, None] * model.directions.at(z)  # (10, attributes, latent_dim)
    moved = np.stack([z[:, None] - steps, z[:, None] + steps]).reshape(-1, model.latent_dim)
    read = reader().read(model.decode(moved)).argmax(1).reshape(2, 10, -1)
    return float((read == np.arange(10)[:, None]).mean())


def _milliseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - start)


@st.cache_data(max_entries=32, show_spinner="Reading the picture …")
def digits_of(name: str, picture: bytes, digit_count: int | None) -> NumberSteps:
    """The digits in an uploaded picture, with the steps that led to them; ``name`` is for messages."""
    file = _NamedBytes(picture)
    file.name = name
    return find_digits(file, count=digit_count)


class _NamedBytes(io.BytesIO):
    name: str


@st.cache_data(max_entries=64, max_size="256 MB", show_spinner=False)
def played(plan: FilmPlan) -> tuple[Pictures, Confidence, FloatArray]:
    """A morph's frames (frame_count, 28, 28 · digit_count), how they read, and their codes."""
    morph = plan.morph(vae(plan.model))
    images = np.stack(list(morph.images()))
    return to_pictures(images), read_film(morph, images, reader()), morph.codes()


@st.cache_data(max_entries=64, max_size="256 MB", show_spinner=False)
def film(plan: FilmPlan, *, ending: str, fps: float, height: int, paper: Paper, pixels: bool) -> bytes:
    """A morph as the bytes of a film file."""
    morph = plan.morph(vae(plan.model))
    return morph.film_bytes(ending, fps=fps, height=height, paper=paper, pixels=pixels)
