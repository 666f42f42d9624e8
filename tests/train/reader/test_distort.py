"""Tests of distortions: valid images that differ, reproducible by seed."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from synthetic import bars
from torch import Tensor

from train.reader.distort import blur, change_stroke, distort, fade, move

Change = Callable[[Tensor, torch.Generator], Tensor]


@pytest.fixture
def images() -> Tensor:
    return torch.from_numpy(bars(400, seed=1)[0]).float() / 255


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("change", [move, change_stroke, blur, distort])
def test_what_comes_out_is_images(change: Change, images: Tensor) -> None:
    changed = change(images, rng())
    assert changed.shape == images.shape
    assert changed.dtype == torch.float32
    assert changed.min() >= 0
    assert changed.max() <= 1 + 1e-6
    assert torch.equal(change(images, rng()), changed)
    assert not torch.equal(change(images, rng(1)), changed)


def test_moved_ink_stays_on_the_image_near_the_middle(images: Tensor) -> None:
    pixels = torch.arange(28).float()
    moved = move(images, rng())
    ink = moved.sum((1, 2))
    middle = torch.stack([moved.sum(1) @ pixels, moved.sum(2) @ pixels]) / ink
    assert (middle - 13.5).abs().max() < 7
    assert (middle - 13.5).abs().mean() > 0.5
    # Stretching by up to 20 % per axis changes the ink by a factor of at most 1 / 0.8².
    assert (ink / images.sum((1, 2)) < 1.7).all()


def test_strokes_become_thicker_and_thinner(images: Tensor) -> None:
    gained = change_stroke(images, rng()).sum((1, 2)) / images.sum((1, 2))
    assert (gained > 1.01).float().mean().item() == pytest.approx(0.25, abs=0.07)
    assert (gained < 0.99).float().mean().item() == pytest.approx(0.25, abs=0.07)
    assert 1.2 < gained.max() < 2.5
    assert 0.3 < gained.min() < 0.9


def test_blur_keeps_the_ink(images: Tensor) -> None:
    changed = blur(images, rng())
    np.testing.assert_allclose(changed.sum((1, 2)), images.sum((1, 2)), rtol=1e-4)
    sharper = images.square().sum((1, 2)) - changed.square().sum((1, 2))
    assert (sharper > 1e-3).float().mean().item() == pytest.approx(0.5, abs=0.08)


def test_fade_mixes_images_and_targets_alike(images: Tensor) -> None:
    targets = torch.nn.functional.one_hot(torch.arange(400) % 10, 10).float()
    x, shared = fade(images, targets, 50, rng())
    assert torch.equal(x[50:], images[50:])
    assert torch.equal(shared[50:], targets[50:])
    torch.testing.assert_close(shared.sum(1), torch.ones(400))
    for row in range(50):
        weight = (x[row] - images[50 + row]).norm() / (images[row] - images[50 + row]).norm()
        assert (x[row] - weight * images[row] - (1 - weight) * images[50 + row]).abs().max() < 1e-5
        torch.testing.assert_close(shared[row], weight * targets[row] + (1 - weight) * targets[50 + row])


def test_fade_of_none_changes_nothing(images: Tensor) -> None:
    x, targets = fade(images[:1], torch.ones(1, 10), 0, rng())
    assert torch.equal(x, images[:1])
    assert torch.equal(targets, torch.ones(1, 10))
