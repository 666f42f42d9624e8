"""Which models there are, and where."""

import os
from contextlib import suppress
from pathlib import Path

from runtime.errors import ModelError, shortened
from runtime.model.card import CARD_FILE

DEFAULT_MODEL = "res16"
READER = "reader"  # the folder of the digit reader, which lies among the models and is none


def models_root() -> Path:
    """The folder of model folders: ``$LATENT_DIGITS_MODELS``, else ``models`` beside this package."""
    return Path(os.environ.get("LATENT_DIGITS_MODELS") or Path(__file__).parents[2] / "models")


def list_models(root: Path | None = None) -> list[str]:
    """Names of the models in ``root``, the default one first, then by name."""
    root = root or models_root()
    folders = (card.parent.name for card in root.glob(f"*/{CARD_FILE}"))
    names = [name for name in folders if name != READER and not name.startswith(".")]
    return sorted(names, key=lambda name: (name != DEFAULT_MODEL, name))


def model_folder(name_or_path: str | Path, root: Path | None = None) -> Path:
    """The folder of a model, by its name in ``root`` or by its path.

    Raises:
        ModelError: Neither; the sentence lists what there is.
    """
    root = root or models_root()
    if str(name_or_path) in list_models(root):
        return root / name_or_path
    folder = Path(name_or_path)
    with suppress(OSError):  # too long a name for this disk names no folder on it
        if (folder / CARD_FILE).is_file():
            return folder
        if len(folder.parts) > 1 or folder.is_dir():
            raise ModelError(
                f"'{folder}' is no model folder: it has no {CARD_FILE}; make one with: python -m export"
            )
    available = ", ".join(list_models(root)) or f"none in '{root}'"
    raise ModelError(f"no model {shortened(str(name_or_path))}; available: {available}")
