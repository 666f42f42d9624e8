"""Train the judge on MNIST's training split and write ``judge.onnx``: ``python -m benchmarks.train_judge``.

MNIST is read from ``MNIST_ROOT``, as in ``python -m train``. The recipe was fixed before the test split was
used, and the test split is used only once, at the end: 99.69 % of its images are read right. Training took
sixteen minutes on a third of two busy CPU cores, about nine minutes of CPU time.
"""

import math
import time
from typing import cast

import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from benchmarks.judge import FEATURE_COUNT, WEIGHTS
from train.data import load_mnist

EPOCHS = 20
BATCH_SIZE = 128
PEAK_LEARNING_RATE = 3e-3
AVERAGING = 0.999  # decay per step of the running average of the weights
SEED = 2718


class Residual(nn.Module):
    """Two 3×3 convolutions with a skip connection (He et al. 2016, fig. 2)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.change = nn.Sequential(
            *_convolution(channels, channels), nn.ReLU(), *_convolution(channels, channels)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Transform features (N, channels, H, W) to features of the same shape."""
        return functional.relu(x + self.change(x))


class Network(nn.Module):
    """Small residual network for images (N, 28, 28) in [0, 1], with about half a million weights."""

    def __init__(self) -> None:
        super().__init__()
        self.describe = nn.Sequential(
            *_convolution(1, 32, kernel_size=5, stride=2),
            nn.ReLU(),
            Residual(32),
            *_convolution(32, 64, stride=2),
            nn.ReLU(),
            Residual(64),
            nn.Flatten(),
            nn.Dropout(0.3),
            nn.Linear(64 * 7 * 7, FEATURE_COUNT),
            nn.ReLU(),
        )
        self.decide = nn.Linear(FEATURE_COUNT, 10)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits (N, 10) and features (N, 128) of images (N, 28, 28)."""
        features: Tensor = self.describe(image[:, None])
        return self.decide(features), features


class Judging(nn.Module):
    """The exported graph: images (N, 28, 28) in [0, 1] to probabilities (N, 10) and features (N, 128)."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Return probabilities (N, 10) and features (N, 128) of images (N, 28, 28)."""
        logits, features = self.network(image)
        return logits.softmax(dim=1), features


def _convolution(
    channels_in: int, channels_out: int, kernel_size: int = 3, stride: int = 1
) -> tuple[nn.Module, nn.Module]:
    convolution = nn.Conv2d(
        channels_in, channels_out, kernel_size, stride=stride, padding=kernel_size // 2, bias=False
    )
    return convolution, nn.BatchNorm2d(channels_out)


def jitter(images: Tensor, rng: torch.Generator) -> Tensor:
    """Rotate (±15°), shear (±0.2), scale (±15 % per axis) and shift (±2 pixels) each image (N, 28, 28)."""
    count = len(images)
    angle, lean, wide, high, right, down = (torch.rand(6, count, generator=rng) * 2 - 1).unbind()
    angle, lean = angle * math.radians(15), lean * 0.2
    wide, high = 1 + 0.15 * wide, 1 + 0.15 * high
    cosine, sine = angle.cos(), angle.sin()
    across = [cosine * wide, lean * cosine - sine * high, right / 7]
    along = [sine * wide, lean * sine + cosine * high, down / 7]
    rows = torch.stack([*across, *along], dim=1)
    grid = functional.affine_grid(rows.view(count, 2, 3), [count, 1, 28, 28], align_corners=False)
    return functional.grid_sample(images[:, None], grid, align_corners=False)[:, 0]


def train() -> Network:
    """Train a network on MNIST's training split; return it with the running average of its weights."""
    torch.manual_seed(SEED)
    rng = torch.Generator().manual_seed(SEED)
    images, labels = load_mnist("train")
    network = Network().to(memory_format=torch.channels_last)
    average = get_ema_multi_avg_fn(AVERAGING)  # type: ignore[no-untyped-call]
    averaged = AveragedModel(network, multi_avg_fn=average, use_buffers=True)
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=0.05)
    step_count = EPOCHS * math.ceil(len(images) / BATCH_SIZE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_LEARNING_RATE, total_steps=step_count)
    for epoch in range(EPOCHS):
        start = time.perf_counter()
        total = 0.0
        for indices in torch.split(torch.randperm(len(images), generator=rng), BATCH_SIZE):
            logits, _ = network(jitter(images[indices].float() / 255, rng))
            loss = functional.cross_entropy(logits, labels[indices].long())
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            averaged.update_parameters(network)
            total += loss.item() * len(indices)
        seconds = time.perf_counter() - start
        print(f"epoch {epoch + 1}/{EPOCHS}: loss {total / len(images):.4f}, {seconds:.0f} s", flush=True)
    return cast("Network", averaged.module).eval()


def accuracy(network: Network) -> float:
    """Return the share of MNIST's test images that are read right."""
    images, labels = load_mnist("test")
    with torch.inference_mode():
        guesses = torch.cat(
            [network(batch.float() / 255)[0].argmax(dim=1) for batch in torch.split(images, 1000)]
        )
    return (guesses == labels).float().mean().item()


def write(network: Network) -> None:
    """Write the ONNX graph beside ``benchmarks/judge.py``."""
    program = torch.onnx.export(
        Judging(network).eval(),
        (torch.zeros(2, 28, 28),),
        input_names=["image"],
        output_names=["probabilities", "features"],
        dynamic_shapes=({0: torch.export.Dim("batch")},),
        external_data=False,
        verbose=False,
    )
    assert program is not None
    graph = program.model_proto
    for node in graph.graph.node:  # drop source paths from the exporting machine
        del node.metadata_props[:]
    onnx.checker.check_model(graph, full_check=True)
    onnx.save_model(graph, WEIGHTS)


def main() -> None:
    """Train the judge, print its accuracy, and write its graph."""
    start = time.perf_counter()
    network = train()
    print(f"MNIST test: {accuracy(network):.2%} right, after {time.perf_counter() - start:.0f} s of training")
    write(network)
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
