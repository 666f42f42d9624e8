"""``python -m train NAME``: train a VAE on MNIST."""

import dataclasses
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, NoReturn

import click
from lightning.fabric import Fabric
from torch import Tensor

if not __package__:  # ``fabric run train …`` runs this file by its path
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from train.checkpoint import Checkpoint, CheckpointError, load_checkpoint
from train.config import RECIPES, TrainConfig
from train.data import DataError, load_mnist
from train.devices import DevicesError, end_others, from_first, is_first_here, launch
from train.loop import train
from train.refused import Refused


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", type=click.Choice(sorted(RECIPES)))
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder that contains MNIST/raw  [default: $MNIST_ROOT, else data]",
)
@click.option(
    "--epochs", type=click.IntRange(1), help="Passes over the training images  [default: from the recipe]"
)
@click.option("--batch-size", type=click.IntRange(1), help="Images per step, summed over all devices")
@click.option("--learning-rate", type=click.FloatRange(0, min_open=True), help="Learning rate of Adam")
@click.option("--beta", type=click.FloatRange(0), help="Weight of the KL term")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    help="The same seed on the same machine gives the same weights",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Checkpoint to write  [default: checkpoints/NAME.pt]"
)
@click.option("--resume", is_flag=True, help="Continue from the checkpoint at --out")
@click.option(
    "--accelerator", default="auto", show_default=True, help="Hardware to train on: cpu, gpu, mps …"
)
@click.option(
    "--devices", default="auto", show_default=True, help="Number of devices, or a list of their indices"
)
def main(
    name: str,
    data: Path | None,
    out: Path | None,
    resume: bool,
    accelerator: str,
    devices: str,
    **changes: float | None,
) -> None:
    """Train a VAE by the recipe NAME on MNIST's training images and write a checkpoint.

    Ctrl-C keeps the best epoch so far: continue later with --resume, or export that checkpoint.
    """
    out = out or Path("checkpoints") / f"{name}.pt"
    given: dict[str, Any] = {key: value for key, value in changes.items() if value is not None}
    try:
        earlier = _load_resumable(out, name, given) if resume else None
        config = dataclasses.replace(earlier.config if earlier else RECIPES[name], **given)
        fabric = launch(accelerator, devices, config.precision)
    except (CheckpointError, DevicesError) as error:
        _refuse(Refused(str(error)))
    try:
        _run(config, fabric, data, out, earlier)
    finally:
        end_others(fabric)  # any process still running waits for a message that will never arrive


def _run(
    config: TrainConfig, fabric: Fabric, data: Path | None, out: Path, earlier: Checkpoint | None
) -> None:
    def read() -> tuple[Tensor, Tensor]:
        _check_writable(out)
        return load_mnist("train", data)[0], load_mnist("test", data)[0]

    written_before = out.stat().st_mtime_ns if out.is_file() else None
    try:
        train_images, test_images = from_first(fabric, read, DataError, CheckpointError)
        checkpoint = train(config, train_images, test_images, fabric=fabric, out=out, resume_from=earlier)
    except KeyboardInterrupt:
        written = out.is_file() and out.stat().st_mtime_ns != written_before
        command = (
            f"python -m train {config.name} --out {out}" if fabric.world_size == 1 else "the same command and"
        )
        outcome = (
            f"{out} contains the best epoch so far; continue with: {command} --resume"
            if written or earlier
            else "nothing was written because the first epoch did not finish"
        )
        _refuse(_Stopped(f"\nstopped; {outcome}"))
    except (DataError, CheckpointError, DevicesError) as error:
        _refuse(Refused(str(error)))
    except FloatingPointError as error:
        _refuse(click.ClickException(str(error)))
    if fabric.is_global_zero:
        measured = checkpoint.metrics
        click.echo(
            f"{config.name}: best epoch {checkpoint.best_epoch} of {checkpoint.epoch}, "
            f"{checkpoint.wall_seconds:.0f} s; test reconstruction {measured['reconstruction_nats']:.2f} + "
            f"KL {measured['kl_nats']:.2f} = -ELBO {measured['negative_elbo']:.2f} nats, "
            f"MSE {measured['mse']:.4f} → {out}"
        )


def _refuse(error: click.ClickException) -> NoReturn:
    """Report the error once per machine; the other processes exit with status 0.

    A launcher stops every process as soon as one fails, which could cut off the one that reports.
    """
    if is_first_here():
        raise error
    raise SystemExit(0)


class _Stopped(click.ClickException):
    """Interruption by Ctrl-C; the message says whether there is a checkpoint."""

    exit_code = 130

    def show(self, file: IO[str] | None = None) -> None:
        click.echo(self.message, file=file, err=True)


def _check_writable(out: Path) -> None:
    """Check before the training starts that a checkpoint can be written."""
    if out.is_dir() or out.suffix == ".jsonl":
        raise CheckpointError(
            f"'{out}' cannot be the checkpoint file; use a name such as '{out.with_suffix('.pt')}'"
        )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out.parent):
            pass
    except OSError as error:
        raise CheckpointError(
            f"cannot write to '{out.parent}' ({error.strerror}); choose another --out"
        ) from error


def _load_resumable(out: Path, name: str, given: dict[str, Any]) -> Checkpoint:
    checkpoint = load_checkpoint(out)
    if checkpoint.config.name != name:
        raise CheckpointError(
            f"'{out}' was trained by the recipe {checkpoint.config.name}, not {name}; choose another --out"
        )
    fixed = sorted(set(given) - {"epochs"})
    if fixed:
        raise CheckpointError(
            f"--resume keeps the recipe of '{out}'; leave out {', '.join(fixed)}, or train without --resume"
        )
    earlier = checkpoint.config
    if earlier.schedule != "constant" and given.get("epochs", earlier.epochs) != earlier.epochs:
        raise CheckpointError(
            f"the learning rate of '{out}' is scheduled over {earlier.epochs} epochs, not {given['epochs']}; "
            "leave out --epochs, or train without --resume"
        )
    return checkpoint


if __name__ == "__main__":
    main(prog_name="python -m train")
