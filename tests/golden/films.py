"""Make films.json, a record of what the project draws: ``PYTHONPATH=tests python -m golden.films``.

The record holds films, paths, readings of pictures, and the Morph page's messages to its player. A
refactoring leaves all of them as they are. ``tests/test_golden_films.py`` computes them again and compares.

A line of the record is "label: numbers | hash". The hash is the start of a SHA-256. The numbers describe the
same data coarsely. Where a machine has the recorded signature, the whole line must be equal. On another
machine the last bits of floats may differ, and encoders may write other bytes: there the labels must be
equal, the numbers may differ by ``TOLERANCE``, and the text after "|" does not count.
"""

import base64
import hashlib
import json
import platform
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
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
    MODES,
    aslant,
    draw_digit,
    draw_number,
    encoded,
    in_mode,
    png,
    rule,
    shade,
    side_by_side,
    speckle,
)
from numpy.typing import NDArray
from PIL import Image, ImageChops
from streamlit.testing.v1 import AppTest
from synthetic import bars

# Import from the runtime's public face only, because the modules behind it move.
from runtime import (
    ALIGNMENTS,
    EASINGS,
    FORMATS,
    PATH_KINDS,
    Correction,
    LatentDigitsError,
    Morph,
    Vae,
    anchor,
    count_through,
    find_boxes,
    find_digits,
    in_hand,
    list_models,
    load_reader,
    load_vae,
    models_root,
    read_digit,
    to_frame,
)

HERE = Path(__file__).parent
FILE = HERE / "films.json"
TINY = HERE / "tiny"
APP = HERE.parents[1] / "streamlit_app.py"
APP_TIMEOUT = 60  # seconds, for one run on a busy machine

TOLERANCE = 2
PATH_COUNT = 200  # for each model
PATH_FRAMES = 9
SURE = 0.42  # of a digit that is read; no recorded reading is close to it
HASH_LENGTH = 16  # hexadecimal digits

Frames = NDArray[np.uint8]


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:HASH_LENGTH]


def _line(numbers: Iterable[int], content: bytes, label: str = "") -> str:
    return f"{label + ': ' if label else ''}{' '.join(map(str, numbers))} | {_hash(content)}"


def _rounded(values: Any) -> list[int]:
    """Values as whole numbers, NaN as 0."""
    whole: list[int] = np.rint(np.nan_to_num(np.asarray(values, np.float64))).astype(int).ravel().tolist()
    return whole


def _frame_line(frame: Frames) -> str:
    """A frame: the mean of the upper and lower half of each digit's place, in tenths of a grey level."""
    height, width = frame.shape
    places = np.array_split(frame, round(width / height), axis=1)
    halves = [half.mean() for place in places for half in np.array_split(place, 2)]
    return _line(_rounded(10 * np.array(halves)), frame.tobytes())


def _code_line(codes: NDArray[np.float32]) -> str:
    """Codes (frame_count, …): the sum of each frame's, in hundredths; the hash is of thousandths."""
    sums = np.nan_to_num(codes.astype(np.float64)).reshape(len(codes), -1).sum(axis=1)
    return _line(_rounded(100 * sums), np.array(_rounded(1000 * codes), np.int32).tobytes())


# The machine


def machine() -> dict[str, str]:
    """The signature of this machine: what decides the last bits of floats, and the bytes of encoded films.

    The graphs run without the project's code, so that a change of that code never looks like another machine.
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
    """What a graph makes of 15 random inputs in [0, 1]."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    (wanted,) = session.get_inputs()
    batch = np.random.default_rng(0).random((15, *wanted.shape[1:]), np.float32)
    return _hash(b"".join(output.tobytes() for output in session.run(None, {wanted.name: batch})))


# Films


@dataclass(frozen=True)
class _Film:
    """A morph to record.

    Attributes:
        draw: Makes the morph with a model.
        model: The model's name; the tiny model where it is empty.
        look: Settings of the file, beside its height.
        height: Of the file in pixels.
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
        lambda vae: Morph.sequence(vae, ["1", "22", "333"], steps=[2, 3], holds=[1, 0, 2], align="centre")
    ),
    "loop": _Film(lambda vae: Morph.sequence(vae, ["5", "6", "7"], steps=[2, 3, 1], holds=1, cycle="loop")),
    "ping-pong": _Film(
        lambda vae: Morph.sequence(
            vae, ["0", "12", "3"], steps=[3, 2], holds=[0, 1, 2], cycle="ping-pong", path="slerp"
        ),
        look={"paper": "light", "pixels": True},
    ),
    "counts down": _Film(lambda vae: Morph.sequence(vae, count_through("11", "8"), steps=2)),
    "counts with zeros": _Film(
        lambda vae: Morph.sequence(vae, count_through("08", "10"), steps=2, even=False)
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
            steps=2,
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
    """A film's frames one by one, and its file in every format."""
    film = FILMS[name]
    morph = film.draw(load_vae(film.model or TINY))
    look = {name: film.look[name] for name in ("pixels", "paper") if name in film.look}
    frames = [to_frame(image, height=film.height, **look) for image in morph.images()]
    return {
        "frames": [_frame_line(frame) for frame in frames],
        "files": {
            ending: f"| {_hash(morph.film_bytes(ending, height=film.height, **film.look))}"
            for ending in FORMATS
        },
    }


# Paths


def path_records(model: str) -> dict[str, str]:
    """Paths between random rows of a model's table, over all kinds, each kind even and not even."""
    vae, rng = load_vae(model), np.random.default_rng(2)
    records = {}
    for number in range(PATH_COUNT):
        kind, even = PATH_KINDS[number % len(PATH_KINDS)], bool(number // len(PATH_KINDS) % 2)
        start, end = rng.integers(0, len(vae.latents), 2).tolist()
        ends = vae.latents.mu[[start, end]].astype(np.float32)
        codes = vae.path(*ends, frame_count=PATH_FRAMES, kind=kind, even=even)
        records[f"row {start} to {end}, {'even ' if even else ''}{kind}"] = _code_line(codes)
    return records


# Pictures

_SPOILS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "uneven light": shade,
    "grain and specks": speckle,
    "ruled": rule,
    "squared": partial(rule, squared=True),
    "ruled aslant": lambda picture: rule(picture).rotate(4, fillcolor=235),
    "ruled widely": partial(rule, every=70),
    "all at once": lambda picture: shade(speckle(rule(picture, every=60))),
}
_TURN_BACK = {
    2: 0,
    3: 3,
    4: 1,
    5: 5,
    6: 2,
    7: 6,
    8: 4,
}  # EXIF orientation → the Pillow transpose that makes it


def picture_records() -> dict[str, list[str] | str]:
    """What each picture of the tests reads as; "refused" where it cannot be read.

    A digit's line is "digit: x y width height ink percent | hash": its box, its mean ink in tenths of a grey
    level, and how sure the reader is.
    """
    reader = load_reader()
    records: dict[str, list[str] | str] = {}
    for name, source, how in _pictures():
        assert name not in records, name
        try:
            found = find_digits(source, **how)
        except LatentDigitsError:
            records[name] = "refused"
            continue
        chances = reader.read(np.stack(found.digits))
        records[name] = [
            _digit_line(box, digit, chance)
            for box, digit, chance in zip(found.boxes, found.digits, chances, strict=True)
        ]
    return records


def _digit_line(box: tuple[int, ...], digit: NDArray[np.float32], chance: NDArray[np.float32]) -> str:
    pixels = np.rint(255 * digit).astype(np.uint8)
    read = str(chance.argmax()) if chance.max() >= SURE else "unclear"
    return _line([*box, *_rounded([10 * pixels.mean(), 100 * chance.max()])], pixels.tobytes(), read)


def _pictures() -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """The name of each picture, the picture, and how to split it."""
    yield from ((name, source, {}) for name, source in _digits())
    yield from ((name, source, {}) for name, source in _numbers())
    yield from ((f"5 as a file: {name}", source, {}) for name, source in _files())
    yield from ((name, source, {}) for name, source in _oddities())
    for count in range(9):
        yield f"8052 as {count} digits", draw_number("8052"), {"count": count}
    for number in ("32", "352", "7253"):
        for count in (1, len(number)):
            yield f"{number} touching, as {count} digits", draw_number(number, gap=0.1), {"count": count}
    for threshold in (0.1, 0.3, 0.7, 0.9):
        how = {"correction": Correction.of(None, threshold)}
        yield f"32 spoilt, threshold {threshold}", _SPOILS["all at once"](draw_number("32")), how
    picture = png("407")
    four, nought, seven = find_boxes(picture).boxes
    x, y, width, height = nought
    for name, boxes in {
        "as found": [four, nought, seven],
        "in another order": [seven, four, nought],
        "one deleted": [four, seven],
        "one too large": [four, (x - 4, y - 30, width + 8, height + 90), seven],
        "two overlap": [(four[0], y, x + width // 2 - four[0], height), nought],
        "one beside the picture": [(9000, 0, 10, 10)],
        "none": [],
    }.items():
        yield f"407 in boxes, {name}", picture, {"correction": Correction.of(boxes)}


def _digits() -> Iterator[tuple[str, Any]]:
    for digit in range(10):
        yield f"digit {digit}", draw_digit(digit)
        for name, spoil in _SPOILS.items():
            yield f"digit {digit}, {name}", spoil(draw_digit(digit))
        yield f"digit {digit}, hairline", draw_digit(digit, height=900, pen=3, size=(1000, 1100))
    for number, image in enumerate(bars(10)[0]):
        yield f"bar {number}", image


def _numbers() -> Iterator[tuple[str, Any]]:
    for number in ("7", "32", "506", "1984", "27182", "314159", "9081726", "12345678", "123456789"):
        yield f"number {number}", draw_number(number)
    for number in ("32", "5071", "648"):
        for name, spoil in _SPOILS.items():
            yield f"number {number}, {name}", spoil(draw_number(number))
    for number in ("57", "24", "681", "77"):
        for gap in (0.1, -0.05):
            yield f"number {number}, gap {gap}", draw_number(number, gap=gap)
    for gap in (-1, 3):
        digits = [read_digit(draw_digit(digit)) for digit in (2, 0, 6)]
        yield f"206 side by side, gap {gap}", side_by_side(digits, gap)
    rng = np.random.default_rng(3)
    for _ in range(20):
        number = "".join(map(str, rng.integers(0, 10, rng.integers(1, 9))))
        height, gap, light = (
            int(rng.integers(50, 130)),
            int(rng.integers(25, 100)) / 100,
            bool(rng.integers(2)),
        )
        ink, paper = (230, 25) if light else (25, 230)
        picture = draw_number(number, height=height, pen=max(3, height // 12), gap=gap, ink=ink, paper=paper)
        yield f"number {number}, {height} px, gap {gap}, ink {ink}", picture


def _files() -> Iterator[tuple[str, Any]]:
    picture = draw_digit(5, ink=0, paper=255)
    for kind, modes in MODES.items():
        options = {"lossless": True} if kind == "WEBP" else {}
        for mode in modes:
            yield f"{kind} {mode}", encoded(in_mode(picture, mode), kind, **options)
    exif = Image.Exif()
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        for orientation, transpose in _TURN_BACK.items():
            exif[0x0112] = orientation
            turned = draw_digit(7).transpose(Image.Transpose(transpose))
            yield f"{kind} turned, orientation {orientation}", encoded(turned, kind, exif=exif)
    yield "GIF of two frames", encoded(draw_digit(4), "GIF", save_all=True, append_images=[draw_digit(1)])
    yield "cut off", encoded(picture, "PNG")[:150]


def _oddities() -> Iterator[tuple[str, Any]]:
    dtypes: tuple[Any, ...] = (np.uint8, np.uint16, np.bool_, np.float16, np.float32, np.float64)
    for dtype in dtypes:
        grey = np.asarray(draw_digit(6, ink=0, paper=255)).astype(np.float64) / 255
        most = np.iinfo(dtype).max if issubclass(dtype, np.integer) else 1
        yield f"6 as {dtype.__name__}", (grey > 0.5 if dtype is np.bool_ else grey * most).astype(dtype)
    mask = draw_digit(2, ink=0, paper=255)
    for ink in (0, 255):
        for paper in (0, 255):
            cut_out = Image.new("RGBA", mask.size, (paper, paper, paper, 0))
            cut_out.paste((ink, ink, ink, 255), mask=ImageChops.invert(mask))
            cut_out.putalpha(ImageChops.invert(mask))
            yield f"2 on nothing, ink {ink}, paper {paper}", cut_out
    sheet = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    sheet.paste(draw_digit(2, ink=230, paper=30).convert("RGBA"), (50, 30))
    yield "2 on a sheet cut out", sheet
    white = np.full_like(np.asarray(mask), 255)
    yield "2 in yellow on white", np.dstack([white, white, np.asarray(mask)])
    beside = np.array(draw_digit(3))
    beside[:, -8:] = 30
    yield "3 beside a dark table", beside
    yield "3 beside a light table", 255 - beside
    yield "two strokes aslant", aslant()
    crumbs, dot = np.full((400, 400), 235, np.uint8), np.full((30, 30), 235, np.uint8)
    for row in range(20, 380, 36):
        for column in range(20, 380, 36):
            crumbs[row : row + 8, column : column + 8] = 20
    dot[14:16, 14:16] = 0
    yield "a page of crumbs", crumbs
    yield "a dot", dot
    yield "no ink", Image.new("L", (100, 50), 255)
    yield "grain alone", speckle(Image.new("L", (300, 300), 220), count=0, noise=12)


# Messages to the player

LINKS: dict[str, dict[str, str]] = {
    "no settings": {"frames": "8"},
    "slerp": {"start_number": "7", "end_number": "2", "frames": "20", "path": "slerp"},
    "timing": {
        "start_number": "99",
        "end_number": "100",
        "frames": "9",
        "easing": "ease-out",
        "stagger": "0.35",
        "align": "left",
        "even": "false",
        "fps": "12",
    },
    "light paper and pixels": {"frames": "5", "colours": "Black on white", "pixels": "true", "height": "28"},
    "stops in a loop": {
        "start_number": "7",
        "end_number": "2",
        "via": "5_1",
        "frames": "4",
        "hold": "1",
        "cycle": "Go on to the start",
        "align": "centre",
    },
    "counts there and back": {
        "start_number": "9",
        "end_number": "12",
        "via": "...",
        "frames": "5",
        "leg_frames": "2-3",
        "rests": "1-2",
        "cycle": "Go back the same way",
    },
    "random digits and stops": {
        "model": "mlp20",
        "start_number": "33",
        "start_style": "Random",
        "start_seed": "5",
        "end_number": "8",
        "end_style": "Random",
        "end_seed": "6",
        "via": "1_row512",
        "via_style": "Random",
        "frames": "4",
    },
    "rows": {"model": "conv6", "start_row": "7", "end_row": "69999", "frames": "6", "path": "linear"},
    "codes": {
        "model": "plane2",
        "start_from": "A code",
        "start_code": "1_-0.4",
        "end_number": "7",
        "via": "z=0.5,-1",
        "frames": "5",
    },
    "the same hand": {"start_row": "512", "end_number": "41", "end_style": "Same hand", "frames": "4"},
    "a picture with true ends": {
        "start_from": "Upload",
        "end_number": "3",
        "true_ends": "true",
        "frames": "7",
    },
    "a picture as it decodes": {"model": "conv6", "start_from": "Upload", "end_number": "120", "frames": "4"},
}


def message_record(name: str) -> dict[str, Any]:
    """What the Morph page sends its player when the page opens with a link; an upload is a picture of 58.

    The messages are found by their fields, as the parts of the page may get other names.
    """
    at = AppTest.from_file(APP, default_timeout=APP_TIMEOUT)
    at.query_params.update(LINKS[name])
    at.run()
    if "Upload" in LINKS[name].values():
        at.file_uploader[0].upload("58.png", png("58"), "image/png")
        at.run()
    problems = [each.value for each in (*at.exception, *at.error, *at.toast)]
    assert not problems, problems
    messages = [json.loads(part.proto.json) for part in at.get("bidi_component")]
    (film,) = (message for message in messages if "fps" in message)
    (reading,) = (message for message in messages if "shares" in message)
    # These three tell films and sessions apart, and differ each time.
    assert film.pop("film") == reading.pop("film")
    del film["channel"], film["number"]
    place = film["map"]
    shape = film["frame_count"], 28, 28 * film["digit_count"]
    frames = np.frombuffer(base64.b64decode(film.pop("frames")), np.uint8).reshape(shape)
    codes = np.frombuffer(base64.b64decode(place.pop("codes")), np.float32).reshape(len(place["frames"]), -1)
    shares = np.frombuffer(base64.b64decode(reading.pop("shares")), np.uint8).reshape(-1, 10)
    extent = json.dumps([place.pop("box"), place.pop("names")])
    return {
        "frames": [_frame_line(frame) for frame in frames],
        "codes": _code_line(codes),
        "map extent": _line(
            _rounded([1000 * float(number) for number in re.findall(r"\d\.\d+", extent)]), extent.encode()
        ),
        # How many frames read as 0, 1 … 9, in tenths of a frame.
        "shares": _line(_rounded(shares.sum(axis=0, dtype=int) / 25.5), shares.tobytes()),
        "reading": f"| {json.dumps(reading, ensure_ascii=False, sort_keys=True)}",
        "the rest": _short(film),
    }


def _short(value: Any) -> Any:
    """JSON with each list as one line of text."""
    if isinstance(value, dict):
        return {name: _short(each) for name, each in value.items()}
    return json.dumps(value) if isinstance(value, list) else value


def make() -> dict[str, Any]:
    """Everything that films.json holds."""
    return {
        "films": {name: film_record(name) for name in FILMS},
        "machine": machine(),
        "messages": {name: message_record(name) for name in LINKS},
        "paths": {model: path_records(model) for model in list_models()},
        "pictures": picture_records(),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(make(), indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
