"""Morph: two ends, a path between them, and the film, playing and to download."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from dashboard import current_morph, figures, notices, reading, resources, state
from dashboard.current_morph import CurrentMorph, End
from runtime import FORMATS, PATH_KINDS, Anchor, MorphError, Vae, anchor
from runtime.segment import MAX_DIGIT_COUNT
from runtime.video import MAX_FPS, MAX_HEIGHT, MIN_FPS, MIN_FRAME_COUNT, MIN_HEIGHT

SOURCES = {"number": "Type it", "picture": "Upload", "map": "From the map"}
PICTURE_TYPES = ["png", "jpg", "jpeg", "webp", "bmp", "tif", "tiff", "gif"]
COLOURS = {"dark": "White on black", "light": "Black on white"}
SQUARE_WIDTH = 520  # one digit alone, so that its film and the downloads fit 1280×800
PATH_HELP = (
    "**geodesic** goes through the codes of real digits and keeps thickness and slant steady. **linear** "
    "runs straight from one code to the other. **slerp** follows an arc round the middle of the latent space."
)


def page() -> None:
    """Draw the page."""
    vae = resources.vae(st.session_state[state.MODEL])
    screen, controls = st.columns([8, 4], gap="large")
    with controls:
        start_column, end_column = st.columns(2)
        start = end = None
        with start_column, st.container(key="start"), notices.in_words(screen):
            start = _end(vae, "start")
        with end_column, st.container(key="end"), notices.in_words(screen):
            end = _end(vae, "end")
        settings = _settings()
    with screen, notices.in_words():
        if start is None or end is None:
            missing = "start" if start is None else "end"
            st.info(
                f"The film appears here as soon as the {missing} is there. A link does not carry pictures: "
                "after opening one, upload them again.",
                icon=":material/movie:",
            )
            return
        if start.digit_count != end.digit_count:
            raise MorphError(
                f"The start has {_digits(start.digit_count)} and the end has {_digits(end.digit_count)}; "
                "give both the same number, and where a picture was miscounted, say how many digits it shows."
            )
        rows = _waypoints(vae, start.digit_count)
        current_morph.remember(
            CurrentMorph(
                _kept_end("start"),
                _kept_end("end"),
                settings["frame_count"],
                settings["path"],
                settings["even"],
            )
        )
        codes = (start.codes, end.codes, vae.latents.mu[rows].astype(np.float32))
        film = partial(resources.film, vae.name, *(code.tobytes() for code in codes), **settings)
        width = settings["height"] * start.digit_count
        _film(film, f"{_name('start')}-{_name('end')}", (width, settings["height"]))


def _end(vae: Vae, end: str) -> Anchor | None:
    """The controls of one end; returns its codes, or None while a picture is awaited."""
    source = st.selectbox(
        end.capitalize(),
        list(SOURCES),
        key=state.end_key(end, state.SOURCE),
        format_func=SOURCES.__getitem__,
        bind="query-params",
        help="A number in typical handwriting, a picture of your own, or a point of the latent map.",
    )
    if source == "number":
        return _typed(vae, end)
    if source == "map":
        return _from_map(vae, end)
    return _uploaded(vae, end)


def _kept_end(end: str) -> End:
    """What an end holds now, for the map to draw."""
    source = st.session_state[state.end_key(end, state.SOURCE)]
    if source == "number":
        return End("number", st.session_state[state.end_key(end, state.NUMBER)])
    if source == "map":
        return End("map", row=st.session_state[state.end_key(end, state.ROW)])
    name, content = st.session_state[f"{state.end_key(end, state.PICTURE)}_kept"]
    count = st.session_state[state.end_key(end, state.DIGIT_COUNT)]
    return End("picture", picture=(name, content, count or None))


def _waypoints(vae: Vae, digit_count: int) -> list[int]:
    """The rows that the morph passes, with a way to be rid of them."""
    rows = current_morph.waypoints(vae)
    if not rows:
        return []
    current_morph.put_into_url()
    names = ", ".join(f"row {row} (a {vae.latents.label[row]})" for row in rows)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f"By way of {names}." if digit_count == 1 else f"{names}: left out, as a way-point is one digit."
        )
        st.button(
            "Straight there", key="no_waypoints", type="tertiary", on_click=current_morph.drop_waypoints
        )
    return rows if digit_count == 1 else []


def _digits(count: int) -> str:
    return f"{count} digit" if count == 1 else f"{count} digits"


def _name(end: str) -> str:
    """What to call an end in a file's name: the typed number, "row512" or "picture"."""
    source = st.session_state[state.end_key(end, state.SOURCE)]
    if source == "number":
        return str(st.session_state[state.end_key(end, state.NUMBER)])
    return f"row{st.session_state[state.end_key(end, state.ROW)]}" if source == "map" else "picture"


def _typed(vae: Vae, end: str) -> Anchor | None:
    text = st.text_input(
        "Number",
        state.DEFAULT_NUMBER[end],
        key=state.end_key(end, state.NUMBER),
        bind="query-params",
        validate=(r"^[0-9]{1,8}$", "1 to 8 digits, please."),
        live=True,
        label_visibility="collapsed",
        placeholder="1 to 8 digits",
    )
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 8):
        raise MorphError(
            f"'{text}' is no number of 1 to 8 digits; type one, such as {state.DEFAULT_NUMBER[end]}."
        )
    return anchor(vae, text)


def _from_map(vae: Vae, end: str) -> Anchor:
    row = st.number_input(
        "Row",
        0,
        len(vae.latents) - 1,
        value=0 if end == "start" else 1,
        step=1,
        key=state.end_key(end, state.ROW),
        bind="query-params",
        help="The row of MNIST's code in this model's table. Easier: click a point of the latent map.",
    )
    code = vae.latents.mu[row].astype(np.float32)[np.newaxis]
    _thumbnails(vae.decode(code), f"{end}: a {vae.latents.label[row]}")
    return Anchor(code)


def _uploaded(vae: Vae, end: str) -> Anchor | None:
    key = state.end_key(end, state.PICTURE)
    kept = f"{key}_kept"  # an uploader forgets its file when another page is shown
    st.file_uploader(
        "Picture",
        PICTURE_TYPES,
        key=key,
        on_change=_keep,
        args=(key, kept),
        max_upload_size=10,
        label_visibility="collapsed",
        help="One digit, or a number of up to 8, on paper or screen, dark on light or light on dark.",
    )
    if kept not in st.session_state:
        return None
    name, content = st.session_state[kept]
    count = st.selectbox(
        "Digits in the picture",
        range(MAX_DIGIT_COUNT + 1),
        format_func=lambda count: str(count or "find out"),
        key=state.end_key(end, state.DIGIT_COUNT),
        persist_state="session",
    )
    digits = np.stack(resources.digits_of(name, content, count or None).digits)
    _thumbnails(digits, reading.words(resources.reader().read(digits)))
    return anchor(vae, digits)


def _keep(key: str, kept: str) -> None:
    upload = st.session_state[key]
    if upload is None:
        st.session_state.pop(kept, None)
    else:
        st.session_state[kept] = (upload.name, upload.getvalue())


def _thumbnails(digits: np.ndarray[Any, np.dtype[np.float32]], caption: str) -> None:
    """The 28×28 digits (N, 28, 28) of one end, with their real pixels."""
    alt = f"{_digits(len(digits))} of 28×28 pixels, {caption}"
    st.html(
        figures.ink_html(np.hstack(list(digits)), alt, pixels=True, width=90 * len(digits), caption=caption)
    )


def _settings() -> dict[str, Any]:
    """The controls of the film, in the words of ``resources.film``."""
    steps, rate = st.columns(2)
    frame_count = steps.number_input(
        "Steps",
        MIN_FRAME_COUNT,
        state.MAX_PAGE_FRAME_COUNT,
        60,
        step=10,
        key=state.FRAME_COUNT,
        bind="query-params",
        help="Frames of the film, both ends included: 2 to 2,000.",
    )
    fps = rate.number_input(
        "Frames per second", MIN_FPS, MAX_FPS, 30, step=5, key=state.FPS, bind="query-params", help="1 to 120"
    )
    path = st.segmented_control(
        "Path",
        PATH_KINDS,
        key=state.PATH,
        default=PATH_KINDS[0],
        required=True,
        bind="query-params",
        help=PATH_HELP,
    )
    even = st.toggle(
        "Even steps",
        value=True,
        key=state.EVEN,
        bind="query-params",
        help="Times the path so that every frame differs equally from the one before (L2 of pixels).",
    )
    with st.expander("Look of the film"):
        paper = st.segmented_control(
            "Colours",
            list(COLOURS),
            key=state.COLOURS,
            default="dark",
            required=True,
            format_func=COLOURS.__getitem__,
            bind="query-params",
        )
        height = st.number_input(
            "Height in pixels", MIN_HEIGHT, MAX_HEIGHT, 448, step=28, key=state.HEIGHT, bind="query-params"
        )
        pixels = st.toggle("Show the real pixels", key=state.REAL_PIXELS, bind="query-params")
    # An empty parameter of the URL leaves a segmented control without a value, required or not.
    return {
        "frame_count": frame_count,
        "fps": fps,
        "path": path if path in PATH_KINDS else PATH_KINDS[0],
        "even": even,
        "paper": paper if paper in COLOURS else "dark",
        "height": height,
        "pixels": pixels,
    }


def _film(film: Callable[..., bytes], name: str, size: tuple[int, int]) -> None:
    """The film, playing, and a download in every format; ``size`` is (width, height) in pixels."""
    place = st.container()  # before the spinner, so that the player keeps its place and its state
    with st.spinner("Drawing the film …", show_time=True):
        content = film(ending=".mp4")
    place.video(
        content,
        loop=True,
        autoplay=True,
        muted=True,
        alt=f"The morph {name}, playing in a loop",
        width=SQUARE_WIDTH if size[0] <= size[1] else "stretch",
    )
    st.markdown("**Download**")
    with st.container(horizontal=True, gap="small"):
        for ending, file_format in FORMATS.items():
            too_wide = size[0] > file_format.max_width
            st.download_button(
                file_format.label,
                partial(film, ending=ending),
                f"{name}{ending}",
                file_format.mime,
                key=f"download-{ending[1:]}",
                on_click="ignore",
                disabled=too_wide,
                icon=":material/download:",
                help=f"{size[0]} pixels are too wide for this format; choose a smaller height."
                if too_wide
                else None,
            )
    st.caption(
        "The address bar holds these settings: copy it to share the morph. Uploaded pictures stay here."
    )
