"""Tests of ``python -m runtime models``: the list of models, including damaged ones."""

import shutil
from pathlib import Path

import pytest
from commands import refuse, run


def test_models_are_listed_with_their_figures(golden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATENT_DIGITS_MODELS", str(golden.parent))
    result = run("models")
    assert result.exit_code == 0
    assert result.stdout.startswith("tiny\tThree latents that steer a blob")
    assert "3 latent dimensions; kl_nats 4.633 nats" in result.stdout


def test_a_damaged_model_does_not_hide_the_others(
    golden: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "models"
    shutil.copytree(golden, root / "tiny")
    (root / "broken").mkdir()
    (root / "broken" / "card.json").write_text("{}")
    monkeypatch.setenv("LATENT_DIGITS_MODELS", str(root))
    result = run("models")
    assert result.exit_code == 2
    assert result.stdout.startswith("tiny\t")
    assert "broken" in result.stderr


def test_no_models_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATENT_DIGITS_MODELS", str(tmp_path))
    assert "no models in" in refuse("models")
