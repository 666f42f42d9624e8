"""Train the judge on MNIST's training split and write ``judge.onnx``: ``python -m benchmarks.train_judge``.

MNIST is found as in ``python -m train``: in the folder that ``MNIST_ROOT`` names. On two CPU cores
that another training run was using as well it took eleven minutes; it reads 99.53 % of the test split right.
"""

import math
import time

import torch
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.judge import WEIGHTS
from train.data import load_mnist

EPOCHS = 8
BATCH_SIZE = 128
PEAK_LEARNING_RATE = 4e-3
SEED = 7


class Network(nn.Module):
    """Images (N, 28, 28) in [0, 1] to logits (N, 10); about 140 000 weights, pooled over the whole image."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            *_block(1, 16, kernel_size=5, stride=2),
            *_block(16, 32),
            *_block(32, 64, stride=2),
            *_block(64, 64),
            nn.Flatten(),
            nn.Dropout(0.3),
            nn.Linear(64 * 7 * 7, 10),
        )

    def forward(self, image: Tensor) -> Tensor:
        """Logits (N, 10) of images (N, 28, 28)."""
        logits: Tensor = self.layers(image[:, None])
        return logits


class Reader(nn.Module):
    """Images (N, 28, 28) in [0, 1] to probabilities (N, 10): the graph that is exported."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> Tensor:
        """Probabilities (N, 10) of images (N, 28, 28)."""
        logits: Tensor = self.network(image)
        return logits.softmax(dim=1)


def _block(channels_in: int, channels_out: int, kernel_size: int = 3, stride: int = 1) -> list[nn.Module]:
    convolution = nn.Conv2d(
        channels_in, channels_out, kernel_size, stride=stride, padding=kernel_size // 2, bias=False
    )
    return [convolution, nn.BatchNorm2d(channels_out), nn.ReLU()]


def jitter(images: Tensor, rng: torch.Generator) -> Tensor:
    """Turn, lean, scale and shift each image (N, 28, 28) a little: ±15°, ±0.2, ±15 % per axis, ±2 pixels."""
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
    """Train a network on MNIST's training split."""
    torch.manual_seed(SEED)
    rng = torch.Generator().manual_seed(SEED)
    images, labels = load_mnist("train")
    network = Network().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=0.01)
    step_count = EPOCHS * math.ceil(len(images) / BATCH_SIZE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_LEARNING_RATE, total_steps=step_count)
    for epoch in range(EPOCHS):
        start = time.perf_counter()
        for indices in torch.split(torch.randperm(len(images), generator=rng), BATCH_SIZE):
            logits = network(jitter(images[indices].float() / 255, rng))
            loss = functional.cross_entropy(logits, labels[indices].long(), label_smoothing=0.05)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
        seconds = time.perf_counter() - start
        print(f"epoch {epoch + 1}/{EPOCHS}: last loss {loss.item():.3f}, {seconds:.0f} s", flush=True)
    return network.eval()


def accuracy(network: Network) -> float:
    """The share of MNIST's test split that is read right."""
    images, labels = load_mnist("test")
    with torch.inference_mode():
        guesses = torch.cat(
            [network(batch.float() / 255).argmax(dim=1) for batch in torch.split(images, 1000)]
        )
    return (guesses == labels).float().mean().item()


def main() -> None:
    """Train, say how well it reads, and write the graph."""
    network = train()
    print(f"MNIST test: {accuracy(network):.2%} right")
    torch.onnx.export(
        Reader(network).eval(),
        (torch.zeros(2, 28, 28),),
        WEIGHTS,
        input_names=["image"],
        output_names=["probabilities"],
        dynamic_shapes=({0: torch.export.Dim("batch")},),
        external_data=False,
        verbose=False,
    )
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
