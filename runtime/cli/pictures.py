"""``read``: read numbers in pictures."""

from pathlib import Path

import click
import numpy as np

from runtime.cli.terminal import Refused, hushed
from runtime.errors import InkError
from runtime.ink.correction import Correction
from runtime.ink.segment import find_boxes
from runtime.model.reader import load_reader


@click.command()
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
def read(pictures: tuple[Path, ...]) -> None:
    """Read the digit or number in each of PICTURES.

    Prints each path with the number and the confidence: the probability that every digit is right. A picture
    with several rows of digits gets a line for each row, named as morph accepts it: photo.jpg#2.
    """
    reader = load_reader()
    errors = []
    for picture in pictures:
        try:
            with hushed():
                ink = find_boxes(picture)
            rows = range(1, len(ink.rows) + 1) if len(ink.rows) > 1 else [None]
            for row in rows:
                probabilities = reader.read(np.stack(ink.split(correction=Correction(row=row)).digits))
                number = "".join(map(str, probabilities.argmax(axis=1)))
                percent = min(99, int(probabilities.max(axis=1).prod() * 100))  # no reading is certain
                click.echo(f"{picture}{f'#{row}' if row else ''}\t{number}\t{percent} %")
        except InkError as error:
            errors.append(str(error))
    if errors:
        raise Refused("\n".join(errors))
