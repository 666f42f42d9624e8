"""Tests of paths between two codes: properties for any two codes, and known answers."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from runtime import PathError, PathKind, Vae
from runtime.arrays import MAX_FRAME_COUNT
from runtime.path.path import check_frame_count, draw_path, even_steps, linear, slerp

Code = NDArray[np.float32]
CLOSED_FORMS: tuple[PathKind, ...] = ("linear", "slerp")  # test_geodesic.py tests the other kind
KINDS = st.sampled_from(CLOSED_FORMS)


def coordinates(bound: float = 10) -> st.SearchStrategy[float]:
    return st.floats(-bound, bound, width=32)


@st.composite
def two_codes(draw: st.DrawFn, dims: tuple[int, int] = (1, 6)) -> tuple[Code, Code]:
    latent_dim = draw(st.integers(*dims))
    code = hnp.arrays(np.float32, latent_dim, elements=coordinates())
    return draw(code), draw(code)


def alphas(frame_count: int) -> NDArray[np.float64]:
    return np.linspace(0, 1, frame_count)


def angle_between(u: NDArray[Any], v: NDArray[Any]) -> float:
    u, v = u.astype(np.float64), v.astype(np.float64)
    u, v = u / np.linalg.norm(u), v / np.linalg.norm(v)
    return float(2 * np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v)))


@given(two_codes(), KINDS, st.integers(2, 300))
def test_ends_are_exact(ends: tuple[Code, Code], kind: PathKind, frame_count: int) -> None:
    z = draw_path(*ends, kind)(alphas(frame_count))
    assert z.shape == (frame_count, len(ends[0]))
    assert z.dtype == np.float32
    assert np.isfinite(z).all()
    np.testing.assert_array_equal(z[0], ends[0])
    np.testing.assert_array_equal(z[-1], ends[1])


@given(two_codes(), KINDS)
def test_way_back_is_the_way_there(ends: tuple[Code, Code], kind: PathKind) -> None:
    assume(kind == "linear" or 1e-3 < angle_to(*ends) < np.pi - 1e-3 or exactly_opposite(*ends))
    there = draw_path(ends[0], ends[1], kind)(alphas(41))
    back = draw_path(ends[1], ends[0], kind)(1 - alphas(41))
    np.testing.assert_allclose(there, back, atol=1e-4)


def angle_to(z_start: Code, z_end: Code) -> float:
    return angle_between(z_start, z_end) if z_start.any() and z_end.any() else 0.0


def exactly_opposite(z_start: Code, z_end: Code) -> bool:
    return bool(z_start.any()) and np.array_equal(z_start, -z_end)


@given(two_codes(), KINDS)
def test_same_question_same_answer(ends: tuple[Code, Code], kind: PathKind) -> None:
    once = draw_path(*ends, kind)(alphas(17))
    np.testing.assert_array_equal(once, draw_path(*ends, kind)(alphas(17)))


@given(two_codes(), KINDS, st.integers(1, 40))
def test_frames_do_not_depend_on_their_neighbours(ends: tuple[Code, Code], kind: PathKind, at: int) -> None:
    path = draw_path(*ends, kind)
    np.testing.assert_array_equal(path(alphas(42))[at], path(alphas(42)[at : at + 1])[0])


@given(two_codes())
def test_linear_moves_in_equal_steps(ends: tuple[Code, Code]) -> None:
    z = linear(*ends)(alphas(11)).astype(np.float64)
    np.testing.assert_allclose(np.diff(z, axis=0), np.tile((ends[1] - ends[0]) / 10, (10, 1)), atol=1e-5)


@given(two_codes(dims=(2, 6)))
def test_slerp_turns_and_grows_evenly(ends: tuple[Code, Code]) -> None:
    norms = [float(np.linalg.norm(end.astype(np.float64))) for end in ends]
    assume(min(norms) > 1e-3)
    turn = angle_between(*ends)
    assume(turn > 1e-3)
    z = slerp(*ends)(alphas(11)).astype(np.float64)
    np.testing.assert_allclose(np.linalg.norm(z, axis=1), np.linspace(norms[0], norms[1], 11), rtol=1e-5)
    steps = [angle_between(a, b) for a, b in pairwise(z)]
    np.testing.assert_allclose(steps, turn / 10, rtol=1e-2, atol=1e-5)


@given(two_codes(dims=(2, 6)))
def test_slerp_goes_half_way_round_between_opposite_codes(ends: tuple[Code, Code]) -> None:
    assume(np.linalg.norm(ends[0]) > 1e-3)
    opposite = (-2 * ends[0]).astype(np.float32)
    z = slerp(ends[0], opposite)(alphas(11)).astype(np.float64)
    norm = float(np.linalg.norm(ends[0].astype(np.float64)))
    np.testing.assert_allclose(np.linalg.norm(z, axis=1), np.linspace(norm, 2 * norm, 11), rtol=1e-5)
    np.testing.assert_allclose(angle_between(z[0], z[5]), np.pi / 2, atol=1e-5)


@given(two_codes(), st.floats(0.125, 8, width=32))
def test_slerp_of_parallel_codes_is_linear(ends: tuple[Code, Code], factor: float) -> None:
    parallel = (ends[0].astype(np.float64) * factor).astype(np.float32)
    np.testing.assert_allclose(
        slerp(ends[0], parallel)(alphas(11)), linear(ends[0], parallel)(alphas(11)), rtol=1e-5, atol=1e-5
    )


@given(two_codes())
def test_slerp_from_and_to_the_origin_is_linear(ends: tuple[Code, Code]) -> None:
    origin = np.zeros_like(ends[0])
    for a, b in ((origin, ends[0]), (ends[0], origin), (origin, origin)):
        np.testing.assert_array_equal(slerp(a, b)(alphas(11)), linear(a, b)(alphas(11)))


def test_slerp_between_the_axes_is_a_circle() -> None:
    z = slerp(np.array([1, 0], np.float32), np.array([0, 1], np.float32))(alphas(4))
    half_root = np.sqrt(3) / 2
    np.testing.assert_allclose(z, [[1, 0], [half_root, 0.5], [0.5, half_root], [0, 1]], atol=1e-7)


def test_slerp_on_a_line_crosses_the_origin() -> None:
    z = slerp(np.array([-1], np.float32), np.array([3], np.float32))(alphas(5))
    np.testing.assert_array_equal(z[:, 0], [-1, 0, 1, 2, 3])


@given(two_codes(dims=(3, 3)), KINDS)
def test_even_steps_look_equally_large(tiny_vae: Vae, ends: tuple[Code, Code], kind: PathKind) -> None:
    z_start, z_end = (end / 4 for end in ends)  # keeps the blob in the picture
    assume(np.linalg.norm(z_start - z_end) > 0.1)
    z = tiny_vae.path(z_start, z_end, frame_count=60, kind=kind, even=True)
    steps = np.linalg.norm(np.diff(tiny_vae.decode(z).reshape(60, -1).astype(np.float64), axis=0), axis=1)
    assert steps.max() <= 1.05 * steps.mean()
    np.testing.assert_array_equal(z[[0, -1]], [z_start, z_end])


def test_even_steps_are_needed(tiny_vae: Vae) -> None:
    """Without even steps the same measure fails on the same path."""
    z = tiny_vae.path(tiny_vae.preset(0), tiny_vae.preset(5), frame_count=60, kind="slerp", even=False)
    steps = np.linalg.norm(np.diff(tiny_vae.decode(z).reshape(60, -1), axis=0), axis=1)
    assert steps.max() > 1.2 * steps.mean()


@given(two_codes(dims=(3, 3)), KINDS)
def test_even_way_back_is_the_even_way_there(tiny_vae: Vae, ends: tuple[Code, Code], kind: PathKind) -> None:
    z_start, z_end = (end / 4 for end in ends)
    assume(np.linalg.norm(z_start - z_end) > 0.1 and (kind == "linear" or angle_to(*ends) < np.pi - 1e-3))
    there = tiny_vae.paths.draw(z_start, z_end, kind=kind, even=True)(alphas(41))
    back = tiny_vae.paths.draw(z_end, z_start, kind=kind, even=True)(1 - alphas(41))
    np.testing.assert_allclose(there, back, atol=1e-3)


@given(two_codes(dims=(3, 3)), KINDS)
def test_even_path_stays_on_its_way(tiny_vae: Vae, ends: tuple[Code, Code], kind: PathKind) -> None:
    """Even steps change only the timing: every code lies on the original path, in the same order."""
    plain = draw_path(*ends, kind)
    seen: list[NDArray[np.float64]] = []

    def noted(alpha: NDArray[np.float64]) -> Code:
        seen.append(alpha)
        return plain(alpha)

    even_steps(noted, tiny_vae.decode)(alphas(50))
    timed = seen[-1]
    assert (np.diff(timed) >= 0).all()
    assert timed[0] == 0
    assert timed[-1] == 1


def test_even_steps_where_nothing_changes(tiny_vae: Vae) -> None:
    z = tiny_vae.path([1, 2, 3], [1, 2, 3], frame_count=9, even=True)
    np.testing.assert_array_equal(z, np.tile(np.array([1, 2, 3], np.float32), (9, 1)))


def test_even_steps_over_a_standstill() -> None:
    """The middle half does not change, so the frames are spent on the two moving quarters."""

    def decode(z: Code) -> Code:
        shown: Code = np.clip(z[:, 0], 0, 0.25) + np.clip(z[:, 0] - 0.75, 0, 0.25)
        return shown

    path = even_steps(linear(np.zeros(1, np.float32), np.ones(1, np.float32)), decode)
    shown = decode(path(alphas(21)))
    np.testing.assert_allclose(np.diff(shown), 0.5 / 20, atol=2e-3)


@pytest.mark.parametrize("frame_count", [2, 3, 100, MAX_FRAME_COUNT, np.int64(5)])
def test_frame_counts_that_pass(tiny_vae: Vae, frame_count: int) -> None:
    z = tiny_vae.path([0, 0, 0], [1, 1, 1], frame_count=frame_count, kind="linear", even=False)
    assert len(z) == frame_count
    assert (np.diff(z[:, 0]) >= 0).all()


@pytest.mark.parametrize(
    "frame_count", [1, 0, -5, MAX_FRAME_COUNT + 1, 60.5, float("nan"), float("inf"), "60", None, True]
)
def test_frame_counts_that_do_not_pass(frame_count: Any) -> None:
    with pytest.raises(PathError, match=r"the number of frames is .*; use a whole number from 2 to 100,000"):
        check_frame_count(frame_count)


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(PathError, match="no path 'geodesy'; available: geodesic, linear, slerp"):
        draw_path(np.zeros(2, np.float32), np.ones(2, np.float32), "geodesy")  # type: ignore[arg-type]
