"""The dashboard's router: page config, model picker, navigation. Run with ``make run``."""

from pathlib import Path

import streamlit as st

from dashboard import explore, latent_map, morph, state
from runtime import DEFAULT_MODEL, LatentDigitsError, list_models, models_root

ICON = Path(__file__).parent / "dashboard" / "icon.png"

st.set_page_config(page_title="Latent Digits", page_icon=ICON, layout="wide")
st.html(state.STYLE)

pages = [
    st.Page(morph.page, title="Morph", icon=":material/movie:", url_path="morph", default=True),
    st.Page(explore.page, title="Explore", icon=":material/tune:", url_path="explore"),
    st.Page(latent_map.page, title="Latent map", icon=":material/scatter_plot:", url_path="map"),
]
chosen = st.navigation(pages, position="top")

try:
    models = list_models()
    if not models:
        st.error(f"There is no model in '{models_root()}'; restore the folder, or make one with: python -m export")
        st.stop()
    with st.container(horizontal=True, vertical_alignment="bottom", key="header"):
        st.markdown(f"### {chosen.title}", width="stretch")
        model = st.segmented_control(
            "Model",
            models,
            key=state.MODEL,
            default=DEFAULT_MODEL if DEFAULT_MODEL in models else models[0],
            required=True,
            bind="query-params",
            help="Which trained variational autoencoder encodes and decodes the digits.",
        )
    chosen.run()
except LatentDigitsError as error:  # words for the user, once, at the edge
    st.error(str(error), icon=":material/error:")
