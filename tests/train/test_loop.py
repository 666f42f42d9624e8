"""Tests of training: it learns, is reproducible, survives Ctrl-C and resumes exactly."""

import dataclasses
import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import torch
from lightning.fabric import Fabric
from nests import same
from torch import Tensor

import train.loop
from train.checkpoint import Checkpoint, load_checkpoint
from train.config import RECIPES, TrainConfig
from train.data import DataError
from train.evaluate import Evaluation, evaluate
from train.loop import _partly_binarised, beta, learning_rate
from train.loop import train as run_training
from train.objective import objective

Images = tuple[Tensor, Tensor]


@pytest.fixture
def images(train_images: Tensor, test_images: Tensor) -> Images:
    return train_images, test_images


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "run.pt"


def log_of(out: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in out.with_suffix(".jsonl").read_text().splitlines()]


def test_it_learns_and_says_so(config: TrainConfig, images: Images, fabric: Fabric, out: Path) -> None:
    checkpoint = run_training(config, *images, fabric=fabric, out=out)
    log = log_of(out)
    assert [line["epoch"] for line in log] == [1, 2, 3]
    assert set(log[0]) == {
        "epoch",
        "reconstruction_nats",
        "kl_nats",
        "validation_negative_elbo",
        "images_per_second",
        "wall_seconds",
    }
    losses = [line["validation_negative_elbo"] for line in log]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 0.6 * 543  # 543 = 784·log 2 is the loss of a network that has learnt nothing
    assert log[0]["wall_seconds"] < log[2]["wall_seconds"] == checkpoint.wall_seconds
    assert all(line["images_per_second"] > 0 and line["kl_nats"] > 0 for line in log)
    assert sorted(path.name for path in out.parent.iterdir()) == ["run.jsonl", "run.pt"]
    assert checkpoint.epoch == checkpoint.best_epoch == 3
    assert checkpoint.best_negative_elbo == losses[-1]


def test_what_is_returned_lies_in_the_file(
    config: TrainConfig, images: Images, fabric: Fabric, out: Path
) -> None:
    checkpoint = run_training(config, *images, fabric=fabric, out=out)
    kept = load_checkpoint(out)
    for field in dataclasses.fields(Checkpoint):
        assert same(getattr(kept, field.name), getattr(checkpoint, field.name)), field.name
    assert set(kept.provenance) == {"commit", "python", "torch", "torchvision", "lightning", "machine"}
    measured = evaluate(kept.network(), images[1].float().div(255).split(1000), config.likelihood)  # type: ignore[no-untyped-call]
    assert kept.metrics == {**measured._asdict(), "negative_elbo": measured.negative_elbo}


@pytest.mark.parametrize("architecture", ["mlp", "conv"])
def test_same_seed_same_weights(
    config: TrainConfig, images: Images, fabric: Fabric, tmp_path: Path, architecture: Any
) -> None:
    likelihood: Any = {"mlp": "bernoulli", "conv": "gaussian"}[architecture]
    config = dataclasses.replace(config, architecture=architecture, likelihood=likelihood, epochs=2)
    once = run_training(config, *images, fabric=fabric, out=tmp_path / "a.pt")
    torch.manual_seed(999)  # the earlier random state must not matter
    twice = run_training(config, *images, fabric=fabric, out=tmp_path / "b.pt")
    assert same(once.weights, twice.weights)
    assert same(once.resume, twice.resume)
    assert once.metrics == twice.metrics
    other = run_training(dataclasses.replace(config, seed=1), *images, fabric=fabric, out=tmp_path / "c.pt")
    assert not same(once.weights, other.weights)


def test_resumed_run_equals_the_uninterrupted_one(
    config: TrainConfig, images: Images, fabric: Fabric, tmp_path: Path
) -> None:
    whole = run_training(config, *images, fabric=fabric, out=tmp_path / "whole.pt")
    out = tmp_path / "parts.pt"
    run_training(dataclasses.replace(config, epochs=1), *images, fabric=fabric, out=out)
    torch.manual_seed(999)
    resumed = run_training(config, *images, fabric=fabric, out=out, resume_from=load_checkpoint(out))
    assert same(resumed.weights, whole.weights)
    assert same(resumed.resume, whole.resume)
    assert (resumed.epoch, resumed.best_epoch, resumed.metrics) == (
        whole.epoch,
        whole.best_epoch,
        whole.metrics,
    )
    assert [line["epoch"] for line in log_of(out)] == [1, 2, 3]


def interrupt_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Simulate Ctrl-C during an optimizer step."""
    steps = count(1)

    def pressed(*arguments: Any) -> Any:
        if next(steps) == step:
            raise KeyboardInterrupt
        return objective(*arguments)

    monkeypatch.setattr(train.loop, "objective", pressed)


def test_interrupted_run_goes_on_as_if_nothing_had_been(
    config: TrainConfig, images: Images, fabric: Fabric, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run_training(config, *images, fabric=fabric, out=tmp_path / "whole.pt")
    out = tmp_path / "cut.pt"
    with monkeypatch.context() as patch:
        interrupt_at(patch, step=8 * 2 + 5)  # step 5 of epoch 3; 500 images in batches of 64 are 8 steps
        with pytest.raises(KeyboardInterrupt):
            run_training(config, *images, fabric=fabric, out=out)
    left = load_checkpoint(out)
    assert (left.epoch, left.best_epoch, left.metrics) == (2, 2, {})
    assert left.network().decode(torch.zeros(1, 4)).shape == (1, 28, 28)
    resumed = run_training(config, *images, fabric=fabric, out=out, resume_from=left)
    assert same(resumed.weights, whole.weights)
    assert same(resumed.resume, whole.resume)
    assert resumed.metrics == whole.metrics


def test_run_cut_in_its_first_epoch_leaves_the_older_file(
    config: TrainConfig, images: Images, fabric: Fabric, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_training(config, *images, fabric=fabric, out=out)
    before, log = out.read_bytes(), log_of(out)
    interrupt_at(monkeypatch, step=3)
    with pytest.raises(KeyboardInterrupt):
        run_training(config, *images, fabric=fabric, out=out)
    assert out.read_bytes() == before
    assert log_of(out) == log


def test_figures_of_an_earlier_end_do_not_outlive_it(
    config: TrainConfig, images: Images, fabric: Fabric, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After finish, resume and interruption the weights are newer than the metrics, which must be cleared."""
    run_training(dataclasses.replace(config, epochs=1), *images, fabric=fabric, out=out)
    assert load_checkpoint(out).metrics
    interrupt_at(monkeypatch, step=8 + 2)
    with pytest.raises(KeyboardInterrupt):
        run_training(config, *images, fabric=fabric, out=out, resume_from=load_checkpoint(out))
    left = load_checkpoint(out)
    assert left.best_epoch == 2
    assert left.metrics == {}


@pytest.fixture
def scores(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Fake scores, one per validation; the last one is for the test at the end."""
    wanted: list[float] = []
    calls = count()

    def given(*_: Any) -> Evaluation:
        return Evaluation(wanted[min(next(calls), len(wanted) - 1)], 0.0, 0.0)

    monkeypatch.setattr(train.loop, "evaluate", given)
    return wanted


def test_best_epoch_is_kept(
    config: TrainConfig, images: Images, fabric: Fabric, tmp_path: Path, scores: list[float]
) -> None:
    scores += [5.0, 3.0, 3.0, 4.0]
    checkpoint = run_training(
        dataclasses.replace(config, epochs=4), *images, fabric=fabric, out=tmp_path / "a.pt"
    )
    assert checkpoint.best_epoch == 2
    assert checkpoint.best_negative_elbo == 3.0
    assert checkpoint.epoch == 4
    assert not same(checkpoint.weights, checkpoint.resume["weights"])
    two = run_training(dataclasses.replace(config, epochs=2), *images, fabric=fabric, out=tmp_path / "b.pt")
    assert same(checkpoint.weights, two.resume["weights"])


def test_loss_that_is_not_finite_ends_the_run(
    config: TrainConfig, images: Images, fabric: Fabric, out: Path, scores: list[float]
) -> None:
    scores += [5.0, float("nan")]
    with pytest.raises(
        FloatingPointError, match=r"the loss of mlp20 is nan after epoch 2; try a learning rate below 0\.001"
    ):
        run_training(config, *images, fabric=fabric, out=out)
    left = load_checkpoint(out)
    assert left.epoch == left.best_epoch == 1


def test_validation_images_are_never_trained_on(
    config: TrainConfig, images: Images, fabric: Fabric, tmp_path: Path
) -> None:
    """Different validation images do not change the weights of the last epoch."""
    train_images, test_images = images
    changed = train_images.clone()
    changed[-config.validation_count :] = 255 - changed[-config.validation_count :]
    once = run_training(config, train_images, test_images, fabric=fabric, out=tmp_path / "a.pt")
    other = run_training(config, changed, 255 - test_images, fabric=fabric, out=tmp_path / "b.pt")
    assert same(once.resume["weights"], other.resume["weights"])
    assert once.best_negative_elbo != other.best_negative_elbo


def test_beta_zero_leaves_the_kl_alone(
    config: TrainConfig, images: Images, fabric: Fabric, tmp_path: Path
) -> None:
    free = run_training(dataclasses.replace(config, beta=0.0), *images, fabric=fabric, out=tmp_path / "a.pt")
    tight = run_training(
        dataclasses.replace(config, beta=20.0), *images, fabric=fabric, out=tmp_path / "b.pt"
    )
    assert free.metrics["kl_nats"] > 2 * tight.metrics["kl_nats"]


def test_too_few_images_are_refused(config: TrainConfig, images: Images, fabric: Fabric, out: Path) -> None:
    with pytest.raises(
        DataError, match="100 training images are too few: 100 are set aside to select the best epoch"
    ):
        run_training(config, images[0][:100], images[1], fabric=fabric, out=out)
    assert not out.exists()


@pytest.fixture
def flagship() -> TrainConfig:
    """The recipe of res16, shortened and with few images."""
    return dataclasses.replace(RECIPES["res16"], epochs=4, batch_size=64, validation_count=100)


def test_flagship_resumed_equals_uninterrupted(
    flagship: TrainConfig, images: Images, fabric: Fabric, tmp_path: Path
) -> None:
    whole = run_training(flagship, *images, fabric=fabric, out=tmp_path / "whole.pt")

    calls = count(1)

    def stop_after_two(*arguments: Any) -> Evaluation:
        if next(calls) == 3:
            raise KeyboardInterrupt
        return evaluate(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train.loop, "evaluate", stop_after_two)
        with pytest.raises(KeyboardInterrupt):
            run_training(flagship, *images, fabric=fabric, out=tmp_path / "cut.pt")
    cut = load_checkpoint(tmp_path / "cut.pt")
    assert cut.epoch == 2
    resumed = run_training(flagship, *images, fabric=fabric, out=tmp_path / "cut.pt", resume_from=cut)
    assert same(whole.weights, resumed.weights)
    assert same(whole.resume, resumed.resume)
    assert whole.metrics == resumed.metrics


def test_averaged_weights_are_what_is_exported(
    flagship: TrainConfig, images: Images, fabric: Fabric, tmp_path: Path
) -> None:
    run = run_training(flagship, *images, fabric=fabric, out=tmp_path / "run.pt")
    assert run.best_epoch == run.epoch  # the average is still improving
    assert not same(run.weights, run.resume["weights"])
    averaged = {name.removeprefix("module."): tensor for name, tensor in run.resume["average"].items()}
    assert all(torch.equal(tensor, averaged[name]) for name, tensor in run.weights.items())


def test_step_size_rises_then_falls_to_a_hundredth(flagship: TrainConfig) -> None:
    rate = [learning_rate(flagship, done) for done in (0, 0.25, 0.5, 2, 4)]
    assert rate[0] < 0.01 * flagship.learning_rate
    assert rate[2] == pytest.approx(flagship.learning_rate, rel=0.05)
    assert rate[3] == pytest.approx(0.505 * flagship.learning_rate)
    assert rate[4] == pytest.approx(0.01 * flagship.learning_rate)
    assert learning_rate(RECIPES["mlp20"], 7) == RECIPES["mlp20"].learning_rate


def test_kl_weight_warms_up(flagship: TrainConfig) -> None:
    assert [beta(flagship, done) for done in (0, 1.5, 3, 4)] == [0, 0.5, 1, 1]
    assert beta(RECIPES["conv6"], 0) == 1


def test_only_the_share_is_binarised() -> None:
    grey = torch.full((10, 28, 28), 0.5)
    x = _partly_binarised(grey, 0.3)
    assert torch.equal(x[3:], grey[3:])
    assert set(x[:3].flatten().tolist()) == {0.0, 1.0}
    assert torch.equal(_partly_binarised(grey, 0), grey)
