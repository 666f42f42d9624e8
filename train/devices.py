"""The processes that share a run: started here by Fabric, or from outside by ``fabric run`` or torchrun."""

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
    """The devices that were asked for are not there, or cannot share the work."""


def launch(accelerator: str, devices: str, precision: Precision) -> Fabric:
    """Start one process per device, or join those that ``fabric run`` or torchrun started.

    Args:
        accelerator: ``auto``, ``cpu``, ``gpu`` …, as Fabric names them.
        devices: How many on this machine, or which; ``auto`` takes all GPUs, or what the launcher says.
        precision: The recipe's.

    Raises:
        DevicesError: There are no such devices, or the launcher was told otherwise.
    """
    asked = os.environ.get("LT_PRECISION")  # fabric run sets LT_…
    if asked and asked != precision:
        raise DevicesError(f"the recipe trains in precision {precision}; leave out --precision {asked}")
    fabric = None
    try:
        fabric = Fabric(accelerator=accelerator, precision=precision, **_devices_and_nodes(devices))
        if TorchElasticEnvironment.detect() and fabric.world_size != (started := _number("WORLD_SIZE")):
            # Each of them would train a network of its own, and write it over the others'.
            raise ValueError(f"the launcher started {started} processes, these are for {fabric.world_size}")
        if "LT_CLI_USED" not in os.environ:  # there, Fabric has launched itself
            fabric.launch()
    except (ValueError, TypeError, RuntimeError, MisconfigurationException) as error:
        if fabric:
            end_others(fabric)
        reason = " ".join(str(error).split())
        raise DevicesError(
            f"cannot train on --accelerator {accelerator} --devices {devices} ({reason}); "
            "leave both out to take what is here"
        ) from error
    if _started_by(fabric):
        signal.signal(signal.SIGTERM, lambda *_: _leave())
    return fabric


def _devices_and_nodes(devices: str) -> dict[str, Any]:
    """How many devices here, on how many machines. Under torchrun Fabric would take one in each process."""
    if not TorchElasticEnvironment.detect() or "LT_CLI_USED" in os.environ:
        return {"devices": devices}
    here = _number("LOCAL_WORLD_SIZE")
    return {"devices": here if devices == "auto" else devices, "num_nodes": _number("WORLD_SIZE") // here}


def _number(variable: str) -> int:
    return int(os.environ[variable])


def _leave() -> NoReturn:
    raise SystemExit(128 + signal.SIGTERM)


def share_of(batch_size: int, world_size: int) -> int:
    """The images per step and device when ``batch_size`` images are shared by ``world_size`` devices.

    Raises:
        DevicesError: They cannot be shared evenly, and an uneven mean would not be that of one device.
    """
    if batch_size % world_size:
        below = batch_size - batch_size % world_size
        sizes = f"{below} or {below + world_size}" if below else f"{world_size}"
        raise DevicesError(
            f"{world_size} devices cannot share batches of {batch_size} images evenly; "
            f"start with --batch-size {sizes}, or another number of devices"
        )
    return batch_size // world_size


def from_first(fabric: Fabric, read: Callable[[], T], *refusals: type[Exception]) -> T:
    """What ``read`` yields in the first process of all, in every process; a refusal is raised in each too.

    So files are fetched and read once, no process waits for one that gave up, and only the first process's
    machine has to have them.
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
    """Whether this is the first process on its machine: the one that says why a run is refused."""
    return os.environ.get("LOCAL_RANK", "0") == "0"


def end_others(fabric: Fabric) -> None:
    """Stop the processes that this one started: they may be waiting for it in a sum that never comes."""
    for process in _started_by(fabric):
        process.terminate()


def _started_by(fabric: Fabric) -> list[Any]:
    return getattr(fabric.strategy.launcher, "procs", [])
