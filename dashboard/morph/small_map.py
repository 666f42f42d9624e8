"""The map in the player: its picture, and the codes that the browser asks the server to project."""

import base64

import numpy as np

from dashboard import resources
from dashboard.draw.map_view import MapView
from dashboard.server import map_files
from runtime import Vae
from runtime.arrays import FloatArray

MAX_PLACED_FRAMES = 60  # frames that are projected; the marker moves in straight lines between them
MAX_CODE_COUNT = 240  # codes of all digits; projecting them takes 0.1 s while the film plays


def film_map(vae: Vae, codes: FloatArray) -> dict[str, object]:
    """Return the player's map for the codes (frame_count, digit_count, latent_dim) of a film."""
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
        "title": f"The path of the film among {len(vae.latents):,} codes of MNIST ({how}).",
    }
