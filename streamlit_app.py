"""The dashboard: the ASGI app for uvicorn, and the page router that Streamlit runs for every visitor.

Start it with ``make run``.
"""

from pathlib import Path

import streamlit as st

from dashboard import notices
from dashboard.choices import choose_model
from dashboard.server import film_channel, live, map_files
from dashboard.session import address, link
from dashboard.style import STYLE
from runtime import DEFAULT_MODEL, ModelError, list_models, models_root

ICON = Path(__file__).parent / "dashboard" / "icon.png"


def page() -> None:
    """Set up the page, the navigation and the model picker, then run the chosen page."""
    # Imported late: these modules register their browser components with a running server.
    from dashboard.pages import compare, explore, latent_map, morph

    st.set_page_config(page_title="Latent Digits", page_icon=ICON, layout="wide")
    st.html(STYLE)
    pages = [
        st.Page(morph.page, title="Morph", icon=":material/movie:", default=True),
        st.Page(explore.page, title="Explore", icon=":material/tune:", url_path="explore"),
        st.Page(latent_map.page, title="Latent map", icon=":material/scatter_plot:", url_path="map"),
        st.Page(compare.page, title="Compare", icon=":material/compare:", url_path="compare"),
    ]
    # The default page has the path "/"; redirect people who type "/morph".
    by_name = st.Page(morph.page, title="Morph", url_path="morph", visibility="hidden")
    chosen = st.navigation([*pages, by_name], position="top")
    if chosen is by_name:
        query = {name: st.query_params.get_all(name) for name in st.query_params}
        st.switch_page(pages[0], query_params=query)
    with notices.in_words():
        models = list_models()
        if not models:
            raise ModelError(
                f"'{models_root()}' has no models; restore it, or create a model with: python -m export"
            )
        default_model = DEFAULT_MODEL if DEFAULT_MODEL in models else models[0]
        link.drop_nonsense(models, chosen)
        with address.follow_page(chosen, default_model):
            with st.container(horizontal=True, vertical_alignment="center", key="header"):
                st.markdown(f"### {chosen.title}", width="stretch")
                choose_model(models, default_model)
            link.refuse_numbers()
            chosen.run()
    link.say_dropped()


if __name__ == "__main__":  # Streamlit runs this file for each visitor, on every interaction
    page()
else:  # uvicorn or `streamlit run` imports the file once
    app = st.App(
        __file__,
        routes=[*live.routes, *film_channel.routes, *map_files.ROUTES],
        lifespan=live.warm,
    )
