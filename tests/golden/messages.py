"""Record the Morph page's messages to its player for some links, for films.json."""

import base64
import json
import re
from typing import Any

import numpy as np
from drawing import (
    png,
)
from golden.lines import (
    APP,
    APP_TIMEOUT,
    code_line,
    frame_line,
    line,
    rounded,
)
from streamlit.testing.v1 import AppTest

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
    """Return the Morph page's messages to its player for a link; an upload in the link is a picture of 58.

    Messages are identified by their fields, because components may be renamed.
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
    # These three identify films and sessions, and differ on every run.
    assert film.pop("film") == reading.pop("film")
    del film["channel"], film["number"]
    place = film["map"]
    shape = film["frame_count"], 28, 28 * film["digit_count"]
    frames = np.frombuffer(base64.b64decode(film.pop("frames")), np.uint8).reshape(shape)
    codes = np.frombuffer(base64.b64decode(place.pop("codes")), np.float32).reshape(len(place["frames"]), -1)
    shares = np.frombuffer(base64.b64decode(reading.pop("shares")), np.uint8).reshape(-1, 10)
    extent = json.dumps([place.pop("box"), place.pop("names")])
    return {
        "frames": [frame_line(frame) for frame in frames],
        "codes": code_line(codes),
        "map extent": line(
            rounded([1000 * float(number) for number in re.findall(r"\d\.\d+", extent)]), extent.encode()
        ),
        # Number of frames that read as 0, 1 … 9, in tenths of a frame.
        "shares": line(rounded(shares.sum(axis=0, dtype=int) / 25.5), shares.tobytes()),
        "reading": f"| {json.dumps(reading, ensure_ascii=False, sort_keys=True)}",
        "the rest": _short(film),
    }


def _short(value: Any) -> Any:
    """Replace each list in a JSON value by one line of text."""
    if isinstance(value, dict):
        return {name: _short(each) for name, each in value.items()}
    return json.dumps(value) if isinstance(value, list) else value
