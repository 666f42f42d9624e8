"""Processes that share a training run, started by Fabric here or by ``fabric run`` or torchrun."""

import os
import signal
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from lightning.fabric import Fabric
from lightning.fabric.plugins.environments.torchelastic import TorchElasticEnvironment
from lightning.fabric.utilities.exceptions import MisconfigurationException

from train.config import Precision

T = TypeVar("T")


class DevicesError(Exception):
    """The requested devices do not exist, or cannot share the work."""


def launch(accelerator: str, devices: str, precision: Precision) -> Fabric:
    """Start one process per device, or join the processes that ``fabric run`` or torchrun started.

    Args:
        accelerator: ``auto``, ``cpu``, ``gpu`` …, as Fabric names them.
        devices: Number of devices on this machine, or their indices; ``auto`` takes all GPUs, or the number
            of processes that the launcher started.
        precision: Precision of the recipe.

    Raises:
        DevicesError: The devices do not exist, or conflict with the launcher's settings.
    """
    requested = os.environ.get("LT_PRECISION")  # set by fabric run
    if requested and requested != precision:
        raise DevicesError(f"the recipe trains in precision {precision}; leave out --precision {requested}")
    fabric = None
    try:
        fabric = Fabric(accelerator=accelerator, precision=precision, **_devices_and_nodes(devices))
        if TorchElasticEnvironment.detect() and fabric.world_size != (started := _number("WORLD_SIZE")):
            # Otherwise each process would train its own network and overwrite the checkpoints of the others.
            raise ValueError(
                f"the launcher started {started} processes, the options ask for {fabric.world_size}"
            )
        if "LT_CLI_USED" not in os.environ:  # fabric run has launched the processes already
            fabric.launch()
    except (ValueError, TypeError, RuntimeError, MisconfigurationException) as error:
        if fabric:
            end_others(fabric)
        reason = " ".join(str(error).split())
        raise DevicesError(
            f"cannot train on --accelerator {accelerator} --devices {devices} ({reason}); "
            "leave both out to use the devices of this machine"
        ) from error
    if _started_by(fabric):
        signal.signal(signal.SIGTERM, lambda *_: _leave())
    return fabric


def _devices_and_nodes(devices: str) -> dict[str, Any]:
    """Return Fabric's arguments; Fabric's defaults would start a separate run in every process."""
    if not TorchElasticEnvironment.detect() or "LT_CLI_USED" in os.environ:
        return {"devices": devices}
    here = _number("LOCAL_WORLD_SIZE")
    return {"devices": here if devices == "auto" else devices, "num_nodes": _number("WORLD_SIZE") // here}


def _number(variable: str) -> int:
    return int(os.environ[variable])


def _leave() -> NoReturn:
    raise SystemExit(128 + signal.SIGTERM)


def share_of(batch_size: int, world_size: int) -> int:
    """Return the images per device and step if ``world_size`` devices share ``batch_size`` images.

    Raises:
        DevicesError: The division is uneven, so the mean over devices would not be the mean over the
            batch.
    """
    if batch_size % world_size:
        below = batch_size - batch_size % world_size
        sizes = f"{below} or {below + world_size}" if below else f"{world_size}"
        raise DevicesError(
            f"{world_size} devices cannot share batches of {batch_size} images evenly; "
            f"use --batch-size {sizes}, or another number of devices"
        )
    return batch_size // world_size


def from_first(fabric: Fabric, read: Callable[[], T], *refusals: type[Exception]) -> T:
    """Call ``read`` in the first process, and return its value or raise its error in every process.

    Files are read once and are needed only on the machine of the first process; no process is left waiting
    for one that failed.

    Args:
        fabric: A launched Fabric.
        read: Runs in the process of global rank 0.
        refusals: Exceptions of ``read`` that are passed on to every process.
    """
    value: T | None = None
    refusal: Exception | None = None
    if fabric.is_global_zero:
        try:
            value = read()
        except refusals as error:
            refusal = error
    value, refusal = fabric.broadcast((value, refusal))
    if refusal:
        raise refusal
    return value  # type: ignore[return-value]


def is_first_here() -> bool:
    """Return whether this is the first process on its machine, which reports errors."""
    return os.environ.get("LOCAL_RANK", "0") == "0"


def end_others(fabric: Fabric) -> None:
    """Stop the processes that this process started; they may be waiting for it in an all-reduce."""
    for process in _started_by(fabric):
        process.terminate()


def _started_by(fabric: Fabric) -> list[Any]:
    return getattr(fabric.strategy.launcher, "procs", [])
