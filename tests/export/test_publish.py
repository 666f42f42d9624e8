"""Tests of publishing: atomic, and readable by the runtime."""

import dataclasses
import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import export.publish
from export.latents import Labelled
from export.parity import CODE_ATOL, IMAGE_ATOL, Parity, ParityError
from export.publish import PublishError, publish
from runtime import Morph, Vae, list_models, load_vae
from train.checkpoint import Checkpoint

Runs = dict[str, tuple[Checkpoint, Path]]
Splits = tuple[Labelled, Labelled]


@pytest.fixture
def splits(train_split: Labelled, test_split: Labelled) -> Splits:
    return train_split, test_split


def test_folder_holds_its_files(published: tuple[Path, Parity]) -> None:
    folder, parity = published
    assert sorted(path.name for path in folder.iterdir()) == [
        "attributes.npz",
        "card.json",
        "decoder.onnx",
        "encoder.onnx",
        "graph.npz",
        "latents.npz",
        "prior.npz",
    ]
    assert [path.name for path in folder.parent.iterdir()] == ["bars"]
    assert parity.image <= IMAGE_ATOL
    assert parity.code <= CODE_ATOL
    assert folder.stat().st_mode & 0o777 == 0o777 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_runtime_computes_what_the_network_computes(
    published: tuple[Path, Parity], runs: Runs, test_split: Labelled
) -> None:
    vae, network = Vae(published[0]), runs["mlp"][0].network()
    x = test_split[0].float() / 255
    with torch.no_grad():
        mu, logvar = network.encode(x)
        x_recon = network.decode(mu)
    np.testing.assert_allclose(vae.encode(x.numpy())[0], mu.numpy(), atol=CODE_ATOL)
    np.testing.assert_allclose(vae.encode(x.numpy())[1], logvar.numpy(), atol=CODE_ATOL)
    np.testing.assert_allclose(vae.reconstruct(x.numpy()), x_recon.numpy(), atol=1e-4)


def test_card_tells_the_whole_story(published: tuple[Path, Parity], runs: Runs) -> None:
    vae, checkpoint = Vae(published[0]), runs["mlp"][0]
    card = vae.card
    assert (card.name, card.title, card.architecture, card.latent_dim) == ("bars", "Bars", "mlp", 3)
    recipe = checkpoint.config.as_dict()
    assert {key: card.training[key] for key in recipe if key not in ("name", "title")} == {
        key: value for key, value in recipe.items() if key not in ("name", "title")
    }
    assert card.training["data"] == "MNIST training split less its last 100 images"
    assert (card.training["best_epoch"], card.training["epochs_run"]) == (1, 1)
    assert {"commit", "torch", "machine", "wall_seconds", "optimizer"} <= set(card.training)
    for name, value in checkpoint.metrics.items():
        assert card.metrics[name].value == pytest.approx(value, abs=1e-5)
        assert "MNIST test split" in card.metrics[name].protocol
    train_mu = vae.latents.mu[vae.latents.split == 0].astype(np.float64)
    np.testing.assert_allclose([dimension.mean for dimension in card.dimensions], train_mu.mean(0), atol=2e-3)
    kl_nats = sum(dimension.kl_nats for dimension in card.dimensions)
    assert kl_nats == pytest.approx(checkpoint.metrics["kl_nats"], rel=0.1)
    assert 0.5 < card.metrics["knn_accuracy"].value <= 1
    assert card.metrics["mse_99"].value > card.metrics["mse"].value
    json.dumps(dataclasses.asdict(card), allow_nan=False)


def test_table_is_the_codes_of_both_splits(published: tuple[Path, Parity], splits: Splits) -> None:
    vae = Vae(published[0])
    assert len(vae.latents) == 800
    np.testing.assert_array_equal(vae.latents.label, torch.cat([labels for _, labels in splits]).numpy())
    images = (torch.cat([images for images, _ in splits]).float() / 255).numpy()
    np.testing.assert_allclose(vae.latents.mu, vae.encode(images)[0], atol=5e-3, rtol=1e-3)
    umap = vae.latents.projections["umap"].astype(np.float64)
    assert np.isfinite(umap).all()
    assert umap.std(0).min() > 0.1


def test_published_model_makes_a_film(published: tuple[Path, Parity], tmp_path: Path) -> None:
    Morph(load_vae(published[0]), "32", "41", frame_count=5).save(tmp_path / "film.mp4")
    assert (tmp_path / "film.mp4").stat().st_size > 1000


@pytest.mark.usefixtures("quick_umap")
def test_conv_is_published_too(runs: Runs, splits: Splits, tmp_path: Path) -> None:
    folder, parity = publish(runs["conv"][0], *splits, name="conv", models=tmp_path / "new" / "models")
    assert list_models(tmp_path / "new" / "models") == ["conv"]
    assert Vae(folder).latent_dim == 2
    assert parity.image <= IMAGE_ATOL


@pytest.mark.usefixtures("quick_umap")
def test_second_export_replaces_the_first(
    runs: Runs, splits: Splits, published: tuple[Path, Parity], tmp_path: Path
) -> None:
    first = Path(shutil.copytree(published[0], tmp_path / "bars"))
    (first / "stray").touch()
    second, _ = publish(runs["conv"][0], *splits, name="bars", models=tmp_path)
    assert first == second
    assert Vae(second).latent_dim == 2
    assert [path.name for path in tmp_path.iterdir()] == ["bars"]
    assert not (second / "stray").exists()


@pytest.mark.usefixtures("quick_umap", "quick_graphs")
@pytest.mark.parametrize("older", [False, True])
@pytest.mark.parametrize("failing", ["write_graphs", "table", "knn_accuracy", "check_parity"])
def test_failure_leaves_everything_as_it_was(
    runs: Runs,
    splits: Splits,
    published: tuple[Path, Parity],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failing: str,
    older: bool,
) -> None:
    if older:
        shutil.copytree(published[0], tmp_path / "bars")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def fail(*_: Any) -> None:
        raise ParityError("it differs")

    monkeypatch.setattr(export.publish, failing, fail)
    with pytest.raises(ParityError):
        publish(runs["mlp"][0], *splits, name="bars", models=tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert len(list(tmp_path.iterdir())) == int(older)


@pytest.mark.usefixtures("quick_umap", "quick_graphs")
def test_failing_move_puts_the_older_model_back(
    runs: Runs,
    splits: Splits,
    published: tuple[Path, Parity],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(published[0], tmp_path / "bars")
    (tmp_path / "bars" / "stray").touch()
    replace = Path.replace

    def fail_for_the_new(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise PermissionError(13, "no")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail_for_the_new)
    with pytest.raises(PermissionError):
        publish(runs["mlp"][0], *splits, name="bars", models=tmp_path)
    assert (tmp_path / "bars" / "stray").is_file()
    assert Vae(tmp_path / "bars").latent_dim == 3
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.usefixtures("quick_umap", "quick_graphs")
def test_run_cut_short_has_no_test_figures(runs: Runs, splits: Splits, tmp_path: Path) -> None:
    cut = dataclasses.replace(runs["mlp"][0], metrics={})
    folder, _ = publish(cut, *splits, name="bars", models=tmp_path)
    assert list(Vae(folder).card.metrics) == ["knn_accuracy", "mse_99"]


def test_run_without_a_whole_epoch_is_refused(runs: Runs, splits: Splits, tmp_path: Path) -> None:
    with pytest.raises(
        PublishError, match="the run of bars-mlp has no complete epoch; continue it with --resume"
    ):
        publish(dataclasses.replace(runs["mlp"][0], best_epoch=0), *splits, name="bars", models=tmp_path)


def test_the_readers_name_is_taken(runs: Runs, splits: Splits, tmp_path: Path) -> None:
    with pytest.raises(
        PublishError, match="'reader' is reserved for a network that all models share; choose another --name"
    ):
        publish(runs["mlp"][0], *splits, name="reader", models=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "..", ".hidden", "a/b", "../bars", "a b", "-h", "bars\n", "ärs"])
def test_name_that_is_no_folder_name_is_refused(
    runs: Runs, splits: Splits, tmp_path: Path, name: str
) -> None:
    with pytest.raises(PublishError, match="cannot be a model's name; use letters, digits, - and _"):
        publish(runs["mlp"][0], *splits, name=name, models=tmp_path / "models")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_model_is_never_replaced(runs: Runs, splits: Splits, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter").touch()
    (tmp_path / "file").touch()
    for name in ("thesis", "file"):
        with pytest.raises(
            PublishError, match=f"{name}' exists and is not a model folder; choose another --name"
        ):
            publish(runs["mlp"][0], *splits, name=name, models=tmp_path)
    assert (tmp_path / "thesis" / "chapter").is_file()
    assert len(list(tmp_path.iterdir())) == 2


def test_place_that_cannot_be_written_is_refused(runs: Runs, splits: Splits, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PublishError, match=r"cannot write to .*; choose another --models"):
        publish(runs["mlp"][0], *splits, name="bars", models=tmp_path / "file" / "models")
