"""Folding of nearest-neighbour upsampling and the convolution after it into one coarse convolution."""

import copy
from itertools import pairwise

import torch
from torch import Tensor, nn

MOST_CHANNELS = 16  # output channels; 16 float32 values fill a 512-bit register

# Coarse pixel (before, same, after) under each tap of a 3-wide kernel, at an even and an odd fine pixel.
_TAPS = torch.tensor([[[1.0, 0, 0], [0, 1, 1], [0, 0, 0]], [[0, 0, 0], [1, 1, 0], [0, 0, 1]]])


def folded(layers: nn.Sequential) -> nn.Sequential:
    """Return a copy that computes each (Upsample by 2, narrow Conv2d 3×3) as (Conv2d, PixelShuffle).

    The four fine pixels of a coarse pixel see the same 3×3 coarse pixels, so each of the four phases becomes
    a kernel whose taps are sums of the original taps (Shi et al. 2016, "Is the deconvolution layer the same
    as a convolutional layer?"). Only convolutions with at most 16 output channels are folded: they leave wide
    processor registers half empty.
    """
    modules = list(layers)
    for i, (enlarge, convolve) in enumerate(pairwise(layers)):
        if _can_fold(enlarge, convolve):
            assert isinstance(convolve, nn.Conv2d)
            modules[i : i + 2] = [_by_phases(convolve), nn.PixelShuffle(2)]
    return copy.deepcopy(nn.Sequential(*modules))


def _can_fold(enlarge: nn.Module, convolve: nn.Module) -> bool:
    return (
        isinstance(enlarge, nn.Upsample)
        and (enlarge.scale_factor, enlarge.mode) == (2, "nearest")
        and isinstance(convolve, nn.Conv2d)
        and convolve.out_channels <= MOST_CHANNELS
        and (convolve.kernel_size, convolve.padding, convolve.stride) == ((3, 3), (1, 1), (1, 1))
        and (convolve.dilation, convolve.groups, convolve.padding_mode) == ((1, 1), 1, "zeros")
    )


def _by_phases(convolve: nn.Conv2d) -> nn.Conv2d:
    """Return a convolution whose channels 4c to 4c + 3 are the four phases of channel c, row by row."""
    phases = nn.Conv2d(
        convolve.in_channels, 4 * convolve.out_channels, 3, padding=1, bias=convolve.bias is not None
    )
    with torch.no_grad():
        weight: Tensor = torch.einsum("adk,bel,oikl->oabide", _TAPS, _TAPS, convolve.weight)
        phases.weight.copy_(weight.flatten(0, 2))
        if convolve.bias is not None and phases.bias is not None:
            phases.bias.copy_(convolve.bias.repeat_interleave(4))
    return phases
