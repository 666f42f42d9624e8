"""Tests of the digit reader: readings, confidence and errors."""

import dataclasses
import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from drawing import draw_digit, draw_number
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from onnx import TensorProto, helper

from runtime import (
    CodeError,
    ModelError,
    Reader,
    list_models,
    load_reader,
    load_vae,
    read_digit,
    split_number,
)
from runtime.model.card import CARD_FILE, FileEntry
from runtime.model.reader import READER_FILE, SHIPPED_READER, ReaderCard
from runtime.model.session import PART_SIZE


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


@pytest.fixture(scope="module")
def drawn() -> NDArray[np.float32]:
    """Synthetic digits 0 to 9, (10, 28, 28)."""
    return np.stack([read_digit(draw_digit(digit)) for digit in range(10)])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped folder to modify."""
    return Path(shutil.copytree(SHIPPED_READER, tmp_path / "reader"))


def test_threads_that_ask_at_once_get_one_reader(copy: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        readers = list(threads.map(lambda _: load_reader(copy), range(8)))
    assert len({id(each) for each in readers}) == 1


def test_drawn_digits_are_read(reader: Reader, drawn: NDArray[np.float32]) -> None:
    probabilities = reader.read(drawn)
    assert probabilities.shape == (10, 10)
    assert probabilities.dtype == np.float32
    assert probabilities.argmax(1).tolist() == list(range(10))
    np.testing.assert_allclose(probabilities.sum(1), 1, atol=1e-5)


def test_a_number_is_read_in_order(reader: Reader) -> None:
    assert reader.read(np.stack(split_number(draw_number("58")))).argmax(1).tolist() == [5, 8]


def test_between_two_digits_it_is_unsure(reader: Reader, drawn: NDArray[np.float32]) -> None:
    """Half-way cross-fades of two digits are read with less confidence than the digits."""
    first, second = np.triu_indices(10, 1)
    between = reader.read((drawn[first] + drawn[second]) / 2).max(1)
    assert between.mean() < reader.read(drawn).max(1).mean() - 0.1


def test_one_image_none_and_many(reader: Reader, drawn: NDArray[np.float32]) -> None:
    assert reader.read(drawn[3]).shape == (1, 10)
    assert reader.read(np.empty((0, 28, 28))).shape == (0, 10)
    many = np.concatenate([drawn] * (PART_SIZE // 10 + 1))
    probabilities = reader.read(many)
    assert len(probabilities) == len(many) > PART_SIZE
    np.testing.assert_allclose(probabilities, np.tile(reader.read(drawn), (len(many) // 10, 1)), atol=1e-5)


@given(arrays.arrays(np.float32, (2, 28, 28), elements=st.floats(0, 1, width=32)))
def test_any_image_has_probabilities(images: NDArray[np.float32]) -> None:
    probabilities = load_reader().read(images)
    assert probabilities.min() >= 0
    np.testing.assert_allclose(probabilities.sum(1), 1, atol=1e-5)


def test_threads_change_nothing(reader: Reader, drawn: NDArray[np.float32]) -> None:
    alone = reader.read(drawn)
    with ThreadPoolExecutor(8) as pool:
        for answer in pool.map(lambda _: reader.read(drawn), range(64)):
            np.testing.assert_array_equal(answer, alone)


@pytest.mark.parametrize(
    ("images", "sentence"),
    [
        (np.zeros((2, 27, 28)), "use (N, 28, 28) or (28, 28)"),
        (np.full((1, 28, 28), 255.0), "scale them to [0, 1]"),
        (np.full((1, 28, 28), np.nan), "NaN or infinite"),
        (np.zeros((1, 28, 28), np.uint8), "dividing grey levels by 255"),
    ],
)
def test_other_images_are_refused(reader: Reader, images: NDArray[Any], sentence: str) -> None:
    with pytest.raises(CodeError) as caught:
        reader.read(images)
    assert sentence in str(caught.value)


# Model folder


def test_the_reader_is_no_model() -> None:
    assert (SHIPPED_READER / CARD_FILE).is_file()
    assert "reader" not in list_models()
    with pytest.raises(ModelError, match=r"no model 'reader'; available: "):
        load_vae("reader")
    with pytest.raises(ModelError, match="card version None"):
        load_vae(SHIPPED_READER)


def test_a_models_folder_of_ones_own_needs_no_reader(golden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATENT_DIGITS_MODELS", str(golden.parent))
    assert load_reader().folder == SHIPPED_READER


def test_a_reader_among_other_models_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(SHIPPED_READER, tmp_path / "reader")
    monkeypatch.setenv("LATENT_DIGITS_MODELS", str(tmp_path))
    assert load_reader().folder == tmp_path / "reader"
    assert load_reader() is load_reader()
    (tmp_path / "reader" / "card.json").unlink()
    with pytest.raises(ModelError, match="cannot read"):  # a damaged folder is reported, not skipped
        load_reader()


def test_card_comes_back_as_it_was_written(tmp_path: Path) -> None:
    card = ReaderCard.read(SHIPPED_READER)
    card.write(tmp_path)
    assert ReaderCard.read(tmp_path) == card


def no_folder(folder: Path) -> None:
    shutil.rmtree(folder)


def no_json(folder: Path) -> None:
    (folder / CARD_FILE).write_text("{")


def a_list(folder: Path) -> None:
    (folder / CARD_FILE).write_text("[]")


def a_vaes_card(folder: Path) -> None:
    (folder / CARD_FILE).write_text('{"card_version": 1, "name": "tiny"}')


def no_metrics(folder: Path) -> None:
    card = json.loads((folder / CARD_FILE).read_text("utf-8"))
    del card["metrics"]
    (folder / CARD_FILE).write_text(json.dumps(card))


def another_list(folder: Path) -> None:
    card = ReaderCard.read(folder)
    dataclasses.replace(card, files={"../reader.onnx": card.files[READER_FILE]}).write(folder)


def no_graph(folder: Path) -> None:
    (folder / READER_FILE).unlink()


def a_flipped_byte(folder: Path) -> None:
    content = bytearray((folder / READER_FILE).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / READER_FILE).write_bytes(content)


def swear(folder: Path) -> None:
    """Update the card to match the current graph."""
    files = {READER_FILE: FileEntry.of(folder / READER_FILE)}
    dataclasses.replace(ReaderCard.read(folder), files=files).write(folder)


def no_onnx(folder: Path) -> None:
    (folder / READER_FILE).write_bytes(b"no graph")
    swear(folder)


def another_name(folder: Path) -> None:
    model = onnx.load(folder / READER_FILE)
    helper.set_model_props(model, {"name": "writer", "reader_version": "1"})
    onnx.save(model, folder / READER_FILE)
    swear(folder)


def other_tensors(folder: Path) -> None:
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 28, 28])
    answer = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 28, 28])
    graph = helper.make_graph([helper.make_node("Identity", ["image"], ["logits"])], "g", [image], [answer])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.save(model, folder / READER_FILE)
    swear(folder)


@pytest.mark.parametrize(
    ("tamper", "sentence"),
    [
        (no_folder, "cannot read"),
        (no_json, "cannot read"),
        (a_list, "contains JSON of type list instead of a card"),
        (a_vaes_card, "has reader version None"),
        (no_metrics, "is incomplete (KeyError('metrics'))"),
        (another_list, "lists ../reader.onnx instead of reader.onnx"),
        (no_graph, "is missing"),
        (a_flipped_byte, "is not the file that its card describes"),
        (no_onnx, "onnxruntime cannot open"),
        (another_name, "has the metadata"),
        (other_tensors, "has the outputs"),
    ],
)
def test_a_damaged_folder_is_refused(copy: Path, tamper: Callable[[Path], None], sentence: str) -> None:
    tamper(copy)
    with pytest.raises(ModelError) as caught:
        load_reader(copy)
    assert sentence in str(caught.value)
    assert str(copy) in str(caught.value)
    assert "again" in str(caught.value)


def test_a_reader_is_opened_once_until_its_files_change(copy: Path) -> None:
    first = load_reader(copy)
    assert load_reader(copy) is first
    a_flipped_byte(copy)
    with pytest.raises(ModelError, match="is not the file that its card describes"):
        load_reader(copy)
