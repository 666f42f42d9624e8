"""Films, paths, readings and messages match tests/golden/films.json; see tests/golden/films.py."""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from golden.films import FILMS, film_record, machine, path_records
from golden.lines import FILE, TOLERANCE
from golden.messages import LINKS, message_record
from golden.pictures import picture_records

from runtime import list_models

pytestmark = pytest.mark.slow

RECORDED: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
ADVICE = (
    "If you meant this change, run PYTHONPATH=tests .venv/bin/python -m golden.films and commit films.json."
)
MAX_SIZE = 200_000  # bytes

_LINE = re.compile(r"(?P<label>[^|]*: )?(?P<numbers>-?\d+( -?\d+)*)?( ?\| .*)?")


@pytest.fixture(scope="module")
def exact() -> bool:
    """Whether this machine has the recorded signature, so that hashes must match too."""
    same: bool = machine() == RECORDED["machine"]
    return same


def differences(recorded: Any, made: Any, where: str, *, exact: bool) -> Iterator[str]:
    """Yield a description of each difference between the record and the new output."""
    if isinstance(recorded, dict) and isinstance(made, dict):
        for name in sorted(recorded.keys() | made.keys()):
            if name not in made:
                yield f"{where}, {name}: recorded, but no longer made"
            elif name not in recorded:
                yield f"{where}, {name}: made, but not recorded"
            else:
                yield from differences(recorded[name], made[name], f"{where}, {name}", exact=exact)
    elif isinstance(recorded, list) and isinstance(made, list) and len(recorded) == len(made):
        for number, (old, new) in enumerate(zip(recorded, made, strict=True)):
            yield from differences(old, new, f"{where}, number {number}", exact=exact)
    elif recorded != made and (exact or not _alike(recorded, made)):
        yield f"{where}: recorded {recorded!r}, made {made!r}"


def _alike(recorded: Any, made: Any) -> bool:
    """Whether two lines have the same label, and numbers that differ by no more than the tolerance."""
    old, new = (_LINE.fullmatch(line) if isinstance(line, str) else None for line in (recorded, made))
    if not old or not new or old["label"] != new["label"]:
        return False
    old_numbers, new_numbers = (
        [int(each) for each in (line["numbers"] or "").split()] for line in (old, new)
    )
    return len(old_numbers) == len(new_numbers) and all(
        abs(one - other) <= TOLERANCE for one, other in zip(old_numbers, new_numbers, strict=True)
    )


def changes(section: str, made: Any, *names: str, exact: bool) -> str:
    """Return the differences from a section of the record or from one of its entries; "" if none."""
    recorded = RECORDED[section]
    for name in names:
        recorded = recorded[name]
    found = list(differences(recorded, made, ", ".join((section, *names)), exact=exact))
    return "\n".join([*found, ADVICE]) if found else ""


@pytest.mark.parametrize("name", FILMS)
def test_a_film_is_what_it_was(name: str, exact: bool) -> None:
    assert changes("films", film_record(name), name, exact=exact) == ""


@pytest.mark.parametrize("model", list_models())
def test_paths_are_what_they_were(model: str, exact: bool) -> None:
    assert changes("paths", path_records(model), model, exact=exact) == ""


def test_pictures_read_as_they_did(exact: bool) -> None:
    assert changes("pictures", picture_records(), exact=exact) == ""


@pytest.mark.parametrize("name", LINKS)
def test_the_player_gets_the_message_it_got(name: str, exact: bool) -> None:
    assert changes("messages", message_record(name), name, exact=exact) == ""


def test_the_record_holds_what_the_tests_make() -> None:
    wanted = {"films": [*FILMS], "messages": [*LINKS], "paths": list_models()}
    assert {section: sorted(names) for section, names in wanted.items()} == {
        section: sorted(RECORDED[section]) for section in wanted
    }
    assert FILE.stat().st_size < MAX_SIZE


# The comparison itself

LINE = "films, f: recorded '12 340 | aa', made "


@pytest.mark.parametrize(
    ("made", "exact", "found"),
    [
        ("12 340 | aa", True, []),
        ("12 340 | bb", True, [LINE + "'12 340 | bb'"]),
        ("12 340 | bb", False, []),
        (f"{12 + TOLERANCE} {340 - TOLERANCE} | bb", False, []),
        ("12 343 | aa", False, [LINE + "'12 343 | aa'"]),
        ("12 340 7 | aa", False, [LINE + "'12 340 7 | aa'"]),
        ("refused", False, [LINE + "'refused'"]),
        (None, False, [LINE + "None"]),
    ],
)
def test_a_changed_line_is_named(made: object, exact: bool, found: list[str]) -> None:
    assert list(differences({"f": "12 340 | aa"}, {"f": made}, "films", exact=exact)) == found


@pytest.mark.parametrize("exact", [False, True])
def test_a_changed_reading_is_named(exact: bool) -> None:
    made = copy.deepcopy(RECORDED["pictures"])
    made["digit 7"][0] = made["digit 7"][0].replace("7: ", "1: ")
    made["digit 8"] = made["digit 8"] * 2
    del made["no ink"]
    found = list(differences(RECORDED["pictures"], made, "pictures", exact=exact))
    assert [sentence.partition(":")[0] for sentence in found] == [
        "pictures, digit 7, number 0",
        "pictures, digit 8",
        "pictures, no ink",
    ]
