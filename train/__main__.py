"""``python -m train NAME``: train a VAE on MNIST."""

import dataclasses
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, NoReturn

import click
from lightning.fabric import Fabric
from torch import Tensor

if not __package__:  # run by its path, as ``fabric run train …`` does
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
    "--data", type=click.Path(path_type=Path), help="Folder with MNIST/raw  [default: $MNIST_ROOT, else data]"
)
@click.option(
    "--epochs", type=click.IntRange(1), help="Passes over the training images  [default: the recipe's]"
)
@click.option("--batch-size", type=click.IntRange(1), help="Images per step, all devices together")
@click.option("--learning-rate", type=click.FloatRange(0, min_open=True), help="Adam's step size")
@click.option("--beta", type=click.FloatRange(0), help="Weight of the KL term")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Same seed, same machine: same weights")
@click.option("--out", type=click.Path(path_type=Path), help="The checkpoint  [default: checkpoints/NAME.pt]")
@click.option("--resume", is_flag=True, help="Go on from the checkpoint at --out")
@click.option("--accelerator", default="auto", show_default=True, help="cpu, gpu, mps …")
@click.option("--devices", default="auto", show_default=True, help="How many, or which")
def main(
    name: str,
    data: Path | None,
    out: Path | None,
    resume: bool,
    accelerator: str,
    devices: str,
    **changes: float | None,
) -> None:
    """Train the VAE of recipe NAME on MNIST's training images and leave a checkpoint.

    Ctrl-C leaves a checkpoint too: go on with --resume, or export it as it is.
    """
    out = out or Path("checkpoints") / f"{name}.pt"
    given: dict[str, Any] = {key: value for key, value in changes.items() if value is not None}
    try:
        earlier = _earlier(out, name, given) if resume else None
        config = dataclasses.replace(earlier.config if earlier else RECIPES[name], **given)
        fabric = launch(accelerator, devices, config.precision)
    except (CheckpointError, DevicesError) as error:
        _refuse(Refused(str(error)))
    try:
        _run(config, fabric, data, out, earlier)
    finally:
        end_others(fabric)  # those that are not done by now wait for what will not come


def _run(
    config: TrainConfig, fabric: Fabric, data: Path | None, out: Path, earlier: Checkpoint | None
) -> None:
    def read() -> tuple[Tensor, Tensor]:
        _make_way(out)
        return load_mnist("train", data)[0], load_mnist("test", data)[0]

    written_before = out.stat().st_mtime_ns if out.is_file() else None
    try:
        train_images, test_images = from_first(fabric, read, DataError, CheckpointError)
        checkpoint = train(config, train_images, test_images, fabric=fabric, out=out, resume_from=earlier)
    except KeyboardInterrupt:
        written = out.is_file() and out.stat().st_mtime_ns != written_before
        again = (
            f"python -m train {config.name} --out {out}" if fabric.world_size == 1 else "the same command and"
        )
        what_is_left = (
            f"{out} holds the best epoch so far; go on with: {again} --resume"
            if written or earlier
            else "no epoch was whole yet, so nothing was written"
        )
        _refuse(_Stopped(f"\nstopped; {what_is_left}"))
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
    """Say it once a machine; the others there end quietly, lest their watcher ends the one that speaks."""
    if is_first_here():
        raise error
    raise SystemExit(0)


class _Stopped(click.ClickException):
    """Ctrl-C: what is left of the run."""

    exit_code = 130

    def show(self, file: IO[str] | None = None) -> None:
        click.echo(self.message, file=file, err=True)


def _make_way(out: Path) -> None:
    """Find out before the training, not after it, that a checkpoint cannot be written."""
    if out.is_dir() or out.suffix == ".jsonl":
        raise CheckpointError(
            f"'{out}' cannot be the checkpoint; name a file such as '{out.with_suffix('.pt')}'"
        )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out.parent):
            pass
    except OSError as error:
        raise CheckpointError(
            f"cannot write to '{out.parent}' ({error.strerror}); name another --out"
        ) from error


def _earlier(out: Path, name: str, given: dict[str, Any]) -> Checkpoint:
    checkpoint = load_checkpoint(out)
    if checkpoint.config.name != name:
        raise CheckpointError(
            f"'{out}' was trained by recipe {checkpoint.config.name}, not {name}; name another --out"
        )
    fixed = sorted(set(given) - {"epochs"})
    if fixed:
        raise CheckpointError(
            f"--resume keeps the recipe of '{out}': leave out {', '.join(fixed)} or start anew"
        )
    earlier = checkpoint.config
    if earlier.schedule != "constant" and given.get("epochs", earlier.epochs) != earlier.epochs:
        raise CheckpointError(
            f"the step size of '{out}' falls over its {earlier.epochs} epochs, so it cannot be given "
            f"{given['epochs']}; leave out --epochs or start anew"
        )
    return checkpoint


if __name__ == "__main__":
    main(prog_name="python -m train")
