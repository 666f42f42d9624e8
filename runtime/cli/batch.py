"""``python -m runtime batch``: a CSV of pairs becomes a folder of films and a manifest."""

import sys
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import click
from tqdm import tqdm

from runtime.batch.films import Batch, make_row, picture_beside
from runtime.batch.manifest import manifest
from runtime.batch.rows import Row, format_ending, name_films, read_table
from runtime.cli.options import setting_option
from runtime.cli.terminal import Refused, read_end_quietly
from runtime.model.vae import load_vae
from runtime.morph.settings import FilmSettings

_CACHED_MODELS = 4


@click.command()
@click.argument("pairs", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Output folder (created if missing)",
)
@setting_option("model")
@click.option(
    "--format",
    "ending",
    default="mp4",
    show_default=True,
    help="The ending of the films; see morph --help for all endings",
)
def batch(pairs: Path, out: Path, model: str, ending: str) -> None:
    """Make a film of each row of the CSV file PAIRS, and manifest.csv, in the folder --out.

    The columns start and end take what morph takes as ENDS. Paths of pictures are relative to the folder of
    PAIRS. Further columns are optional and have the names of morph's options (frames, path, height …) or
    format; an empty cell keeps the default. Films are named after their ends, such as 7-41.mp4, and
    7-41-2.mp4 when a pair comes again. A film that is already there is kept if it was made as its row says,
    and replaced if not. Rows that fail are reported and skipped; the exit status is then 2.
    """
    ending = format_ending(ending)
    rows = read_table(pairs)
    name_films(rows, ending)
    open_vae = lru_cache(_CACHED_MODELS)(load_vae)
    open_vae(model)  # a model that cannot be opened is refused before the first film
    try:
        out.mkdir(exist_ok=True)
    except OSError as error:
        raise Refused(
            f"cannot make the folder '{out}' ({error.strerror or error}); name another --out"
        ) from error
    films = Batch(
        folder=out,
        settings=FilmSettings(model=model),
        ending=ending,
        open_vae=open_vae,
        cell_end=lambda _vae, text, _seed, _draw: picture_beside(pairs.parent, text),
        read_end=read_end_quietly,
    )
    try:
        _make(rows, films)
    except KeyboardInterrupt:
        done = sum(row.state in ("made", "kept") for row in rows)
        click.echo(
            f"Stopped: {done} of {len(rows)} films are done, in '{out}'; the same command goes on from there",
            err=True,
        )
        click.get_current_context().exit(1)
    counts = Counter(row.state for row in rows)
    click.echo(f"{out}: {counts['made']} films made, {counts['kept']} kept, {counts['failed']} failed")
    if counts["failed"]:
        raise Refused(
            f"{counts['failed']} of {len(rows)} rows of '{pairs}' failed; mend them and run this again: "
            "films that are there are kept"
        )


def _make(rows: Sequence[Row], films: Batch) -> None:
    """Make all films, with a progress bar, and the manifest."""
    with manifest(films.folder, rows), tqdm(rows, unit="film", disable=None) as waiting:
        for row in waiting:
            make_row(row, films)
            if row.state == "failed":
                tqdm.write(row.sentence, file=sys.stderr)
