"""``latent-digits run``: serves the dashboard, or says in one sentence why not."""

import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner
from serving import ROOT, START, serve

from dashboard.__main__ import _listen, _url, main
from runtime.__main__ import main as runtime_main


def refuse(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["run", *arguments])
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    return result.stderr.strip().splitlines()[-1]


def test_it_has_the_commands_of_the_runtime_too() -> None:
    assert main.commands.keys() == runtime_main.commands.keys() | {"run"}


@pytest.mark.slow
def test_it_listens_on_this_computer_alone_unless_asked() -> None:
    with serve() as address, urllib.request.urlopen(address) as page:
        assert page.status == 200
        port = int(address.rpartition(":")[2])
        with socket.socket() as probe:
            # 127.0.0.2 is this computer too, but not the address that the server listens on.
            assert probe.connect_ex(("127.0.0.2", port)) != 0


@pytest.mark.slow
def test_it_says_where_it_serves_and_stops_at_ctrl_c() -> None:
    process = subprocess.Popen(
        [*START, "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    port = int(line.removeprefix("Latent Digits: http://127.0.0.1:").split()[0])
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
        assert b"<title>" in page.read()
    process.send_signal(2)
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert refuse("--port", str(port)) == (
            f"Error: port {port} is already in use; stop the program that uses it, or choose another --port"
        )


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 300, "1.2.3.4.5"])
def test_an_unknown_host_is_one_sentence(host: str) -> None:
    said = refuse("--host", host, "--port", "0")
    assert said.startswith("Error: --host is '")
    assert said.endswith("0.0.0.0 for your network")
    assert len(said) < 300


def test_an_address_of_another_computer_is_one_sentence() -> None:
    said = refuse("--host", "192.0.2.1", "--port", "0")  # RFC 5737: for documentation, on no computer
    assert said.startswith("Error: cannot listen on 192.0.2.1 port 0: ")


def test_a_port_out_of_range_is_refused() -> None:
    assert "70000" in refuse("--port", "70000")


def test_importing_it_loads_no_streamlit() -> None:
    """So that ``latent-digits morph`` starts as fast as ``python -m runtime morph``."""
    code = "import dashboard.__main__, sys; sys.exit('streamlit' in sys.modules or 'uvicorn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(ROOT), check=False).returncode == 0


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:{}"),
        ("::1", "http://[::1]:{}"),
        ("0.0.0.0", "http://127.0.0.1:{}, and the same port on this computer's network addresses"),
    ],
)
def test_the_printed_address_opens_in_a_browser(host: str, url: str) -> None:
    with _listen(host, 0) as listener:
        assert _url(listener) == url.format(listener.getsockname()[1])
