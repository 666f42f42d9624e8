"""Enlarging by repetition and the convolution after it, as one convolution on the coarse grid."""

import copy
from itertools import pairwise

import torch
from torch import Tensor, nn

MOST_CHANNELS = 16  # that come out: of float32, what a register of 512 bits holds

# Which coarse pixel (before, same, after) a 3-wide kernel's taps meet at an even and at an odd fine pixel.
_TAPS = torch.tensor([[[1.0, 0, 0], [0, 1, 1], [0, 0, 0]], [[0, 0, 0], [1, 1, 0], [0, 0, 1]]])


def folded(layers: nn.Sequential) -> nn.Sequential:
    """The same function with each (Upsample by 2, narrow Conv2d 3×3) as (Conv2d, PixelShuffle); a copy.

    The four fine pixels of a coarse one see the same 3×3 coarse pixels, so each of these phases has a kernel
    of its own whose taps are sums of the old ones (Shi et al. 2016, "Is the deconvolution layer the same as a
    convolutional layer?"). Only for few channels, which leave a processor's wide registers half empty.
    """
    rest = list(layers)
    for place, (enlarge, convolve) in enumerate(pairwise(layers)):
        if _folds(enlarge, convolve):
            assert isinstance(convolve, nn.Conv2d)
            rest[place : place + 2] = [_by_phases(convolve), nn.PixelShuffle(2)]
    return copy.deepcopy(nn.Sequential(*rest))


def _folds(enlarge: nn.Module, convolve: nn.Module) -> bool:
    return (
        isinstance(enlarge, nn.Upsample)
        and (enlarge.scale_factor, enlarge.mode) == (2, "nearest")
        and isinstance(convolve, nn.Conv2d)
        and convolve.out_channels <= MOST_CHANNELS
        and (convolve.kernel_size, convolve.padding, convolve.stride) == ((3, 3), (1, 1), (1, 1))
        and (convolve.dilation, convolve.groups, convolve.padding_mode) == ((1, 1), 1, "zeros")
    )


def _by_phases(convolve: nn.Conv2d) -> nn.Conv2d:
    """A convolution whose channels 4c to 4c + 3 are the four phases of the old channel c, row by row."""
    phases = nn.Conv2d(
        convolve.in_channels, 4 * convolve.out_channels, 3, padding=1, bias=convolve.bias is not None
    )
    with torch.no_grad():
        weight: Tensor = torch.einsum("adk,bel,oikl->oabide", _TAPS, _TAPS, convolve.weight)
        phases.weight.copy_(weight.flatten(0, 2))
        if convolve.bias is not None and phases.bias is not None:
            phases.bias.copy_(convolve.bias.repeat_interleave(4))
    return phases
