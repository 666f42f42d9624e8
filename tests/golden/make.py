"""Make tests/golden/tiny, a complete model folder without training: ``python -m tests.golden.make``.

The weights come from a formula and a seeded generator, so that a test can remake and compare them. A code is
the (x, y, size) of a soft blob of ink, which changes smoothly with all three.
"""

import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from export.attributes import describe, find_directions
from export.graph import build_graph
from runtime.measure.measure import measure_digits
from runtime.model.card import (
    ATTRIBUTES_FILE,
    CARD_VERSION,
    DECODER_FILE,
    ENCODER_FILE,
    GRAPH_FILE,
    LATENTS_FILE,
    MODEL_FILES,
    PRIOR_FILE,
    Attribute,
    Dimension,
    FileEntry,
    Metric,
    ModelCard,
)
from runtime.model.latents import LatentTable
from runtime.model.prior import Prior
from runtime.model.reader import load_reader

NAME = "tiny"
LATENT_DIM = 3
OPSET = 20
IR_VERSION = 10
ROW_COUNT = 400
FOLDER = Path(__file__).parent / NAME

Floats = NDArray[np.float32]


def _pixels() -> NDArray[np.float64]:
    """Return x and y of every pixel, (784, 2) in [-1, 1]."""
    axis = np.linspace(-1, 1, 28)
    y, x = np.meshgrid(axis, axis, indexing="ij")
    return np.stack([x.ravel(), y.ravel()], axis=1)


def encoder_weights() -> dict[str, Floats]:
    """Return linear maps from 784 pixels to mu and logvar.

    mu is the balance of the ink left–right and up–down, and the amount of ink.
    """
    x, y = _pixels().T
    rng = np.random.default_rng(0)
    mu = np.stack([x, y, np.full_like(x, 0.5)], axis=1) * 0.05
    return {
        "mu.weight": mu.astype(np.float32),
        "mu.bias": np.array([0, 0, -2], np.float32),
        "logvar.weight": rng.normal(0, 0.002, (784, LATENT_DIM)).astype(np.float32),
        "logvar.bias": np.full(LATENT_DIM, -3, np.float32),
    }


def decoder_weights() -> dict[str, Floats]:
    """Return weights for the logits of a blob: z[0] and z[1] move its centre, z[2] changes its size."""
    x, y = _pixels().T
    radius_squared = x**2 + y**2
    return {
        # 8 · (0.35 + 0.05 z2 - |p - 0.15 (z0, z1)|²), without the terms quadratic in z
        "weight": (8 * np.stack([0.3 * x, 0.3 * y, np.full_like(x, 0.05)])).astype(np.float32),
        "bias": (8 * (0.35 - radius_squared)).astype(np.float32),
    }


def _graph(
    name: str,
    nodes: list[onnx.NodeProto],
    inputs: dict[str, list[str | int]],
    outputs: dict[str, list[str | int]],
    constants: dict[str, NDArray[np.generic]],
) -> onnx.ModelProto:
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info(key, TensorProto.FLOAT, shape) for key, shape in inputs.items()],
        [helper.make_tensor_value_info(key, TensorProto.FLOAT, shape) for key, shape in outputs.items()],
        [numpy_helper.from_array(values, key) for key, values in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    metadata = {"name": NAME, "latent_dim": str(LATENT_DIM), "card_version": str(CARD_VERSION)}
    helper.set_model_props(model, metadata)
    onnx.checker.check_model(model, full_check=True)
    return model


def encoder() -> onnx.ModelProto:
    """Return the encoder graph: image (batch, 28, 28) → mu, logvar (batch, 3)."""
    nodes = [
        helper.make_node("Reshape", ["image", "flat"], ["pixels"]),
        helper.make_node("Gemm", ["pixels", "mu.weight", "mu.bias"], ["mu"]),
        helper.make_node("Gemm", ["pixels", "logvar.weight", "logvar.bias"], ["logvar"]),
    ]
    code: list[str | int] = ["batch", LATENT_DIM]
    constants = {"flat": np.array([-1, 784]), **encoder_weights()}
    return _graph("encoder", nodes, {"image": ["batch", 28, 28]}, {"mu": code, "logvar": code}, constants)


def decoder() -> onnx.ModelProto:
    """Return the decoder graph: z (batch, 3) → image (batch, 28, 28)."""
    nodes = [
        helper.make_node("Gemm", ["z", "weight", "bias"], ["logits"]),
        helper.make_node("Sigmoid", ["logits"], ["pixels"]),
        helper.make_node("Reshape", ["pixels", "square"], ["image"]),
    ]
    constants = {"square": np.array([-1, 28, 28]), **decoder_weights()}
    return _graph("decoder", nodes, {"z": ["batch", LATENT_DIM]}, {"image": ["batch", 28, 28]}, constants)


def centres() -> Floats:
    """Return the mean code of each digit, (10, 3): evenly spaced around a circle."""
    angle = np.arange(10) * (2 * np.pi / 10)
    return np.stack([1.5 * np.cos(angle), 1.5 * np.sin(angle), (np.arange(10) - 4.5) / 4], axis=1).astype(
        np.float32
    )


def latents() -> LatentTable:
    """Return synthetic codes of the digits; two fifths of the rows are in the test split."""
    rng = np.random.default_rng(1)
    label = np.arange(ROW_COUNT, dtype=np.uint8) % 10
    mu = (centres()[label] + rng.normal(0, 0.3, (ROW_COUNT, LATENT_DIM))).astype(np.float16)
    train_count = ROW_COUNT * 3 // 5
    index = np.concatenate([np.arange(train_count), np.arange(ROW_COUNT - train_count)])
    return LatentTable(
        mu=mu,
        label=label,
        split=(np.arange(ROW_COUNT) >= train_count).astype(np.uint8),
        index=index.astype(np.uint16),
        projections={"pca": mu[:, :2], "umap": (2 * mu[:, 1:]).astype(np.float16)},
    )


def write_attributes(folder: Path) -> tuple[Attribute, ...]:
    """Write attributes.npz for the decoder in ``folder``; return the card's entries for the attributes."""
    session = onnxruntime.InferenceSession(folder / DECODER_FILE)
    table = latents()
    training = table.split == 0
    codes, label = table.mu[training].astype(np.float32), table.label[training]
    attributes = describe(measure_digits(session.run(["image"], {"z": codes})[0]), label)
    directions = find_directions(codes, label, attributes, lambda z: session.run(["image"], {"z": z})[0])
    directions.write(folder / ATTRIBUTES_FILE)
    return attributes


def card(folder: Path, attributes: tuple[Attribute, ...]) -> ModelCard:
    """Return a card for the files in ``folder``."""
    table = latents()
    mu = table.mu[table.split == 0].astype(np.float64)
    low, high = np.percentile(mu, [1, 99], axis=0)
    variance = np.exp(-3.0)
    kl_nats = 0.5 * (mu**2 + variance - 1 + 3).mean(0)
    columns = zip(mu.mean(0), mu.std(0), kl_nats, low, high, strict=True)
    return ModelCard(
        name=NAME,
        title="Three latents that steer a blob: made by a formula, for tests",
        architecture="formula",
        latent_dim=LATENT_DIM,
        training={"data": "none"},
        metrics={"kl_nats": Metric(round(float(kl_nats.sum()), 5), "nats", "made-up training codes")},
        dimensions=tuple(Dimension(*(round(float(value), 6) for value in column)) for column in columns),
        attributes=attributes,
        presets={
            str(digit): tuple(round(float(value), 6) for value in code)
            for digit, code in enumerate(centres())
        },
        files={file: FileEntry.of(folder / file) for file in MODEL_FILES},
    )


def make(folder: Path) -> None:
    """Write the whole model folder and replace an older one."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    onnx.save_model(encoder(), folder / ENCODER_FILE)
    onnx.save_model(decoder(), folder / DECODER_FILE)
    latents().write(folder / LATENTS_FILE)
    Prior.standard(LATENT_DIM).write(folder / PRIOR_FILE)
    session = onnxruntime.InferenceSession(folder / DECODER_FILE)
    build_graph(latents(), lambda z: session.run(["image"], {"z": z})[0], load_reader().read).write(
        folder / GRAPH_FILE
    )
    card(folder, write_attributes(folder)).write(folder)


if __name__ == "__main__":
    make(FOLDER)
