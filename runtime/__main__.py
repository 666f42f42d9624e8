"""Command line: list models, make films, read and encode pictures, decode latent codes."""

from typing import Any

import click

from runtime.cli.batch import batch
from runtime.cli.codes import decode, encode
from runtime.cli.models import models
from runtime.cli.morph import morph
from runtime.cli.pictures import read
from runtime.cli.terminal import HELP, Refused, cut_words
from runtime.errors import LatentDigitsError


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except LatentDigitsError as error:
            raise Refused(cut_words(str(error))) from error
        except click.UsageError as error:
            raise click.UsageError(cut_words(error.format_message()), error.ctx) from error


@click.group(cls=_Commands, context_settings=HELP)
def main() -> None:
    """See, steer and morph what a variational autoencoder knows about handwriting."""


for _command in (models, morph, batch, read, encode, decode):
    main.add_command(_command)


if __name__ == "__main__":
    main(prog_name="python -m runtime")
