"""Run the dashboard's pages with Streamlit's AppTest."""

from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Widget

from dashboard.session.film import Film
from runtime import load_vae
from runtime.arrays import FloatArray

APP = str(Path(__file__).parent.parent / "streamlit_app.py")
TIMEOUT = 60  # seconds, for one run on a busy machine


def whole(**query: str | list[str]) -> AppTest:
    """Return the whole dashboard with the given query parameters, not yet run."""
    at = AppTest.from_file(APP, default_timeout=TIMEOUT)
    at.query_params.update(query)
    return at


def app(**query: str | list[str]) -> AppTest:
    """Run the whole dashboard with the given query parameters."""
    return run(whole(**query))


def single(name: str, **query: str) -> AppTest:
    """Return a single page by its module name, with the model mlp20, not yet run."""
    at = AppTest.from_function(_draw, default_timeout=TIMEOUT, args=(name,))
    at.session_state["model"] = "mlp20"
    at.query_params.update(query)
    return at


def _draw(name: str) -> None:
    from importlib import import_module

    import_module(f"dashboard.pages.{name}").page()


def page(name: str, **query: str) -> AppTest:
    """Run a single page with the given query parameters."""
    return run(single(name, **query))


def run(what: AppTest | Widget) -> AppTest:
    """Run the script, with a widget's new value if ``what`` is a widget; fail on an exception."""
    at = what.run()
    assert not at.exception, at.exception
    return at


def html_of(at: AppTest) -> list[str]:
    """Return the bodies of the page's HTML elements."""
    return [element.proto.body for element in at.get("html")]


def shown(at: AppTest) -> str:
    """Return the bodies of the page's HTML elements as one string."""
    return "".join(html_of(at))


def has_film(at: AppTest) -> bool:
    """Whether the page shows its player."""
    return any(part.proto.component_name == "latent_digits_player" for part in at.get("bidi_component"))


def start_codes(at: AppTest) -> FloatArray:
    """Return the latent codes of the film's start, (digit_count, latent_dim)."""
    film: Film = at.session_state["current_film"]
    vae = load_vae(at.session_state["model"])
    return film.plan(vae).morph(vae).start.codes
