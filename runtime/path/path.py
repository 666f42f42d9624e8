"""Paths between two codes as functions of alpha in [0, 1], and their timing."""

from collections.abc import Callable
from numbers import Integral
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from runtime.arrays import MAX_FRAME_COUNT, MIN_FRAME_COUNT, FloatArray
from runtime.errors import PathError, shortened

PathKind = Literal["geodesic", "linear", "slerp"]
PATH_KINDS: tuple[PathKind, ...] = get_args(PathKind)
DEFAULT_PATH: PathKind = "geodesic"

COARSE_COUNT = 33  # evenly spaced points at which even_steps measures a path …
FINE_COUNT = 16  # … and extra points where the picture changes most

Times = NDArray[np.float64]
"""Times in a film, or shares of a path, in [0, 1]."""

CodePath = Callable[[Times], FloatArray]
"""alpha (M,) in [0, 1] → codes (M, latent_dim); alpha 0 and 1 give the exact ends."""


def draw_path(z_start: FloatArray, z_end: FloatArray, kind: PathKind) -> CodePath:
    """Return the linear or slerp path between two codes (latent_dim,).

    Raises:
        PathError: ``kind`` is unknown, or needs a graph.
    """
    if kind == "linear":
        return linear(z_start, z_end)
    if kind == "slerp":
        return slerp(z_start, z_end)
    check_path_kind(kind)
    raise PathError(f"a {kind} path needs a graph; use Paths.draw")


def check_path_kind(kind: object) -> None:
    """Check that ``kind`` is a kind of path.

    Raises:
        PathError: ``kind`` is unknown.
    """
    if kind not in PATH_KINDS:
        raise PathError(f"no path {shortened(kind)}; available: {', '.join(PATH_KINDS)}")


def linear(z_start: FloatArray, z_end: FloatArray) -> CodePath:
    """Return the straight line between two codes (latent_dim,)."""
    start, end = z_start.astype(np.float64), z_end.astype(np.float64)

    def path(alpha: Times) -> FloatArray:
        a = alpha[:, np.newaxis]
        return ((1 - a) * start + a * end).astype(np.float32)

    return path


def slerp(z_start: FloatArray, z_end: FloatArray) -> CodePath:
    """Return the arc between two codes (latent_dim,), with constant angular speed and linearly changing norm.

    The path is a slerp of the directions (Shoemake 1985, eq. 1) times a linear interpolation of the norms, so
    in a Gaussian latent space it avoids the empty centre (White 2016). Opposite codes have no unique arc, so
    a fixed rule chooses one. A path from or to the origin is a straight line.
    """
    start, end = z_start.astype(np.float64), z_end.astype(np.float64)
    start_norm, end_norm = float(np.linalg.norm(start)), float(np.linalg.norm(end))
    if start_norm == 0 or end_norm == 0:
        return linear(z_start, z_end)
    u, v = start / start_norm, end / end_norm
    across = v - (v @ u) * u
    sine = float(np.linalg.norm(across))
    if sine < 1e-7:
        if v @ u > 0:
            return linear(z_start, z_end)
        if len(u) == 1:
            return linear(z_start, z_end)  # in one dimension every path crosses the origin
        axis = np.zeros_like(u)
        axis[np.argmin(np.abs(u))] = 1
        across = axis - (axis @ u) * u
    w = across / np.linalg.norm(across)
    angle = float(np.arctan2(sine, v @ u))  # exact near 0 and π too, unlike arccos

    def path(alpha: Times) -> FloatArray:
        a = alpha[:, np.newaxis]
        norm = (1 - a) * start_norm + a * end_norm
        z: FloatArray = (norm * (np.cos(a * angle) * u + np.sin(a * angle) * w)).astype(np.float32)
        z[alpha == 0], z[alpha == 1] = z_start, z_end
        return z

    return path


def even_steps(path: CodePath, decode: Callable[[FloatArray], FloatArray]) -> CodePath:
    """Re-time a path so that equal steps in alpha change the decoded image equally (L2 of pixels).

    Args:
        path: The path to re-time.
        decode: Codes (N, latent_dim) → images (N, 28, 28).
    """
    knots = np.linspace(0, 1, COARSE_COUNT)
    images = decode(path(knots)).reshape(COARSE_COUNT, -1)
    # Double the measuring points where the picture changes fast.
    changes = np.linalg.norm(np.diff(images, axis=0), axis=1)
    fast = np.argsort(-changes, kind="stable")[:FINE_COUNT]
    between = (knots[fast] + knots[fast + 1]) / 2
    knots = np.concatenate([knots, between])
    images = np.concatenate([images, decode(path(between)).reshape(len(between), -1)])
    order = np.argsort(knots)
    knots = knots[order]
    changes = np.linalg.norm(np.diff(images[order], axis=0), axis=1)
    lengths = np.concatenate([[0], np.cumsum(changes, dtype=np.float64)])
    if lengths[-1] == 0:
        return path  # the picture never changes, so any timing is even
    travelled = lengths / lengths[-1]
    # Interpolation needs increasing positions, so drop knots at which the picture has not changed. A monotone
    # cubic (Fritsch & Carlson 1980) needs a quarter as many knots as a piecewise linear function.
    rising = np.concatenate([[True], np.diff(travelled) > 1e-9])
    when = PchipInterpolator(travelled[rising], knots[rising])

    def even(alpha: Times) -> FloatArray:
        timed = np.clip(when(np.clip(alpha, 0, travelled[rising][-1])), 0, 1)
        timed[alpha == 0], timed[alpha == 1] = 0, 1
        return path(timed)

    return even


def check_frame_count(frame_count: object) -> None:
    """Check that ``frame_count`` is a whole number from 2 to 100,000.

    Raises:
        PathError: ``frame_count`` is anything else.
    """
    if not (isinstance(frame_count, Integral) and MIN_FRAME_COUNT <= int(frame_count) <= MAX_FRAME_COUNT):
        raise PathError(
            f"the number of frames is {frame_count}; use a whole number from {MIN_FRAME_COUNT} "
            f"to {MAX_FRAME_COUNT:,}"
        )
