"""``python -m benchmarks [PART]``: measure the figures in the README, all of them or one part."""

import os

import click

from benchmarks import attributes, dashboard, ink, latent_map, quality, speed, studio

PARTS = ("speed", "quality", "attributes", "dashboard", "ink")


@click.command()
@click.argument("part", type=click.Choice(["all", *PARTS]), default="all")
def main(part: str) -> None:
    """Measure all figures in the README, or one group of them.

    speed: decoding and films compared with the older morpher; quality: models and paths on MNIST;
    attributes: attribute directions on MNIST; dashboard: response times in Chromium; ink: reading of
    handwritten pictures, whose folder INK_ROOT names.
    """
    if part in ("all", "speed"):
        print("Speed (medians of paired runs, one thread)")
        speed.main()
    if part in ("all", "quality"):
        print("Models and paths on MNIST's test split")
        quality.main(args=[], standalone_mode=False)
    if part in ("all", "attributes"):
        print("Attributes on MNIST's test split")
        attributes.main(args=[], standalone_mode=False)
    if part in ("all", "dashboard"):
        print("Dashboard in Chromium")
        dashboard.main([*dashboard.MEASURES, *latent_map.MEASURES, *studio.MEASURES])
    if part == "ink" or (part == "all" and os.environ.get("INK_ROOT")):
        print("Handwritten pictures")
        ink.main()
    elif part == "all":
        print("Handwritten pictures: skipped, because INK_ROOT is not set")


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
