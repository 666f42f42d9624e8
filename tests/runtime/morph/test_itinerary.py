"""Tests of films through several stops: plan, frames, holds and seamless cycles."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from runtime import CYCLES, Cycle, Morph, MorphError, PathError, Vae, count_through
from runtime.morph.itinerary import plan
from runtime.path.paths import Paths

NUMBERS = st.text("0123456789", min_size=1, max_size=3)


@st.composite
def routes(draw: st.DrawFn) -> tuple[list[str], list[int], list[int], Cycle]:
    """Draw the stops, the frames of each leg, the hold at each stop, and a cycle."""
    ends = draw(st.lists(NUMBERS, min_size=2, max_size=5))
    cycle: Cycle = draw(st.sampled_from(CYCLES))
    leg_count = len(ends) - (cycle != "loop")
    frame_counts = draw(st.lists(st.integers(2, 10), min_size=leg_count, max_size=leg_count))
    holds = draw(st.lists(st.integers(0, 4), min_size=len(ends), max_size=len(ends)))
    return ends, frame_counts, holds, cycle


def still(vae: Vae, number: str, width: int) -> NDArray[np.float32]:
    """Decode a number, aligned to the right of a frame."""
    frame = np.zeros((28, 28 * width), np.float32)
    frame[:, 28 * (width - len(number)) :] = np.hstack(list(vae.decode([vae.preset(d) for d in number])))
    return frame


@pytest.mark.slow
@given(route=routes())
def test_every_end_is_shown_exactly_and_as_long_as_asked(
    tiny_vae: Vae, route: tuple[list[str], list[int], list[int], Cycle]
) -> None:
    ends, frame_counts, holds, cycle = route
    film = Morph.sequence(tiny_vae, ends, frame_count=frame_counts, holds=holds, cycle=cycle, path="linear")
    frames = list(film.images())
    width = max(map(len, ends))
    order, legs, rests = [*ends], [*frame_counts], [*holds]
    if cycle == "ping-pong":
        order, legs, rests = order + ends[-2::-1], legs + frame_counts[::-1], rests + holds[-2::-1]
    elif cycle == "loop":
        order, rests = [*order, ends[0]], [*rests, holds[0]]
    at = 0
    for number, (end, rest) in enumerate(zip(order, rests, strict=True)):
        seam = cycle != "once" and number == len(order) - 1
        for _ in range(0 if seam else 1 + rest):
            assert np.array_equal(frames[at], still(tiny_vae, end, width))
            at += 1
        if number < len(legs):
            at += legs[number] - 2
    assert at == len(frames) == film.frame_count
    assert film.codes().shape == (len(frames), width, tiny_vae.latent_dim)
    assert all(map(np.array_equal, frames, film.images()))


def test_one_leg_is_the_morph(tiny_vae: Vae) -> None:
    morph = Morph(tiny_vae, "99", "100", frame_count=100, stagger=0.3, easing="ease-out", align="centre")
    film = Morph.sequence(
        tiny_vae, ["99", "100"], frame_count=100, stagger=0.3, easing="ease-out", align="centre"
    )
    assert all(map(np.array_equal, morph.images(), film.images()))
    np.testing.assert_array_equal(morph.codes(), film.codes())


def test_legs_are_the_morphs_between_their_ends(tiny_vae: Vae) -> None:
    film = list(Morph.sequence(tiny_vae, ["3", "5", "4"], frame_count=[11, 81], holds=[0, 2, 0]).images())
    first = list(Morph(tiny_vae, "3", "5", frame_count=11).images())
    second = list(Morph(tiny_vae, "5", "4", frame_count=81).images())
    assert all(map(np.array_equal, film, [*first, first[-1], first[-1], *second[1:]]))
    assert len(film) == 11 + 2 + 80


@pytest.mark.parametrize("cycle", ["loop", "ping-pong"])
@pytest.mark.parametrize("stagger", [0.0, 1.0])
def test_no_seam(tiny_vae: Vae, cycle: Cycle, stagger: float) -> None:
    """The step from the last frame to the first is like the others, neither a jump nor a standstill."""
    film = Morph.sequence(tiny_vae, ["7", "41", "305"], frame_count=31, cycle=cycle, stagger=stagger)
    frames = np.stack(list(film.images()))
    steps = np.linalg.norm(np.diff(frames.reshape(len(frames), -1), axis=0), axis=1)
    seam = np.linalg.norm(frames[0] - frames[-1])
    assert 0.2 * steps.mean() < seam <= 1.01 * steps.max()


@pytest.mark.parametrize("path", ["linear", "geodesic"])
def test_ping_pong_comes_back_the_way_it_went(tiny_vae: Vae, path: Any) -> None:
    frames = list(
        Morph.sequence(
            tiny_vae, ["7", "41", "3"], frame_count=11, holds=2, cycle="ping-pong", path=path
        ).images()
    )
    np.testing.assert_allclose(frames[3:], frames[:2:-1], atol=1e-5)  # the first hold is not mirrored
    assert len(frames) == 4 * 10 + 4 * 2


def test_places_without_a_digit_have_no_code(tiny_vae: Vae) -> None:
    codes = Morph.sequence(tiny_vae, ["7", "8", "199"], frame_count=5, path="linear").codes()
    there = ~np.isnan(codes[:, :, 0])
    assert np.isfinite(codes[there]).all()
    np.testing.assert_array_equal(there[:5], [[False, False, True]] * 5)
    np.testing.assert_array_equal(there[5:], np.ones((4, 3), bool))


def test_a_long_count_decodes_each_end_once(golden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vae = Vae(golden)
    decoded: list[int] = []
    decode = Vae.decode

    def counted(self: Vae, z: NDArray[np.float32]) -> NDArray[np.float32]:
        decoded.append(len(z))
        return decode(self, z)

    monkeypatch.setattr(Vae, "decode", counted)
    film = Morph.sequence(vae, count_through("8", "120"), frame_count=2, path="linear", even=False)
    assert film.codes().shape == (113, 3, vae.latent_dim)
    assert len(list(film.edges())) == 113
    assert not decoded  # neither call decodes a picture
    frames = list(film.images())
    assert decoded == [1, 1, *[2] * 90, *[3] * 21]
    assert np.array_equal(frames[2], still(vae, "10", 3))
    assert np.array_equal(frames[112], still(vae, "120", 3))


def test_a_long_count_draws_each_path_once(tiny_vae: Vae, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    draw = Paths.draw

    def counting(self: Paths, *ends: Any, **options: Any) -> Any:
        drawn.append(ends)
        return draw(self, *ends, **options)

    monkeypatch.setattr(Paths, "draw", counting)
    film = Morph.sequence(tiny_vae, count_through("0", "120"), frame_count=3)
    assert len(list(film.images())) == 241
    assert len(drawn) <= 30


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [
        ("7", "10", "7 8 9 10"),
        ("101", "98", "101 100 99 98"),
        ("08", "11", "08 09 10 11"),
        ("3", "3", "3"),
        ("0", "2", "0 1 2"),
        ("2", "0", "2 1 0"),
        ("10", "08", "10 09 08"),
    ],
)
def test_counting(first: str, last: str, numbers: str) -> None:
    assert count_through(first, last) == numbers.split()


@pytest.mark.parametrize("number", ["", "x", "-1", "1.5", "123456789", "²"])
def test_what_cannot_be_counted_is_refused(number: str) -> None:
    for ends in ((number, "3"), ("3", number)):
        with pytest.raises(MorphError, match=r"cannot count with .*; enter two numbers"):
            count_through(*ends)


def test_counting_has_an_end() -> None:
    with pytest.raises(
        MorphError, match="from 0 to 99999999 gives 100,000,000 numbers; count through at most 100,000"
    ):
        count_through("0", "99999999")


FAULTS: list[tuple[Sequence[str], dict[str, Any], type[Exception], str]] = [
    ([], {}, MorphError, "a morph needs at least 2 ends, not 0; add another"),
    (["3"], {}, MorphError, "a morph needs at least 2 ends, not 1"),
    (["3"], {"cycle": "loop"}, MorphError, "a morph needs at least 2 ends, not 1"),
    (
        ["3", "4"],
        {"cycle": "round"},
        MorphError,
        "unknown cycle 'round'; choose one of once, loop, ping-pong",
    ),
    (["3", "4"], {"frame_count": 1}, MorphError, "frame_count cannot be 1; enter whole numbers of 2 or more"),
    (["3", "4"], {"frame_count": [2.5]}, MorphError, r"frame_count cannot be 2\.5"),
    (["3", "4"], {"frame_count": True}, MorphError, "frame_count cannot be True"),
    (["3", "4"], {"frame_count": None}, MorphError, "frame_count cannot be None"),
    (["3", "4"], {"holds": -1}, MorphError, "holds cannot be -1; enter whole numbers of 0 or more"),
    (
        ["3", "4"],
        {"frame_count": [2, 3]},
        MorphError,
        "frame_count has 2 numbers for 1 leg; enter one number for all",
    ),
    (["3", "4"], {"frame_count": [2], "cycle": "loop"}, MorphError, "frame_count has 1 number for 2 legs"),
    (["3", "4"], {"holds": [1]}, MorphError, "holds has 1 number for 2 ends"),
    (["3", "4"], {"frame_count": 100_001}, PathError, "the number of frames is 100001;"),
    (["3", "x"], {}, MorphError, "'x' is not a number or a picture file"),
    (["3", "4"], {"path": "way"}, PathError, "no path 'way'"),
]


@pytest.mark.parametrize(("ends", "options", "error", "sentence"), FAULTS)
def test_impossible_films_are_refused(
    tiny_vae: Vae, ends: Sequence[str], options: dict[str, Any], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        Morph.sequence(tiny_vae, ends, **options)


def test_numbers_of_numpy_are_numbers() -> None:
    assert plan(3, frame_count=np.int64(5), holds=[np.int64(1), 0, 0]).frame_count == 10  # type: ignore[arg-type, list-item]


def test_film_is_saved(tiny_vae: Vae, tmp_path: Path) -> None:
    film = Morph.sequence(tiny_vae, ["9", "10"], frame_count=4, holds=1, cycle="ping-pong")
    film.save(tmp_path / "film.zip", height=28)
    assert [path.name for path in tmp_path.iterdir()] == ["film.zip"]
