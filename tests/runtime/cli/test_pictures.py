"""Tests of ``python -m runtime read``, which reads the digits of pictures."""

from pathlib import Path

from commands import run
from drawing import draw_digit, draw_number


def test_pictures_are_read(out: Path) -> None:
    draw_digit(7).save(out / "seven.png")
    draw_number("58").save(out / "58.png")
    result = run("read", out / "seven.png", out / "58.png")
    assert result.exit_code == 0, result.output
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert [line[:2] for line in lines] == [[str(out / "seven.png"), "7"], [str(out / "58.png"), "58"]]
    for *_, percent in lines:
        number, sign = percent.split(" ")
        assert sign == "%"
        assert 50 <= int(number) <= 99


def test_what_cannot_be_read_is_named_after_the_rest(out: Path) -> None:
    (out / "broken.png").write_bytes(b"no picture")
    draw_digit(3).save(out / "three.png")
    result = run("read", out / "broken.png", out / "three.png", out / "none.png")
    assert result.exit_code == 2
    assert result.stdout.startswith(f"{out / 'three.png'}\t3\t")
    assert len(result.stdout.splitlines()) == 1
    first, second = result.stderr.strip().splitlines()
    assert first.startswith("Error: 'broken.png' is not a PNG")
    assert "none.png" in second
