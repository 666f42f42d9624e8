"""The models on disk: their names and folders."""

import os
from contextlib import suppress
from pathlib import Path

from runtime.errors import ModelError, shortened
from runtime.model.card import CARD_FILE

DEFAULT_MODEL = "res16"
READER, SEGMENTER = "reader", "segmenter"
AUXILIARY = (READER, SEGMENTER)  # folders, beside the models, for networks that all models share


def models_root() -> Path:
    """Return the folder with all models: ``$LATENT_DIGITS_MODELS``, or ``models`` beside this package."""
    return Path(os.environ.get("LATENT_DIGITS_MODELS") or Path(__file__).parents[2] / "models")


def list_models(root: Path | None = None) -> list[str]:
    """Return the names of the models in ``root``: the default model first, the rest in alphabetical order."""
    root = root or models_root()
    folders = (card.parent.name for card in root.glob(f"*/{CARD_FILE}"))
    names = [name for name in folders if name not in AUXILIARY and not name.startswith(".")]
    return sorted(names, key=lambda name: (name != DEFAULT_MODEL, name))


def model_folder(name_or_path: str | Path, root: Path | None = None) -> Path:
    """Return a model's folder, given the name of a model in ``root`` or the path to a folder.

    Raises:
        ModelError: There is no such model; the message lists the available models.
    """
    root = root or models_root()
    if str(name_or_path) in list_models(root):
        return root / name_or_path
    folder = Path(name_or_path)
    with suppress(OSError):  # the name is too long for this file system
        if (folder / CARD_FILE).is_file():
            return folder
        if len(folder.parts) > 1 or folder.is_dir():
            raise ModelError(
                f"'{folder}' is not a model folder: {CARD_FILE} is missing; create one with: python -m export"
            )
    available = ", ".join(list_models(root)) or f"none in '{root}'"
    raise ModelError(f"no model {shortened(str(name_or_path))}; available: {available}")
