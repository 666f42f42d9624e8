"""``batch``: turn a CSV file of pairs into a folder of films and a manifest."""

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
    help="Film format, unless a row has its own; see morph --help for all formats",
)
def batch(pairs: Path, out: Path, model: str, ending: str) -> None:
    """Make a film for each row of the CSV file PAIRS.

    The columns start and end accept the same values as the ENDS of morph; paths of pictures are relative to
    the folder of PAIRS. Optional columns are format and the names of morph's options, such as frames, path or
    height. Empty cells use the default.

    Films are named after their ends, such as 7-41.mp4; if the pair occurs again, 7-41-2.mp4. Existing films
    are kept if their settings still match the row, and replaced otherwise. The output folder also gets
    manifest.csv, a list of all rows with their files, states and errors.

    Rows that fail are reported and skipped; the exit status is then 2.
    """
    ending = format_ending(ending)
    rows = read_table(pairs)
    name_films(rows, ending)
    open_vae = lru_cache(_CACHED_MODELS)(load_vae)
    open_vae(model)  # report an invalid model before the first film
    try:
        out.mkdir(exist_ok=True)
    except OSError as error:
        raise Refused(
            f"cannot create the folder '{out}' ({error.strerror or error}); choose another --out"
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
            f"Stopped: {done} of {len(rows)} films are in '{out}'; run the same command to make the rest",
            err=True,
        )
        click.get_current_context().exit(1)
    counts = Counter(row.state for row in rows)
    click.echo(f"{out}: {counts['made']} films made, {counts['kept']} kept, {counts['failed']} failed")
    if counts["failed"]:
        raise Refused(
            f"{counts['failed']} of {len(rows)} rows of '{pairs}' failed; fix them and run the command again "
            "(it keeps finished films)"
        )


def _make(rows: Sequence[Row], films: Batch) -> None:
    """Make all films and the manifest, with a progress bar."""
    with manifest(films.folder, rows), tqdm(rows, unit="film", disable=None) as progress:
        for row in progress:
            make_row(row, films)
            if row.state == "failed":
                tqdm.write(row.sentence, file=sys.stderr)
