"""Tests of latents.npz: writing, reading, and one-sentence errors for invalid content."""

import dataclasses
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runtime import LatentTable, ModelError, Vae

Columns = dict[str, Any]


@pytest.fixture
def columns(golden: Path) -> Columns:
    with np.load(golden / "latents.npz", allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def test_table_of_the_golden_model(tiny_vae: Vae) -> None:
    table = tiny_vae.latents
    assert len(table) == 400
    assert table.mu.shape == (400, 3)
    assert table.mu.dtype == np.float16
    assert set(table.label.tolist()) == set(range(10))
    assert np.count_nonzero(table.split) == 160
    assert set(table.projections) == {"pca", "umap"}
    assert tiny_vae.latents is table


@pytest.mark.parametrize("index_dtype", [np.uint8, np.uint16, np.uint32])
def test_table_comes_back_as_it_was_written(tiny_vae: Vae, tmp_path: Path, index_dtype: Any) -> None:
    table = dataclasses.replace(tiny_vae.latents, index=(tiny_vae.latents.index % 256).astype(index_dtype))
    table.write(tmp_path / "latents.npz")
    found = LatentTable.read(tmp_path / "latents.npz", 3)
    for name in ("mu", "label", "split", "index"):
        column, wanted = getattr(found, name), getattr(table, name)
        assert column.dtype == wanted.dtype
        np.testing.assert_array_equal(column, wanted)
    for name, xy in table.projections.items():
        np.testing.assert_array_equal(found.projections[name], xy)


BREAKS: dict[str, tuple[Callable[[Columns], object], str]] = {
    "no mu": (lambda c: c.pop("mu"), "cannot read.*mu"),
    "no label": (lambda c: c.pop("label"), "cannot read.*label"),
    "no umap": (lambda c: c.pop("umap"), "has no projection umap"),
    "mu is float32": (
        lambda c: c.update(mu=c["mu"].astype(np.float32)),
        r"mu of .* is float32 .* instead of float16",
    ),
    "mu is too narrow": (lambda c: c.update(mu=c["mu"][:, :2]), r"\(400, 2\) instead of float16 \(400, 3\)"),
    "mu has no rows": (lambda c: c.update(mu=np.float16(0)), "cannot read"),
    "label is short": (
        lambda c: c.update(label=c["label"][1:]),
        r"label .*\(399,\) instead of uint8 \(400,\)",
    ),
    "index is signed": (
        lambda c: c.update(index=c["index"].astype(np.int64)),
        "int64 .* instead of unsigned",
    ),
    "a projection in 3-D": (
        lambda c: c.update(pca=c["mu"]),
        r"pca .*\(400, 3\) instead of float16 \(400, 2\)",
    ),
    "split is bool": (
        lambda c: c.update(split=c["split"] > 0),
        "split contains bool instead of real numbers",
    ),
}


@pytest.mark.parametrize("fault", BREAKS)
def test_broken_table_is_refused(fault: str, columns: Columns, tmp_path: Path) -> None:
    breaking, sentence = BREAKS[fault]
    breaking(columns)
    path = tmp_path / "latents.npz"
    np.savez_compressed(path, **columns)
    with pytest.raises(ModelError, match=sentence) as caught:
        LatentTable.read(path, 3)
    assert str(path) in str(caught.value)


def test_pickles_are_refused(columns: Columns, tmp_path: Path) -> None:
    columns["label"] = np.array([{"a": 1}] * 400, object)
    np.savez_compressed(tmp_path / "latents.npz", **columns)
    with pytest.raises(ModelError, match="allow_pickle"):
        LatentTable.read(tmp_path / "latents.npz", 3)


def _npy() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.zeros(3))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 is how a zip begins", b"words", _npy()],
    ids=["empty", "no zip", "text", "npy"],
)
def test_what_is_no_table_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "latents.npz").write_bytes(content)
    with pytest.raises(ModelError, match="cannot read"):
        LatentTable.read(tmp_path / "latents.npz", 3)


def test_damaged_member_is_refused(golden: Path, tmp_path: Path) -> None:
    """Inverts every byte of the compressed codes but leaves the ZIP directory intact."""
    content = bytearray((golden / "latents.npz").read_bytes())
    with zipfile.ZipFile(golden / "latents.npz") as archive:
        member = archive.getinfo("mu.npy")
    start = member.header_offset + 30 + len(member.filename) + 20
    for place in range(start, start + member.compress_size // 2):
        content[place] ^= 0xFF
    (tmp_path / "latents.npz").write_bytes(content)
    with pytest.raises(ModelError, match="cannot read"):
        LatentTable.read(tmp_path / "latents.npz", 3)


def test_missing_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot read.*No such file"):
        LatentTable.read(tmp_path / "latents.npz", 3)
