"""Effect of each term in the cost of a geodesic: ``python -m benchmarks.terrain [MODEL]``.

The constants of ``runtime.path.geodesic.Terrain`` are tuned with this benchmark, on morphs between *training*
images that the digit reader reads. It uses neither the judge of ``benchmarks.quality`` nor test images.
"""

import dataclasses

import click
import numpy as np

from benchmarks.morphs import FRAME_COUNT, Film, draw_pairs, measure_morphs
from runtime import Reader, Vae, load_reader, load_vae
from runtime.arrays import FloatArray
from runtime.path.geodesic import TERRAIN, Terrain, geodesic
from runtime.path.path import even_steps
from runtime.path.regions import Regions
from train.data import load_mnist

SEED = 1
VARIANTS: dict[str, Terrain | None] = {
    "straight line": None,
    "through the graph, no extra costs": Terrain(0, 0, 0, 0, style_correction=0),
    "as shipped": TERRAIN,
    "without third_neighbours": dataclasses.replace(TERRAIN, third_neighbours=0),
    "without third_reading": dataclasses.replace(TERRAIN, third_reading=0),
    "without greyness": dataclasses.replace(TERRAIN, greyness=0),
    "without style": dataclasses.replace(TERRAIN, style=0),
    "without style_correction": dataclasses.replace(TERRAIN, style_correction=0),
}


@click.command()
@click.argument("model", default="res16")
@click.option("--pairs", "pair_count", default=200, show_default=True, help="Number of films per row")
def main(model: str, pair_count: int) -> None:
    """Measure paths of MODEL with each term of the cost left out."""
    images, labels = load_mnist("train")
    x = np.asarray(images.numpy() / 255, np.float32)
    pairs = draw_pairs(x, labels.numpy(), pair_count, seed=SEED)
    vae, reader = load_vae(model), load_reader()
    mean_ink = float(x.sum((1, 2)).mean())
    for label, terrain in VARIANTS.items():
        figures = measure_morphs(reader, pairs, film(vae, reader, terrain), mean_ink).figures
        text = "  ".join(f"{name} {value:.3f}" for name, value in figures.items())
        print(f"{label:36} {text}", flush=True)


def film(vae: Vae, reader: Reader, terrain: Terrain | None) -> Film:
    """Return a method that morphs in even steps along the geodesic of a terrain, or along a straight line."""
    regions = Regions(vae.graph)

    def draw(start: FloatArray, end: FloatArray) -> FloatArray:
        mu, _ = vae.encode(np.stack([start, end]))
        if terrain is None:
            path = vae.paths.draw(mu[0], mu[1], kind="linear")
        else:
            path = even_steps(geodesic(regions, mu[0], mu[1], vae.decode, reader.read, terrain), vae.decode)
        return vae.decode(path(np.linspace(0, 1, FRAME_COUNT)))

    return draw


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.terrain")
