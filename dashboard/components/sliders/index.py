"""The Explore page's browser component: a large digit and the sliders that control it."""

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
SILENT_NATS = 0.05  # a dimension with a lower KL has no visible effect


@dataclass(frozen=True)
class AttributeSlider:
    """A slider that moves the code along a direction of the latent space.

    Attributes:
        name: Name of the attribute.
        unit: Unit of the values; empty for a pure number.
        low: Lowest sensible value.
        high: Highest sensible value.
        spread: Standard deviation within a digit; the slider covers three on either side of a new digit.
        home: Value that the Home key sets.
        value: Value for the current digit.
        direction: Change in the code per unit, (latent_dim,).
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
    """Limit on how far attributes may move a code away from its digit's codes; see ``Directions.drawn_back``.

    Attributes:
        middle: Mean of the digit's codes, (latent_dim,).
        precision: Metric: the inverse covariance (latent_dim, latent_dim) of these codes, row by row.
        border: Greatest permitted squared distance from the mean in this metric.
    """

    middle: tuple[float, ...]
    precision: tuple[float, ...]
    border: float


@dataclass(frozen=True)
class Attributes:
    """The attribute sliders, which form the second set.

    Attributes:
        sliders: One slider per attribute; empty if the model has no attributes.
        hold: Limit on how far attributes may move the code.
        note: Warning above the sliders; empty for no warning.
    """

    sliders: Sequence[AttributeSlider]
    hold: Hold
    note: str


@dataclass(frozen=True, eq=False)
class Shown:
    """The code on the sliders, its image and its description.

    Attributes:
        z: The code (latent_dim,).
        image: The decoded image (28, 28) in [0, 1].
        caption: One line about the image.
        move: Changes when the page chooses another code; the sliders then glide to that code.
        posterior: mu and sigma (latent_dim,) of the user's digit, drawn as bands; None for other digits.
    """

    z: FloatArray
    image: FloatArray
    caption: str
    move: int
    posterior: tuple[FloatArray, FloatArray] | None


@dataclass(frozen=True)
class Events:
    """Callbacks for the browser's events.

    Attributes:
        code: Called when the code on the sliders changes.
        draw: Called when the user asks for a random digit.
        strips: Called when the browser needs pictures for the strips.
        use: Called when the user makes the code an end or a stop of the morph.
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
    """Show a code on sliders that the user can move.

    The browser's events arrive in ``st.session_state[key]``:

    - ``code`` is ``{"z": packed code, "from": what moved the sliders}``; "preset" means that the code is
      unrelated to the previous one.
    - ``draw`` is ``{"digit": 0 to 9 or None, "seed": int}`` and asks the page for a random code.
    - ``strips`` is ``{"number": int, "codes": codes}`` and asks for the strips' pictures while the socket is
      closed.
    - ``use`` is ``{"end": "start", "end" or "stop", "z": packed code}`` and makes the code an end or a stop
      of the morph.

    Args:
        vae: The model.
        shown: The code, its image and its description.
        attributes: The attribute sliders.
        events: Callbacks for the browser's events.
        key: Key of the widget; a different key creates a new widget with its own history.
        strips: Response to the event ``strips``: its ``number``, and the ``pictures`` in base64.
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
    """Encode images (N, 28, 28) or (28, 28) in [0, 1] for the browser as base64, one byte per pixel."""
    return base64.b64encode(to_pictures(images).tobytes()).decode()


def _numbers(z: FloatArray) -> list[float]:
    return [round(float(value), 2) for value in code_text.rounded(z)]  # in float32, 0.1 is 0.10000000149


def dimensions(vae: Vae) -> list[dict[str, Any]]:
    """Return the slider settings of each latent dimension, in order of KL, highest first."""
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
