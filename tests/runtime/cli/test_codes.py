"""Tests of ``python -m runtime encode`` and ``decode``."""

from pathlib import Path

import numpy as np
import pytest
from commands import refuse, run
from PIL import Image

from runtime import Vae


def test_codes_go_out_and_come_back(golden: Path, tiny_vae: Vae, picture: Path, out: Path) -> None:
    result = run("encode", picture, picture, "--out", out / "codes.npz", "--model", golden)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{out / 'codes.npz'}: 2 codes of 3 dimensions\n"
    with np.load(out / "codes.npz", allow_pickle=False) as columns:
        mu = columns["mu"]
        assert columns["logvar"].shape == mu.shape == (2, 3)
        assert columns["picture"].tolist() == [str(picture)] * 2
    result = run("decode", out / "codes.npz", "--out", out / "images", "--model", golden, "--height", "28")
    assert result.stdout == f"{out / 'images'}: 2 pictures\n"
    assert sorted(path.name for path in (out / "images").iterdir()) == ["00000.png", "00001.png"]
    with Image.open(out / "images" / "00000.png") as decoded:
        np.testing.assert_array_equal(np.asarray(decoded), np.rint(tiny_vae.decode(mu)[0] * 255))
    assert sorted(path.name for path in out.iterdir()) == ["codes.npz", "images"]


def test_column_z_is_decoded_too(golden: Path, out: Path) -> None:
    np.savez(out / "codes.npz", z=np.zeros(3))
    assert run("decode", out / "codes.npz", "--out", out / "images", "--model", golden).exit_code == 0
    assert len(list((out / "images").iterdir())) == 1


@pytest.mark.parametrize("out_name", ["no/codes.npz", ".", "folder", "x" * 300])
def test_encode_refuses_an_impossible_out(
    golden: Path, picture: Path, out: Path, out_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(out)
    (out / "folder").mkdir()
    assert "; choose another --out" in refuse("encode", picture, "--out", out_name, "--model", golden)
    assert list(out.iterdir()) == [out / "folder"]


def test_encode_refuses_what_is_no_picture(golden: Path, picture: Path, out: Path) -> None:
    (picture.parent / "text.png").write_text("words")
    sentence = refuse(
        "encode", picture, picture.parent / "text.png", "--out", out / "codes.npz", "--model", golden
    )
    assert "'text.png'" in sentence
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [None, b"", b"words", b"PK\x03\x04 is how a zip begins", b"\x93NUMPY\x01\x00"],
    ids=["missing", "empty", "text", "no zip", "no npy"],
)
def test_decode_refuses_what_holds_no_codes(golden: Path, out: Path, content: bytes | None) -> None:
    codes = out / "codes.npz"
    if content is not None:
        codes.write_bytes(content)
    assert f"cannot read codes from '{codes}'" in refuse(
        "decode", codes, "--out", out / "images", "--model", golden
    )
    assert not (out / "images").exists()


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"x": np.zeros((2, 3))}, "cannot read codes"),
        ({"mu": np.zeros((0, 3))}, "': the file has no codes; make codes with: latent-digits encode"),
        ({"mu": np.zeros((2, 20))}, "codes have shape (2, 20); use (N, 3)"),
        ({"mu": np.full((2, 3), np.nan)}, "codes contain 6 NaN or infinite values"),
        ({"mu": np.array([{}] * 3, object)}, "cannot read codes"),
    ],
)
def test_decode_refuses_other_codes(
    golden: Path, out: Path, columns: dict[str, np.ndarray], sentence: str
) -> None:
    np.savez(out / "codes.npz", **columns)  # type: ignore[arg-type]
    assert sentence in refuse("decode", out / "codes.npz", "--out", out / "images", "--model", golden)
    assert list(out.iterdir()) == [out / "codes.npz"]


@pytest.mark.parametrize("out_name", [".", "older", "no/images", "x" * 300])
def test_decode_refuses_an_impossible_out(
    golden: Path, out: Path, out_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(out)
    np.savez(out / "codes.npz", mu=np.zeros((2, 3)))
    (out / "older").mkdir()
    refuse("decode", "codes.npz", "--out", out_name, "--model", golden)
    assert sorted(out.iterdir()) == [out / "codes.npz", out / "older"]
    assert list((out / "older").iterdir()) == []


def test_decode_of_an_impossible_height_leaves_nothing(golden: Path, out: Path) -> None:
    np.savez(out / "codes.npz", mu=np.zeros((2, 3)))
    assert "height is 27" in refuse(
        "decode", out / "codes.npz", "--out", out / "images", "--model", golden, "--height", "27"
    )
    assert list(out.iterdir()) == [out / "codes.npz"]


def test_codes_know_their_model(golden: Path, picture: Path, out: Path) -> None:
    assert run("encode", picture, "--out", out / "codes.npz", "--model", "mlp20").exit_code == 0
    sentence = refuse("decode", out / "codes.npz", "--out", out / "images", "--model", golden)
    assert "belong to mlp20, not to tiny; add --model mlp20" in sentence
