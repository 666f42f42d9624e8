"""What tests of the pages share."""

from typing import Any

import pytest

from dashboard.draw.film_plan import FilmPlan
from dashboard.morph import downloads
from dashboard.morph.copy_as import OnScreen
from dashboard.morph.settings import Look
from dashboard.pages import morph


@pytest.fixture
def on_page(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the page last offered to download."""
    offered: dict[str, Any] = {}
    draw = downloads.downloads

    def recorded(film: FilmPlan, look: Look, shown: OnScreen, *, width: int) -> None:
        offered.update(film=film, look=look, shown=shown)
        draw(film, look, shown, width=width)

    monkeypatch.setattr(morph, "downloads", recorded)
    return offered
