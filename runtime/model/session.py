"""ONNX graphs as their cards promise them: checked file, checked tensors, checked metadata."""

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import onnxruntime

from runtime.arrays import FloatArray
from runtime.errors import ModelError
from runtime.model.card import FileEntry

# Rows of one run: a film's 60 frames keep four cores busy.
# It may decide the last bits of a result, so it is the same on every machine.
PART_SIZE = 15
_POOL = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="graph")

Shapes = Mapping[str, list[str | int]]  # of tensors by name; a string is a free size


def open_graph(
    path: Path, inputs: Shapes, outputs: Shapes, metadata: Mapping[str, str]
) -> onnxruntime.InferenceSession:
    """Open a graph and compare its float32 tensors and its metadata with what is promised of them.

    Raises:
        ModelError: It cannot be opened, or is not that graph.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # these graphs take about a millisecond; more threads only spin
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
        promised = {name: ("tensor(float)", shape) for name, shape in wanted.items()}
        if found != promised:
            raise ModelError(f"'{path}' has the {kind} {found} instead of {promised}; export the model again")
    says = session.get_modelmeta().custom_metadata_map
    if says != metadata:
        raise ModelError(f"'{path}' says {says}, its card says {metadata}; export the model again")
    return session


def fill(
    session: onnxruntime.InferenceSession, name: str, rows: FloatArray, outputs: Mapping[str, FloatArray]
) -> None:
    """Run a graph on the rows of its input ``name`` and write its outputs, by name, as long as ``rows``.

    Many rows run in parts, side by side on all cores, which also bounds the memory that a long call takes.
    """

    def run(start: int) -> None:
        part = slice(start, start + PART_SIZE)
        for output, found in zip(
            outputs.values(), session.run(list(outputs), {name: rows[part]}), strict=True
        ):
            output[part] = found

    starts = range(0, len(rows), PART_SIZE)
    if len(starts) == 1:
        run(0)  # without a thread's delay
    else:
        list(_POOL.map(run, starts))


def check_file(path: Path, promised: FileEntry) -> None:
    """Compare a file with its entry on the card.

    Raises:
        ModelError: It is missing, or another file.
    """
    if not path.is_file():
        raise ModelError(f"'{path}' is missing; export the model again or restore the folder")
    found = FileEntry.of(path)
    if found != promised:
        raise ModelError(
            f"'{path}' is not the file that its card describes ({found.size} bytes, sha256 "
            f"{found.sha256[:12]}… instead of {promised.size} bytes, {promised.sha256[:12]}…); "
            "restore it or export the model again"
        )
