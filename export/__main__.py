"""``python -m export CHECKPOINT``: convert a checkpoint to a model folder."""

from pathlib import Path

import click

from export.parity import ParityError
from export.publish import PublishError, publish
from runtime.model.catalog import models_root
from train.checkpoint import CheckpointError, load_checkpoint
from train.data import DataError, load_mnist
from train.refused import Refused


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("checkpoint", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the model  [default: name of the recipe]")
@click.option(
    "--models",
    type=click.Path(path_type=Path),
    help="Folder that contains the model folders  [default: models]",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder that contains MNIST/raw  [default: $MNIST_ROOT, else data]",
)
def main(checkpoint: Path, name: str | None, models: Path | None, data: Path | None) -> None:
    """Export CHECKPOINT to ONNX, encode all of MNIST, compare with PyTorch, and publish models/NAME."""
    try:
        run = load_checkpoint(checkpoint)
        train_split, test_split = load_mnist("train", data), load_mnist("test", data)
        folder, parity = publish(
            run, train_split, test_split, name=name or run.config.name, models=models or models_root()
        )
    except (CheckpointError, DataError, PublishError) as error:
        raise Refused(str(error)) from error
    except ParityError as error:
        raise click.ClickException(str(error)) from error
    size = sum(file.stat().st_size for file in folder.iterdir())
    click.echo(
        f"{folder}: {size / 1e6:.1f} MB; against PyTorch on {len(test_split[0]):,} test images: "
        f"images within {parity.image:.1g}, codes within {parity.code:.1g}"
    )


if __name__ == "__main__":
    main(prog_name="python -m export")
