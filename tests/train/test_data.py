"""Tests of loading MNIST: finding, reading, errors and batches, without network access."""

import gzip
import shutil
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.error import URLError

import numpy as np
import pytest
import torch
import torchvision.datasets.mnist
from hypothesis import given
from hypothesis import strategies as st
from synthetic import bars, write_mnist

from train.data import DataError, batches, find_mnist, has_mnist, load_mnist, shuffled


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every download fail."""

    def fail(url: str, **_: Any) -> None:
        raise URLError(f"no network for {url}")

    monkeypatch.setattr(torchvision.datasets.mnist, "download_and_extract_archive", fail)


def test_files_come_as_tensors(synthetic_root: Path) -> None:
    for split, count, seed in (("train", 600, 1), ("test", 200, 2)):
        images, labels = load_mnist(split, synthetic_root)  # type: ignore[arg-type]
        wanted_images, wanted_labels = bars(count, seed)
        assert images.dtype == labels.dtype == torch.uint8
        np.testing.assert_array_equal(images.numpy(), wanted_images)
        np.testing.assert_array_equal(labels.numpy(), wanted_labels)


def test_folder_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MNIST_ROOT", raising=False)
    assert find_mnist(None) == Path("data")
    monkeypatch.setenv("MNIST_ROOT", "elsewhere")
    assert find_mnist(None) == Path("elsewhere")
    assert find_mnist(Path("given")) == Path("given")
    monkeypatch.setenv("MNIST_ROOT", "")
    assert find_mnist(None) == Path("data")


def test_variable_is_heeded(synthetic_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_ROOT", str(synthetic_root))
    assert len(load_mnist("test")[0]) == 200


def test_absent_and_offline_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not has_mnist(tmp_path)
    with pytest.raises(
        DataError, match=r"no MNIST in .* and the download failed; put the four idx files"
    ) as caught:
        load_mnist("train", tmp_path)
    assert "--data or the variable MNIST_ROOT" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_one_file_absent_is_absent(tmp_path: Path) -> None:
    root = write_mnist(tmp_path, 20, 20)
    assert has_mnist(root)
    (root / "MNIST" / "raw" / "t10k-labels-idx1-ubyte").unlink()
    assert not has_mnist(root)
    with pytest.raises(DataError, match="the download failed"):
        load_mnist("train", root)


def test_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    with pytest.raises(DataError, match="no MNIST in"):
        load_mnist("train", tmp_path / "data")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _still_zipped(path: Path) -> None:
    path.write_bytes(gzip.compress(path.read_bytes()))


@pytest.mark.parametrize("damage", [_cut, _empty, _still_zipped])
@pytest.mark.parametrize("file", ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"])
def test_damaged_file_is_refused(tmp_path: Path, damage: Any, file: str) -> None:
    root = write_mnist(tmp_path, 200, 20)
    damage(root / "MNIST" / "raw" / file)
    with pytest.raises(
        DataError, match=r"the train files in .* are damaged .*; download the four idx files again"
    ):
        load_mnist("train", root)
    assert len(load_mnist("test", root)[0]) == 20


def test_images_without_their_labels_are_refused(tmp_path: Path) -> None:
    root, other = write_mnist(tmp_path / "a", 200, 20), write_mnist(tmp_path / "b", 100, 20)
    name = Path("MNIST", "raw", "train-labels-idx1-ubyte")
    shutil.copy(other / name, root / name)
    with pytest.raises(DataError, match="200 images and 100 labels"):
        load_mnist("train", root)


@pytest.mark.parametrize(
    ("count", "batch_size", "sizes"), [(10, 4, [4, 4, 2]), (8, 4, [4, 4]), (3, 100, [3])]
)
def test_batches_hold_every_image_once(count: int, batch_size: int, sizes: list[int]) -> None:
    images = torch.from_numpy(bars(count)[0])
    for sampler in (None, shuffled(count, seed=0)):
        found = list(batches(images, batch_size, sampler=sampler))
        assert [len(batch) for batch in found] == sizes
        together = torch.cat(found)
        assert together.dtype == torch.float32
        assert together.min() >= 0
        assert together.max() == 1
        order = together.flatten(1).tolist()
        wanted = (images.float() / 255).flatten(1).tolist()
        assert sorted(order) == sorted(wanted)
        if sampler is None:
            assert order == wanted


def order(seed: int, epoch: int) -> list[int]:
    sampler = shuffled(100, seed=seed)
    sampler.set_epoch(epoch)
    return list(sampler)


def test_shuffling_follows_seed_and_epoch_alone() -> None:
    assert order(1, 1) == order(1, 1)
    assert order(1, 1) != order(2, 1)
    assert order(1, 1) != order(1, 2)


@given(
    count=st.integers(1, 200),
    share=st.integers(1, 20),
    world_size=st.integers(1, 9),
    epoch=st.integers(0, 99),
)
def test_devices_together_see_what_one_would(count: int, share: int, world_size: int, epoch: int) -> None:
    """At each step all devices together see the images of a single device; only the last step is padded."""
    shares = [shuffled(count, seed=5, rank=rank, world_size=world_size) for rank in range(world_size)]
    alone = shuffled(count, seed=5)
    for sampler in (*shares, alone):
        sampler.set_epoch(epoch)
    ranks, whole = [list(sampler) for sampler in shares], list(alone)
    assert len({len(rank) for rank in ranks}) == 1  # or devices would wait for a missing step
    for start in range(0, len(ranks[0]), share):
        step = sorted(index for rank in ranks for index in rank[start : start + share])
        batch = whole[start * world_size : (start + share) * world_size]
        extra = Counter(step) - Counter(batch)
        assert not Counter(batch) - Counter(step)
        assert extra.total() == 0 or (start + share >= len(ranks[0]) and extra.total() < world_size)
