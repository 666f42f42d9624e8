"""Quality of models and paths: ``python -m benchmarks quality``, from the ONNX files through the runtime.

Reads MNIST from ``MNIST_ROOT``. Every figure is printed and written to ``results/quality.json``.

Figures of a model:

- nll: importance-weighted bound of -log p(x) in nats (see ``benchmarks.likelihood``) on all test images;
  omitted for a model trained on squared error.
- nll_by_quadrature: -log p(x) by integration over the plane, for a model with two latents.
- mse: squared error per pixel between grey test images and their reconstruction from mu.
- knn: share of test images that their 5 nearest of the 60,000 training codes classify correctly.
- own_digits: the same for handwritten single digits in ``INK_ROOT``, as read by ``runtime.ink.frame``;
  omitted if ``INK_ROOT`` is not set.
- fid: Fréchet distance between reconstructions and test images, in the judge's features.
- morph_fid: fid of geodesic morphs between all test images in pairs ÷ fid of reconstructions, for the default
  model. Every image is an end once, so both sets are based on the same images. (2,000 real images have a fid
  of 2.8 to all 10,000. The fid of 1,000 pairs, below, is too high by about that share, so compare it only
  with figures measured in the same way.)
- decode_ms: CPU time to decode one code, median over 30 test images.
- path_ms: CPU time to find one even-stepped geodesic of 60 frames, median over 30 pairs of test images, most
  of which are the first pair with their two digits.
- megabytes: size of both ONNX files.

Figures of a morphing method, from films of 32 frames between random test images of different digits:

- own: share of frames that the judge reads as one of the two digits.
- sure: mean confidence of the judge over the middle half.
- fid: Fréchet distance between the middle halves and the test images ÷ that of the model's reconstructions.
- step: largest ÷ mean change between frames (L2 over pixels).
- length: length of the path in image space ÷ that of the straight line between the same codes.
- ink, slant: RMS distance of ink (÷ mean ink) and slant from linear interpolation between the two ends.
"""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import KNeighborsClassifier

from benchmarks.fid import frechet_distance
from benchmarks.ink import labelled
from benchmarks.judge import Judge
from benchmarks.likelihood import nll, nll_by_quadrature
from benchmarks.morphs import cross_fade, draw_pairs, films, match_pairs, measure_morphs
from runtime import DEFAULT_MODEL, Vae, list_models, load_vae, read_digit
from runtime.arrays import FloatArray
from runtime.model.card import DECODER_FILE, ENCODER_FILE
from train.data import load_mnist

RESULTS = Path(__file__).with_name("results") / "quality.json"
NEIGHBOUR_COUNT = 5
RUN_COUNT = 30
DEFAULT_METHOD = "geodesic, even"

Figures = dict[str, float]


@click.command()
@click.option(
    "--pairs", "pair_count", default=1000, show_default=True, help="Number of films per morphing method"
)
@click.option("--model", "names", multiple=True, help="Measure only this model; write no results")
def main(pair_count: int, names: tuple[str, ...]) -> None:
    """Measure every shipped model and its paths."""
    start = time.perf_counter()
    images, labels = load_mnist("test")
    x, digits = np.asarray(images.numpy() / 255, np.float32), labels.numpy()
    judge = Judge()
    real = judge.features(x)
    pairs = draw_pairs(x, digits, pair_count)
    mean_ink = float(x.sum((1, 2)).mean())
    models: dict[str, Figures] = {}
    morphs: dict[str, Figures] = {}
    morphs["pixel cross-fade"] = measure_morphs(judge, pairs, cross_fade, mean_ink).figures
    _print("pixel cross-fade", morphs["pixel cross-fade"])
    for name in names or list_models():
        vae = load_vae(name)
        models[name] = measure_model(vae, x, digits)
        models[name]["fid"] = frechet_distance(judge.features(vae.reconstruct(x)), real)
        _print(name, models[name])
        for kind, film in films(vae).items():
            figures, middles = measure_morphs(judge, pairs, film, mean_ink)
            straight = morphs.get(f"{name}, linear", figures)
            figures["length"] = figures["path"] / straight["path"]
            figures["fid"] = frechet_distance(judge.features(middles), real) / models[name]["fid"]
            morphs[f"{name}, {kind}"] = figures
            _print(f"{name}, {kind}", figures)
        if name == DEFAULT_MODEL:
            _, middles = measure_morphs(judge, match_pairs(x, digits), films(vae)[DEFAULT_METHOD], mean_ink)
            fid = frechet_distance(judge.features(middles), real)
            models[name]["morph_fid"] = fid / models[name]["fid"]
            _print(f"{name}, all test images", {"morph_fid": models[name]["morph_fid"]})
    print(f"measured in {time.perf_counter() - start:.0f} s")
    if not names:
        results = {"pairs": pair_count, "models": models, "morphs": morphs}
        rounded = json.loads(json.dumps(results), parse_float=lambda text: round(float(text), 4))
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")


def measure_model(vae: Vae, x: FloatArray, digits: NDArray[np.uint8]) -> Figures:
    """Measure a model on test images x (N, 28, 28) of digits (N,); returns all figures except fid."""
    table = vae.latents
    training = table.split == 0
    neighbours = KNeighborsClassifier(NEIGHBOUR_COUNT, n_jobs=os.cpu_count())
    neighbours.fit(table.mu[training].astype(np.float32), table.label[training])
    mu, _ = vae.encode(x)
    figures = {
        "mse": float(np.mean((vae.decode(mu) - x) ** 2)),
        "knn": float(neighbours.score(mu, digits)),
        "decode_ms": _median_ms(lambda i: vae.decode(mu[i])),
        "path_ms": _median_ms(lambda i: vae.path(mu[2 * i], mu[2 * i + 1], frame_count=60)),
        "megabytes": sum(vae.card.files[part].size for part in (ENCODER_FILE, DECODER_FILE)) / 1e6,
    }
    if vae.card.training["likelihood"] == "bernoulli":
        figures["nll"] = nll(vae, x)
        if vae.latent_dim == 2:
            figures["nll_by_quadrature"] = nll_by_quadrature(vae, x)
    if root := os.environ.get("INK_ROOT"):
        pictures = labelled(Path(root), "single")
        written, _ = vae.encode(np.stack([read_digit(path) for path, _ in pictures]))
        figures["own_digits"] = float(neighbours.score(written, [int(label) for _, label in pictures]))
    return figures


def _median_ms(run: Callable[[int], object]) -> float:
    """Return the CPU time of one run in milliseconds, summed over cores; median of runs 1 to 30."""
    run(0)
    times = []
    for number in range(1, RUN_COUNT + 1):
        start = time.process_time()
        run(number)
        times.append(1000 * (time.process_time() - start))
    return float(np.median(times))


def _print(label: str, figures: Figures) -> None:
    print(f"{label:24} " + "  ".join(f"{name} {value:.4g}" for name, value in figures.items()), flush=True)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.quality")
