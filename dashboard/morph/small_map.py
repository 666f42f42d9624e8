"""The map in the player: its picture, and where the browser asks for the places of the film's codes."""

import base64

import numpy as np

from dashboard import resources
from dashboard.draw.map_view import MapView
from dashboard.server import map_files
from runtime import Vae
from runtime.arrays import FloatArray

MAX_PLACED_FRAMES = 60  # that get a place of their own; between two of them the bead goes straight
MAX_CODE_COUNT = 240  # of all digits together: placing them takes 0.1 s, beside the film


def film_map(vae: Vae, codes: FloatArray) -> dict[str, object]:
    """The player's map of a film with codes (frame_count, digit_count, latent_dim)."""
    frame_count, digit_count, latent_dim = codes.shape
    view = MapView("dimensions", 0, 1) if latent_dim == 2 else MapView("umap")
    count = max(2, min(MAX_PLACED_FRAMES, MAX_CODE_COUNT // digit_count, frame_count))
    frames = np.linspace(0, frame_count - 1, count).round().astype(int)
    files, version = f"{map_files.PREFIX}/{vae.name}", f"v={map_files.version(vae)}"
    how = "the whole latent space" if latent_dim == 2 else "UMAP"
    return {
        "pictures": {theme: f"{files}/picture/{view.name}/{theme}?{version}" for theme in ("light", "dark")},
        "line": f"{files}/line/{view.name}?{version}",
        "codes": base64.b64encode(codes[frames].astype(np.float32).tobytes()).decode(),
        "frames": frames.tolist(),
        **resources.map_extent(vae.name, view),
        "title": f"Where the film's digits lie among {len(vae.latents):,} codes of MNIST ({how}).",
    }
