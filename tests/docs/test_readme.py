"""What the documents say is so: figures, links, make targets, the map of the house."""

import json
import re
from pathlib import Path

import pytest
from docs.documents import DOCUMENTS, README, ROOT, name_of, text_of

from runtime import list_models, load_vae

MODELS = ROOT / "docs" / "models.md"
QUALITY_PAGE = ROOT / "docs" / "quality.md"
QUALITY = ROOT / "benchmarks" / "results" / "quality.json"
PACKAGES = ("runtime", "dashboard", "train", "export", "benchmarks")
MAX_README_LINES = 200


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= MAX_README_LINES


def test_model_table_is_that_of_the_cards() -> None:
    measured = json.loads(QUALITY.read_text(encoding="utf-8"))["models"]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", README.read_text(encoding="utf-8"), re.MULTILINE))
    assert sorted(rows) == sorted(list_models())
    for name, row in rows.items():
        card = load_vae(name).card
        metric = {label: entry.value for label, entry in card.metrics.items()}
        expected = [
            str(card.latent_dim),
            *(f"{metric[label]:.2f}" for label in ("reconstruction_nats", "kl_nats", "negative_elbo")),
            f"{metric['mse']:.4f}",
            f"{metric['knn_accuracy']:.1%}".replace("%", " %"),
            f"{measured[name]['nll']:.1f}" if "nll" in measured[name] else "–",
        ]
        assert row.split(" | ")[1 : 1 + len(expected)] == expected, name


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_lead_to_files(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)|(?:src|srcset|href)=\"([^\"]+)\"", text)
    for link in (markdown or html for markdown, html in links):
        if not link.startswith(("http://", "https://", "#")):
            assert (document.parent / link.partition("#")[0]).exists(), f"{document.name} links to {link}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_make_targets_exist(document: Path) -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"`make (\w+)|^make (\w+)", text, re.MULTILINE)
    assert {inline or fenced for inline, fenced in named} <= targets


def test_notebook_says_no_path_of_this_machine() -> None:
    notebook = json.loads((ROOT / "docs" / "tour.ipynb").read_text(encoding="utf-8"))
    assert str(ROOT) not in json.dumps(notebook)


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (ROOT / "docs" / "pictures").iterdir()}
    assert sizes.pop("32-41.gif") <= 400_000
    assert sizes.pop("7-41.gif") <= 400_000
    assert max(sizes.values()) <= 200_000
    assert sum(sizes.values()) < 1_600_000


def folders_on_the_map() -> set[str]:
    """The folders that the map of docs/architecture.md shows, by their paths."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = text.split("## The map\n")[1].split("\n## ")[0]
    found, way = set(), list[str]()
    for indent, name in re.findall(r"^    ( *)(\S+)", section, re.MULTILINE):
        way[len(indent) // 2 :] = [name.removesuffix("/")]
        if name.endswith("/"):
            found.add("/".join(way))
    return found


def test_the_map_shows_every_folder() -> None:
    there = {
        path.parent.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
    }
    on_the_map = folders_on_the_map()
    assert there <= on_the_map
    assert not [name for name in on_the_map if not (ROOT / name).is_dir()]
    assert on_the_map - there == {"models", "tests", "tests/golden", "tests/browser", "docs"}


def test_cards_and_bench_agree() -> None:
    """Export measures with torch, the bench through the runtime: the same figures come out."""
    measured = json.loads(QUALITY.read_text(encoding="utf-8"))["models"]
    assert sorted(measured) == sorted(list_models())
    for name, figures in measured.items():
        metrics = load_vae(name).card.metrics
        assert figures["mse"] == pytest.approx(metrics["mse"].value, abs=1e-4), name
        assert figures["knn"] == pytest.approx(metrics["knn_accuracy"].value, abs=1e-3), name


def test_morph_table_is_that_of_the_bench() -> None:
    measured = json.loads(QUALITY.read_text(encoding="utf-8"))
    rows = dict(
        re.findall(r"^\| ([\w, -]+) \| ((?:[\d.]+ \| ){6}[\d.–]+) \|$", text_of(QUALITY_PAGE), re.MULTILINE)
    )
    assert {"pixel cross-fade", "mlp20, linear", "mlp20, geodesic, even"} <= set(rows)
    for label, row in rows.items():
        figures = measured["morphs"][label]
        expected = [f"{figures[name]:.3f}" for name in ("own", "sure")]
        expected += [f"{figures.get(name, 1):.2f}" for name in ("step", "length")]  # a fade is its own line
        expected += [f"{figures[name]:.3f}" for name in ("ink", "slant")]
        expected += [f"{figures['fid']:.1f}" if "fid" in figures else "–"]
        assert row.split(" | ") == expected, label
