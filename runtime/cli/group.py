"""The group of commands that ``python -m runtime`` and ``latent-digits`` share."""

from typing import Any

import click

from runtime.cli.batch import batch
from runtime.cli.codes import decode, encode
from runtime.cli.models import models
from runtime.cli.morph import morph
from runtime.cli.pictures import read
from runtime.cli.terminal import HELP, Refused, cut_words
from runtime.errors import LatentDigitsError
from runtime.version import VERSION

_COMMANDS = (models, morph, batch, read, encode, decode)


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except LatentDigitsError as error:
            raise Refused(cut_words(str(error))) from error
        except click.UsageError as error:
            raise click.UsageError(cut_words(error.format_message()), error.ctx) from error


def command_group(*more: click.Command) -> click.Group:
    """Return the runtime's commands as a group, with ``more`` commands listed first."""

    @click.group(cls=_Commands, context_settings=HELP)
    @click.version_option(VERSION, prog_name="latent-digits", message="%(prog)s %(version)s")
    def main() -> None:
        """See, steer and morph what a variational autoencoder knows about handwriting."""

    for command in (*more, *_COMMANDS):
        # A command remembers its first help option; it may be used alone before the group passes these on.
        command.context_settings = {**HELP, **command.context_settings}
        main.add_command(command)
    return main
