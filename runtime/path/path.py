"""Paths between two codes, as functions of alpha in [0, 1], and their timing."""

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

COARSE_COUNT = 33  # where even_steps measures a path, evenly …
FINE_COUNT = 16  # … and between those where most changes

Times = NDArray[np.float64]
"""Times of a film, or shares of a path, in [0, 1]."""

CodePath = Callable[[Times], FloatArray]
"""alpha (M,) in [0, 1] → codes (M, latent_dim); alpha 0 and 1 give the two ends exactly."""


def draw_path(z_start: FloatArray, z_end: FloatArray, kind: PathKind) -> CodePath:
    """The path of a kind between two codes (latent_dim,).

    Raises:
        PathError: No such kind of path.
    """
    if kind == "linear":
        return linear(z_start, z_end)
    if kind == "slerp":
        return slerp(z_start, z_end)
    check_path_kind(kind)
    raise PathError(f"a {kind} path needs a graph; draw it with Paths.draw")


def check_path_kind(kind: object) -> None:
    """Refuse what is not a kind of path.

    Raises:
        PathError: There is no such kind.
    """
    if kind not in PATH_KINDS:
        raise PathError(f"no path {shortened(kind)}; available: {', '.join(PATH_KINDS)}")


def linear(z_start: FloatArray, z_end: FloatArray) -> CodePath:
    """The straight line between two codes (latent_dim,)."""
    start, end = z_start.astype(np.float64), z_end.astype(np.float64)

    def path(alpha: Times) -> FloatArray:
        a = alpha[:, np.newaxis]
        return ((1 - a) * start + a * end).astype(np.float32)

    return path


def slerp(z_start: FloatArray, z_end: FloatArray) -> CodePath:
    """The arc between two codes (latent_dim,): constant angular speed, length growing evenly.

    Slerp of the directions (Shoemake 1985, eq. 1) times a straight run of the norms, so that a path in a
    Gaussian latent space keeps clear of its empty middle (White 2016). Opposite codes have no single arc;
    one is chosen by a fixed rule. From or to the origin it is the straight line.
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
            return linear(z_start, z_end)  # on a line there is no way round the origin
        axis = np.zeros_like(u)
        axis[np.argmin(np.abs(u))] = 1
        across = axis - (axis @ u) * u
    w = across / np.linalg.norm(across)
    angle = float(np.arctan2(sine, v @ u))  # exact also near 0 and π, where arccos is not

    def path(alpha: Times) -> FloatArray:
        a = alpha[:, np.newaxis]
        norm = (1 - a) * start_norm + a * end_norm
        z: FloatArray = (norm * (np.cos(a * angle) * u + np.sin(a * angle) * w)).astype(np.float32)
        z[alpha == 0], z[alpha == 1] = z_start, z_end
        return z

    return path


def even_steps(path: CodePath, decode: Callable[[FloatArray], FloatArray]) -> CodePath:
    """The same way, re-timed so that equal steps of alpha change the decoded image equally (L2 of pixels).

    Args:
        path: The way to re-time.
        decode: Codes (N, latent_dim) → images (N, 28, 28).
    """
    knots = np.linspace(0, 1, COARSE_COUNT)
    images = decode(path(knots)).reshape(COARSE_COUNT, -1)
    # Where the picture changes fast the way is measured twice as closely.
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
        return path  # nothing changes, so every timing is even
    travelled = lengths / lengths[-1]
    # An interpolant needs rising positions: drop knots at which nothing has changed since the last. The
    # monotone cubic (Fritsch & Carlson 1980) needs a quarter of the knots that straight pieces would.
    rising = np.concatenate([[True], np.diff(travelled) > 1e-9])
    when = PchipInterpolator(travelled[rising], knots[rising])

    def even(alpha: Times) -> FloatArray:
        timed = np.clip(when(np.clip(alpha, 0, travelled[rising][-1])), 0, 1)
        timed[alpha == 0], timed[alpha == 1] = 0, 1
        return path(timed)

    return even


def check_frame_count(frame_count: object) -> None:
    """Refuse what is no whole number from 2 to 100,000.

    Raises:
        PathError: It is.
    """
    if not (isinstance(frame_count, Integral) and MIN_FRAME_COUNT <= int(frame_count) <= MAX_FRAME_COUNT):
        raise PathError(
            f"{frame_count} frames asked for; a path takes a whole number from {MIN_FRAME_COUNT} "
            f"to {MAX_FRAME_COUNT:,}"
        )
