"""Tests of the judge: its readings and its features."""

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from benchmarks.fid import frechet_distance
from benchmarks.judge import FEATURE_COUNT, WEIGHTS, Judge
from runtime import load_vae


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


@pytest.fixture(scope="module")
def typical() -> NDArray[Any]:
    """The ten typical digits decoded by mlp20, (10, 28, 28)."""
    vae = load_vae("mlp20")
    return np.asarray(vae.decode([vae.preset(digit) for digit in range(10)]))


def test_tensors_are_the_contract() -> None:
    session = onnxruntime.InferenceSession(WEIGHTS, providers=["CPUExecutionProvider"])
    assert {tensor.name: tensor.shape for tensor in session.get_inputs()} == {"image": ["batch", 28, 28]}
    assert {tensor.name: tensor.shape for tensor in session.get_outputs()} == {
        "probabilities": ["batch", 10],
        "features": ["batch", FEATURE_COUNT],
    }


def test_the_graph_tells_nothing_of_the_machine_it_was_made_on() -> None:
    assert b".py" not in WEIGHTS.read_bytes()


def test_typical_digits_are_read(judge: Judge, typical: NDArray[Any]) -> None:
    assert judge.spell(typical) == "0123456789"
    assert judge.read(typical).sum(1) == pytest.approx(1, abs=1e-5)


def test_features_do_not_depend_on_the_batch(judge: Judge, typical: NDArray[Any]) -> None:
    many = np.concatenate([typical] * 101)  # more than one run of the graph
    features = judge.features(many)
    assert features.shape == (1010, FEATURE_COUNT)
    assert features.dtype == np.float32
    assert features.min() >= 0
    for row in (0, 9, 499, 500, 1009):
        assert features[row] == pytest.approx(judge.features(typical[row % 10][None])[0], abs=1e-4)


def test_nothing_has_no_features(judge: Judge) -> None:
    assert judge.features(np.empty((0, 28, 28))).shape == (0, FEATURE_COUNT)
    assert judge.spell(np.empty((0, 28, 28))) == ""


def test_another_shape_is_refused(judge: Judge) -> None:
    with pytest.raises(ValueError, match=r"images have shape \(28, 28\)"):
        judge.features(np.zeros((28, 28)))


def test_features_put_noise_further_from_digits_than_digits(judge: Judge, typical: NDArray[Any]) -> None:
    rng = np.random.default_rng(0)
    drawn = np.clip(typical[np.arange(400) % 10] + rng.normal(0, 0.05, (400, 28, 28)), 0, 1)
    digits, others, noise = drawn[:200], drawn[200:], rng.random((200, 28, 28))
    near = frechet_distance(judge.features(digits), judge.features(others))
    assert frechet_distance(judge.features(digits), judge.features(noise)) > 10 * near


@pytest.mark.mnist
def test_it_reads_mnist(judge: Judge, mnist_root: Path) -> None:
    from torchvision.datasets import MNIST

    test_split = MNIST(str(mnist_root), train=False)
    read = judge.read(test_split.data.numpy() / np.float32(255)).argmax(1)
    assert (read == test_split.targets.numpy()).mean() >= 0.995
