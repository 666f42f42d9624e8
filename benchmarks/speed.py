"""Speed of the runtime compared with the older morpher: ``python -m benchmarks.speed``.

The older method is timed in the same run: PyTorch decodes one frame at a time, and OpenCV enlarges it to
256×256 and writes a 40-frame XVID film. Its network is untrained, which does not affect the timing.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch

from runtime import Morph, Vae, load_vae
from runtime.arrays import FloatArray
from train.architectures import Vae as Network
from train.architectures import build
from train.config import RECIPES

PAIR_COUNT = 15
FRAME_COUNT, HEIGHT, FPS = 40, 256, 15


def main() -> None:
    """Time both methods alternately and print the medians and the ratio."""
    torch.set_num_threads(1)
    vae, network = load_vae("mlp20"), build(RECIPES["mlp20"]).eval()
    z_start, z_end = vae.preset(7), vae.preset(2)
    path = vae.path(z_start, z_end, frame_count=FRAME_COUNT)

    @torch.no_grad()
    def decode_one_by_one() -> None:
        for z in path:
            network.decode(torch.from_numpy(z[np.newaxis]))

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _compare("decode 40 codes", decode_one_by_one, lambda: vae.decode(path))
        _compare(
            "film 7 → 2, AVI, 40 frames of 256×256",
            lambda: _old_film(network, path, folder / "old.avi"),
            lambda: _film(vae, folder / "new.avi"),
        )
        _compare(
            "the same film as MP4",
            lambda: _old_film(network, path, folder / "old.avi"),
            lambda: _film(vae, folder / "new.mp4"),
        )


def _film(vae: Vae, path: Path) -> None:
    Morph(vae, "7", "2", frame_count=FRAME_COUNT).save(path, fps=FPS, height=HEIGHT)


@torch.no_grad()
def _old_film(network: Network, path: FloatArray, file: Path) -> None:
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"XVID"), FPS, (HEIGHT, HEIGHT), isColor=False)
    for z in path:
        image = network.decode(torch.from_numpy(z[np.newaxis]))[0].numpy()
        writer.write(cv2.resize((image * 255).astype(np.uint8), (HEIGHT, HEIGHT)))
    writer.release()


def _compare(what: str, old: Callable[[], None], new: Callable[[], object]) -> None:
    old()
    new()
    times = [(_seconds(old), _seconds(new)) for _ in range(PAIR_COUNT)]
    old_ms, new_ms = (1000 * statistics.median(column) for column in zip(*times, strict=True))
    ratio = statistics.median(a / b for a, b in times)
    print(f"{what:40} older {old_ms:7.2f} ms   runtime {new_ms:7.2f} ms   {ratio:5.1f} times as fast")


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
