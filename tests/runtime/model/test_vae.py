"""Tests of Vae: results, errors, and independence of threads and batching."""

import dataclasses
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from golden.make import decoder, decoder_weights, encoder, encoder_weights
from onnx import TensorProto, helper

from runtime import CodeError, ModelError, PathError, Vae, load_vae
from runtime.model.card import FileEntry, ModelCard
from runtime.model.session import PART_SIZE


@pytest.fixture
def copy(golden: Path, tmp_path: Path) -> Path:
    """A copy of the golden folder to modify."""
    return Path(shutil.copytree(golden, tmp_path / "tiny"))


def swear(folder: Path) -> None:
    """Update the card to match the current files."""
    card = ModelCard.read(folder)
    dataclasses.replace(card, files={name: FileEntry.of(folder / name) for name in card.files}).write(folder)


def images(count: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.random.default_rng(5).random((count, 28, 28), np.float32)


def codes(count: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.random.default_rng(6).normal(size=(count, 3)).astype(np.float32)


def test_encode_is_what_the_formula_says(tiny_vae: Vae) -> None:
    x, weights = images(7), encoder_weights()
    mu, logvar = tiny_vae.encode(x)
    flat = x.reshape(7, 784).astype(np.float64)
    np.testing.assert_allclose(mu, flat @ weights["mu.weight"] + weights["mu.bias"], atol=1e-4)
    np.testing.assert_allclose(logvar, flat @ weights["logvar.weight"] + weights["logvar.bias"], atol=1e-4)
    assert mu.dtype == logvar.dtype == np.float32


def test_decode_is_what_the_formula_says(tiny_vae: Vae) -> None:
    z, weights = codes(7), decoder_weights()
    logits = z.astype(np.float64) @ weights["weight"] + weights["bias"]
    x_recon = tiny_vae.decode(z)
    np.testing.assert_allclose(x_recon, (1 / (1 + np.exp(-logits))).reshape(7, 28, 28), atol=1e-6)
    assert x_recon.dtype == np.float32


def test_reconstruct_decodes_the_means(tiny_vae: Vae) -> None:
    x = images(3)
    np.testing.assert_array_equal(tiny_vae.reconstruct(x), tiny_vae.decode(tiny_vae.encode(x)[0]))


def test_one_and_none_and_lists(tiny_vae: Vae) -> None:
    mu, logvar = tiny_vae.encode(images(1)[0])
    assert mu.shape == logvar.shape == (1, 3)
    assert tiny_vae.encode(np.zeros((0, 28, 28)))[0].shape == (0, 3)
    assert tiny_vae.decode([0, 0, 1]).shape == (1, 28, 28)
    assert tiny_vae.decode(np.zeros((0, 3))).shape == (0, 28, 28)
    x = images(2)
    np.testing.assert_array_equal(tiny_vae.encode(x.tolist())[0], tiny_vae.encode(x)[0])
    np.testing.assert_array_equal(tiny_vae.encode(list(x))[0], tiny_vae.encode(x)[0])
    np.testing.assert_array_equal(tiny_vae.decode([[1.0, 2.0, 3.0]]), tiny_vae.decode(np.array([1, 2, 3])))


def test_large_codes_still_give_images(tiny_vae: Vae) -> None:
    corners = 1e6 * np.array([[1, 1, 1], [-1, 1, -1], [-1, -1, -1], [0, 0, 1]])
    x = tiny_vae.decode(corners)
    assert np.isfinite(x).all()
    assert x.min() >= 0
    assert x.max() <= 1


def test_refusals_reach_the_caller(tiny_vae: Vae) -> None:
    with pytest.raises(CodeError, match=r"use \(N, 3\) or \(3,\) for this model"):
        tiny_vae.decode(np.zeros((2, 20)))
    with pytest.raises(CodeError, match="images range from 0 to 255"):
        tiny_vae.encode(255 * np.eye(28))
    with pytest.raises(CodeError, match="images have dtype uint8"):
        tiny_vae.reconstruct(np.zeros((28, 28), np.uint8))


def test_input_is_left_alone(tiny_vae: Vae) -> None:
    x, z = images(2), codes(2)
    before = x.copy(), z.copy()
    tiny_vae.encode(x)[0][:] = 9
    tiny_vae.decode(z)[:] = 9
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(z, before[1])


@pytest.mark.parametrize("count", [PART_SIZE, PART_SIZE + 1, 2 * PART_SIZE + 300])
def test_long_batch_equals_its_pieces(tiny_vae: Vae, count: int) -> None:
    x, z = images(count), codes(count)
    pieces = [slice(start, start + PART_SIZE) for start in range(0, count, PART_SIZE)]
    mu, logvar = tiny_vae.encode(x)
    np.testing.assert_array_equal(mu, np.concatenate([tiny_vae.encode(x[piece])[0] for piece in pieces]))
    np.testing.assert_array_equal(logvar, np.concatenate([tiny_vae.encode(x[piece])[1] for piece in pieces]))
    np.testing.assert_array_equal(
        tiny_vae.decode(z), np.concatenate([tiny_vae.decode(z[piece]) for piece in pieces])
    )
    np.testing.assert_allclose(tiny_vae.decode(z)[-1], tiny_vae.decode(z[-1])[0], atol=1e-6)


def test_threads_change_nothing(golden: Path) -> None:
    vae = Vae(golden)
    batches = [codes(1 + number % 40) for number in range(400)]
    serial = [vae.decode(z) for z in batches]
    serial_mu = [vae.encode(x)[0] for x in serial]
    with ThreadPoolExecutor(8) as pool:
        tables = list(pool.map(lambda _: vae.latents, range(8)))
        decoded = list(pool.map(vae.decode, batches))
        encoded = list(pool.map(lambda x: vae.encode(x)[0], serial))
    assert all(table is tables[0] for table in tables)
    assert all(map(np.array_equal, serial, decoded))
    assert all(map(np.array_equal, serial_mu, encoded))


@pytest.mark.parametrize("digit", [3, "3"])
def test_preset(tiny_vae: Vae, digit: int | str) -> None:
    z = tiny_vae.preset(digit)
    assert z.shape == (3,)
    assert z.dtype == np.float32
    np.testing.assert_allclose(z, tiny_vae.card.presets["3"], atol=1e-6)


@pytest.mark.parametrize("digit", [10, -1, "x", "", "03"])
def test_no_such_preset(tiny_vae: Vae, digit: int | str) -> None:
    with pytest.raises(CodeError, match=f"no typical digit for '{digit}'; choose a digit from 0 to 9"):
        tiny_vae.preset(digit)


def test_path_holds_its_ends(tiny_vae: Vae) -> None:
    z_start, z_end = codes(2)
    z = tiny_vae.path(z_start, z_end, frame_count=7, kind="slerp", even=True)
    assert z.shape == (7, 3)
    np.testing.assert_array_equal(z[[0, -1]], [z_start, z_end])
    np.testing.assert_array_equal(
        tiny_vae.path(z_start.tolist(), z_end.tolist(), frame_count=2), [z_start, z_end]
    )


@pytest.mark.parametrize(
    ("z", "sentence"),
    [
        ([0, 0], r"shape \(2,\); use"),
        ([[0, 0, 0]], r"an end of a path has shape \(1, 3\); use one code \(3,\)"),
        (np.zeros((2, 3)), r"an end of a path has shape \(2, 3\)"),
        ([[0], [0, 1]], "cannot convert codes to an array"),
        ([0, np.nan, 0], "1 NaN or infinite value;"),
    ],
)
def test_path_refuses_what_is_no_code(tiny_vae: Vae, z: Any, sentence: str) -> None:
    for ends in ((z, [0, 0, 1]), ([0, 0, 1], z)):
        with pytest.raises(CodeError, match=sentence):
            tiny_vae.path(*ends)


def test_path_refuses_another_kind(tiny_vae: Vae) -> None:
    with pytest.raises(PathError, match="no path 'scenic'; available: geodesic, linear, slerp"):
        tiny_vae.path([0, 0, 0], [0, 0, 1], kind="scenic")  # type: ignore[arg-type]


@pytest.mark.parametrize("file", ["encoder.onnx", "decoder.onnx", "latents.npz"])
def test_tampered_file_is_refused(copy: Path, file: str) -> None:
    content = bytearray((copy / file).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / file).write_bytes(content)
    with pytest.raises(ModelError, match=f"{file}' is not the file that its card describes"):
        load_vae(copy)


@pytest.mark.parametrize("file", ["encoder.onnx", "decoder.onnx", "latents.npz"])
def test_missing_file_is_refused(copy: Path, file: str) -> None:
    (copy / file).unlink()
    with pytest.raises(ModelError, match=f"{file}' is missing; export the model again or restore the folder"):
        load_vae(copy)


def test_file_cut_short_says_both_sizes(copy: Path) -> None:
    (copy / "decoder.onnx").write_bytes((copy / "decoder.onnx").read_bytes()[:100])
    size = ModelCard.read(copy).files["decoder.onnx"].size
    with pytest.raises(ModelError, match=rf"\(100 bytes, .* instead of {size} bytes"):
        load_vae(copy)


def _rename_output(model: onnx.ModelProto) -> None:
    model.graph.output[0].name = model.graph.node[-1].output[0] = "picture"


def _double(model: onnx.ModelProto) -> None:
    """Make the decoder compute in double precision."""
    for tensor in (model.graph.input[0], model.graph.output[0]):
        tensor.type.tensor_type.elem_type = TensorProto.DOUBLE
    model.graph.node.insert(0, helper.make_node("Cast", ["z"], ["single"], to=TensorProto.FLOAT))
    model.graph.node[1].input[0] = "single"
    model.graph.node[-1].output[0] = "single_image"
    model.graph.node.append(helper.make_node("Cast", ["single_image"], ["image"], to=TensorProto.DOUBLE))


def _one_row(model: onnx.ModelProto) -> None:
    for tensor in (model.graph.input[0], model.graph.output[0]):
        tensor.type.tensor_type.shape.dim[0].Clear()
        tensor.type.tensor_type.shape.dim[0].dim_value = 1


def _other_name(model: onnx.ModelProto) -> None:
    helper.set_model_props(model, {"name": "other", "latent_dim": "3", "card_version": "2"})


def _nameless(model: onnx.ModelProto) -> None:
    del model.metadata_props[:]


GRAPH_FAULTS: dict[str, tuple[Callable[[onnx.ModelProto], None], str]] = {
    "another output": (_rename_output, "has the outputs {'picture'"),
    "double": (_double, r"has the inputs {'z': \('tensor\(double\)'"),
    "one row only": (_one_row, r"'z': \('tensor\(float\)', \[1, 3\]\)"),
    "another model's": (_other_name, "has the metadata {.*'name': 'other'.* instead of {'name'"),
    "no metadata": (_nameless, "has the metadata {} instead of {'name'"),
}


@pytest.mark.parametrize("fault", GRAPH_FAULTS)
def test_graph_that_breaks_the_contract_is_refused(copy: Path, fault: str) -> None:
    breaking, sentence = GRAPH_FAULTS[fault]
    model = decoder()
    breaking(model)
    onnx.checker.check_model(model)
    onnx.save_model(model, copy / "decoder.onnx")
    swear(copy)
    with pytest.raises(ModelError, match=sentence):
        load_vae(copy)


def test_encoder_and_decoder_exchanged_are_refused(copy: Path) -> None:
    onnx.save_model(decoder(), copy / "encoder.onnx")
    onnx.save_model(encoder(), copy / "decoder.onnx")
    swear(copy)
    with pytest.raises(ModelError, match=r"encoder\.onnx' has the inputs {'z'"):
        load_vae(copy)


def test_graph_that_is_none_is_refused(copy: Path) -> None:
    (copy / "encoder.onnx").write_bytes(b"no graph at all")
    swear(copy)
    with pytest.raises(ModelError, match="onnxruntime cannot open"):
        load_vae(copy)


def test_damaged_card_is_refused(copy: Path) -> None:
    (copy / "card.json").write_text("{}")
    with pytest.raises(ModelError, match="card version None"):
        load_vae(copy)
