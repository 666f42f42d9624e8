"""Make films.json, a record of the project's output: ``PYTHONPATH=tests python -m golden.films``.

The record contains films, paths, readings of pictures, and the Morph page's messages to its player. A
refactoring must not change any of them. ``tests/test_golden_films.py`` recomputes and compares them.

A line of the record is "label: numbers | hash". The hash is the start of a SHA-256, and the numbers describe
the same data coarsely. On a machine with the recorded signature, the whole line must be equal. On another
machine the last bits of floats may differ and encoders may write different bytes: the labels must be equal,
the numbers may differ by ``TOLERANCE``, and the text after "|" is ignored.
"""

import json
import platform
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import onnxruntime
import PIL
from drawing import (
    draw_digit,
    draw_number,
    png,
)
from golden.lines import FILE, PATH_COUNT, PATH_FRAMES, TINY, code_line, frame_line, short_hash
from golden.messages import LINKS, message_record
from golden.pictures import picture_records

# Import only from the runtime's public API, because its modules may move.
from runtime import (
    ALIGNMENTS,
    EASINGS,
    FORMATS,
    PATH_KINDS,
    Morph,
    Vae,
    anchor,
    count_through,
    in_hand,
    list_models,
    load_vae,
    models_root,
    read_digit,
    to_frame,
)

# The machine


def machine() -> dict[str, str]:
    """Return this machine's signature: everything that affects the last bits of floats or encoded bytes.

    The graphs run without the project's code, so a change in that code never looks like another machine.
    """
    return {
        "av": av.__version__,
        "cpu": f"{platform.machine()}: {cv2.getCPUFeaturesLine()}",
        "numpy": np.__version__,
        "onnxruntime": onnxruntime.__version__,
        "opencv": cv2.__version__,
        "pillow": PIL.__version__,
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **{
            f"{graph.parent.name}/{graph.name}": _graph_hash(graph)
            for graph in [*sorted(models_root().glob("*/*.onnx")), *sorted(TINY.glob("*.onnx"))]
        },
    }


def _graph_hash(graph: Path) -> str:
    """Return a hash of a graph's outputs for 15 random inputs in [0, 1]."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    (wanted,) = session.get_inputs()
    sizes = [size if isinstance(size, int) else 32 for size in wanted.shape[1:]]  # some are dynamic
    batch = np.random.default_rng(0).random((15, *sizes), np.float32)
    return short_hash(b"".join(output.tobytes() for output in session.run(None, {wanted.name: batch})))


# Films


@dataclass(frozen=True)
class _Film:
    """A morph to record.

    Attributes:
        draw: Makes the morph with a model.
        model: Name of the model; empty for the tiny model.
        look: Fields of ``Look`` other than the height.
        height: Height of the film in pixels.
    """

    draw: Callable[[Vae], Morph]
    model: str = ""
    look: dict[str, Any] = field(default_factory=dict)
    height: int = 56


FILMS: dict[str, _Film] = {
    "1 digit, linear": _Film(lambda vae: Morph(vae, "7", "2", frame_count=6, path="linear", even=False)),
    "2 digits, even geodesic, 30000/1001 fps": _Film(
        lambda vae: Morph(vae, "32", "41", frame_count=7, path="geodesic"), look={"fps": 30000 / 1001}
    ),
    "3 digits, even slerp, ease-in, light paper": _Film(
        lambda vae: Morph(vae, "123", "456", frame_count=6, path="slerp", easing="ease-in", stagger=0.5),
        look={"paper": "light", "fps": 7},
    ),
    "4 digits, geodesic, ease-in-out, one after another": _Film(
        lambda vae: Morph(
            vae, "1984", "2077", frame_count=9, even=False, easing="ease-in-out", stagger=1, path="geodesic"
        ),
        look={"fps": 120},
    ),
    "5 to 1 digits, left, even linear": _Film(
        lambda vae: Morph(vae, "12345", "6", frame_count=6, align="left", path="linear")
    ),
    "6 to 7 digits, slerp, ease-out, stagger 0.25": _Film(
        lambda vae: Morph(
            vae, "314159", "2718281", frame_count=5, path="slerp", even=False, easing="ease-out", stagger=0.25
        ),
        look={"fps": 12.5},
    ),
    "8 digits, pixels, plays once": _Film(
        lambda vae: Morph(vae, "12345678", "90817263", frame_count=5),
        look={"pixels": True, "loop": False},
        height=42,
    ),
    **{
        f"{start} to {end}, {align}": _Film(
            partial(
                lambda vae, start, end, align: Morph(vae, start, end, frame_count=5, align=align),
                start=start,
                end=end,
                align=align,
            )
        )
        for align in ALIGNMENTS
        for start, end in (("9", "10"), ("997", "12"))
    },
    **{
        f"grows with {easing}": _Film(
            partial(
                lambda vae, easing: Morph(vae, "7", "107", frame_count=6, easing=easing, stagger=0.3),
                easing=easing,
            )
        )
        for easing in EASINGS
    },
    "sequence with holds": _Film(
        lambda vae: Morph.sequence(
            vae, ["1", "22", "333"], frame_count=[3, 4], holds=[1, 0, 2], align="centre"
        )
    ),
    "loop": _Film(
        lambda vae: Morph.sequence(vae, ["5", "6", "7"], frame_count=[3, 4, 2], holds=1, cycle="loop")
    ),
    "ping-pong": _Film(
        lambda vae: Morph.sequence(
            vae, ["0", "12", "3"], frame_count=[4, 3], holds=[0, 1, 2], cycle="ping-pong", path="slerp"
        ),
        look={"paper": "light", "pixels": True},
    ),
    "counts down": _Film(lambda vae: Morph.sequence(vae, count_through("11", "8"), frame_count=3)),
    "counts with zeros": _Film(
        lambda vae: Morph.sequence(vae, count_through("08", "10"), frame_count=3, even=False)
    ),
    "a row and a code": _Film(lambda vae: Morph(vae, "row7", "z=0.5,-1,0.25", frame_count=5)),
    "random digits": _Film(
        lambda vae: Morph(vae, anchor(vae, "314", seed=5), anchor(vae, "314", seed=5, draw=-1), frame_count=4)
    ),
    "res16, geodesic": _Film(lambda vae: Morph(vae, "32", "41", frame_count=6), model="res16"),
    "res16, random digits, slerp": _Film(
        lambda vae: Morph(
            vae, anchor(vae, "5", seed=9_999_999), anchor(vae, "81", seed=0), frame_count=5, path="slerp"
        ),
        model="res16",
        look={"paper": "light"},
    ),
    "conv6, pictures with true ends": _Film(
        lambda vae: Morph(vae, draw_digit(7), draw_number("58"), frame_count=7, true_ends=True), model="conv6"
    ),
    "conv6, pictures as they decode": _Film(
        lambda vae: Morph(vae, png("407"), np.asarray(draw_digit(3)), frame_count=4, even=False),
        model="conv6",
    ),
    "mlp20, in a picture's hand": _Film(
        lambda vae: Morph(
            vae, draw_digit(3, pen=16), in_hand(vae, "41", draw_digit(3, pen=16)), frame_count=5
        ),
        model="mlp20",
    ),
    "mlp20, true ends in a loop": _Film(
        lambda vae: Morph.sequence(
            vae,
            [read_digit(draw_digit(2)), "9", [read_digit(draw_digit(digit)) for digit in (1, 4)]],
            frame_count=3,
            cycle="loop",
            true_ends=True,
            path="linear",
        ),
        model="mlp20",
    ),
    "plane2, a row and a code": _Film(
        lambda vae: Morph(vae, "row69999", "z=1,-0.4", frame_count=5), model="plane2"
    ),
}


def film_record(name: str) -> dict[str, Any]:
    """Return the record of a film: each frame, and the file in every format."""
    film = FILMS[name]
    morph = film.draw(load_vae(film.model or TINY))
    look = {name: film.look[name] for name in ("pixels", "paper") if name in film.look}
    frames = [to_frame(image, height=film.height, **look) for image in morph.images()]
    return {
        "frames": [frame_line(frame) for frame in frames],
        "files": {
            ending: f"| {short_hash(morph.film_bytes(ending, height=film.height, **film.look))}"
            for ending in FORMATS
        },
    }


# Paths


def path_records(model: str) -> dict[str, str]:
    """Return paths between random rows of a model's table: every kind, with and without even steps."""
    vae, rng = load_vae(model), np.random.default_rng(2)
    records = {}
    for number in range(PATH_COUNT):
        kind, even = PATH_KINDS[number % len(PATH_KINDS)], bool(number // len(PATH_KINDS) % 2)
        start, end = rng.integers(0, len(vae.latents), 2).tolist()
        ends = vae.latents.mu[[start, end]].astype(np.float32)
        codes = vae.path(*ends, frame_count=PATH_FRAMES, kind=kind, even=even)
        records[f"row {start} to {end}, {'even ' if even else ''}{kind}"] = code_line(codes)
    return records


def make() -> dict[str, Any]:
    """Return the content of films.json."""
    return {
        "films": {name: film_record(name) for name in FILMS},
        "machine": machine(),
        "messages": {name: message_record(name) for name in LINKS},
        "paths": {model: path_records(model) for model in list_models()},
        "pictures": picture_records(),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(make(), indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
