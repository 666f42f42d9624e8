"""What the player is told of a film, whichever way it comes."""

from dashboard import resources
from dashboard.components.player.index import Showing
from dashboard.draw.batching import Pictures
from dashboard.draw.film_plan import FilmPlan
from dashboard.morph.small_map import film_map
from runtime.video import Look


def message(plan: FilmPlan, look: Look, name: str) -> tuple[Pictures, Showing]:
    """A film's frames (frame_count, 28, 28 · digit_count), ink = 255, and the rest.

    Args:
        plan: The film.
        look: How the film looks.
        name: What the film is called: "32-41".
    """
    frames, codes = resources.draw_plan(plan)
    return frames, Showing(
        film=plan.id,
        map=film_map(resources.vae(plan.model), codes),
        title=f"The morph {name}",
        comes_back=plan.itinerary.cycle != "once",
        look=look,
    )
