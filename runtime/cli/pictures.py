"""``read``: read numbers in pictures."""

from pathlib import Path

import click
import numpy as np

from runtime.cli.terminal import Refused, hushed
from runtime.errors import InkError
from runtime.ink.segment import split_number
from runtime.model.reader import load_reader


@click.command()
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
def read(pictures: tuple[Path, ...]) -> None:
    """Read the digit or number in each of PICTURES.

    Prints each path with the number and the confidence: the probability that every digit is right.
    """
    reader = load_reader()
    errors = []
    for picture in pictures:
        try:
            with hushed():
                digits = split_number(picture)
        except InkError as error:
            errors.append(str(error))
            continue
        probabilities = reader.read(np.stack(digits))
        number = "".join(map(str, probabilities.argmax(axis=1)))
        percent = min(99, int(probabilities.max(axis=1).prod() * 100))  # no reading is certain
        click.echo(f"{picture}\t{number}\t{percent} %")
    if errors:
        raise Refused("\n".join(errors))
