"""Accuracy on numbers composed from MNIST's test images, by gap, and on pictures that show no digits.

``python -m benchmarks.composed`` reads MNIST from ``MNIST_ROOT``, and writes ``results/composed.json``.
A number has 2 to 5 test digits, whose sizes differ by up to ±15 % and whose baselines differ a little, on
unevenly lit paper. The gap is the distance between the boxes of two digits, in MNIST's pixels, negative for
an overlap. The numbers are drawn independently of those that the segmenter was trained on, from other images.
"""

import json
import time
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from benchmarks.judge import Judge
from benchmarks.pictures import compose, no_digits
from runtime.errors import InkError
from runtime.ink.segment import split_number
from runtime.model.reader import load_reader
from train.data import load_mnist

RESULTS = Path(__file__).with_name("results") / "composed.json"
GAPS = (3, 1, 0, -1, -2, -3, -4)
SURE = 0.9  # a picture without digits should not be read with more confidence


def measure_gap(
    gap: float, count: int, images: NDArray[np.uint8], labels: NDArray[np.uint8], judge: Judge
) -> dict[str, float]:
    """Return the shares of ``count`` composed numbers with the right count of digits, and read right."""
    rng = np.random.default_rng([2026, round(100 * gap) + 1000])
    reader, counted, judged, read, seconds = load_reader(), 0, 0, 0, 0.0
    for _ in tqdm(range(count), desc=f"gap {gap:+g}", leave=False, mininterval=1):
        chosen = rng.integers(len(images), size=rng.integers(2, 6))
        picture = compose(images[chosen], gap, rng)
        label = "".join(map(str, labels[chosen]))
        start = time.perf_counter()
        try:
            digits = np.stack(split_number(picture))
        except InkError:
            digits = np.empty((0, 28, 28), np.float32)
        seconds += time.perf_counter() - start
        counted += len(digits) == len(label)
        judged += len(digits) > 0 and judge.spell(digits) == label
        read += len(digits) > 0 and "".join(map(str, reader.read(digits).argmax(axis=1))) == label
    return {
        "counted": counted / count,
        "judged_right": judged / count,
        "read_right": read / count,
        "ms": 1000 * seconds / count,
    }


def measure_no_digits(count: int) -> dict[str, float]:
    """Return the shares of pictures without digits that are read at all, and with a confidence above 90 %."""
    reader, read, sure = load_reader(), 0, 0
    for number in range(count):
        try:
            digits = np.stack(split_number(no_digits(number)))
        except InkError:
            continue
        read += 1
        sure += float(reader.read(digits).max(axis=1).prod()) > SURE
    return {"read": read / count, "sure": sure / count}


@click.command()
@click.option("--count", default=300, show_default=True, help="Numbers per gap")
def main(count: int) -> None:
    """Measure the reading of composed numbers, and write the results."""
    images, labels = (part.numpy() for part in load_mnist("test"))
    judge = Judge()
    results: dict[str, dict[str, float]] = {}
    print("gap    counted  read right (judge)  read right (reader)   ms")
    for gap in GAPS:
        found = results[f"{gap:+d}" if gap else "0"] = measure_gap(gap, count, images, labels, judge)
        print(
            f"{gap:+3d} {found['counted']:10.3f} {found['judged_right']:18.3f} {found['read_right']:20.3f} "
            f"{found['ms']:6.1f}"
        )
    results["no digits"] = measure_no_digits(500)
    print(
        "500 pictures without digits: {read:.1%} read, {sure:.1%} with more than 90 %".format(
            **results["no digits"]
        )
    )
    if count == main.params[0].default:
        rounded = json.loads(json.dumps(results), parse_float=lambda text: round(float(text), 4))
        RESULTS.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.composed")
