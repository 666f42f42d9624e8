"""Quality of the attribute directions: ``python -m benchmarks.attributes``.

The codes of 500 random test digits are moved along each direction by five steps, from -1.5 to 1.5 times the
attribute's spread within a digit, then decoded and measured (``runtime.measure``). All of this uses the ONNX
files through the runtime. Figures per attribute:

- spearman: rank correlation between the requested value (start value + step) and the measured value, over all
  digits and steps.
- spearman_change: rank correlation between the step and the measured change, excluding steps of 0. This is
  harder, because differences between digits do not help.
- gain: measured units per requested unit.
- kept: share of moved images that the judge reads as the same digit as the start, excluding steps of 0.
- leakage: mean |change| of the other five attributes ÷ mean |change| of the requested one, each in units of
  its spread within a digit, excluding steps of 0; leakage_worst: the same for the attribute that changes
  most.

Figures for all attributes together:

- kept_all: share of 500 test digits that the judge reads as the same digit after all six attributes have
  moved by PUSH spreads, in random order and directions.
- kept_all_held: the same if ``Directions.drawn_back`` keeps the code in its class.

For comparison, "raw" is the best single latent dimension per attribute: the one with the highest
spearman_change on 500 training digits, its steps scaled to be right on average for those digits.
"""

import json
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from benchmarks.judge import Judge
from runtime import MEASURES, Vae, list_models, load_vae, measure_digits, move
from runtime.arrays import FloatArray
from train.data import load_mnist

RESULTS = Path(__file__).with_name("results") / "attributes.json"
SEED = 2
DIGIT_COUNT = 500
STEPS = (-1.5, -0.75, 0.0, 0.75, 1.5)  # in units of the spread within a digit
PROBE = 1.0  # step along a raw dimension, in its standard deviations
PUSH = 3.0  # spreads; the range of the sliders
LEAST_RESPONSE = 0.05  # spreads per standard deviation that a raw dimension must achieve

Figures = dict[str, float]
Walk = Callable[[FloatArray, float], FloatArray]  # codes (N, latent_dim), units to add → codes


@click.command()
@click.option("--model", "names", multiple=True, help="Measure only this model; write no results")
def main(names: tuple[str, ...]) -> None:
    """Measure the attribute directions of every shipped model."""
    images, _ = load_mnist("test")
    x = np.asarray(images.numpy() / 255, np.float32)
    judge = Judge()
    models = {}
    for name in names or list_models():
        models[name] = measure_attributes(load_vae(name), x, judge)
        for attribute, methods in models[name].items():
            for method, figures in methods.items():
                text = "  ".join(f"{key} {value:.3f}" for key, value in figures.items())
                print(f"{name:8} {attribute:10} {method:10} {text}", flush=True)
        models[name]["all"] = {"direction": push_figures(load_vae(name), x, judge)}
        print(f"{name:8} {models[name]['all']['direction']}", flush=True)
    if not names:
        rounded = json.loads(json.dumps(models), parse_float=lambda text: round(float(text), 4))
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")


def measure_attributes(vae: Vae, x: FloatArray, judge: Judge) -> dict[str, dict[str, Figures]]:
    """Measure, for each attribute, the card's "direction" and the best "raw" dimension.

    Args:
        vae: The model.
        x: Test images (N, 28, 28); 500 of them are drawn.
        judge: Classifier that reads the decoded digits.
    """
    rng = np.random.default_rng(SEED)
    codes = _draw_codes(vae, x, rng)
    raw = _raw_dimensions(vae, rng)
    figures: dict[str, dict[str, Figures]] = {}
    for k, name in enumerate(MEASURES):
        dimension, per_unit = raw[k]
        axis = np.zeros(vae.latent_dim, np.float32)
        axis[dimension] = per_unit

        def along_direction(z: FloatArray, units: float, name: str = name) -> FloatArray:
            return move(vae, z, {name: units})

        def along_axis(z: FloatArray, units: float, axis: FloatArray = axis) -> FloatArray:
            return z + units * axis

        figures[name] = {
            "direction": _walk_figures(vae, codes, k, along_direction, judge),
            "raw": {"dimension": float(dimension), **_walk_figures(vae, codes, k, along_axis, judge)},
        }
    return figures


def _draw_codes(vae: Vae, x: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Encode 500 of the images (N, 28, 28), or all if there are fewer."""
    return vae.encode(x[rng.choice(len(x), min(DIGIT_COUNT, len(x)), replace=False)])[0]


def _walk_figures(vae: Vae, codes: FloatArray, k: int, walk: Walk, judge: Judge) -> Figures:
    """Measure one method to change attribute ``k`` of codes (N, latent_dim)."""
    spread = _spread(vae)
    start = vae.decode(codes)
    measured_start, digits = measure_digits(start), judge.read(start).argmax(1)
    asked, measured, steps, change, kept = [], [], [], [], []
    for step in STEPS:
        images = vae.decode(walk(codes, step * float(spread[k])))
        found = measure_digits(images)
        asked.append(measured_start[:, k] + step * spread[k])
        measured.append(found[:, k])
        if step:
            steps.append(np.full(len(codes), step))
            change.append((found - measured_start) / spread)
            kept.append(judge.read(images).argmax(1) == digits)
    step_of, change_of = np.concatenate(steps), np.concatenate(change).astype(np.float64)
    moved = np.abs(change_of).mean(0)
    leakage = np.delete(moved, k) / max(moved[k], 1e-9)
    return {
        "spearman": _rank_correlation(np.concatenate(asked), np.concatenate(measured)),
        "spearman_change": _rank_correlation(step_of, change_of[:, k]),
        "gain": float(step_of @ change_of[:, k] / (step_of @ step_of)),
        "kept": float(np.mean(kept)),
        "leakage": float(leakage.mean()),
        "leakage_worst": float(leakage.max()),
    }


def push_figures(vae: Vae, x: FloatArray, judge: Judge) -> Figures:
    """Measure "kept_all" and "kept_all_held": digits that survive a push of every attribute.

    Args:
        vae: The model.
        x: Test images (N, 28, 28); 500 of them are drawn.
        judge: Classifier that reads the decoded digits.
    """
    rng = np.random.default_rng(SEED)
    codes = _draw_codes(vae, x, rng)
    digits = judge.read(vae.decode(codes)).argmax(1)
    orders = rng.permuted(np.tile(np.arange(len(MEASURES)), (len(codes), 1)), axis=1)
    pushes = rng.choice([-PUSH, PUSH], orders.shape) * _spread(vae)
    rows = np.arange(len(codes))
    figures = {}
    for name, held in (("kept_all", False), ("kept_all_held", True)):
        z = codes
        for attribute in orders.T:
            change = pushes[rows, attribute, np.newaxis]
            moved = (z + change * vae.directions.at(z)[rows, attribute]).astype(np.float32)
            z = vae.directions.drawn_back(z, moved) if held else moved
        figures[name] = float((judge.read(vae.decode(z)).argmax(1) == digits).mean())
    return figures


def _raw_dimensions(vae: Vae, rng: np.random.Generator) -> list[tuple[int, float]]:
    """Return, for each attribute, the best latent dimension and the step along it per unit."""
    table, spread = vae.latents, _spread(vae)
    training = np.flatnonzero(table.split == 0)
    rows = rng.choice(training, min(DIGIT_COUNT, len(training)), replace=False)
    codes = table.mu[rows].astype(np.float32)
    start = measure_digits(vae.decode(codes))
    side = np.repeat([-1.0, 1.0], len(codes))
    best = [(0, 0.0)] * len(MEASURES)
    best_score = np.full(len(MEASURES), -1.0)
    for dimension, statistics in enumerate(vae.card.dimensions):
        probe = np.zeros(vae.latent_dim, np.float32)
        probe[dimension] = PROBE * statistics.std
        change = np.concatenate(
            [measure_digits(vae.decode(codes + sign * probe)) - start for sign in (-1, 1)]
        )
        for k in range(len(MEASURES)):
            response = float((side * change[:, k]).mean())
            score = abs(_rank_correlation(side, change[:, k]))
            if abs(response) > LEAST_RESPONSE * spread[k] and score > best_score[k]:
                best[k], best_score[k] = (dimension, PROBE * statistics.std / response), score
    return best


def _spread(vae: Vae) -> NDArray[np.float64]:
    return np.array([attribute.std for attribute in vae.card.attributes])


def _rank_correlation(a: NDArray[np.floating], b: NDArray[np.floating]) -> float:
    """Spearman's rank correlation; 0 if either input is constant."""
    return float(spearmanr(a, b).statistic) if np.ptp(a) > 0 and np.ptp(b) > 0 else 0.0


if __name__ == "__main__":
    main()
