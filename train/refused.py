"""``Refused``: the command line error for problems that the user can fix."""

import click


class Refused(click.ClickException):
    """Error that the user can fix; prints one sentence to stderr and exits with status 2."""

    exit_code = 2
