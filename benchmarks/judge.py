"""The judge: a small classifier, independent of every VAE here, that says which digit an image shows.

It measures whether a picture came through ``runtime.ink.frame`` as the digit that was written and whether the
frames of a morph are digits; through its features also how like MNIST's digits drawn ones are
(``benchmarks.fid``). It shares neither weights, network nor seed with the reader that ships. Nothing that
ships may use it, or it would be judging its own choices. ``python -m benchmarks.train_judge`` trains it on
MNIST and writes ``judge.onnx``; reading with it needs no torch.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

WEIGHTS = Path(__file__).with_name("judge.onnx")
FEATURE_COUNT = 128
BATCH_SIZE = 500  # images per run of the graph: bounds the memory that a long call takes


class Judge:
    """Reads MNIST-style images; the weights lie beside this file."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(weights), sess_options=options, providers=["CPUExecutionProvider"]
        )

    def read(self, images: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Probabilities (N, 10) of the ten digits for images (N, 28, 28) in [0, 1], ink = 1."""
        return self._run("probabilities", 10, images)

    def features(self, images: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Features (N, 128), at least 0, of images (N, 28, 28) in [0, 1]: the judge's last layer but one."""
        return self._run("features", FEATURE_COUNT, images)

    def spell(self, images: npt.ArrayLike) -> str:
        """The likeliest digit of each image (N, 28, 28), as one string of N characters."""
        return "".join(str(digit) for digit in self.read(images).argmax(axis=1))

    def _run(self, output: str, width: int, images: npt.ArrayLike) -> npt.NDArray[np.float32]:
        batch = np.asarray(images, dtype=np.float32)
        if batch.ndim != 3 or batch.shape[1:] != (28, 28):
            raise ValueError(f"the judge reads images (N, 28, 28), not {batch.shape}")
        answers = np.empty((len(batch), width), np.float32)
        for start in range(0, len(batch), BATCH_SIZE):
            rows = slice(start, start + BATCH_SIZE)
            (answers[rows],) = self._session.run([output], {"image": batch[rows]})
        return answers
