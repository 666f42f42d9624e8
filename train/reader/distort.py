"""Random distortions of digits that imitate other handwriting and pens, to train the reader on."""

import math

import torch
from torch import Tensor
from torch.nn import functional

MAX_TURN_DEGREES = 15
MAX_LEAN = 0.25  # shear: pixels sideways per pixel of height
MAX_STRETCH = 0.2  # per axis, independently
MAX_SHIFT = 2.5  # pixels
MAX_THICKENED, MAX_THINNED = 0.8, 0.5  # at most, of a pixel on each side of a stroke


def distort(images: Tensor, rng: torch.Generator) -> Tensor:
    """Rotate, shear, scale and shift images (N, 28, 28) in [0, 1]; change the stroke of half, blur half."""
    return blur(change_stroke(move(images, rng), rng), rng)


def move(images: Tensor, rng: torch.Generator) -> Tensor:
    """Apply a random affine map to each image (N, 28, 28), drawn uniformly within the limits above."""
    count = len(images)
    turn, lean, wide, high, right, down = (torch.rand(6, count, generator=rng) * 2 - 1).unbind()
    turn, lean = turn * math.radians(MAX_TURN_DEGREES), lean * MAX_LEAN
    wide, high = 1 + MAX_STRETCH * wide, 1 + MAX_STRETCH * high
    right, down = (
        shift * MAX_SHIFT * 2 / images.shape[-1] for shift in (right, down)
    )  # in coordinates where the image spans -1 to 1
    cosine, sine = turn.cos(), turn.sin()
    across = [cosine * wide, lean * cosine - sine * high, right]
    along = [sine * wide, lean * sine + cosine * high, down]
    maps = torch.stack([*across, *along], dim=1).view(count, 2, 3)
    grid = functional.affine_grid(maps, [count, 1, *images.shape[1:]], align_corners=False)
    return functional.grid_sample(images[:, None], grid, align_corners=False)[:, 0]


def change_stroke(images: Tensor, rng: torch.Generator) -> Tensor:
    """Thicken a quarter of the images (N, 28, 28) and thin a quarter, by greyscale morphology."""
    chance, amount = torch.rand(2, len(images), 1, 1, generator=rng).unbind()
    thicker = functional.max_pool2d(images, 3, stride=1, padding=1)
    thinner = -functional.max_pool2d(-images, 3, stride=1, padding=1)
    thickened = torch.where(chance < 0.25, MAX_THICKENED * amount, 0.0)
    thinned = torch.where(chance > 0.75, MAX_THINNED * amount, 0.0)
    return images + thickened * (thicker - images) + thinned * (thinner - images)


def blur(images: Tensor, rng: torch.Generator) -> Tensor:
    """Blur half of the images (N, 28, 28), at most by a 3×3 binomial kernel."""
    chance, amount = torch.rand(2, len(images), 1, 1, generator=rng).unbind()
    side = torch.tensor([0.25, 0.5, 0.25])
    blurred = functional.conv2d(images[:, None], (side[:, None] * side)[None, None], padding=1)[:, 0]
    return images + torch.where(chance < 0.5, amount, 0.0) * (blurred - images)


def fade(images: Tensor, targets: Tensor, count: int, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    """Cross-fade the first ``count`` images (N, 28, 28) and their targets (N, 10) with the ones that follow.

    Teaches the reader to split its confidence for a picture between two digits (mixup, Zhang et al. 2018,
    eq. 1, with weights uniform in [0, 1]).
    """
    weight = torch.rand(count, 1, 1, generator=rng)
    others = torch.arange(count, 2 * count) % len(images)
    faded = weight * images[:count] + (1 - weight) * images[others]
    shared = weight[:, 0] * targets[:count] + (1 - weight[:, 0]) * targets[others]
    return torch.cat([faded, images[count:]]), torch.cat([shared, targets[count:]])
