"""``python -m runtime morph``: pictures and typed numbers, or a recipe, become a film."""

import dataclasses
import json
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import click
from click.core import ParameterSource

from runtime.cli.terminal import MODEL, Refused, aside, hushed
from runtime.ends.anchor import Anchor, anchor, in_hand, is_file
from runtime.ends.typed import MAX_SEED, draws, is_number
from runtime.errors import MorphError, shortened
from runtime.model.vae import Vae, load_vae
from runtime.morph.itinerary import AND_SO_ON, CYCLES, Cycle, count_through, filled_in, plan
from runtime.morph.layout import ALIGNMENTS, DEFAULT_ALIGNMENT, Alignment
from runtime.morph.morph import Morph
from runtime.morph.motion import Motion
from runtime.morph.recipe import model_name, read_look, read_recipe
from runtime.morph.timing import EASINGS, Easing
from runtime.path.path import DEFAULT_PATH, PATH_KINDS, PathKind, check_frame_count
from runtime.video import DEFAULT_FPS, DEFAULT_HEIGHT


class _Numbers(click.ParamType[list[int]]):
    """Whole numbers with commas between them."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[int]:
        try:
            return [int(number) for number in str(value).split(",")]
        except ValueError:
            self.fail(
                f"{shortened(value)} is no whole number, nor several with commas between them", param, ctx
            )


@click.command()
@click.argument("ends", nargs=-1)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The ending chooses the format")
@MODEL
@click.option(
    "--frames",
    "frame_counts",
    type=_Numbers(),
    default="60",
    show_default=True,
    help="From one end to the next, both included, 2 to 100,000; 60,30,30 gives each leg its own",
)
@click.option(
    "--hold",
    "holds",
    type=_Numbers(),
    default="0",
    show_default=True,
    help="Frames for which each end stands still besides; 15,0,15 gives each end its own",
)
@click.option(
    "--cycle",
    type=click.Choice(CYCLES),
    default="once",
    show_default=True,
    help="loop goes on from the last end to the first, ping-pong back the way it came: without a seam",
)
@click.option("--count", is_flag=True, help="Go through all whole numbers between the ends, up or down")
@click.option("--path", "kind", type=click.Choice(PATH_KINDS), default=DEFAULT_PATH, show_default=True)
@click.option("--even/--no-even", default=True, show_default=True, help="Equal steps look equally large")
@click.option("--easing", type=click.Choice(EASINGS), default="linear", show_default=True)
@click.option(
    "--stagger", default=0.0, show_default=True, help="0 moves all digits together, 1 one after another"
)
@click.option(
    "--align",
    type=click.Choice(ALIGNMENTS),
    default=DEFAULT_ALIGNMENT,
    show_default=True,
    help="How numbers of different lengths stand",
)
@click.option(
    "--true-ends",
    is_flag=True,
    help="Start and end on the very pictures, not on what the model makes of them",
)
@click.option(
    "--start-digits", type=click.IntRange(1, 8), help="Digits in the first picture  [default: find out]"
)
@click.option(
    "--end-digits", type=click.IntRange(1, 8), help="Digits in the last picture  [default: find out]"
)
@click.option(
    "--seed",
    type=click.IntRange(0, MAX_SEED),
    help="Draw typed digits at random, each end anew, the same for the same seed  [default: typical ones]",
)
@click.option(
    "--hand-of",
    type=click.Choice(["start", "end"]),
    help="Write the typed number at the other end as thick and as slanted as this end",
)
@click.option(
    "--recipe",
    "recipe_path",
    type=click.Path(path_type=Path),
    help="Make a film again, from its file or from JSON; it says ENDS and all that decides the frames",
)
@click.option(
    "--save-recipe",
    "save_path",
    type=click.Path(path_type=Path),
    help="Keep all that decides the frames in this JSON file",
)
@click.option("--fps", default=float(DEFAULT_FPS), show_default=True, help="Frames per second, 1 to 120")
@click.option("--height", default=DEFAULT_HEIGHT, show_default=True, help="Pixels, even, 28 to 1080")
@click.option("--loop/--once", default=True, show_default=True, help="Whether a GIF, WebP or APNG repeats")
@click.option("--paper", type=click.Choice(["dark", "light"]), default="dark", show_default=True)
@click.option("--pixels", is_flag=True, help="Show the real 28×28 pixels instead of smoothing")
def morph(
    ends: tuple[str, ...],
    out: Path,
    model: str,
    frame_counts: list[int],
    holds: list[int],
    cycle: Cycle,
    count: bool,
    kind: PathKind,
    even: bool,
    easing: Easing,
    stagger: float,
    align: Alignment,
    true_ends: bool,
    start_digits: int | None,
    end_digits: int | None,
    seed: int | None,
    hand_of: Literal["start", "end"] | None,
    recipe_path: Path | None,
    save_path: Path | None,
    **look: Any,
) -> None:
    """Morph ENDS, two or more, into one another: pictures of digits or numbers, or typed numbers such as 32.

    row512 is a row of the model's table of MNIST codes, and z=0.1,-0.4 a code of its own, with a number for
    each latent dimension, as links of the Explore page have it. A ... between two numbers counts: 1 ... 4 is
    1 2 3 4.

    They may have different lengths: a digit without a partner grows from nothing or shrinks to nothing.

    Endings: .mp4 .webm .gif .webp .apng .avi .png (filmstrip) .sheet.png (contact sheet) .zip (frames).
    """
    if recipe_path is not None:
        context = click.get_current_context()
        _refuse_beside_recipe(context)
        recipe = read_recipe(recipe_path)
        look |= {name: said for name, said in read_look(recipe).items() if not _is_said(context, name)}
        film = Morph.from_recipe(
            load_vae(model if _is_said(context, "model") else model_name(recipe)), recipe
        )
    else:
        if not ends:
            raise click.UsageError("Missing argument 'ENDS...'.")
        film = film_between(
            lambda: load_vae(model),
            _counted(_filled_in(ends)) if count else _filled_in(ends),
            frame_counts=frame_counts,
            holds=holds,
            cycle=cycle,
            digit_counts=(start_digits, end_digits),
            seed=seed,
            hand_of=hand_of,
            motion=Motion(kind, even, easing, stagger, align, true_ends),
        )
    if save_path is not None and save_path.resolve() == out.resolve():
        raise Refused(f"--out and --save-recipe both name '{out}'; give the recipe a file of its own")
    if save_path is not None and save_path.is_dir():
        raise Refused(f"'{save_path}' is a folder; name a file for --save-recipe, such as recipe.json")
    if save_path is None:
        film.save(out, **look)
    else:
        with aside(save_path, option="--save-recipe") as unfinished:  # both files, or neither
            unfinished.write_text(json.dumps(film.recipe() | {"look": look}) + "\n", encoding="utf-8")
            film.save(out, **look)
    click.echo(f"{out}: {film.frame_count} frames, {out.stat().st_size / 1000:,.0f} kB")


def film_between(
    open_vae: Callable[[], Vae],
    ends: Sequence[str | Anchor],
    *,
    frame_counts: Sequence[int],
    holds: Sequence[int],
    cycle: Cycle,
    digit_counts: tuple[int | None, int | None],
    seed: int | None,
    hand_of: Literal["start", "end"] | None,
    motion: Motion,
    words: Sequence[str] = (),
) -> Morph:
    """The film that the options of the command describe: one number of each kind for all, or one for each.

    ``words`` are the ends as they were written, where ``ends`` holds codes.

    Raises:
        LatentDigitsError: An end, an option or their number does not fit.
    """
    for frame_count in frame_counts:
        check_frame_count(frame_count)
    way: dict[str, Any] = {
        "steps": _one_or_all([frame_count - 1 for frame_count in frame_counts]),
        "holds": _one_or_all(holds),
        "cycle": cycle,
    }
    # Planned before any picture is read: what cannot be planned is said at once.
    plan(len(ends), **way, names=("--frames", "--hold"))
    for name, end, digit_count in zip(
        ("--start-digits", "--end-digits"), (ends[0], ends[-1]), digit_counts, strict=True
    ):
        if digit_count is not None and not _is_picture(end):
            raise MorphError(f"{name} is for pictures, and {shortened(end)} is no file; leave it out")
    written, hand = (-1, 0) if hand_of == "start" else (0, -1)
    number = (words or ends)[written]
    if hand_of is not None and (_is_picture(ends[written]) or not is_number(str(number))):
        raise MorphError(
            f"--hand-of {hand_of} is for a typed number at the other end, and {shortened(number)} is none; "
            "leave it out"
        )
    if seed is not None:
        _check_drawn(ends, words or ends, hand_of)
    vae = open_vae()
    # Only where a picture may be read: a server's terminal belongs to all of its threads.
    with hushed() if any(isinstance(end, str) for end in ends) else nullcontext():
        anchors = [
            anchor(vae, end, digit_count=digit_count, seed=seed, draw=draw)
            for end, digit_count, draw in zip(
                ends,
                (digit_counts[0], *[None] * (len(ends) - 2), digit_counts[1]),
                draws(len(ends)),
                strict=True,
            )
        ]
    if hand_of is not None:
        anchors[written] = in_hand(vae, str(number), anchors[hand])
    return Morph.sequence(vae, anchors, **way, **dataclasses.asdict(motion))


def _check_drawn(
    ends: Sequence[str | Anchor], words: Sequence[str | Anchor], hand_of: Literal["start", "end"] | None
) -> None:
    """Refuse a seed that draws nothing, as no end is a typed number but the one in a hand."""
    typed = [
        str(word)
        for end, word in zip(ends, words, strict=True)
        if not _is_picture(end) and is_number(str(word))
    ]
    if not typed:
        raise MorphError("--seed is for typed numbers, and no end is one; leave it out")
    if hand_of is not None and len(typed) == 1:
        raise MorphError(
            f"--seed is for typed numbers, and the only one, {typed[0]}, is in the hand of the {hand_of}; "
            "leave out --seed or --hand-of"
        )


def _is_picture(end: str | Anchor) -> bool:
    return isinstance(end, str) and is_file(end)


_LEFT_BESIDE_RECIPE = {"model", "out", "save_path", "recipe_path", "fps", "height", "loop", "paper", "pixels"}


def _refuse_beside_recipe(context: click.Context) -> None:
    """A recipe leaves nothing to say about what is in the frames."""
    for parameter in context.command.params:
        if parameter.name not in _LEFT_BESIDE_RECIPE and _is_said(context, parameter.name or ""):
            raise Refused(f"--recipe says already what {_said(parameter)} says; leave one of the two out")


def _is_said(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE


def _said(parameter: click.Parameter) -> str:
    return parameter.opts[0] if isinstance(parameter, click.Option) else "ENDS"


def _filled_in(ends: Sequence[str]) -> list[str]:
    """Ends with the numbers that a "..." between two of them counts."""
    for first, word, last in zip(ends, ends[1:], ends[2:], strict=False):
        if word in AND_SO_ON and is_number(first) and is_number(last) and int(first) == int(last):
            raise MorphError(
                f"{word} has nothing to count from {first} to {last}; "
                "give two different numbers, or leave it out"
            )
    return filled_in(ends)


def _counted(ends: Sequence[str]) -> tuple[str, ...]:
    """Typed numbers, and all whole numbers between each and the next."""
    numbers = list(ends[:1])
    for first, last in pairwise(ends):
        if first.isdecimal() and last.isdecimal() and int(first) == int(last):
            raise MorphError(
                f"--count has nothing to count from {shortened(first)} to {shortened(last)}; "
                "give two different numbers, or leave it out"
            )
        numbers += count_through(first, last)[1:]
    return tuple(numbers)


def _one_or_all(numbers: Sequence[int]) -> int | Sequence[int]:
    return numbers[0] if len(numbers) == 1 else numbers
