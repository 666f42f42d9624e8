"""Refused: how a command reports what the user can fix."""

import click


class Refused(click.ClickException):
    """An error that the user can fix: one sentence on stderr and exit status 2."""

    exit_code = 2
