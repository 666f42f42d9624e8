"""What the player is told of a film, whichever way it comes."""

from dashboard import resources
from dashboard.components.player.index import About
from dashboard.draw.batching import Pictures
from dashboard.draw.film_plan import FilmPlan
from dashboard.morph.settings import Look
from dashboard.morph.small_map import film_map


def message(plan: FilmPlan, look: Look, name: str) -> tuple[Pictures, About]:
    """A film's frames (frame_count, 28, 28 · digit_count), ink = 255, and the rest.

    Args:
        plan: The film.
        look: How it looks.
        name: What it is called: "32-41".
    """
    frames, codes = resources.played(plan)
    return frames, About(
        film=told_from_others(plan),
        map=film_map(resources.vae(plan.model), codes),
        title=f"The morph {name}",
        comes_back=plan.itinerary.cycle != "once",
        fps=look["fps"],
        paper=look["paper"],
        pixels=look["pixels"],
    )


def told_from_others(plan: FilmPlan) -> str:
    """What tells a film from others."""
    return f"{hash(plan):x}"
