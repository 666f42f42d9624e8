"""The Explore page: sliders for a latent code, and the digit that follows them."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np
import streamlit as st

from dashboard import notices, resources
from dashboard.components.sliders.index import (
    Attributes,
    AttributeSlider,
    Events,
    Hold,
    Shown,
    as_base64,
    sliders,
)
from dashboard.draw import figures, reading
from dashboard.session import address, code_text, current_film, own_digit, parameters, slider_code
from dashboard.session.codes import Code
from dashboard.session.route import code_word
from dashboard.streamlit_internals import went_in_history
from runtime import LatentDigitsError, MorphError, Vae, load_reader
from runtime.arrays import FloatArray
from runtime.measure.measure import measure_digits

MUCH_KEPT = 0.9  # warn if fewer digits than this share keep their class
STRIPS = "explore_strips"
_LINK_READ = "link_read"
_OWN_FILE = "own_file"  # the file id of the last picture read
MAX_STRIP_CODES = 2000


def page() -> None:
    """Draw the page."""
    vae = resources.vae(st.session_state[parameters.MODEL.name])
    _open(vae)
    instrument = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover("Start from your digit", icon=":material/upload:"), st.container(width=380):
            _own_digit(vae)
        st.caption(
            f"{vae.card.title}. The code is part of this page's link: copy the link to share the digit.",
            width="content",
        )
    key = f"sliders_{vae.name}"

    def event(name: str) -> Any:
        return st.session_state.get(key, {}).get(name)  # None if the user has left the page

    z = st.session_state[slider_code.code_key(vae.name)]
    image = vae.decode(z)
    caption = ""
    with instrument, notices.in_words():  # the sliders work without the digit reader
        caption = reading.words(load_reader().read(image))
    with instrument:
        sliders(
            vae,
            Shown(
                z=z,
                image=image[0],
                caption=caption,
                move=st.session_state.get(slider_code.MOVE, 0),
                posterior=st.session_state.get(slider_code.posterior_key(vae.name)),
            ),
            Attributes(_attributes(vae, z, image), _hold(vae, z), _attribute_note(vae)),
            Events(
                code=lambda: _take(vae, event("code")),
                draw=lambda: _draw(vae, event("draw")),
                strips=lambda: _strips(vae, event("strips")),
                use=lambda: _use(vae, event("use")),
            ),
            key=key,
            strips=st.session_state.pop(STRIPS, None),
        )


def _open(vae: Vae) -> None:
    """Set the sliders to the link's code on the first visit and after Back or Forward, or to a typical 3."""
    key = slider_code.code_key(vae.name)
    is_first, link = _LINK_READ not in st.session_state, st.query_params.get(parameters.CODE.name)
    st.session_state[_LINK_READ] = True  # from now on this page writes the link
    if key not in st.session_state:
        st.session_state[key] = code_text.rounded(vae.preset(3))
    if link is None or not (is_first or went_in_history()):
        return
    linked = code_text.unpack_code(link, vae.latent_dim)
    if linked is not None:
        slider_code.glide_to(vae.name, linked)
    elif is_first:
        st.warning(
            f"The link does not contain a code of {vae.name} ({vae.latent_dim} numbers within "
            f"±{code_text.MAX_LINK_CODE:g}). The sliders show a typical 3 instead.",
            icon=":material/link_off:",
        )


def _attributes(vae: Vae, z: FloatArray, image: FloatArray) -> list[AttributeSlider]:
    """Return the measurements of the digit (1, 28, 28), and the change of its code per unit of each."""
    return [
        AttributeSlider(
            name=attribute.name,
            unit=attribute.unit,
            low=attribute.low,
            high=attribute.high,
            spread=attribute.std,
            home=attribute.mean,
            value=float(value),
            direction=tuple(direction.tolist()),
        )
        for attribute, value, direction in zip(
            vae.card.attributes, measure_digits(image)[0], vae.directions.at(z)[0], strict=True
        )
    ]


def _hold(vae: Vae, z: FloatArray) -> Hold:
    """Return the region of the digit's class, which the attribute sliders do not leave."""
    directions = vae.directions
    digit = directions.digits(z)[0]
    return Hold(
        middle=tuple(directions.class_mean[digit].tolist()),
        precision=tuple(directions.class_precision[digit].ravel().tolist()),
        border=float(directions.border(z)[0]),
    )


def _attribute_note(vae: Vae) -> str:
    """Return a warning if the attribute sliders often turn a digit into another; else ""."""
    kept = resources.share_kept(vae.name)
    if kept >= MUCH_KEPT:
        return ""
    return (
        f"Moving an attribute by one standard deviation keeps a typical digit {100 * kept:.0f} % of the "
        f"time; otherwise it turns into another digit."
    )


def _strips(vae: Vae, event: Mapping[str, Any] | None) -> None:
    """Decode the codes of the traversal strips for a browser that has lost its WebSocket."""
    number, codes = (event or {}).get("number"), (event or {}).get("codes")
    if not isinstance(number, int) or not isinstance(codes, list) or not 0 < len(codes) <= MAX_STRIP_CODES:
        return  # not sent by our component
    with suppress(LatentDigitsError, ValueError, TypeError, OverflowError):  # not sent by our component
        images = vae.decode(np.asarray(codes, np.float32))
        st.session_state[STRIPS] = {"number": number, "pictures": as_base64(images)}


def _take(vae: Vae, event: Mapping[str, Any] | None) -> None:
    """Store the code that the browser reports for its sliders."""
    z = code_text.unpack_code(str((event or {}).get("z")), vae.latent_dim)
    if z is None:
        return  # not sent by our component
    st.session_state[slider_code.code_key(vae.name)] = z
    address.note_browser_text(parameters.CODE.name, code_text.pack_code(z.tolist()))
    if event and event.get("from") == "preset":  # no longer the user's digit
        st.session_state.pop(slider_code.posterior_key(vae.name), None)


def _use(vae: Vae, event: Mapping[str, Any] | None) -> None:
    """Use the code on the sliders as an end or a stop of the film."""
    end, z = (event or {}).get("end"), code_text.unpack_code(str((event or {}).get("z")), vae.latent_dim)
    if end not in (*parameters.ENDS, "stop") or z is None:
        return  # not sent by our component
    code = Code.of(vae.name, z)
    if end != "stop":
        st.toast(current_film.use_code(end, code), icon=":material/check:")
        return
    current_film.follow_model(vae)  # existing stops may be codes of the previous model
    try:
        st.toast(current_film.add_stop(code_word(code.packed(vae))), icon=":material/check:")
    except MorphError as error:
        st.toast(notices.plain(str(error)), icon=":material/error:")


def _draw(vae: Vae, event: Mapping[str, Any] | None) -> None:
    """Draw a random code: of a digit of MNIST, or from the prior p(z)."""
    digit, seed = (event or {}).get("digit"), (event or {}).get("seed")
    if not isinstance(seed, int) or seed < 0 or digit not in (None, *range(10)):
        return  # not sent by our component
    rng = np.random.default_rng(seed)
    if digit is None:
        z = vae.prior.draw(rng)[0]
    else:
        z = vae.latents.mu[rng.choice(np.flatnonzero(vae.latents.label == digit))]
    st.session_state.pop(slider_code.posterior_key(vae.name), None)
    slider_code.glide_to(vae.name, z)


def _own_digit(vae: Vae) -> None:
    """Draw the upload and camera controls; a new digit's posterior goes onto the sliders."""
    source = st.segmented_control(
        "Source", ["Upload", "Camera"], default="Upload", required=True, label_visibility="collapsed"
    )
    if source == "Camera":
        picture = st.camera_input("Photo of one digit, on paper or on a screen", key="own_photograph")
    else:
        picture = own_digit.upload("A picture of one digit", key="own_picture")
    if picture is not None and picture.file_id != st.session_state.get(_OWN_FILE):
        with notices.in_words():
            digit = own_digit.remember_digit(picture)
            st.session_state[_OWN_FILE] = picture.file_id
            _put_own(vae, digit)
    own = own_digit.recall_digit()
    if own is not None:
        st.html(figures.ink_html(own, "Your digit as the model sees it", width=120))
        st.button("Back to your digit", on_click=_put_own, args=(vae, own), key="own_again")
    st.caption(
        "The sliders take the code of your digit. The bands show the uncertainty of the encoder: the mean of "
        "the posterior ± σ."
    )


def _put_own(vae: Vae, digit: FloatArray) -> None:
    mu, logvar = vae.encode(digit)
    st.session_state[slider_code.posterior_key(vae.name)] = (mu[0], np.exp(logvar[0] / 2))
    slider_code.glide_to(vae.name, mu[0])
