"""How good models and paths are: ``python -m benchmarks.quality``, from the ONNX files through the runtime.

MNIST is found through ``MNIST_ROOT``. Every figure is printed and written to ``results/quality.json``:

- nll: importance-weighted bound of -log p(x), k = 100 (Burda et al. 2016), on test images binarised by one
  seeded Bernoulli draw; Bernoulli likelihood, so not for a model that was trained on squared error.
- mse: grey test images against their reconstruction from mu, per pixel.
- own, sure, step, length, ink, slant: of morphs between random test images of different digits, 32 frames.
  own: share of frames that the judge reads as one of the two digits. sure: its mean top probability over
  the middle half. step: largest ÷ mean change between frames (L2 of pixels). length: of the path in image
  space ÷ that of the straight line. ink, slant: RMS distance of ink (÷ mean ink) and of slant from the
  straight run between the two ends.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.judge import Judge
from runtime import Vae, list_models, load_vae
from runtime.arrays import FloatArray
from runtime.style import measure_style
from train.data import load_mnist

RESULTS = Path(__file__).with_name("results") / "quality.json"
SEED = 0
FRAME_COUNT = 32
WEIGHT_COUNT = 100

Pair = tuple[FloatArray, FloatArray, int, int]  # two images (28, 28) and their digits
Film = Callable[[FloatArray, FloatArray], FloatArray]  # two images (28, 28) → frames (FRAME_COUNT, 28, 28)


@click.command()
@click.option("--pairs", "pair_count", default=300, show_default=True, help="Morphs per row")
@click.option("--nll-images", "nll_count", default=10_000, show_default=True, help="Test images for the NLL")
def main(pair_count: int, nll_count: int) -> None:
    """Measure every shipped model and path."""
    images, labels = load_mnist("test")
    x, digits = np.asarray(images.numpy() / 255, np.float32), labels.numpy()
    judge = Judge()
    pairs = draw_pairs(x, digits, pair_count)
    results: dict[str, dict[str, dict[str, float]]] = {"models": {}, "morphs": {}}
    fade = np.linspace(0, 1, FRAME_COUNT, dtype=np.float32)[:, None, None]
    _morph_row(results, "pixel cross-fade", judge, pairs, lambda a, b: (1 - fade) * a + fade * b, x)
    for name in list_models():
        vae = load_vae(name)
        row = {"mse": float(np.mean((vae.reconstruct(x) - x) ** 2))}
        if vae.card.training["likelihood"] == "bernoulli":
            start = time.perf_counter()
            row["nll"] = nll(vae, x[:nll_count])
            row["nll_seconds"] = time.perf_counter() - start
        results["models"][name] = row
        print(f"{name:24} " + "  ".join(f"{key} {value:.4g}" for key, value in row.items()), flush=True)
        for label, film in films(vae).items():
            _morph_row(results, f"{name}, {label}", judge, pairs, film, x)
    RESULTS.parent.mkdir(exist_ok=True)
    rounded = json.loads(json.dumps(results), parse_float=lambda text: round(float(text), 4))
    RESULTS.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")


def films(vae: Vae) -> dict[str, Film]:
    """The ways of one model to morph."""

    def film(kind: str, even: bool) -> Film:
        def draw(start: FloatArray, end: FloatArray) -> FloatArray:
            mu, _ = vae.encode(np.stack([start, end]))
            path = vae.draw_path(mu[0], mu[1], kind=kind, even=even)  # type: ignore[arg-type]
            return vae.decode(path(np.linspace(0, 1, FRAME_COUNT)))

        return draw

    return {
        "linear": film("linear", even=False),
        "linear, even": film("linear", even=True),
        "slerp, even": film("slerp", even=True),
        "geodesic, even": film("geodesic", even=True),
    }


def draw_pairs(x: FloatArray, digits: NDArray[np.uint8], count: int) -> list[Pair]:
    """Random test images of different digits."""
    rng = np.random.default_rng(SEED)
    pairs: list[Pair] = []
    while len(pairs) < count:
        i, j = rng.integers(len(x), size=2)
        if digits[i] != digits[j]:
            pairs.append((x[i], x[j], int(digits[i]), int(digits[j])))
    return pairs


def nll(vae: Vae, x: FloatArray) -> float:
    """-log p(x) in nats, averaged over images (N, 28, 28), from 100 importance weights each."""
    rng = np.random.default_rng(SEED)
    binary = (rng.random(x.shape, np.float32) < x).astype(np.float32)
    mu, logvar = vae.encode(binary)
    total = 0.0
    for start in range(0, len(x), 10):
        rows = slice(start, start + 10)
        target = binary[rows].reshape(-1, 1, 784)
        noise = rng.standard_normal((len(target), WEIGHT_COUNT, vae.latent_dim), np.float32)
        z = mu[rows, None] + np.exp(0.5 * logvar[rows, None]) * noise
        p = np.clip(vae.decode(z.reshape(-1, vae.latent_dim)), 1e-7, 1 - 1e-7)
        p = p.reshape(len(target), WEIGHT_COUNT, 784)
        log_likelihood = np.log(np.where(target > 0, p, 1 - p)).sum(2, dtype=np.float64)
        # log p(z) - log q(z|x): the terms in log 2π cancel.
        log_ratio = 0.5 * (noise**2 - z**2 + logvar[rows, None]).sum(2, dtype=np.float64)
        log_weight = log_likelihood + log_ratio
        top = log_weight.max(1, keepdims=True)
        total -= float((top[:, 0] + np.log(np.exp(log_weight - top).mean(1))).sum())
    return total / len(x)


def measure_morphs(judge: Judge, pairs: list[Pair], film: Film, mean_ink: float) -> dict[str, float]:
    """The figures of one way to morph, averaged over pairs."""
    own, sure, step, length, wander = [], [], [], [], []
    for start, end, first, last in pairs:
        frames = film(start, end)
        read = judge.read(frames)
        own.append(np.isin(read.argmax(1), [first, last]).mean())
        sure.append(read.max(1)[FRAME_COUNT // 4 : -FRAME_COUNT // 4].mean())
        changes = np.linalg.norm(np.diff(frames.reshape(FRAME_COUNT, -1), axis=0), axis=1)
        step.append(changes.max() / changes.mean())
        length.append(changes.sum())
        style = measure_style(frames)
        alpha = np.linspace(0, 1, FRAME_COUNT)[:, None]
        wander.append(((style - (1 - alpha) * style[0] - alpha * style[-1]) ** 2).mean(0))
    ink, slant = np.sqrt(np.mean(wander, axis=0))
    return {
        "own": float(np.mean(own)),
        "sure": float(np.mean(sure)),
        "step": float(np.mean(step)),
        "path": float(np.mean(length)),
        "ink": float(ink / mean_ink),
        "slant": float(slant),
    }


def _morph_row(
    results: dict[str, dict[str, dict[str, float]]],
    label: str,
    judge: Judge,
    pairs: list[Pair],
    film: Film,
    x: FloatArray,
) -> None:
    figures = measure_morphs(judge, pairs, film, float(x.sum((1, 2)).mean()))
    straight = results["morphs"].get(f"{label.split(',')[0]}, linear", figures)
    figures["length"] = figures["path"] / straight["path"]
    results["morphs"][label] = figures
    shown = "  ".join(f"{name} {value:.3f}" for name, value in figures.items() if name != "path")
    print(f"{label:24} {shown}", flush=True)


if __name__ == "__main__":
    main()
