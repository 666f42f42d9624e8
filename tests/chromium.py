"""Find a Chromium for the browser tests, or install one: ``python tests/chromium.py``."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# The headless shell is the same browser without windows, so a page loads faster.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

# Root in a container cannot use the sandbox; background requests would hang without a network.
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


def find_chromium() -> str | None:
    """Return the path of the system's Chromium, else of Playwright's own, else None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


def install_chromium() -> None:
    """Install Debian's package as root on Debian, else Playwright's own Chromium."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        _run(sys.executable, "-m", "playwright", "install", "chromium")
        return
    _run("apt-get", "update", "-qq")
    try:
        _run("apt-get", "install", "-y", "-qq", SHELL)
    except subprocess.CalledProcessError:  # older releases have no package of this name
        _run("apt-get", "install", "-y", "-qq", "chromium")


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Make sure that Chromium is installed, or exit with an error message."""
    if not find_chromium():
        print("No Chromium found; installing one for the browser tests …", flush=True)
        try:
            install_chromium()
        except (OSError, subprocess.CalledProcessError) as error:
            sys.exit(f"cannot install Chromium for the browser tests ({error}); install it by hand")
    if not find_chromium():
        sys.exit("cannot find Chromium for the browser tests, even after installing it; install it by hand")


if __name__ == "__main__":
    main()
