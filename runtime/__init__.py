"""Encode, decode, read and morph handwritten digits with a trained VAE, without PyTorch."""

from runtime.ends.anchor import Anchor, anchor, in_hand
from runtime.ends.typed import TypedStyle, codes_in_hand, random_codes
from runtime.errors import (
    CodeError,
    InkError,
    LatentDigitsError,
    ModelError,
    MorphError,
    PathError,
    VideoError,
)
from runtime.ink.correction import Correction
from runtime.ink.frame import InkSteps, ink_steps, read_digit
from runtime.ink.segment import NumberInk, NumberSteps, find_boxes, find_digits, split_number
from runtime.measure.measure import MEASURES, measure_digits
from runtime.model.catalog import DEFAULT_MODEL, list_models, model_folder, models_root
from runtime.model.latents import LatentTable
from runtime.model.move import move
from runtime.model.prior import Prior
from runtime.model.reader import Reader, load_reader
from runtime.model.vae import Vae, load_vae
from runtime.morph.itinerary import CYCLES, Cycle, count_through
from runtime.morph.layout import ALIGNMENTS, Alignment
from runtime.morph.morph import Morph
from runtime.morph.motion import Motion
from runtime.morph.timing import EASINGS, Easing
from runtime.path.path import PATH_KINDS, PathKind
from runtime.video import FORMATS, Look, film_bytes, to_frame, write_film

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
    "Look",
    "ModelError",
    "Morph",
    "MorphError",
    "Motion",
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
