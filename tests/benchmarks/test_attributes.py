"""Known-answer test of the attribute benchmark."""

import numpy as np
import pytest

from benchmarks.attributes import measure_attributes, push_figures
from benchmarks.judge import Judge
from runtime import MEASURES, Vae


def test_figures_of_the_golden_model(tiny_vae: Vae) -> None:
    """The model's blobs can grow, by one dimension or by the direction, but cannot lean."""
    images = tiny_vae.decode(tiny_vae.latents.mu[:60].astype(np.float32))
    figures = measure_attributes(tiny_vae, images, Judge())
    assert tuple(figures) == MEASURES
    for ways in figures.values():
        for way in ways.values():
            assert all(np.isfinite(value) for value in way.values())
            assert 0 <= way["kept"] <= 1
            assert way["leakage"] <= way["leakage_worst"]
    area = figures["area"]
    assert area["raw"]["dimension"] == 2
    assert area["direction"]["spearman_change"] > 0.9
    assert area["direction"]["gain"] == pytest.approx(1, abs=0.3)
    assert figures["slant"]["direction"]["spearman_change"] < 0.9


def test_holding_leaves_more_digits_what_they_are(tiny_vae: Vae) -> None:
    images = tiny_vae.decode(tiny_vae.latents.mu[:60].astype(np.float32))
    figures = push_figures(tiny_vae, images, Judge())
    assert 0 <= figures["kept_all"] <= figures["kept_all_held"] <= 1
