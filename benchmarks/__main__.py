"""``python -m benchmarks``: every measured figure that the README states; a name measures that part alone."""

import os

import click

from benchmarks import attributes, dashboard, ink, latent_map, quality, speed, studio

PARTS = ("speed", "quality", "attributes", "dashboard", "ink")


@click.command()
@click.argument("part", type=click.Choice(["all", *PARTS]), default="all")
def main(part: str) -> None:
    """Measure speed, quality (models, paths on MNIST), attributes, the dashboard, ink (people's digits)."""
    if part in ("all", "speed"):
        print("Speed (medians of paired runs, one thread)")
        speed.main()
    if part in ("all", "quality"):
        print("Models and paths, on MNIST's test split")
        quality.main(args=[], standalone_mode=False)
    if part in ("all", "attributes"):
        print("Attributes, on MNIST's test split")
        attributes.main(args=[], standalone_mode=False)
    if part in ("all", "dashboard"):
        print("The dashboard, in a real Chromium")
        dashboard.main([*dashboard.MEASURES, *latent_map.MEASURES, *studio.MEASURES])
    if part == "ink" or (part == "all" and os.environ.get("INK_ROOT")):
        print("People's own digits")
        ink.main()
    elif part == "all":
        print("People's own digits: not measured, as INK_ROOT names no folder of them")


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
