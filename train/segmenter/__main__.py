"""``python -m train.segmenter``: train the segmenter on MNIST."""

import tempfile
from pathlib import Path

import click

from train.data import DataError, load_mnist
from train.refused import Refused
from train.segmenter.checkpoint import SegmenterConfig
from train.segmenter.loop import train_segmenter


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder that contains MNIST/raw  [default: $MNIST_ROOT, else data]",
)
@click.option(
    "--steps",
    type=click.IntRange(1),
    default=SegmenterConfig().steps,
    show_default=True,
    help="Optimizer steps",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=SegmenterConfig().seed,
    show_default=True,
    help="The same seed on the same machine gives the same weights",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("checkpoints/segmenter.pt"),
    show_default=True,
    help="Checkpoint to write",
)
def main(data: Path | None, steps: int, seed: int, out: Path) -> None:
    """Train the segmenter on numbers composed from MNIST's training images and write a checkpoint."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out.parent):
            pass  # fail before the training if the folder is read-only
        images, labels = load_mnist("train", data)
        checkpoint = train_segmenter(SegmenterConfig(steps=steps, seed=seed), images, labels)
        checkpoint.save(out)
    except DataError as error:
        raise Refused(str(error)) from error
    except OSError as error:
        raise Refused(f"cannot write '{out}' ({error.strerror or error}); choose another --out") from error
    click.echo(f"segmenter: {checkpoint.wall_seconds:.0f} s → {out}")


if __name__ == "__main__":
    main(prog_name="python -m train.segmenter")
