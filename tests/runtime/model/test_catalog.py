"""Tests of finding models."""

from pathlib import Path

import pytest

from runtime import ModelError, list_models, load_vae, model_folder
from runtime.model.catalog import DEFAULT_MODEL, models_root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("beta", "alpha", DEFAULT_MODEL, "reader", ".hidden"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "card.json").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    return tmp_path


def test_models_are_listed_default_first(root: Path) -> None:
    assert list_models(root) == [DEFAULT_MODEL, "alpha", "beta"]


def test_no_folder_no_models(tmp_path: Path) -> None:
    assert list_models(tmp_path / "none") == []


def test_default_model_ships() -> None:
    assert list_models()[0] == DEFAULT_MODEL
    assert model_folder(DEFAULT_MODEL) == models_root() / DEFAULT_MODEL


def test_variable_names_the_root(golden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATENT_DIGITS_MODELS", str(golden.parent))
    assert models_root() == golden.parent
    assert list_models() == ["tiny"]
    assert load_vae("tiny").name == "tiny"
    monkeypatch.setenv("LATENT_DIGITS_MODELS", "")
    assert models_root().name == "models"


def test_folder_by_name_and_by_path(root: Path, golden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert model_folder("alpha", root) == root / "alpha"
    assert model_folder(golden, root) == golden
    assert model_folder(str(golden), root) == golden
    monkeypatch.chdir(golden.parent)
    assert model_folder("tiny", root) == Path("tiny")
    monkeypatch.chdir(golden)
    assert model_folder(".", root) == Path()


@pytest.mark.parametrize("name", ["vae3d", "gamma", "x" * 300, "ALPHA", "a\0b"])
def test_unknown_name_lists_what_there_is(root: Path, name: str) -> None:
    with pytest.raises(ModelError, match=rf"available: {DEFAULT_MODEL}, alpha, beta$"):
        model_folder(name, root)


def test_unknown_name_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=rf"no model 'vae3d'; available: none in '{tmp_path}'"):
        model_folder("vae3d", tmp_path)


@pytest.mark.parametrize("path", ["empty", "no/such", "file"])
def test_folder_without_card_is_refused(root: Path, path: str) -> None:
    with pytest.raises(ModelError, match=r"card\.json is missing; create one with: python -m export"):
        model_folder(root / path, root)
