"""Every shipped model folder agrees with its card."""

from pathlib import Path

import numpy as np
import onnx
import pytest

from runtime import MEASURES, Morph, Vae, list_models, load_reader, measure_digits, models_root, move
from runtime.model.card import CARD_FILE, CARD_VERSION, MODEL_FILES, FileEntry, ModelCard
from runtime.model.catalog import AUXILIARY
from runtime.model.reader import READER_FILE

MAX_BYTES = 10_000_000  # per model folder, so that cloning the project takes seconds
TRAIN_COUNT, TEST_COUNT = 60_000, 10_000
DIGITS = range(10)


@pytest.fixture
def card(shipped: Path) -> ModelCard:
    return ModelCard.read(shipped)


@pytest.fixture
def vae(shipped: Path) -> Vae:
    return Vae(shipped)


def test_models_ship() -> None:
    assert "mlp20" in list_models()
    folders = (path for path in models_root().iterdir() if path.is_dir())
    assert sorted(folder.name for folder in folders) == sorted([*AUXILIARY, *list_models()])


def test_folder_holds_what_its_card_lists(shipped: Path, card: ModelCard) -> None:
    assert {path.name for path in shipped.iterdir()} == {CARD_FILE, *MODEL_FILES} == {CARD_FILE, *card.files}
    for name, entry in card.files.items():
        assert FileEntry.of(shipped / name) == entry
    assert sum(path.stat().st_size for path in shipped.iterdir()) < MAX_BYTES


def test_names_agree(shipped: Path, card: ModelCard) -> None:
    assert card.name == shipped.name
    assert card.title
    for file in ("encoder.onnx", "decoder.onnx"):
        model = onnx.load(shipped / file)
        metadata = {entry.key: entry.value for entry in model.metadata_props}
        assert metadata == {
            "name": shipped.name,
            "latent_dim": str(card.latent_dim),
            "card_version": str(CARD_VERSION),
        }


def test_card_tells_the_recipe_and_the_figures(card: ModelCard) -> None:
    assert {"data", "epochs", "optimizer", "seed", "commit", "torch", "wall_seconds", "machine"} <= set(
        card.training
    )
    assert card.training["latent_dim"] == card.latent_dim
    metrics = card.metrics
    assert {"reconstruction_nats", "kl_nats", "negative_elbo", "mse", "mse_99", "knn_accuracy"} <= set(
        metrics
    )
    assert all(metric.protocol for metric in metrics.values())
    parts = metrics["reconstruction_nats"].value + metrics["kl_nats"].value
    assert metrics["negative_elbo"].value == pytest.approx(parts, abs=1e-3)
    assert 0 < metrics["mse"].value < metrics["mse_99"].value < 0.1
    assert 0.6 < metrics["knn_accuracy"].value <= 1


def test_table_is_all_of_mnist(vae: Vae) -> None:
    table = vae.latents
    assert len(table) == TRAIN_COUNT + TEST_COUNT
    np.testing.assert_array_equal(np.unique(table.label), list(DIGITS))
    for split, count in ((0, TRAIN_COUNT), (1, TEST_COUNT)):
        np.testing.assert_array_equal(table.index[table.split == split], np.arange(count))
    # MNIST's training split has from 5,421 fives to 6,742 ones.
    counted = np.bincount(table.label[table.split == 0])
    assert (counted.min(), counted.max()) == (5421, 6742)
    assert (int(counted.argmin()), int(counted.argmax())) == (5, 1)
    for xy in table.projections.values():
        assert np.isfinite(xy).all()
        assert xy.astype(np.float64).std(0).min() > 0


def test_dimensions_are_the_statistics_of_the_training_codes(vae: Vae) -> None:
    mu = vae.latents.mu[vae.latents.split == 0].astype(np.float64)
    dimensions = vae.card.dimensions
    np.testing.assert_allclose([d.mean for d in dimensions], mu.mean(0), atol=2e-3)
    np.testing.assert_allclose([d.std for d in dimensions], mu.std(0), atol=2e-3)
    low, high = np.percentile(mu, [1, 99], axis=0)
    np.testing.assert_allclose([d.low for d in dimensions], low, atol=5e-3)
    np.testing.assert_allclose([d.high for d in dimensions], high, atol=5e-3)
    kl_nats = np.array([d.kl_nats for d in dimensions])
    assert (kl_nats >= 0).all()
    if vae.prior.is_standard:
        # KL ≥ mu² / 2, and the sum over the training images is close to the sum over the test images.
        assert (kl_nats >= 0.5 * np.square(mu).mean(0) - 1e-3).all()
        assert kl_nats.sum() == pytest.approx(vae.card.metrics["kl_nats"].value, rel=0.05)
    else:  # the sum of KL per dimension may differ from the joint KL, but not by much
        assert kl_nats.sum() == pytest.approx(vae.card.metrics["kl_nats"].value, rel=0.5)


def test_training_codes_are_likely_under_the_prior(vae: Vae) -> None:
    """The prior fits the folder's codes: it gives them a higher density than the same numbers shuffled."""
    rng = np.random.default_rng(0)
    mu = vae.latents.mu[vae.latents.split == 0][:5000].astype(np.float32)
    own = vae.prior.log_density(mu).mean()
    if vae.prior.is_standard:
        assert own == pytest.approx(
            -0.5 * (np.square(mu).sum(1).mean() + mu.shape[1] * np.log(2 * np.pi)), rel=1e-4
        )
    else:
        assert own > vae.prior.log_density(rng.permuted(mu, axis=0)).mean() + 1


def test_presets_are_training_codes_of_their_digit(vae: Vae) -> None:
    mu = vae.latents.mu.astype(np.float32)
    for digit in DIGITS:
        own = mu[(vae.latents.label == digit) & (vae.latents.split == 0)]
        assert np.abs(own - vae.preset(digit)).max(1).min() < 5e-3


def test_presets_decode_to_ten_different_digits(vae: Vae) -> None:
    x = vae.decode(np.stack([vae.preset(digit) for digit in DIGITS])).reshape(10, -1)
    for digit in DIGITS:
        assert 20 < x[digit].sum() < 250, f"the ink of preset {digit}"
        assert x[digit].max() > 0.9
    distance = np.linalg.norm(x[:, None] - x[None], axis=2) + 99 * np.eye(10)
    assert distance.min() > 2


def test_presets_lie_among_their_own(vae: Vae) -> None:
    """Most of the 50 training codes nearest to a preset belong to its digit."""
    in_train = vae.latents.split == 0
    mu, label = vae.latents.mu[in_train].astype(np.float32), vae.latents.label[in_train]
    for digit in DIGITS:
        nearest = np.argsort(np.square(mu - vae.preset(digit)).sum(1))[:50]
        assert (label[nearest] == digit).mean() > 0.6, f"around preset {digit}"


def test_presets_are_reconstructed(vae: Vae) -> None:
    """A known-answer test without MNIST: decoded presets are reconstructed well."""
    x = vae.decode(np.stack([vae.preset(digit) for digit in DIGITS]))
    x_recon = vae.reconstruct(x)
    ink_off = np.square(x_recon - x).mean((1, 2))
    blank_off = np.square(x).mean((1, 2))
    assert (ink_off < 0.25 * blank_off).all()


def test_posterior_of_a_preset_is_narrower_than_the_prior(vae: Vae) -> None:
    active = np.array([d.kl_nats for d in vae.card.dimensions]) > 0.5
    assert active.any()
    _, logvar = vae.encode(vae.decode(np.stack([vae.preset(digit) for digit in DIGITS])))
    assert (logvar[:, active].mean(0) < 0).all()


def test_morph_between_presets_runs_smoothly(vae: Vae) -> None:
    frames = np.stack(list(Morph(vae, "3", "8", frame_count=60, even=True).images())).reshape(60, -1)
    steps = np.linalg.norm(np.diff(frames.astype(np.float64), axis=0), axis=1)
    assert steps.min() > 0
    # In two dimensions a typical digit lies between others, and a path through it turns sharply.
    assert steps.max() <= (1.05 if vae.latent_dim > 2 else 1.1) * steps.mean()


def test_attributes_are_those_of_mnist(card: ModelCard) -> None:
    """All models have the same training digits, and therefore the same measurements."""
    height, slant = (card.attributes[MEASURES.index(name)] for name in ("height", "slant"))
    assert 17 < height.mean < 20
    assert height.unit == "px"
    assert 10 < slant.std < 16
    assert slant.low < 0 < slant.high
    for attribute in card.attributes:
        assert attribute.low < attribute.mean < attribute.high
        assert 0 < attribute.std < attribute.high - attribute.low


def test_directions_know_the_digits(vae: Vae) -> None:
    shown = vae.directions.digits(np.stack([vae.preset(digit) for digit in DIGITS]))
    # In two dimensions a typical 9 may lie among the 7s.
    assert (shown == list(DIGITS)).sum() >= (10 if vae.latent_dim > 2 else 9)


@pytest.mark.parametrize("name", ["thickness", "slant", "width", "area"])
def test_directions_move_the_typical_digits(vae: Vae, name: str) -> None:
    """Moving an attribute by half a standard deviation changes the measurement by about that much."""
    if vae.latent_dim == 2:
        pytest.skip("two latents hold the digit and no measure apart from it; docs/models.md has the figures")
    k = MEASURES.index(name)
    z = np.stack([vae.preset(digit) for digit in DIGITS])
    before = measure_digits(vae.decode(z))[:, k]
    for asked in (-0.5 * vae.card.attributes[k].std, 0.5 * vae.card.attributes[k].std):
        after = measure_digits(vae.decode(move(vae, z, {name: asked})))[:, k]
        assert 0.5 < float(np.mean(after - before)) / asked < 1.6


@pytest.mark.mnist
def test_codes_are_those_of_mnist(vae: Vae, mnist_root: Path) -> None:
    """Encoding the test images gives the codes in the table and the metrics on the card."""
    raw = mnist_root / "MNIST" / "raw"
    images = np.frombuffer((raw / "t10k-images-idx3-ubyte").read_bytes()[16:], np.uint8).reshape(-1, 28, 28)
    labels = np.frombuffer((raw / "t10k-labels-idx1-ubyte").read_bytes()[8:], np.uint8)
    x = (images / 255).astype(np.float32)
    test = vae.latents.split == 1
    np.testing.assert_array_equal(vae.latents.label[test], labels)
    mu, logvar = vae.encode(x)
    np.testing.assert_allclose(vae.latents.mu[test], mu, atol=5e-3, rtol=1e-3)
    noise = np.random.default_rng(0).standard_normal(mu.shape)
    log_posterior = -0.5 * (noise**2 + logvar + np.log(2 * np.pi)).sum(1)
    estimate = log_posterior - vae.prior.log_density(mu + np.exp(0.5 * logvar) * noise)
    exact = 0.5 * (mu.astype(np.float64) ** 2 + np.exp(logvar) - 1 - logvar).sum(1)
    kl_nats = exact.mean() if vae.prior.is_standard else estimate.mean()
    assert kl_nats == pytest.approx(
        vae.card.metrics["kl_nats"].value, rel=1e-3 if vae.prior.is_standard else 0.01
    )
    mse = np.square(vae.decode(mu).astype(np.float64) - x).mean(axis=(1, 2))
    assert mse.mean() == pytest.approx(vae.card.metrics["mse"].value, abs=2e-5)
    assert np.quantile(mse, 0.99) == pytest.approx(vae.card.metrics["mse_99"].value, abs=2e-5)


# The reader, in the same folder as the models


def test_reader_ships_with_its_recipe_and_figures() -> None:
    reader = load_reader()
    assert {path.name for path in reader.folder.iterdir()} == {CARD_FILE, READER_FILE}
    assert (reader.folder / READER_FILE).stat().st_size <= 2_000_000
    assert {"data", "epochs", "optimizer", "seed", "commit", "torch", "wall_seconds", "machine"} <= set(
        reader.card.training
    )
    assert all(metric.protocol for metric in reader.card.metrics.values())
    assert reader.card.metrics["accuracy"].value >= 0.995
    assert reader.card.metrics["calibration_error"].value <= 0.01


@pytest.mark.mnist
def test_reader_reads_mnist_as_its_card_says(mnist_root: Path) -> None:
    raw = mnist_root / "MNIST" / "raw"
    images = np.frombuffer((raw / "t10k-images-idx3-ubyte").read_bytes()[16:], np.uint8).reshape(-1, 28, 28)
    labels = np.frombuffer((raw / "t10k-labels-idx1-ubyte").read_bytes()[8:], np.uint8)
    reader = load_reader()
    probabilities = reader.read((images / 255).astype(np.float32)).astype(np.float64)
    metrics = reader.card.metrics
    accuracy = (probabilities.argmax(1) == labels).mean()
    assert accuracy == pytest.approx(metrics["accuracy"].value, abs=1.5e-4)  # one image may tip over
    nll_nats = -np.log(probabilities[np.arange(len(labels)), labels]).mean()
    assert nll_nats == pytest.approx(metrics["nll_nats"].value, abs=1e-4)
