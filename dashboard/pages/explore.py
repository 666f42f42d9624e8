"""Explore: a latent code under the fingers, and the digit that follows them."""

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

MUCH_KEPT = 0.9  # share of digits that stay what they are; less is worth a warning
STRIPS = "explore_strips"
_LINK_READ = "link_read"
_OWN_FILE = "own_file"  # the id of the picture that was read last
MAX_STRIP_CODES = 2000


def page() -> None:
    """Draw the page."""
    vae = resources.vae(st.session_state[parameters.MODEL.name])
    _open(vae)
    instrument = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover("Start from your own digit", icon=":material/upload:"), st.container(width=380):
            _own_digit(vae)
        st.caption(
            f"{vae.card.title}. The address bar holds the code: copy it to share what you see.",
            width="content",
        )
    key = f"sliders_{vae.name}"

    def told(name: str) -> Any:
        return st.session_state.get(key, {}).get(name)  # nothing where the page was left meanwhile

    z = st.session_state[slider_code.code_key(vae.name)]
    image = vae.decode(z)
    caption = ""
    with instrument, notices.in_words():  # a damaged reader does not take the sliders away
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
                code=lambda: _take(vae, told("code")),
                draw=lambda: _draw(vae, told("draw")),
                strips=lambda: _strips(vae, told("strips")),
                use=lambda: _use(vae, told("use")),
            ),
            key=key,
            strips=st.session_state.pop(STRIPS, None),
        )


def _open(vae: Vae) -> None:
    """Take the code of the link, at first a typical 3 where it has none, or of one that Back has brought."""
    key = slider_code.code_key(vae.name)
    is_first, link = _LINK_READ not in st.session_state, st.query_params.get(parameters.CODE.name)
    st.session_state[_LINK_READ] = True  # from now on the address holds what this page has written there
    if key not in st.session_state:
        st.session_state[key] = code_text.rounded(vae.preset(3))
    if link is None or not (is_first or went_in_history()):
        return
    linked = code_text.unpack_code(link, vae.latent_dim)
    if linked is not None:
        slider_code.glide_to(vae.name, linked)
    elif is_first:
        st.warning(
            f"The address holds no code of {vae.name}, which is {vae.latent_dim} numbers within "
            f"±{code_text.MAX_LINK_CODE:g}; this is a typical 3 instead.",
            icon=":material/link_off:",
        )


def _attributes(vae: Vae, z: FloatArray, image: FloatArray) -> list[AttributeSlider]:
    """What the digit (1, 28, 28) measures, and how its code changes for one unit of each."""
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
    """What keeps the code of a digit from becoming no digit at all."""
    directions = vae.directions
    digit = directions.digits(z)[0]
    return Hold(
        middle=tuple(directions.class_mean[digit].tolist()),
        precision=tuple(directions.class_precision[digit].ravel().tolist()),
        border=float(directions.border(z)[0]),
    )


def _attribute_note(vae: Vae) -> str:
    """A sentence where these directions often make another digit of a digit."""
    kept = resources.share_kept(vae.name)
    if kept >= MUCH_KEPT:
        return ""
    return (
        f"Of moves by one usual spread, {100 * kept:.0f} % leave a typical digit what it is; the others make "
        f"another of it."
    )


def _strips(vae: Vae, wish: Mapping[str, Any] | None) -> None:
    """Decode the codes of the strips, for a browser part whose socket is cut."""
    number, codes = (wish or {}).get("number"), (wish or {}).get("codes")
    if not isinstance(number, int) or not isinstance(codes, list) or not 0 < len(codes) <= MAX_STRIP_CODES:
        return  # nothing that our own part can have sent
    with suppress(LatentDigitsError, ValueError, TypeError, OverflowError):  # nor this
        images = vae.decode(np.asarray(codes, np.float32))
        st.session_state[STRIPS] = {"number": number, "pictures": as_base64(images)}


def _take(vae: Vae, said: Mapping[str, Any] | None) -> None:
    """Keep the code that the browser says is on its sliders."""
    z = code_text.unpack_code(str((said or {}).get("z")), vae.latent_dim)
    if z is None:
        return  # no code that our own part can have sent
    st.session_state[slider_code.code_key(vae.name)] = z
    address.note_browser_text(parameters.CODE.name, code_text.pack_code(z.tolist()))
    if said and said.get("from") == "preset":  # it has left one's own digit
        st.session_state.pop(slider_code.posterior_key(vae.name), None)


def _use(vae: Vae, wish: Mapping[str, Any] | None) -> None:
    """Make the code that was on the sliders an end of the morph, or a stop."""
    end, z = (wish or {}).get("end"), code_text.unpack_code(str((wish or {}).get("z")), vae.latent_dim)
    if end not in (*parameters.ENDS, "stop") or z is None:
        return  # nothing that our own part can have sent
    code = Code.of(vae.name, z)
    if end != "stop":
        st.toast(current_film.use_code(end, code), icon=":material/check:")
        return
    current_film.follow_model(vae)  # the stops there are may be codes of the model before
    try:
        st.toast(current_film.add_stop(code_word(code.packed(vae))), icon=":material/check:")
    except MorphError as error:
        st.toast(notices.plain(str(error)), icon=":material/error:")


def _draw(vae: Vae, wish: Mapping[str, Any] | None) -> None:
    """Draw a code: of a digit of MNIST, or from the prior p(z)."""
    digit, seed = (wish or {}).get("digit"), (wish or {}).get("seed")
    if not isinstance(seed, int) or seed < 0 or digit not in (None, *range(10)):
        return  # nothing that our own part can have sent
    rng = np.random.default_rng(seed)
    if digit is None:
        z = vae.prior.draw(rng)[0]
    else:
        z = vae.latents.mu[rng.choice(np.flatnonzero(vae.latents.label == digit))]
    st.session_state.pop(slider_code.posterior_key(vae.name), None)
    slider_code.glide_to(vae.name, z)


def _own_digit(vae: Vae) -> None:
    """Upload or photograph a digit: its posterior goes onto the sliders."""
    source = st.segmented_control(
        "Source", ["Upload", "Camera"], default="Upload", required=True, label_visibility="collapsed"
    )
    if source == "Camera":
        picture = st.camera_input("One digit, on paper or screen", key="own_photograph")
    else:
        picture = own_digit.upload("A picture of one digit", key="own_picture")
    if picture is not None and picture.file_id != st.session_state.get(_OWN_FILE):
        with notices.in_words():
            digit = own_digit.remember_digit(picture)
            st.session_state[_OWN_FILE] = picture.file_id
            _put_own(vae, digit)
    own = own_digit.recall_digit()
    if own is not None:
        st.html(figures.ink_html(own, "Your digit as the model reads it", width=120))
        st.button("Back to your digit", on_click=_put_own, args=(vae, own), key="own_again")
    st.caption(
        "Its code goes onto the sliders. The bands show how sure the encoder is: the posterior's mean, "
        "plus and minus its σ."
    )


def _put_own(vae: Vae, digit: FloatArray) -> None:
    mu, logvar = vae.encode(digit)
    st.session_state[slider_code.posterior_key(vae.name)] = (mu[0], np.exp(logvar[0] / 2))
    slider_code.glide_to(vae.name, mu[0])
