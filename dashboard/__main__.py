"""``latent-digits`` and ``python -m dashboard``: serve the dashboard, and the commands of the runtime."""

import errno
import os
import socket
from contextlib import suppress

import click

from runtime.cli.group import command_group
from runtime.cli.terminal import Refused
from runtime.errors import shortened

_ALL_ADDRESSES = ("0.0.0.0", "::")  # noqa: S104 (compared, not listened on)
_SHUTDOWN_SECONDS = 3  # how long open connections may delay Ctrl-C


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8501,
    show_default=True,
    help="Port to listen on; 0 picks a free port",
)
def run(host: str, port: int) -> None:
    """Serve the dashboard until Ctrl-C.

    The default address accepts browsers on this computer only. --host 0.0.0.0 serves your whole network,
    without a password.
    """
    import uvicorn  # here, because the other commands start faster without it

    with _listen(host, port) as listener, suppress(KeyboardInterrupt):
        config = uvicorn.Config(
            "streamlit_app:app",
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        )
        config.load()
        click.echo(f"Latent Digits: {_url(listener)} (Ctrl-C stops it)")
        uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on ``host`` and ``port``."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise Refused(
            f"--host is {shortened(host)}, which is not an address of this computer; "
            "try 127.0.0.1 for this computer only, or 0.0.0.0 for your network"
        ) from error
    try:
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refused(
                f"port {port} is already in use; stop the program that uses it, or choose another --port"
            ) from error
        raise Refused(
            f"cannot listen on {host} port {port}: {os.strerror(error.errno or 0).lower()}; "
            "choose another --host or --port"
        ) from error


def _url(listener: socket.socket) -> str:
    """Return the address to open in a browser on this computer."""
    host, port = listener.getsockname()[:2]
    if host in _ALL_ADDRESSES:
        return f"http://127.0.0.1:{port}, and the same port on this computer's network addresses"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


main = command_group(run)

if __name__ == "__main__":
    main(prog_name="latent-digits")
