"""``python -m train NAME``: train a VAE on MNIST."""

import dataclasses
import tempfile
import warnings
from pathlib import Path
from typing import Any

import click
from lightning.fabric import Fabric
from lightning.fabric.utilities.exceptions import MisconfigurationException

from train.checkpoint import Checkpoint, CheckpointError, load_checkpoint
from train.config import RECIPES
from train.data import DataError, load_mnist
from train.loop import train


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
        _make_way(out)
        train_images, _ = load_mnist("train", data)
        test_images, _ = load_mnist("test", data)
    except (DataError, CheckpointError) as error:
        raise _Refused(str(error)) from error
    # Batches come from memory, so loader processes would only cost.
    warnings.filterwarnings("ignore", ".*does not have many workers.*")
    try:
        fabric = Fabric(accelerator=accelerator, devices=devices, precision=config.precision)
        fabric.launch()
    except (ValueError, TypeError, RuntimeError, MisconfigurationException) as error:
        raise _Refused(
            f"cannot train on --accelerator {accelerator} --devices {devices} ({error}); "
            "leave both out to take what is here"
        ) from error
    written_before = out.stat().st_mtime_ns if out.is_file() else None
    try:
        checkpoint = train(config, train_images, test_images, fabric=fabric, out=out, resume_from=earlier)
    except KeyboardInterrupt:
        written = out.is_file() and out.stat().st_mtime_ns != written_before
        what_is_left = (
            f"{out} holds the best epoch so far; go on with: python -m train {name} --out {out} --resume"
            if written or resume
            else "no epoch was whole yet, so nothing was written"
        )
        click.echo(f"\nstopped; {what_is_left}", err=True)
        raise SystemExit(130) from None
    except DataError as error:
        raise _Refused(str(error)) from error
    except FloatingPointError as error:
        raise click.ClickException(str(error)) from error
    if fabric.is_global_zero:
        measured = checkpoint.metrics
        click.echo(
            f"{name}: best epoch {checkpoint.best_epoch} of {checkpoint.epoch}, "
            f"{checkpoint.wall_seconds:.0f} s; test reconstruction {measured['reconstruction_nats']:.2f} + "
            f"KL {measured['kl_nats']:.2f} = -ELBO {measured['negative_elbo']:.2f} nats, "
            f"MSE {measured['mse']:.4f} → {out}"
        )


class _Refused(click.ClickException):
    """What the user can mend: one sentence and exit status 2."""

    exit_code = 2


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
