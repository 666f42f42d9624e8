"""Tests of card.json: writing, reading, and one-sentence errors for schema violations."""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runtime import ModelError
from runtime.model.card import CARD_FILE, CARD_VERSION, FileEntry, ModelCard


@pytest.fixture
def values(golden: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((golden / CARD_FILE).read_text(encoding="utf-8"))
    return loaded


def test_card_comes_back_as_it_was_written(golden: Path, tmp_path: Path) -> None:
    card = dataclasses.replace(ModelCard.read(golden), title="σ, × and – survive")
    card.write(tmp_path)
    assert ModelCard.read(tmp_path) == card
    assert "σ" in (tmp_path / CARD_FILE).read_text(encoding="utf-8")


def test_card_is_frozen(golden: Path) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        ModelCard.read(golden).name = "other"  # type: ignore[misc]


def test_file_entry_measures(tmp_path: Path) -> None:
    path = tmp_path / "some"
    path.write_bytes(b"ink")
    assert FileEntry.of(path) == FileEntry(3, hashlib.sha256(b"ink").hexdigest())


def _drop(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda values: values.pop(key)


BREAKS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "no version": (_drop("card_version"), "card version None, but this program reads version 2"),
    "newer": (lambda v: v.update(card_version=CARD_VERSION + 1), "card version 3"),
    "no name": (_drop("name"), r"is incomplete \(KeyError\('name'\)\)"),
    "no presets": (_drop("presets"), "is incomplete"),
    "latent_dim is a word": (lambda v: v.update(latent_dim="three"), "is incomplete"),
    "latent_dim is 2": (
        lambda v: v.update(latent_dim=2),
        "3 dimensions for latent_dim 2; a preset of a length other",
    ),
    "latent_dim is 0": (lambda v: v.update(latent_dim=0, dimensions=[]), "0 dimensions for latent_dim 0"),
    "a dimension too many": (
        lambda v: v["dimensions"].append(v["dimensions"][0]),
        "4 dimensions for latent_dim 3",
    ),
    "a dimension without std": (lambda v: v["dimensions"][0].pop("std"), "is incomplete"),
    "a dimension that is NaN": (
        lambda v: v["dimensions"][0].update(std=float("nan")),
        "nan is not a finite number",
    ),
    "no attributes": (_drop("attributes"), r"is incomplete \(KeyError\('attributes'\)\)"),
    "an attribute too few": (lambda v: v["attributes"].pop(), "5 attributes instead of thickness, slant"),
    "an attribute that is infinite": (
        lambda v: v["attributes"][1].update(low=float("-inf")),
        "-inf is not a finite number",
    ),
    "no preset for 4": (lambda v: v["presets"].pop("4"), "presets for 0, 1, 2, 3, 5, 6, 7, 8, 9 instead"),
    "presets for none": (lambda v: v.update(presets={}), "presets for no digit instead"),
    "a preset too short": (lambda v: v["presets"].update({"4": [0.0]}), "a preset of a length other than 3"),
    "a preset that is infinite": (
        lambda v: v["presets"].update({"4": [0.0, float("inf"), 0.0]}),
        "inf is not",
    ),
    "presets are a list": (lambda v: v.update(presets=[1, 2]), "is incomplete"),
    "a metric that is a word": (lambda v: v["metrics"]["kl_nats"].update(value="good"), "is incomplete"),
    "a metric of another kind": (lambda v: v["metrics"]["kl_nats"].update(colour="red"), "is incomplete"),
    "no decoder": (lambda v: v["files"].pop("decoder.onnx"), "no entry for decoder.onnx"),
    "no directions": (lambda v: v["files"].pop("attributes.npz"), "no entry for attributes.npz"),
    "no latents": (lambda v: v["files"].pop("latents.npz"), "no entry for latents.npz"),
    "a file elsewhere": (
        lambda v: v["files"].update({"../x": v["files"]["decoder.onnx"]}),
        "outside the folder: ../x",
    ),
    "files without sizes": (lambda v: v["files"].update({"decoder.onnx": {}}), "is incomplete"),
}


@pytest.mark.parametrize("fault", BREAKS)
def test_broken_card_is_refused(fault: str, values: dict[str, Any], tmp_path: Path) -> None:
    breaking, sentence = BREAKS[fault]
    breaking(values)
    (tmp_path / CARD_FILE).write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(ModelError, match=sentence) as caught:
        ModelCard.read(tmp_path)
    assert str(tmp_path / CARD_FILE) in str(caught.value)
    assert str(caught.value).endswith("export the model again")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "cannot read"),
        (b"{", "cannot read"),
        (b"\xff\xfe", "cannot read"),
        (b"[" * 200_000, "cannot read"),
        (b"[]", "contains JSON of type list instead of a card"),
        (b"7", "contains JSON of type int instead of a card"),
        (b"null", "contains JSON of type NoneType instead of a card"),
    ],
    ids=["empty", "cut", "not text", "nested", "list", "number", "null"],
)
def test_what_is_no_card_is_refused(content: bytes, sentence: str, tmp_path: Path) -> None:
    (tmp_path / CARD_FILE).write_bytes(content)
    with pytest.raises(ModelError, match=sentence):
        ModelCard.read(tmp_path)


def test_missing_card_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot read '.*card\.json'"):
        ModelCard.read(tmp_path)
