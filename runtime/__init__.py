"""Run a trained VAE: encode, decode, read digits from pictures, morph them into films. No PyTorch."""

from runtime.attributes import move
from runtime.catalog import DEFAULT_MODEL, list_models, model_folder, models_root
from runtime.correction import Correction
from runtime.ends import Anchor, anchor, in_hand
from runtime.errors import (
    CodeError,
    InkError,
    LatentDigitsError,
    ModelError,
    MorphError,
    PathError,
    VideoError,
)
from runtime.ink import InkSteps, ink_steps, read_digit
from runtime.itinerary import CYCLES, Cycle, count_through
from runtime.latents import LatentTable
from runtime.layout import ALIGNMENTS, Alignment
from runtime.measure import MEASURES, measure_digits
from runtime.morph import Morph
from runtime.path import PATH_KINDS, PathKind
from runtime.prior import Prior
from runtime.reader import Reader, load_reader
from runtime.segment import NumberInk, NumberSteps, find_boxes, find_digits, split_number
from runtime.timing import EASINGS, Easing
from runtime.typed import TypedStyle, codes_in_hand, random_codes
from runtime.vae import Vae, load_vae
from runtime.video import FORMATS, film_bytes, to_frame, write_film

__all__ = [
    "ALIGNMENTS",
    "CYCLES",
    "DEFAULT_MODEL",
    "EASINGS",
    "FORMATS",
    "MEASURES",
    "PATH_KINDS",
    "Alignment",
    "Anchor",
    "CodeError",
    "Correction",
    "Cycle",
    "Easing",
    "InkError",
    "InkSteps",
    "LatentDigitsError",
    "LatentTable",
    "ModelError",
    "Morph",
    "MorphError",
    "NumberInk",
    "NumberSteps",
    "PathError",
    "PathKind",
    "Prior",
    "Reader",
    "TypedStyle",
    "Vae",
    "VideoError",
    "anchor",
    "codes_in_hand",
    "count_through",
    "film_bytes",
    "find_boxes",
    "find_digits",
    "in_hand",
    "ink_steps",
    "list_models",
    "load_reader",
    "load_vae",
    "measure_digits",
    "model_folder",
    "models_root",
    "move",
    "random_codes",
    "read_digit",
    "split_number",
    "to_frame",
    "write_film",
]
