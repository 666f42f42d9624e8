"""The segmenter's network: a small U-Net (Ronneberger, Fischer & Brox 2015) over the ink of a number."""

from itertools import pairwise

import torch
from torch import Tensor, nn

CHANNELS = (24, 48, 96)
"""Channels at half, a quarter and an eighth of the size."""

STEP = 2 ** len(CHANNELS)
"""The ink's height and width are multiples of this."""

OFFSET_UNIT = 10.0
"""Pixels per unit of the predicted offsets."""

MAP_COUNT = 3
DIGIT_COUNT = 10


class SegmenterNetwork(nn.Module):
    """From ink (N, H, W) in [0, 1] to maps (N, 13, H, W).

    The maps are the logit that a pixel belongs to a digit; the offsets right and down from the pixel to the
    middle of its digit's box, in units of 10 pixels (Cheng et al. 2020, "Panoptic-DeepLab"); and the logits
    of the ten digits, which only training uses. The network works at half the size: each 2×2 square of pixels
    enters as four channels, and leaves as four channels per map (Shi et al. 2016, "Real-time single image and
    video super-resolution").
    """

    def __init__(self) -> None:
        super().__init__()
        self.split = nn.PixelUnshuffle(2)
        self.down = nn.ModuleList(
            _two_convolutions(before, after) for before, after in zip((4, *CHANNELS), CHANNELS, strict=False)
        )
        self.grow = nn.ModuleList(
            nn.ConvTranspose2d(below, above, 2, stride=2) for above, below in pairwise(CHANNELS)
        )
        self.up = nn.ModuleList(_two_convolutions(2 * channels, channels) for channels in CHANNELS[:-1])
        self.shrink = nn.MaxPool2d(2)
        self.head = nn.Conv2d(CHANNELS[0], 4 * (MAP_COUNT + DIGIT_COUNT), 1)
        self.join = nn.PixelShuffle(2)

    def forward(self, ink: Tensor) -> Tensor:
        """Return the maps (N, 13, H, W) of ink (N, H, W) in [0, 1]."""
        x = self.split(ink[:, None])
        levels = []
        for number, block in enumerate(self.down):
            x = block(self.shrink(x) if number else x)
            levels.append(x)
        for grow, block, level in zip(
            reversed(self.grow), reversed(self.up), reversed(levels[:-1]), strict=True
        ):
            x = block(torch.cat([grow(x), level], dim=1))
        maps: Tensor = self.join(self.head(x))
        return maps


def _two_convolutions(before: int, after: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for channels in (before, after):
        layers += [nn.Conv2d(channels, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.SiLU()]
    return nn.Sequential(*layers)
