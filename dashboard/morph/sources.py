"""Controls of one end of a film: typed, drawn, uploaded, photographed, pasted, from the map, or a code."""

import streamlit as st

from dashboard import resources
from dashboard.choices import choice
from dashboard.components.keys import kept_key
from dashboard.components.pad.index import pad, paste_zone
from dashboard.components.pad.strokes import png_of
from dashboard.draw import reading
from dashboard.morph.ink_steps import read_picture, thumbnails
from dashboard.session import codes, film, link, parameters
from dashboard.session.film import End
from dashboard.streamlit_internals import went_in_history
from runtime import MorphError, Vae, load_reader
from runtime.ends.typed import LAST_DRAW, MAX_SEED, is_number

PictureFile = tuple[str, bytes]  # the name that messages use, and the file

REQUESTS = {
    "number": "Type the {end} number",
    "draw": "Draw the {end} number",
    "picture": "Upload a picture of the {end} number",
    "photo": "Take a photo of the {end} number",
    "paste": "Paste a picture of the {end} number",
    "code": "Paste the code of the {end}, or choose it on Explore or on the latent map,",
}
PICTURES = ("draw", "picture", "photo", "paste")
MAX_CODE_TEXT = 4000  # characters


def end_controls(vae: Vae, end: str) -> End | None:
    """Draw the controls for one end; return the end, or None if it is not given yet.

    Raises:
        LatentDigitsError: The text is not a number or a code, or the picture cannot be read.
    """
    parameter = parameters.of_end(end).source
    source: str = st.selectbox(
        end.capitalize(),
        list(parameter.labels),
        key=parameter.name,
        format_func=parameter.labels.__getitem__,
        bind="query-params",
        help="A typed number, a picture of your own, a point of the latent map, or a latent code. A typed "
        "number has **typical** digits, **random** digits, or the **same hand** as the other end, which "
        "copies its thickness and slant.",
    )
    if source == "code":
        return _coded(vae, end)
    codes.put_code_into_url(end, "")
    if source == "number":
        return _typed(end)
    if source == "map":
        return _from_map(vae, end)
    picture = {"draw": _drawn, "photo": _photographed, "paste": _pasted}.get(source, _uploaded)(end)
    if picture is None:
        return None
    correction = read_picture(vae, end, source, *picture)
    kind = {"draw": "drawing", "photo": "photo"}.get(source, "picture")
    return End("picture", picture=film.Picture(*picture, correction, kind))


def any_picture() -> bool:
    """Whether the source of an end is a picture, given or not."""
    return any(_source(end) in PICTURES for end in parameters.ENDS)


def _source(end: str) -> str:
    source: str = st.session_state[parameters.of_end(end).source.name]
    return source


def request(end: str) -> str:
    """Return a sentence that asks for an end that is not given yet."""
    source, parameter = _source(end), parameters.of_end(end).source
    sentence = f"{REQUESTS.get(source, REQUESTS['picture']).format(end=end)} to see the film."
    if source not in PICTURES or link.opened_with(parameter.name) != parameter.labels[source]:
        return sentence
    return f"{sentence} Links cannot contain pictures, so add yours again."


def _typed(end: str) -> End | None:
    number = parameters.of_end(end).number
    text = st.text_input(
        "Number",
        number.default,
        key=number.name,
        bind="query-params",
        live=True,
        label_visibility="collapsed",
        placeholder="1 to 8 digits",
    )
    if not text:
        return None
    if not is_number(text):
        raise MorphError(f"cannot use '{text}' as a number; enter 1 to 8 digits, such as {number.default}")
    style = choice("Style", parameters.of_end(end).style, label_visibility="collapsed")
    typed = End("number", text)
    if style == "random":
        typed = End("number", text, "random", _seed(end), 0 if end == "start" else LAST_DRAW)
    elif style == "hand":
        typed = End("number", text, "hand")
    return typed


def _seed(end: str) -> int:
    """Draw the seed of random digits, and a button for the next seed."""
    seed = parameters.of_end(end).seed
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.number_input(
            "Seed", seed.low, seed.high, seed.default, 1, key=seed.name, bind="query-params", width=110
        )
        st.button("Another", key=f"{seed.name}_next", on_click=_next_seed, args=(seed.name,))
    return chosen


def _next_seed(key: str) -> None:
    st.session_state[key] = (st.session_state[key] + 1) % (MAX_SEED + 1)


def _from_map(vae: Vae, end: str) -> End:
    parameter = parameters.of_end(end).row
    row = st.number_input(
        "Row",
        parameter.low,
        len(vae.latents) - 1,
        parameter.default,
        step=1,
        key=parameter.name,
        bind="query-params",
        help="A row of this model's table of MNIST codes. To choose by eye, click a point of the latent map.",
    )
    chosen = End("map", row=row)
    thumbnails(vae.decode(chosen.anchor(vae).codes), f"{end}: a {vae.latents.label[row]}")
    return chosen


def _coded(vae: Vae, end: str) -> End | None:
    """Draw the field for a code. Changing the model keeps the digit; changing back restores the code."""
    if went_in_history():
        codes.take_code_from_address(vae, end)
    given, fault = codes.recall_end(vae, end), None
    if isinstance(given, str) and given:
        try:
            given = codes.read_code(vae, given)
            codes.remember_end(end, given)
        except MorphError as error:
            fault = error
    packed = "" if isinstance(given, str) else given.packed(vae)
    key = f"{end}_code_text"
    st.session_state[key] = given if isinstance(given, str) else packed.replace("_", ", ")
    st.text_input(
        "Code",
        key=key,
        max_chars=MAX_CODE_TEXT,
        on_change=_keep_text,
        args=(end, key),
        placeholder="0.1, -0.4, …",
        help=f"{vae.latent_dim} numbers as JSON, Python, a link or a list. To choose a code by eye, use the "
        "Morph menu on Explore, or click between the points of the latent map (PCA or Two dimensions) and "
        f"press {end.capitalize()}.",
    )
    codes.put_code_into_url(end, packed)
    if fault:
        raise fault
    if isinstance(given, str):
        return None
    image = vae.decode(given.z(vae))
    thumbnails(image, f"{end}: {reading.words(load_reader().read(image))}")
    if given.model != vae.name:
        st.caption(
            f"The code of the same digit in {vae.name}. Choose {given.model} to get the original code back."
        )
    return End("code", code=given)


def _keep_text(end: str, key: str) -> None:
    codes.remember_end(end, st.session_state[key].strip())


# Sources of pictures. The session keeps each file, because a widget loses its file as soon as the user
# opens another page or source.


def _uploaded(end: str) -> PictureFile | None:
    key = f"{end}_picture"
    st.file_uploader(
        "Picture",
        resources.PICTURE_TYPES,
        key=key,
        on_change=_keep_file,
        args=(key,),
        max_upload_size=40,
        label_visibility="collapsed",
        help="A number of 1 to 8 digits, on paper or on a screen, dark on light or light on dark.",
    )
    return st.session_state.get(kept_key(key))


def _photographed(end: str) -> PictureFile | None:
    key = f"{end}_photo"
    st.camera_input(
        "Photo",
        key=key,
        on_change=_keep_file,
        args=(key, f"photo of the {end}"),
        resolution="720p",
        label_visibility="collapsed",
    )
    return st.session_state.get(kept_key(key))


def _keep_file(key: str, name: str | None = None) -> None:
    file = st.session_state[key]
    if file is None:
        st.session_state.pop(kept_key(key), None)
    else:
        st.session_state[kept_key(key)] = (name or file.name, file.getvalue())


def _drawn(end: str) -> PictureFile | None:
    strokes = pad(key=f"{end}_drawing", label=f"Drawing pad for the {end}")
    return (f"drawing of the {end}", png_of(strokes)) if strokes else None


def _pasted(end: str) -> PictureFile | None:
    content = paste_zone(key=f"{end}_pasted", label=f"Paste a picture of the {end}")
    return (f"pasted picture of the {end}", content) if content else None
