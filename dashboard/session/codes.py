"""Codes as ends and stops of a film: parsed from text, stored with their model, converted between models."""

import dataclasses
import json
import re
from typing import Any, Self
from urllib.parse import unquote

import numpy as np
import streamlit as st
from numpy.typing import ArrayLike

from dashboard import resources
from dashboard.session import address, code_text, parameters
from dashboard.session.route import packed_code
from runtime import MorphError, Vae
from runtime.arrays import FloatArray
from runtime.errors import shortened


@dataclasses.dataclass(frozen=True, slots=True)
class Code:
    """A code of one model, as a link stores it.

    Attributes:
        model: Name of the model.
        values: The latent_dim numbers, to two decimals, within ±20.
    """

    model: str
    values: tuple[float, ...]

    @classmethod
    def of(cls, model: str, z: ArrayLike) -> Self:
        """Round the code ``z`` (latent_dim,)."""
        return cls(model, tuple(code_text.rounded(z).tolist()))

    def z(self, vae: Vae) -> FloatArray:
        """Return the code (latent_dim,); for another model, encode the digit that the first one draws."""
        z = np.array(self.values, np.float32)
        if vae.name == self.model:
            return z
        return code_text.rounded(vae.encode(resources.vae(self.model).decode(z))[0][0])

    def packed(self, vae: Vae) -> str:
        """Return the text of the code in a link."""
        return code_text.pack_code(self.z(vae).tolist())


def of_stop(vae: Vae, word: str) -> Code:
    """Parse the code of a stop such as "z=0.1,-0.4".

    Raises:
        MorphError: The stop is not a code of this model.
    """
    z = _unpacked(vae, word)
    if z is None:
        raise MorphError(
            f"{shortened(word)} is not a code of {vae.name}; write {vae.latent_dim} numbers within "
            f"±{code_text.MAX_LINK_CODE:g}, separated by commas, or remove the stop"
        )
    return Code.of(vae.name, z)


def fits(vae: Vae, word: str) -> bool:
    """Whether a stop such as "z=0.1,-0.4" is a code of this model."""
    return _unpacked(vae, word) is not None


def recall_end(vae: Vae, end: str) -> Code | str:
    """Return the last input for one end, initially from the link: a code, or text not yet parsed."""
    if _key(end) not in st.session_state:
        remember_end(end, "")
        take_code_from_address(vae, end)
    given: Code | str = st.session_state[_key(end)]
    return given


def remember_end(end: str, given: Code | str) -> None:
    """Remember the input for one end."""
    st.session_state[_key(end)] = given


def take_code_from_address(vae: Vae, end: str) -> None:
    """Remember the code of one end from the URL, if it is a code of this model."""
    z = code_text.unpack_code(st.query_params.get(parameters.of_end(end).code.name, ""), vae.latent_dim)
    if z is not None:
        remember_end(end, Code.of(vae.name, z))


def put_code_into_url(end: str, packed: str) -> None:
    """Put the code of one end into the URL; "" removes it."""
    address.put_texts({parameters.of_end(end).code.name: packed})


def read_code(vae: Vae, text: str) -> Code:
    """Parse a code from JSON, Python, a link or a list of numbers.

    On Explore, ``components/sliders/code/codes.js`` parses the same texts with the same errors.

    Raises:
        MorphError: The text does not contain a code of this model.
    """
    items = _items(vae, text)
    if len(items) != vae.latent_dim:
        hint = ". If you use decimal commas, separate the numbers with semicolons"
        raise MorphError(
            f"A code of {vae.name} has {vae.latent_dim} numbers; this text has {len(items)}"
            f"{hint if len(items) == 2 * vae.latent_dim else ''}."
        )
    values = [_value(item) for item in items]
    for number, (item, value) in enumerate(zip(items, values, strict=True), 1):
        if not code_text.in_code(value):
            raise MorphError(
                f"Number {number} of the code is {_quoted(item)}; enter numbers from "
                f"−{code_text.MAX_LINK_CODE:g} to {code_text.MAX_LINK_CODE:g}."
            )
    return Code.of(vae.name, values)


def _key(end: str) -> str:
    return f"{end}_code_kept"


def _unpacked(vae: Vae, word: str) -> FloatArray | None:
    return code_text.unpack_code(packed_code(word), vae.latent_dim)


def _items(vae: Vae, text: str) -> list[Any]:
    """Return the unchecked numbers of a text."""
    try:  # int() rejects NaN and Infinity, which Python accepts but JSON does not
        found = json.loads(text, parse_int=float, parse_constant=int)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        if (model := found.get("model", vae.name)) != vae.name:
            raise MorphError(
                f"This code is for the model {_quoted(model)}; choose that model or use a code for "
                f"{vae.name}."
            )
        found = found.get("z")
    if isinstance(found, list):
        return [item for each in found for item in (each if isinstance(each, list) else [each])]
    link, brackets = re.search(r"(?:^\s*|[?&])z=([^&#\s[]+)", text), re.search(r"\[([^\]]*)\]", text)
    part = unquote(link[1]).replace("_", " ") if link else brackets[1] if brackets else text
    items = [item for item in re.split(r"[\s,;_]+", part) if item]
    # Many locales write 0,5: read commas as decimal commas if this gives the right number of items.
    apart = [item for item in re.split(r"\s*;\s*" if ";" in part else r"\s+", part.strip()) if item]
    decimal = all(re.fullmatch(r"[-+−]?\d+(,\d+)?", item, re.ASCII) for item in apart)
    if decimal and len(items) != vae.latent_dim and len(apart) == vae.latent_dim:
        items = [item.replace(",", ".") for item in apart]
    return items


def _value(item: object) -> float:
    """Convert one item to a number; NaN for anything else."""
    if isinstance(item, str):
        return code_text.code_number(item)
    return item if isinstance(item, float) else float("nan")


def _quoted(item: object) -> str:
    """Quote an item for an error message."""
    if isinstance(item, list | dict):
        return "a list" if isinstance(item, list) else "an object"
    return shortened(item) if isinstance(item, str) else json.dumps(item).removesuffix(".0")
