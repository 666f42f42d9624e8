"""Tests of folded upsampling: the same function with fewer operations."""

import pytest
import torch
from torch import nn

from export.upsampling import MOST_CHANNELS, folded


@pytest.mark.parametrize("bias", [True, False])
def test_folded_layers_are_the_same_function(bias: bool) -> None:
    torch.manual_seed(3)
    layers = nn.Sequential(
        nn.Upsample(scale_factor=2),
        nn.Conv2d(5, 3, 3, padding=1, bias=bias),
        nn.SiLU(),
        nn.Upsample(scale_factor=2),
        nn.Conv2d(3, 2, 3, padding=1, bias=bias),
    )
    x = torch.randn(4, 5, 6, 7)
    quicker = folded(layers)
    torch.testing.assert_close(quicker(x), layers(x), rtol=1e-5, atol=1e-5)
    assert not any(isinstance(layer, nn.Upsample) for layer in quicker)


def test_the_old_layers_are_left_as_they_were() -> None:
    last = nn.Conv2d(1, 1, 1)
    layers = nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(1, 1, 3, padding=1), last)
    quicker = folded(layers)
    assert isinstance(layers[0], nn.Upsample)
    with torch.no_grad():
        for weights in quicker.parameters():
            weights.zero_()
    assert last.weight.abs().sum() > 0


@pytest.mark.parametrize(
    "layers",
    [
        [nn.Upsample(scale_factor=3), nn.Conv2d(2, 2, 3, padding=1)],
        [nn.Upsample(scale_factor=2, mode="bilinear"), nn.Conv2d(2, 2, 3, padding=1)],
        [nn.Upsample(scale_factor=2), nn.Conv2d(2, 2, 3)],
        [nn.Upsample(scale_factor=2), nn.Conv2d(2, 2, 5, padding=2)],
        [nn.Upsample(scale_factor=2), nn.Conv2d(2, 2, 3, padding=1, padding_mode="reflect")],
        [nn.Upsample(scale_factor=2), nn.Conv2d(2, MOST_CHANNELS + 1, 3, padding=1)],
        [nn.Upsample(scale_factor=2), nn.SiLU(), nn.Conv2d(2, 2, 3, padding=1)],
    ],
)
def test_what_does_not_fold_stays(layers: list[nn.Module]) -> None:
    plain = nn.Sequential(*layers)
    x = torch.randn(1, 2, 5, 5)
    torch.testing.assert_close(folded(plain)(x), plain(x), rtol=0, atol=0)
    assert len(folded(plain)) == len(plain)
