"""Open and run ONNX graphs, and check their files, tensors and metadata."""

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import onnxruntime

from runtime.arrays import FloatArray
from runtime.errors import ModelError
from runtime.model.card import FileEntry

# Rows per run, chosen so that a film's 60 frames keep four cores busy.
# The number can affect the last bits of a result, so it is the same on every machine.
PART_SIZE = 15
_POOL = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="graph")

Shapes = Mapping[str, list[str | int]]  # shapes of tensors by name; a string marks a dynamic size


def open_graph(
    path: Path, inputs: Shapes, outputs: Shapes, metadata: Mapping[str, str]
) -> onnxruntime.InferenceSession:
    """Open a graph, and check the names and shapes of its float32 tensors and its metadata.

    Raises:
        ModelError: The graph cannot be opened, or has other tensors or metadata.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # a run takes about a millisecond, so more threads would only spin
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has no common error type
        raise ModelError(f"onnxruntime cannot open '{path}' ({error}); export the model again") from error
    for kind, tensors, wanted in (
        ("inputs", session.get_inputs(), inputs),
        ("outputs", session.get_outputs(), outputs),
    ):
        found = {tensor.name: (tensor.type, tensor.shape) for tensor in tensors}
        expected = {name: ("tensor(float)", shape) for name, shape in wanted.items()}
        if found != expected:
            raise ModelError(f"'{path}' has the {kind} {found} instead of {expected}; export the model again")
    found_metadata = session.get_modelmeta().custom_metadata_map
    if found_metadata != metadata:
        raise ModelError(
            f"'{path}' has the metadata {found_metadata} instead of {metadata}; export the model again"
        )
    return session


def fill(
    session: onnxruntime.InferenceSession, name: str, rows: FloatArray, outputs: Mapping[str, FloatArray]
) -> None:
    """Run a graph with ``rows`` as its input ``name``, and fill the arrays in ``outputs`` row by row.

    Long inputs are split into parts that run in parallel on all cores; splitting also limits memory.
    ``outputs`` maps each output's name to its array.
    """

    def run(start: int) -> None:
        part = slice(start, start + PART_SIZE)
        for output, found in zip(
            outputs.values(), session.run(list(outputs), {name: rows[part]}), strict=True
        ):
            output[part] = found

    starts = range(0, len(rows), PART_SIZE)
    if len(starts) == 1:
        run(0)  # avoid the thread pool's overhead
    else:
        list(_POOL.map(run, starts))


def check_file(path: Path, expected: FileEntry) -> None:
    """Check a file against its entry on the card.

    Raises:
        ModelError: The file is missing or differs from its entry.
    """
    if not path.is_file():
        raise ModelError(f"'{path}' is missing; export the model again or restore the folder")
    found = FileEntry.of(path)
    if found != expected:
        raise ModelError(
            f"'{path}' is not the file that its card describes ({found.size} bytes, sha256 "
            f"{found.sha256[:12]}… instead of {expected.size} bytes, {expected.sha256[:12]}…); "
            "restore the file or export the model again"
        )
