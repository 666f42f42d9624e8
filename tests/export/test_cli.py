"""Tests of ``python -m export``: from checkpoint to folder, and errors of one sentence."""

import struct
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from synthetic import write_mnist, write_split

import export.__main__ as cli
import export.attributes
import export.publish
from export.parity import ParityError
from runtime import Vae, load_vae
from runtime.__main__ import main as runtime_main
from train.__main__ import main as train_main
from train.checkpoint import Checkpoint
from train.data import Split, load_mnist

Runs = dict[str, tuple[Checkpoint, Path]]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


def refuse(*arguments: str | Path, status: int = 2) -> str:
    """Run arguments that must fail; return the error message."""
    result = run(*arguments)
    assert result.exit_code == status, result.output
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 1
    return result.stderr


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_mnist(tmp_path_factory.mktemp("data"))


@pytest.mark.usefixtures("quick_umap")
def test_checkpoint_becomes_a_model(runs: Runs, data: Path, tmp_path: Path) -> None:
    result = run(runs["mlp"][1], "--models", tmp_path, "--data", data)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"{tmp_path / 'bars-mlp'}: ")
    assert "against PyTorch on 200 test images: images within " in result.stdout
    assert Vae(tmp_path / "bars-mlp").name == "bars-mlp"


@pytest.mark.usefixtures("quick_umap")
def test_name_and_place_are_heeded(
    runs: Runs, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LATENT_DIGITS_MODELS", str(tmp_path))
    monkeypatch.setenv("MNIST_ROOT", str(data))
    assert run(runs["conv"][1], "--name", "other").exit_code == 0
    assert load_vae("other").card.name == "other"


@pytest.mark.usefixtures("quick_umap")
def test_parity_error_is_a_sentence_and_status_1(
    runs: Runs, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ParityError("the graphs of bars-mlp differ from the network: images by 0.1 (at most 1e-05)")

    monkeypatch.setattr(export.publish, "check_parity", fail)
    sentence = refuse(runs["mlp"][1], "--models", tmp_path, "--data", data, status=1)
    assert sentence.startswith("Error: the graphs of bars-mlp differ from the network")
    assert list(tmp_path.iterdir()) == []


def test_refusals_are_sentences(runs: Runs, data: Path, tmp_path: Path) -> None:
    good = runs["mlp"][1]
    (tmp_path / "damaged.pt").write_bytes(good.read_bytes()[:1000])
    (tmp_path / "file").touch()
    assert "no checkpoint 'none.pt'" in refuse("none.pt", "--data", data)
    assert "is not a checkpoint of this project" in refuse(tmp_path / "damaged.pt", "--data", data)
    assert "cannot be a model's name" in refuse(good, "--data", data, "--name", "../x", "--models", tmp_path)
    assert "exists and is not a model folder" in refuse(
        good, "--data", data, "--name", "file", "--models", tmp_path
    )


def test_damaged_data_is_a_sentence(runs: Runs, tmp_path: Path) -> None:
    root = write_mnist(tmp_path / "data", 20, 20)
    (root / "MNIST" / "raw" / "t10k-labels-idx1-ubyte").write_bytes(struct.pack(">2I", 0x801, 20))
    assert "the test files in" in refuse(runs["mlp"][1], "--data", root, "--models", tmp_path / "models")


@pytest.mark.mnist
@pytest.mark.usefixtures("quick_umap")
def test_one_epoch_of_mlp20_on_mnist(
    mnist_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Train, export a fifth of MNIST, and morph. A correct mlp20 has about 127 nats after one epoch."""
    monkeypatch.setattr(export.attributes, "SAMPLE_COUNT", 500)  # the fit takes half of an export
    checkpoint, models, film = tmp_path / "run.pt", tmp_path / "models", tmp_path / "3-8.mp4"
    options = ["--epochs", "1", "--data", str(mnist_root), "--out", str(checkpoint), "--accelerator", "cpu"]
    trained = CliRunner().invoke(train_main, ["mlp20", *options])
    assert trained.exit_code == 0, trained.output
    sizes: list[tuple[Split, str, int]] = [("train", "train", 12_000), ("test", "t10k", 2_000)]
    for split, name, count in sizes:
        images, labels = load_mnist(split, mnist_root)
        write_split(tmp_path / "fifth", name, images[:count].numpy(), labels[:count].numpy())
    result = run(checkpoint, "--models", models, "--data", tmp_path / "fifth")
    assert result.exit_code == 0, result.output
    assert "on 2,000 test images" in result.stdout
    vae = load_vae(models / "mlp20")
    assert 100 < vae.card.metrics["negative_elbo"].value < 135
    assert vae.card.metrics["knn_accuracy"].value > 0.9
    assert len(vae.latents) == 14_000
    made = CliRunner().invoke(
        runtime_main, ["morph", "3", "8", "--model", str(models / "mlp20"), "--out", str(film)]
    )
    assert made.exit_code == 0, made.output
    assert film.stat().st_size > 1000
