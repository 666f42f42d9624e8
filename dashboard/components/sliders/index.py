"""The Explore page's browser part: a large digit and the sliders that it follows."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from dashboard.components.modules import join_modules, join_texts
from dashboard.draw.batching import to_pictures
from dashboard.session import parameters
from runtime import Vae
from runtime.arrays import FloatArray

HERE = Path(__file__).parent
SILENT_NATS = 0.05  # a dimension that carries less moves nothing that one could see


@dataclass(frozen=True)
class AttributeSlider:
    """A slider that moves the code along a direction of the latent space.

    Attributes:
        name: What it changes.
        unit: In what; empty for a number without one.
        low: The least that makes sense.
        high: The most.
        spread: What is usual in one unit; the slider reaches three of these to either side of a new digit.
        home: Where the Home key puts it.
        value: Of the digit that is shown.
        direction: What is added to the code (latent_dim,) per unit.
    """

    name: str
    unit: str
    low: float
    high: float
    spread: float
    home: float
    value: float
    direction: tuple[float, ...]


@dataclass(frozen=True)
class Hold:
    """What holds a code among its digit's codes while attributes move it; see ``Directions.drawn_back``.

    Attributes:
        middle: Of the digit's class, (latent_dim,).
        precision: Its metric, (latent_dim, latent_dim), row by row.
        border: How far the code may go, squared.
    """

    middle: tuple[float, ...]
    precision: tuple[float, ...]
    border: float


_mount = st.components.v2.component(
    "latent_digits_sliders",
    html=join_texts(HERE, "sliders.html"),
    css=join_texts(HERE, "../buttons.css", "sliders.css"),
    js=join_modules(HERE / "sliders.js"),
)


def sliders(
    vae: Vae,
    z: FloatArray,
    image: FloatArray,
    *,
    key: str,
    caption: str,
    attributes: Sequence[AttributeSlider] = (),
    hold: Hold,
    attribute_note: str,
    strips: Mapping[str, object] | None,
    move: int,
    posterior: tuple[FloatArray, FloatArray] | None,
    on_code: Callable[[], None],
    on_draw: Callable[[], None],
    on_strips: Callable[[], None],
    on_use: Callable[[], None],
) -> None:
    """Show the code ``z`` (latent_dim,) and let it be changed.

    What the browser does comes back as ``st.session_state[key]``: ``code`` is ``{"z": packed code,
    "from": what moved it}``, where "preset" means that it has nothing to do with the code before; ``draw`` is
    ``{"digit": 0 to 9 or None, "seed": int}``, the wish for a code that the page is to draw; ``strips`` is
    ``{"number": int, "codes": codes}``, the wish for the strips' pictures where the socket is cut; ``use`` is
    ``{"end": "start", "end" or "stop", "z": packed code}``, the wish to let the morph go there.

    Args:
        vae: The model.
        z: Its code.
        image: The decoded image (28, 28) in [0, 1].
        key: Key of the widget; another key is another widget, with a history of its own.
        caption: One line about the image.
        attributes: A second set of sliders; none where the model has none.
        hold: How far attributes may move the code.
        attribute_note: A warning above them; empty for none.
        strips: The strips that were wished for: their ``number``, and their ``pictures`` as base64.
        move: Changes when the page has chosen another code, to which the sliders then glide.
        posterior: mu and sigma (latent_dim,) each of one's own digit, drawn as bands.
        on_code: Called when the code was changed in the browser.
        on_draw: Called when a code is to be drawn.
        on_strips: Called when strips are wished for.
        on_use: Called when the code is to be an end or a stop of the morph.
    """
    _mount(
        key=key,
        data={
            "model": vae.name,
            "z": _numbers(z),
            "picture": as_base64(image),
            "caption": caption,
            "move": move,
            "dimensions": dimensions(vae),
            "attributes": [asdict(attribute) for attribute in attributes],
            "hold": asdict(hold),
            "attributeNote": attribute_note,
            "strips": strips,
            "reset": _numbers(vae.prior.peak),
            "presets": [_numbers(vae.preset(digit)) for digit in range(10)],
            "posterior": posterior and {"mu": posterior[0].tolist(), "sigma": posterior[1].tolist()},
        },
        on_code_change=on_code,
        on_draw_change=on_draw,
        on_strips_change=on_strips,
        on_use_change=on_use,
    )


def as_base64(images: FloatArray) -> str:
    """Images (N, 28, 28) or (28, 28) in [0, 1] as the browser part gets them: a byte a pixel, in base64."""
    return base64.b64encode(to_pictures(images).tobytes()).decode()


def _numbers(z: FloatArray) -> list[float]:
    return [round(float(value), 2) for value in parameters.rounded(z)]  # float32 has 0.1 as 0.10000000149


def dimensions(vae: Vae) -> list[dict[str, Any]]:
    """What the sliders show of each latent dimension, those that carry most first."""
    entries = [
        {
            "index": index,
            "nats": entry.kl_nats,
            "low": float(np.floor(entry.low * 10) / 10),
            "high": float(np.ceil(entry.high * 10) / 10),
            "silent": entry.kl_nats < SILENT_NATS,
        }
        for index, entry in enumerate(vae.card.dimensions)
    ]
    return sorted(entries, key=lambda entry: -float(entry["nats"]))
