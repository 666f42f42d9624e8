"""Texts with and without a latent code, to test both parsers of pasted codes.

The Morph page parses a code with ``dashboard.session.codes.read_code``, Explore with ``parseCode`` in
``codes.js``. The tests of the latter, ``javascript/sliders_codes.test.js``, use the same table.
"""

import json
import random
from pathlib import Path

from runtime import load_vae

VAE = load_vae("plane2")  # its codes have two numbers

_TABLE = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))

TAKEN: dict[str, list[float]] = _TABLE["taken"]

_NO_NUMBER = "Number 2 of the code is Infinity; enter numbers from −20 to 20."
_COUNT = "A code of plane2 has 2 numbers; this text has 1."
REFUSED: dict[str, str] = {
    **_TABLE["refused"],
    # Texts that are too long for the table.
    "[" * 5000: _COUNT,
    "[" * 5000 + "]" * 5000: _COUNT,
    f"[1, {10**400}]": _NO_NUMBER,
    f"[1, {'9' * 5000}]": _NO_NUMBER,
}

_NUMBERS = "1 2.5 .5 20 +1 -0.4 −1 1E1 1e-1 −1e−1 0,5 %2B1 %2D.5 − 1e 1.5.5 21 NaN true null [1] 1,2 x %"
_AROUND = {"": "", " ": " ", "[": "]", "[[": "]]", '{"z": [': "]}", "z=": "", "?z=": "#", "&z=": "&"}
_BETWEEN = (",", ";", " ", "_", ", ", "; ", " _", "%2C", "%20", "], [", "&", "")


def random_texts(count: int, rng: random.Random) -> list[str]:
    """Return ``count`` random texts that look almost like codes."""
    numbers, texts = _NUMBERS.split(), []
    for _ in range(count):
        before, between = rng.choice([*_AROUND]), rng.choice(_BETWEEN)
        first, second = (rng.choice(["{}", "{}", '"{}"']).format(rng.choice(numbers)) for _ in range(2))
        texts.append(before + first + between + second + rng.choice(["", _AROUND[before], _AROUND[before]]))
    return texts
