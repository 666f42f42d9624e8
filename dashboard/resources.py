"""All caches of the dashboard: models by name, films by everything that determines them."""

import io
import statistics
import time
from collections.abc import Callable
from typing import Any, Self

import cv2
import numpy as np
import streamlit as st
from numpy.typing import NDArray

import runtime
from dashboard import streamlit_internals
from dashboard.draw import figures, map_picture, thumbnails
from dashboard.draw.batching import Batcher, Pictures, to_pictures
from dashboard.draw.film_plan import FilmPlan
from dashboard.draw.map_view import MapView, Square
from dashboard.draw.seen_ink import SeenInk
from runtime import (
    Correction,
    Morph,
    NumberInk,
    NumberSteps,
    Vae,
    load_reader,
    load_vae,
)
from runtime.arrays import IMAGE_SIZE, FloatArray
from runtime.ink.formats import ENDINGS
from runtime.ink.paper import open_sheet
from runtime.morph.confidence import Confidence, read_film
from runtime.video import Look

LATENCY_RUNS = 15
LONGEST_INK = 600  # pixels of the longer side of a picture in the box editor
PICTURE_TYPES = [*ENDINGS, "npy", "csv"]  # accepted uploads
READING_PICTURE = "Reading the picture …"

streamlit_internals.allow_caches_before_server()


@st.cache_resource(max_entries=8, show_spinner=False)
def vae(name: str) -> Vae:
    """Load a model, shared by all sessions."""
    return load_vae(name)


@st.cache_resource(max_entries=8, show_spinner=False)
def batcher(name: str) -> tuple[int, Batcher]:
    """Return a model's latent_dim and its batcher for the live route."""
    model = vae(name)
    return model.latent_dim, Batcher(model.decode)


@st.cache_data(max_entries=16, show_spinner=False)
def map_places(name: str, view: MapView) -> tuple[NDArray[np.uint16], Square]:
    """Return the map's positions (N, 2) as 16-bit numbers, and the square that contains them."""
    places = view.places(vae(name))
    square = Square.around(places)
    return square.quantise(places), square


@st.cache_data(max_entries=64, show_spinner=False)
def line_places(name: str, view: MapView, codes: bytes) -> FloatArray:
    """Return the positions (N, 2) on a view of the map of codes, bytes of float32 (N, latent_dim)."""
    model = vae(name)
    return view.place_of(model, np.frombuffer(codes, np.float32).reshape(-1, model.latent_dim))


@st.cache_data(max_entries=16, show_spinner=False)
def map_webp(name: str, view: MapView, *, dark: bool) -> bytes:
    """Draw the whole map as a small WebP in the colours of a theme."""
    colours = figures.DIGIT_COLOURS_ON_DARK if dark else figures.DIGIT_COLOURS
    return map_picture.draw_map(map_places(name, view)[0], vae(name).latents.label, colours)


@st.cache_data(max_entries=16, show_spinner=False)
def map_extent(name: str, view: MapView) -> dict[str, list[Any]]:
    """Return the extent of the map and the centre of each digit: see ``map_picture.extent``."""
    return map_picture.extent(map_places(name, view)[0], vae(name).latents.label)


@st.cache_data(max_entries=80, show_spinner=False)
def map_sheet(name: str, number: int) -> bytes:
    """Draw a sheet of the map's thumbnails as WebP."""
    return thumbnails.draw_sheet(vae(name), number)


@st.cache_data(max_entries=16, max_size="64 MB", show_spinner=False)
def morph_codes(plan: FilmPlan) -> FloatArray:
    """Return the codes (frame_count, digit_count, latent_dim) of all frames of a morph."""
    return plan.morph(vae(plan.model)).codes()


@st.cache_data(max_entries=16, ttl="1 minute", show_spinner=False)
def latency_ms(name: str) -> dict[str, float]:
    """Measure a model's speed on this machine: medians in ms, by column title."""
    model = vae(name)
    z, image = model.preset(3), model.decode(model.preset(3))[0]
    calls: dict[str, Callable[[], object]] = {
        "decoding time": lambda: model.decode(z),
        "encoding time": lambda: model.encode(image),
    }
    return {
        title: statistics.median(_milliseconds(call) for _ in range(LATENCY_RUNS))
        for title, call in calls.items()
    }


@st.cache_data(max_entries=16, show_spinner=False)
def share_kept(name: str) -> float:
    """Return how often a typical digit keeps its class when an attribute moves by one standard deviation."""
    model = vae(name)
    z = np.stack([model.preset(digit) for digit in range(10)])
    spreads = np.array([attribute.std for attribute in model.card.attributes], np.float32)
    steps = spreads[:, None] * model.directions.at(z)  # (10, attributes, latent_dim)
    moved = np.stack([z[:, None] - steps, z[:, None] + steps]).reshape(-1, model.latent_dim)
    digits = load_reader().read(model.decode(moved)).argmax(1).reshape(2, 10, -1)
    return float((digits == np.arange(10)[:, None]).mean())


def _milliseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - start)


@st.cache_resource(max_entries=16, show_spinner=READING_PICTURE)
def _open_upload(name: str, picture: bytes) -> tuple[str, FloatArray]:
    """Open an uploaded picture: its name for messages, and its grey values (H, W)."""
    return open_sheet(_NamedBytes.of(name, picture))


@st.cache_resource(max_entries=16, show_spinner=READING_PICTURE)
def _ink_of(name: str, picture: bytes, threshold: float, quarter_turns: int) -> NumberInk:
    """Separate the ink of an uploaded picture, the basis of boxes and digits with any correction."""
    opened = _open_upload(name, picture)
    return NumberInk.separate(*opened, threshold=threshold, quarter_turns=quarter_turns)


@st.cache_resource(max_entries=32, show_spinner=READING_PICTURE)
def digits_of(
    name: str, picture: bytes, digit_count: int | None = None, correction: Correction | None = None
) -> NumberSteps:
    """Read the digits of an uploaded picture, with all steps; ``name`` is for messages."""
    asked = correction or Correction()
    ink = _ink_of(name, picture, asked.threshold, asked.quarter_turns)
    return ink.split(count=digit_count, correction=correction)


@st.cache_data(max_entries=256, show_spinner=False)
def random_codes(name: str, number: str, seed: int, draw: int) -> FloatArray:
    """Return random codes (N, latent_dim) of a typed number's digits."""
    return runtime.random_codes(vae(name), number, seed, draw)


@st.cache_data(max_entries=256, show_spinner=False)
def codes_in_hand(name: str, number: str, digits: bytes) -> FloatArray:
    """Return codes (N, latent_dim) of a typed number that copies the handwriting of ``digits``.

    ``digits`` are bytes of float32 (M, 28, 28).
    """
    images = np.frombuffer(digits, np.float32).reshape(-1, IMAGE_SIZE, IMAGE_SIZE)
    return runtime.codes_in_hand(vae(name), number, images)


@st.cache_data(max_entries=64, show_spinner=READING_PICTURE)
def boxes_of(name: str, picture: bytes, threshold: float, quarter_turns: int = 0) -> SeenInk:
    """Return the ink of an uploaded picture and the boxes of its digits; ``name`` is for messages."""
    found = _ink_of(name, picture, threshold, quarter_turns)
    height, width = found.ink.shape
    scale = min(1.0, LONGEST_INK / max(height, width))
    small = cv2.resize(found.ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return SeenInk(
        figures.ink_url(np.asarray(small, np.float32)), (width, height), tuple(map(tuple, found.rows))
    )


class _NamedBytes(io.BytesIO):
    name: str

    @classmethod
    def of(cls, name: str, content: bytes) -> Self:
        file = cls(content)
        file.name = name
        return file


@st.cache_resource(max_entries=6, show_spinner=False)
def _drawn(plan: FilmPlan) -> tuple[Morph, FloatArray]:
    """Return a morph and its images (frame_count, 28, 28 · digit_count), shared by drawing and reading."""
    morph = plan.morph(vae(plan.model))
    return morph, np.stack(list(morph.images()))


@st.cache_data(max_entries=64, max_size="256 MB", show_spinner=False)
def draw_plan(plan: FilmPlan) -> tuple[Pictures, FloatArray]:
    """Return a morph's frames (frame_count, 28, 28 · digit_count) and their codes."""
    morph, images = _drawn(plan)
    return to_pictures(images), morph.codes()


@st.cache_data(max_entries=64, show_spinner=False)
def read_plan(plan: FilmPlan) -> Confidence:
    """Return the readings of a morph's frames."""
    return read_film(*_drawn(plan), load_reader())


@st.cache_data(max_entries=64, max_size="256 MB", show_spinner=False)
def encode_film(plan: FilmPlan, look: Look, ending: str) -> bytes:
    """Encode a morph as a film file."""
    return plan.morph(vae(plan.model)).film_bytes(ending, look=look)
