"""Tests of ``python -m train``: its output, and errors of one sentence with exit status 2."""

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
import torchvision.datasets.mnist
from click.testing import CliRunner, Result

import train.__main__ as cli
import train.loop
from train.checkpoint import load_checkpoint
from train.config import RECIPES


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, synthetic_root: Path) -> None:
    """Shorten the recipes to 600 images instead of 60,000, go offline, and set MNIST_ROOT."""
    for name, recipe in RECIPES.items():
        monkeypatch.setitem(RECIPES, name, dataclasses.replace(recipe, epochs=2, validation_count=100))

    def fail(url: str, **_: Any) -> None:
        raise URLError(f"no network for {url}")

    monkeypatch.setattr(torchvision.datasets.mnist, "download_and_extract_archive", fail)
    monkeypatch.setenv("MNIST_ROOT", str(synthetic_root))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [*map(str, arguments), "--accelerator", "cpu"])


def refuse(*arguments: str | Path) -> str:
    """Run arguments that must fail; return the error message."""
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.stderr
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("Error: ")
    return last


@pytest.mark.parametrize("name", ["mlp20", "conv6"])
def test_recipe_leaves_a_checkpoint(name: str, tmp_path: Path) -> None:
    out = tmp_path / "new" / "run.pt"
    result = run(name, "--out", out, "--devices", "1")
    assert result.exit_code == 0, result.output
    checkpoint = load_checkpoint(out)
    assert checkpoint.config == RECIPES[name]
    assert result.stdout.startswith(f"{name}: best epoch 2 of 2, ")
    assert f"-ELBO {checkpoint.metrics['negative_elbo']:.2f} nats" in result.stdout
    assert result.stdout.endswith(f"→ {out}\n")
    assert sorted(path.name for path in out.parent.iterdir()) == ["run.jsonl", "run.pt"]


def test_default_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("mlp20", "--epochs", "1").exit_code == 0
    assert load_checkpoint(Path("checkpoints/mlp20.pt")).epoch == 1


def test_options_change_the_recipe(tmp_path: Path) -> None:
    options = {"epochs": 1, "batch-size": 200, "learning-rate": 0.01, "beta": 0.5, "seed": 7}
    given = [text for key, value in options.items() for text in (f"--{key}", str(value))]
    assert run("mlp20", "--out", tmp_path / "run.pt", *given).exit_code == 0
    config = load_checkpoint(tmp_path / "run.pt").config
    changes = {key.replace("-", "_"): value for key, value in options.items()}
    assert config == dataclasses.replace(RECIPES["mlp20"], **changes)  # type: ignore[arg-type]


def test_resumed_run_goes_on(tmp_path: Path) -> None:
    out = tmp_path / "run.pt"
    assert run("mlp20", "--out", out, "--epochs", "1").exit_code == 0
    result = run("mlp20", "--out", out, "--epochs", "3", "--resume")
    assert result.exit_code == 0, result.output
    assert load_checkpoint(out).epoch == 3
    log = [json.loads(line) for line in out.with_suffix(".jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in log] == [1, 2, 3]
    assert run("mlp20", "--out", out, "--epochs", "1").exit_code == 0  # a new run starts a new log
    assert len(out.with_suffix(".jsonl").read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("whole", "sentence"), [(0, "the first epoch did not finish"), (1, "contains the best epoch so far")]
)
def test_ctrl_c_says_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: int, sentence: str
) -> None:
    out, train_epoch = tmp_path / "run.pt", train.loop._train_epoch

    def pressed(*arguments: Any) -> Any:
        if arguments[-1] > whole:
            raise KeyboardInterrupt
        return train_epoch(*arguments)

    monkeypatch.setattr(train.loop, "_train_epoch", pressed)
    result = run("mlp20", "--out", out)
    assert result.exit_code == 130
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert out.exists() is bool(whole)
    if whole:
        assert f"continue with: python -m train mlp20 --out {out} --resume" in result.stderr
        assert load_checkpoint(out).best_epoch == 1


def test_absent_and_offline_is_one_sentence(tmp_path: Path) -> None:
    sentence = refuse("mlp20", "--data", tmp_path / "none", "--out", tmp_path / "run.pt")
    assert "no MNIST in" in sentence
    assert "put the four idx files" in sentence
    assert not (tmp_path / "run.pt").exists()


def test_too_little_data_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RECIPES, "mlp20", dataclasses.replace(RECIPES["mlp20"], validation_count=600))
    assert "600 training images are too few" in refuse("mlp20", "--out", tmp_path / "run.pt")


def test_diverging_run_ends_in_a_sentence(tmp_path: Path) -> None:
    result = run("mlp20", "--out", tmp_path / "run.pt", "--learning-rate", "1e30")
    assert result.exit_code == 1
    assert "try a learning rate below 1e+30" in result.stderr
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("out_name", ["folder", "run.jsonl", "file/run.pt"])
def test_impossible_out_is_found_out_before_the_training(
    tmp_path: Path, out_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "train", None)  # must not be reached
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    refuse("mlp20", "--out", tmp_path / out_name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("mlp21",), "'mlp21' is not one of 'conv6', 'mlp20'"),
        (("mlp20", "--epochs", "0"), "0 is not in the range x>=1"),
        (("mlp20", "--seed", str(2**32)), "is not in the range"),
        (("mlp20", "--learning-rate", "0"), "is not in the range"),
        (("mlp20", "--beta", "-1"), "is not in the range"),
        (("mlp20", "--devices", "many"), "cannot train on --accelerator cpu --devices many"),
        (("mlp20", "--devices", "0"), "cannot train on --accelerator cpu --devices 0"),
    ],
)
def test_impossible_options_are_refused(tmp_path: Path, options: tuple[str, ...], sentence: str) -> None:
    assert sentence in refuse(*options, "--out", tmp_path / "run.pt")
    assert list(tmp_path.iterdir()) == []


def test_unknown_accelerator_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        cli.main, ["mlp20", "--out", str(tmp_path / "run.pt"), "--accelerator", "abacus"]
    )
    assert result.exit_code == 2
    assert "cannot train on --accelerator abacus" in result.stderr


def test_largest_seed_passes(tmp_path: Path) -> None:
    assert (
        run("mlp20", "--out", tmp_path / "run.pt", "--epochs", "1", "--seed", str(2**32 - 1)).exit_code == 0
    )


def test_resume_refuses_what_it_cannot_go_on_from(tmp_path: Path) -> None:
    out = tmp_path / "run.pt"
    assert "no checkpoint" in refuse("mlp20", "--out", out, "--resume")
    assert run("mlp20", "--out", out, "--epochs", "1").exit_code == 0
    assert "was trained by the recipe mlp20, not conv6; choose another --out" in refuse(
        "conv6", "--out", out, "--resume"
    )
    assert "leave out beta, seed, or train without --resume" in refuse(
        "mlp20", "--out", out, "--resume", "--seed", "1", "--beta", "2"
    )
    out.write_bytes(b"damaged")
    assert "is not a checkpoint of this project" in refuse("mlp20", "--out", out, "--resume")


def test_error_in_a_shell(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "train", "mlp20", "--resume", "--out", str(tmp_path / "run.pt")]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Error: no checkpoint '")
    assert len(done.stderr.splitlines()) == 1
