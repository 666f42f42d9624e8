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
from dashboard.session import code_text
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


@dataclass(frozen=True)
class Attributes:
    """The second set of sliders.

    Attributes:
        sliders: One slider for each attribute; none where the model has none.
        hold: How far attributes may move the code.
        note: A warning above the sliders; empty for none.
    """

    sliders: Sequence[AttributeSlider]
    hold: Hold
    note: str


@dataclass(frozen=True, eq=False)
class Shown:
    """What the sliders show.

    Attributes:
        z: The code (latent_dim,).
        image: The decoded image (28, 28) in [0, 1].
        caption: One line about the image.
        move: Changes when the page has chosen another code, to which the sliders then glide.
        posterior: mu and sigma (latent_dim,) each of one's own digit, drawn as bands.
    """

    z: FloatArray
    image: FloatArray
    caption: str
    move: int
    posterior: tuple[FloatArray, FloatArray] | None


@dataclass(frozen=True)
class Events:
    """What the page does with each event of the browser.

    Attributes:
        code: The sliders have another code.
        draw: A code is to be drawn.
        strips: The pictures of the strips are to be decoded.
        use: The code is to be an end or a stop of the morph.
    """

    code: Callable[[], None]
    draw: Callable[[], None]
    strips: Callable[[], None]
    use: Callable[[], None]


_mount = st.components.v2.component(
    "latent_digits_sliders",
    html=join_texts(HERE, "sliders.html"),
    css=join_texts(HERE, "../buttons.css", "sliders.css"),
    js=join_modules(HERE / "sliders.js"),
)


def sliders(
    vae: Vae,
    shown: Shown,
    attributes: Attributes,
    events: Events,
    *,
    key: str,
    strips: Mapping[str, object] | None,
) -> None:
    """Show a code and let it be changed.

    What the browser does comes back as ``st.session_state[key]``: ``code`` is ``{"z": packed code,
    "from": what moved it}``, where "preset" means that it has nothing to do with the code before; ``draw`` is
    ``{"digit": 0 to 9 or None, "seed": int}`` for a code that the page is to draw; ``strips`` is
    ``{"number": int, "codes": codes}`` for the strips' pictures where the socket is cut; ``use`` is
    ``{"end": "start", "end" or "stop", "z": packed code}`` for a place in the morph.

    Args:
        vae: The model.
        shown: The code and what belongs to it.
        attributes: The second set of sliders.
        events: What to do with each event.
        key: Key of the widget; another key is another widget, with a history of its own.
        strips: The answer to ``strips``: its ``number``, and its ``pictures`` as base64.
    """
    posterior = shown.posterior
    _mount(
        key=key,
        data={
            "model": vae.name,
            "z": _numbers(shown.z),
            "picture": as_base64(shown.image),
            "caption": shown.caption,
            "move": shown.move,
            "dimensions": dimensions(vae),
            "attributes": [asdict(attribute) for attribute in attributes.sliders],
            "hold": asdict(attributes.hold),
            "attributeNote": attributes.note,
            "strips": strips,
            "reset": _numbers(vae.prior.peak),
            "presets": [_numbers(vae.preset(digit)) for digit in range(10)],
            "posterior": posterior and {"mu": posterior[0].tolist(), "sigma": posterior[1].tolist()},
        },
        on_code_change=events.code,
        on_draw_change=events.draw,
        on_strips_change=events.strips,
        on_use_change=events.use,
    )


def as_base64(images: FloatArray) -> str:
    """Images (N, 28, 28) or (28, 28) in [0, 1] as the browser part gets them: a byte a pixel, in base64."""
    return base64.b64encode(to_pictures(images).tobytes()).decode()


def _numbers(z: FloatArray) -> list[float]:
    return [round(float(value), 2) for value in code_text.rounded(z)]  # float32 has 0.1 as 0.10000000149


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
