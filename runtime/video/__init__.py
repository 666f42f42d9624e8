"""Write images as an MP4, WebM, GIF, WebP, APNG or AVI film, a filmstrip, a contact sheet or a ZIP.

images ─▶ film.py (checks; writes atomically) ─▶ frames.py (draws frames) ─▶ writers.py (one per format)
"""

from runtime.arrays import MAX_FRAME_COUNT, MIN_FRAME_COUNT
from runtime.video.film import film_bytes, write_film
from runtime.video.frames import DEFAULT_HEIGHT, MAX_HEIGHT, MIN_HEIGHT, Frame, Image, Paper, to_frame
from runtime.video.look import DEFAULT_FPS, MAX_FPS, MIN_FPS, Look, LookSettings, choose_look
from runtime.video.stills import SHEET_FRAME_COUNT, STRIP_FRAME_COUNT, STRIP_MAX_WIDTH
from runtime.video.webp import ANIMATION_MAX_FPS
from runtime.video.writers import FORMATS, GIF_GREY_COUNT, GIF_MAX_FPS, FilmFormat

__all__ = [
    "ANIMATION_MAX_FPS",
    "DEFAULT_FPS",
    "DEFAULT_HEIGHT",
    "FORMATS",
    "GIF_GREY_COUNT",
    "GIF_MAX_FPS",
    "MAX_FPS",
    "MAX_FRAME_COUNT",
    "MAX_HEIGHT",
    "MIN_FPS",
    "MIN_FRAME_COUNT",
    "MIN_HEIGHT",
    "SHEET_FRAME_COUNT",
    "STRIP_FRAME_COUNT",
    "STRIP_MAX_WIDTH",
    "FilmFormat",
    "Frame",
    "Image",
    "Look",
    "LookSettings",
    "Paper",
    "choose_look",
    "film_bytes",
    "to_frame",
    "write_film",
]
