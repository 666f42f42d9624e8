"""What tests of the pages share."""

from typing import Any

import pytest

from dashboard.draw.film_plan import FilmPlan
from dashboard.morph import downloads
from dashboard.pages import morph
from dashboard.session.film import Film
from runtime import Vae


@pytest.fixture
def on_page(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the page last offered to download."""
    offered: dict[str, Any] = {}
    draw = downloads.downloads

    def recorded(film: Film, plan: FilmPlan, vae: Vae) -> None:
        offered.update(film=film, plan=plan)
        draw(film, plan, vae)

    monkeypatch.setattr(morph, "downloads", recorded)
    return offered
