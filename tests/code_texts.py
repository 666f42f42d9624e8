"""Texts that hold a code, and texts that hold none: both readers of pasted codes are tested with them.

``dashboard.session.codes.read_code`` reads on the Morph page, on Explore ``parseCode`` of ``codes.js``.
"""

import json
import random

from runtime import load_vae

VAE = load_vae("plane2")  # its codes have two numbers

TAKEN: dict[str, list[float]] = {
    "1 -0.4": [1, -0.4],
    "+.5, -0.4": [0.5, -0.4],
    "1.;01": [1, 1],
    "−1e−2 −1E+1": [-0.01, -10],
    "1e-2\t2e001": [0.01, 20],
    "0.125 -0.375": [0.12, -0.38],  # half a step goes to the even one
    "-0.001 20": [0, 20],
    "1e-999 0": [0, 0],
    "0,5 -1,25": [0.5, -1.25],
    "0,5;−1,25": [0.5, -1.25],
    "0,5": [0, 5],  # two numbers already
    "[1, 2]": [1, 2],
    "[[1, 2]]": [1, 2],
    "[[1], [2]]": [1, 2],
    '["+1", "−.5e0"]': [1, -0.5],
    '{"z": [1, 2]}': [1, 2],
    '{"model": "plane2", "z": ["1", 2e0]}': [1, 2],
    "z = [1, -2.5]\nimage = load_vae('plane2').decode(z)[0]": [1, -2.5],
    "z=[1,-2.5]": [1, -2.5],
    "z=1_-2.5": [1, -2.5],
    " z=1,-2.5": [1, -2.5],
    "http://here/explore?model=plane2&z=1_-2.5#top": [1, -2.5],
    "http://here/explore?z=%2B1_%E2%88%922.5&model=plane2": [1, -2.5],
    "?z=%2b1%2C%20-2.5": [1, -2.5],
    "?z=0,5_-1%2C25": [0.5, -1.25],
}

_NO_NUMBER = "Number {} is no number within ±20, but {}; every number of a code is one."
_COUNT = "A code of plane2 has 2 numbers; this text has {}."
REFUSED: dict[str, str] = {
    "1": _COUNT.format(1),
    "[1, 2, 3]": _COUNT.format(3),
    "[]": _COUNT.format(0),
    '{"z": []}': _COUNT.format(0),
    "<script>alert(1)</script>": _COUNT.format(1),
    "z=1_2_3": _COUNT.format(3),
    "1,5 2,5 3": _COUNT.format(5),
    "1,5, 2,5": _COUNT.format(4) + " Where a comma is a decimal one, put semicolons between numbers.",
    "[" * 5000: _COUNT.format(1),
    "[" * 5000 + "]" * 5000: _COUNT.format(1),
    "1 x": _NO_NUMBER.format(2, "'x'"),
    "1.2.3 1": _NO_NUMBER.format(1, "'1.2.3'"),
    "NaN 1": _NO_NUMBER.format(1, "'NaN'"),
    "[NaN, 1]": _NO_NUMBER.format(1, "'NaN'"),
    '{"model": "mlp20", "z": [1, Infinity]}': _NO_NUMBER.format(2, "'Infinity'"),
    "1 20.01": _NO_NUMBER.format(2, "'20.01'"),
    "1e0001 2": _NO_NUMBER.format(1, "'1e0001'"),
    "1 ١": _NO_NUMBER.format(2, "'١'"),
    "--1 2": _NO_NUMBER.format(1, "'--1'"),
    "0x1 2": _NO_NUMBER.format(1, "'0x1'"),
    "1 " + "9" * 100: _NO_NUMBER.format(2, "'" + "9" * 59 + "…"),
    "[1, 1e9]": _NO_NUMBER.format(2, "1000000000"),
    "[1, 20.5]": _NO_NUMBER.format(2, "20.5"),
    f"[1, {10**400}]": _NO_NUMBER.format(2, "Infinity"),
    f"[1, {'9' * 5000}]": _NO_NUMBER.format(2, "Infinity"),
    "[1, true]": _NO_NUMBER.format(2, "true"),
    "[false, 1]": _NO_NUMBER.format(1, "false"),
    "[1, null]": _NO_NUMBER.format(2, "null"),
    '[1, ""]': _NO_NUMBER.format(2, "''"),
    '[1, " 2"]': _NO_NUMBER.format(2, "' 2'"),
    '[1, "NaN"]': _NO_NUMBER.format(2, "'NaN'"),
    "[1, [[2]]]": _NO_NUMBER.format(2, "a list"),
    '[{"z": 1}, 2]': _NO_NUMBER.format(1, "an object"),
    "?z=1_2%": _NO_NUMBER.format(2, "'2%'"),
    "?z=%zz_2%2B": _NO_NUMBER.format(1, "'%zz'"),
    "?z=%ff_2": _NO_NUMBER.format(1, "'\ufffd'"),
    '{"model": "mlp20", "z": [1, 2]}': "This code is one of 'mlp20', and the model here is plane2.",
    '{"model": null, "z": [1, 2]}': "This code is one of null, and the model here is plane2.",
    json.dumps({"model": "m" * 100}): f"This code is one of '{'m' * 59}…, and the model here is plane2.",
}

_NUMBERS = "1 2.5 .5 20 +1 -0.4 −1 1E1 1e-1 −1e−1 0,5 %2B1 %2D.5 − 1e 1.5.5 21 NaN true null [1] 1,2 x %"
_AROUND = {"": "", " ": " ", "[": "]", "[[": "]]", '{"z": [': "]}", "z=": "", "?z=": "#", "&z=": "&"}
_BETWEEN = (",", ";", " ", "_", ", ", "; ", " _", "%2C", "%20", "], [", "&", "")


def random_texts(count: int, rng: random.Random) -> list[str]:
    """Texts that are nearly codes."""
    numbers, texts = _NUMBERS.split(), []
    for _ in range(count):
        before, between = rng.choice([*_AROUND]), rng.choice(_BETWEEN)
        first, second = (rng.choice(["{}", "{}", '"{}"']).format(rng.choice(numbers)) for _ in range(2))
        texts.append(before + first + between + second + rng.choice(["", _AROUND[before], _AROUND[before]]))
    return texts
