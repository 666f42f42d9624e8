"""The player's message about a film, through Streamlit or the film channel."""

from dashboard import resources
from dashboard.components.player.index import Showing
from dashboard.draw.batching import Pictures
from dashboard.draw.film_plan import FilmPlan
from dashboard.morph.small_map import film_map
from runtime.video import Look


def message(plan: FilmPlan, look: Look, name: str) -> tuple[Pictures, Showing]:
    """Return a film's frames (frame_count, 28, 28 · digit_count), ink = 255, and its other data.

    Args:
        plan: The film.
        look: Its appearance.
        name: Its name, such as "32-41".
    """
    frames, codes = resources.draw_plan(plan)
    return frames, Showing(
        film=plan.id,
        map=film_map(resources.vae(plan.model), codes),
        title=f"Morph {name}",
        comes_back=plan.itinerary.cycle != "once",
        look=look,
    )
