"""Compare nested dicts, lists and tensors, as in checkpoints."""

from typing import Any

import torch
from torch import Tensor


def same(a: Any, b: Any) -> bool:
    """Whether two nested dicts, lists or tensors are equal to the last bit."""
    if isinstance(a, Tensor):
        return torch.equal(a, b)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return bool(a == b)
