"""``models``: list the models."""

import click

from runtime.cli.terminal import Refused
from runtime.errors import LatentDigitsError
from runtime.model.catalog import list_models, models_root
from runtime.model.vae import load_vae


@click.command()
def models() -> None:
    """List the models with their dimensions and metrics."""
    damaged = []
    for name in list_models():
        try:
            card = load_vae(name).card
        except LatentDigitsError as error:
            damaged.append(f"{name}: {error}")
            continue
        figures = ", ".join(
            f"{label} {metric.value:.4g} {metric.unit}".strip() for label, metric in card.metrics.items()
        )
        click.echo(f"{name}\t{card.title}\n\t{card.latent_dim} latent dimensions; {figures}")
    if not list_models():
        raise Refused(
            f"no models in '{models_root()}'; restore the folder, or export a model with: python -m export"
        )
    if damaged:
        raise Refused("\n".join(damaged))
