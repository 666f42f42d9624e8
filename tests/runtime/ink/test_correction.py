"""Tests of boxes corrected by the user."""

import numpy as np
import pytest
from drawing import aslant, draw_number, encoded
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from benchmarks.judge import Judge
from runtime.errors import InkError
from runtime.ink.correction import Correction
from runtime.ink.frame import Box
from runtime.ink.segment import find_boxes, find_digits, split_number


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


PICTURE = encoded(draw_number("407"), "PNG")
FOUR, NOUGHT, SEVEN = BOXES = find_boxes(PICTURE).boxes


def spell(judge: Judge, boxes: list[Box], picture: bytes = PICTURE) -> str:
    return judge.spell(np.stack(split_number(picture, correction=Correction(tuple(boxes)))))


def union(*boxes: Box) -> Box:
    left, top = min(x for x, *_ in boxes), min(y for _, y, *_ in boxes)
    right, bottom = max(x + width for x, _, width, _ in boxes), max(y + height for _, y, _, height in boxes)
    return left, top, right - left, bottom - top


def test_boxes_as_they_were_found_change_nothing() -> None:
    found, corrected = find_digits(PICTURE), find_digits(PICTURE, correction=Correction.of(BOXES))
    np.testing.assert_array_equal(corrected.digits, found.digits)
    assert corrected.boxes == found.boxes == BOXES
    np.testing.assert_array_equal(find_digits(PICTURE, correction=Correction()).digits, found.digits)


def test_one_ink_is_split_again_and_again() -> None:
    ink = find_boxes(PICTURE, threshold=0.4)
    boxes = Correction((SEVEN, FOUR), threshold=0.4)
    for correction in (Correction(threshold=0.4), boxes, Correction(threshold=0.4)):
        steps = ink.split(correction=correction)
        assert steps.picture is ink.picture
        assert steps.ink is ink.ink
        np.testing.assert_array_equal(steps.digits, find_digits(PICTURE, correction=correction).digits)
    assert len(find_boxes(PICTURE).split(count=2).digits) == 2
    with pytest.raises(InkError, match=r"has ink threshold 0\.5, but the ink was separated at 0\.4"):
        ink.split(correction=Correction())


def test_an_ink_that_is_shared_cannot_be_changed() -> None:
    found = find_boxes(PICTURE)
    for shared in (found.picture, found.ink, found.split().ink):
        with pytest.raises(ValueError, match="read-only"):
            shared[:] = 0


def test_their_order_is_the_reading_order(judge: Judge) -> None:
    assert spell(judge, [SEVEN, FOUR, NOUGHT]) == "740"


def test_a_deleted_box_takes_its_digit_along(judge: Judge) -> None:
    assert spell(judge, [FOUR, SEVEN]) == "47"


def test_a_box_that_is_drawn_too_large_holds_the_same_digit(judge: Judge) -> None:
    x, y, width, height = NOUGHT
    assert spell(judge, [FOUR, (x - 4, y - 30, width + 8, height + 90), SEVEN]) == "407"


def test_merged_and_split_again(judge: Judge) -> None:
    both = union(FOUR, NOUGHT)
    (one, seven) = split_number(PICTURE, correction=Correction((both, SEVEN)))
    assert judge.spell(seven[None]) == "7"
    across = np.flatnonzero(one.any(axis=0))
    down = np.flatnonzero(one.any(axis=1))
    assert across[-1] - across[0] > down[-1] - down[0]  # two digits side by side keep their proportions
    x, y, _, height = both
    middle = (FOUR[0] + FOUR[2] + NOUGHT[0]) // 2
    halves = [(x, y, middle - x, height), (middle, y, x + both[2] - middle, height)]
    assert spell(judge, [*halves, SEVEN]) == "407"


def test_touching_digits_are_split_where_a_person_says(judge: Judge) -> None:
    picture = encoded(draw_number("77", gap=-0.05), "PNG")  # their bars form one line
    (box,) = find_boxes(picture).boxes[:1]
    whole = union(*find_boxes(picture).boxes)
    assert box[2] >= whole[2] / 2 - 8
    x, y, width, height = whole
    half = width // 2
    assert spell(judge, [(x, y, half, height), (x + half, y, width - half, height)], picture) == "77"


def test_ink_that_leans_into_a_box_stays_with_its_own_digit() -> None:
    pixels = aslant()
    found = find_digits(pixels)
    one, other = found.boxes
    assert one[0] + one[2] > other[0]
    wider = [(x - 6, y - 6, width + 12, height + 12) for x, y, width, height in (one, other)]
    for boxes in ([one, wider[1]], [wider[0], other], wider):  # one box corrected, or both
        digits = find_digits(pixels, correction=Correction.of(boxes)).digits
        np.testing.assert_allclose(digits, found.digits, atol=0.02)
    (alone,) = split_number(pixels, correction=Correction.of([one]))
    assert np.abs(alone - found.digits[0]).max() == 0
    (together,) = split_number(pixels, correction=Correction.of([union(one, other)]))
    assert together.sum() > 1.2 * alone.sum()


@pytest.mark.parametrize("number", ["57", "24"])
def test_a_digit_that_touches_keeps_the_ink_it_was_cut_with(number: str) -> None:
    picture = encoded(draw_number(number, gap=0.1), "PNG")
    found = find_digits(picture)
    left, right = found.boxes
    wider_left = (*left[:2], left[2] + 15, left[3])
    wider_right = (right[0] - 15, right[1] - 4, right[2] + 20, right[3] + 8)
    for boxes in ([left, wider_right], [wider_left, right]):
        digits = find_digits(picture, correction=Correction.of(boxes)).digits
        np.testing.assert_allclose(digits, found.digits, atol=0.02)


def test_the_threshold_keeps_faint_strokes_and_drops_smudges() -> None:
    pixels = np.full((120, 200), 230, np.uint8)
    pixels[20:100, 30:40] = 20
    pixels[20:100, 90:100] = 160  # a third of the darkness
    assert len(find_boxes(pixels).boxes) == 1
    assert len(find_boxes(pixels, threshold=0.2).boxes) == 2
    assert len(split_number(pixels, correction=Correction(threshold=0.2))) == 2
    pixels[20:100, 90:100] = 80  # three quarters of the darkness
    assert len(find_boxes(pixels).boxes) == 2
    assert len(find_boxes(pixels, threshold=0.9).boxes) == 1


def test_more_than_eight_digits_may_be_corrected(judge: Judge) -> None:
    picture = encoded(draw_number("123456789"), "PNG")
    boxes = find_boxes(picture).boxes
    assert len(boxes) == 9
    with pytest.raises(InkError, match="seems to contain 9 digits"):
        find_digits(picture, correction=Correction())
    with pytest.raises(
        InkError, match="the picture has 9 boxes, but a number has 1 to 8 digits; delete or merge"
    ):
        find_digits(picture, correction=Correction.of(boxes))
    assert spell(judge, boxes[:8], picture) == "12345678"


def test_a_number_on_a_page_of_crumbs_may_be_boxed(judge: Judge) -> None:
    pixels = np.full((400, 400), 235, np.uint8)
    for row in range(20, 380, 36):
        for column in range(20, 380, 36):
            pixels[row : row + 8, column : column + 8] = 20
    pixels[100:300, 100:300] = 235
    seven = np.asarray(draw_number("7", height=120))
    pixels[100:300, 100:275] = seven[20:220, :175]
    picture = encoded(Image.fromarray(pixels), "PNG")
    assert find_boxes(picture).boxes == []
    assert spell(judge, [(100, 100, 175, 200)], picture) == "7"


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        ([], "the picture has 0 boxes, .* add a box, or start over"),
        ([FOUR, (5000, 5000, 10, 10)], "box 2 of the picture is outside the picture"),
        ([(-50, -50, 20, 20)], "box 1 of the picture is outside"),
        ([(10**30, 0, 5, 5)], "box 1 of the picture is outside"),
        ([FOUR, SEVEN, (0, 0, 5, 5)], "box 3 of the picture has no ink of its own"),
        ([(FOUR[0], FOUR[1], 0, 10)], "box 1 of the picture"),
        ([(FOUR[0], FOUR[1], -10, 10)], "box 1 of the picture"),
        ([union(FOUR, NOUGHT), union(FOUR, NOUGHT)], "box 2 of the picture has no ink of its own"),
    ],
)
def test_boxes_that_fit_no_digit(boxes: list[Box], words: str) -> None:
    with pytest.raises(InkError, match=words):
        find_digits(PICTURE, correction=Correction.of(boxes))


def test_values_that_are_no_correction() -> None:
    for box in ((1, 2, 3), (1, 2, 3, 4.5), (1, 2, 3, True), "box!", 7, None, [None]):
        with pytest.raises(InkError, match="is not a box; give x, y, width and height in whole pixels"):
            Correction.of([box])  # type: ignore[list-item]
    with pytest.raises(
        InkError, match=r"is not a tuple of boxes; use Correction\.of, which accepts any list"
    ):
        Correction([FOUR])  # type: ignore[arg-type]
    for threshold in (0.0, 1.0, float("nan"), True, "dark"):
        with pytest.raises(InkError, match=r"the ink threshold is .*; give a number from 0\.1 to 0\.9"):
            Correction(threshold=threshold)  # type: ignore[arg-type]
    with pytest.raises(InkError, match=r"both a count \(2\) and boxes \(1\) are given; leave one out"):
        find_digits(PICTURE, count=2, correction=Correction.of([FOUR]))


def test_a_correction_is_a_plain_value() -> None:
    assert Correction.of([list(FOUR)]) == Correction((FOUR,))
    assert len({Correction.of([FOUR]), Correction((FOUR,)), Correction((FOUR,), 0.4)}) == 2


PLACES = st.integers(-40, 420)


@settings(max_examples=60, deadline=None)
@given(
    boxes=st.lists(st.tuples(PLACES, PLACES, PLACES, PLACES) | st.sampled_from(BOXES), max_size=9),
    threshold=st.floats(0.1, 0.9),
)
def test_any_boxes_make_the_same_digits_twice_or_one_sentence(boxes: list[Box], threshold: float) -> None:
    correction = Correction(tuple(boxes), threshold)
    try:
        digits = split_number(PICTURE, correction=correction)
    except InkError:  # no other exception may escape
        return
    assert len(digits) == len(boxes)
    for digit, again in zip(digits, split_number(PICTURE, correction=correction), strict=True):
        np.testing.assert_array_equal(digit, again)
        assert digit.shape == (28, 28)
        assert digit.dtype == np.float32
        assert 0 <= digit.min() <= digit.max() <= 1
        assert digit.max() > 0.5
