"""The judge: a small digit classifier for benchmarks, independent of the models.

It checks that ``runtime.ink.frame`` preserves the digit on a picture and that the frames of a morph look
like digits. ``benchmarks.fid`` measures how much images resemble MNIST by its features. The judge shares no
weights, architecture or seed with the digit reader, and the runtime and the dashboard must not use it, or it
would evaluate its own choices. ``python -m benchmarks.train_judge`` trains it on MNIST and writes
``judge.onnx``; inference does not need PyTorch.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

WEIGHTS = Path(__file__).with_name("judge.onnx")
FEATURE_COUNT = 128
BATCH_SIZE = 500  # images per run of the graph, to bound memory


class Judge:
    """Classifier of MNIST-style images; its weights are beside this file."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(weights), sess_options=options, providers=["CPUExecutionProvider"]
        )

    def read(self, images: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Return probabilities (N, 10) of the ten digits for images (N, 28, 28) in [0, 1], ink = 1."""
        return self._run("probabilities", 10, images)

    def features(self, images: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Return features (N, 128) ≥ 0 of images (N, 28, 28) in [0, 1], from the last hidden layer."""
        return self._run("features", FEATURE_COUNT, images)

    def spell(self, images: npt.ArrayLike) -> str:
        """Return the most likely digit of each image (N, 28, 28), as one string of N characters."""
        return "".join(str(digit) for digit in self.read(images).argmax(axis=1))

    def _run(self, output: str, width: int, images: npt.ArrayLike) -> npt.NDArray[np.float32]:
        batch = np.asarray(images, dtype=np.float32)
        if batch.ndim != 3 or batch.shape[1:] != (28, 28):
            raise ValueError(f"images have shape {batch.shape}; use shape (N, 28, 28)")
        answers = np.empty((len(batch), width), np.float32)
        for start in range(0, len(batch), BATCH_SIZE):
            rows = slice(start, start + BATCH_SIZE)
            (answers[rows],) = self._session.run([output], {"image": batch[rows]})
        return answers
