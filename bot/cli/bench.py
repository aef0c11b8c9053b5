"""``laituri bench``: times as they are on this machine; JSON figures last."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from bot.cli.catalogue.common import problems_in_words
from bot.settings import HELD_OUT, ROOT, Settings


def report(figures: dict[str, Any]) -> None:
    """Print the figures as one line of JSON, after everything else."""
    click.echo(json.dumps(figures, ensure_ascii=False))


@click.group()
def bench() -> None:
    """Measure search, understanding, the crisis screen, training, the whole chat."""


@bench.command()
@click.option("--queries", default=300, show_default=True)
@click.option(
    "--judged",
    is_flag=False,
    flag_value=str(ROOT / "tests/services_db/judged"),
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Judge the order with a folder of judged queries (the project's own).",
)
@click.option(
    "--pool",
    type=click.Path(path_type=Path, file_okay=False),
    help="With --judged: write there, shuffled, what nobody has judged yet.",
)
@click.pass_obj
def search(
    settings: Settings, queries: int, judged: Path | None, pool: Path | None
) -> None:
    """Search the catalogue by words, place and theme; milliseconds a query.

    With --judged: how good the order is, beside BM25 over raw words and over lemmas,
    on the shipped catalogue in a home of its own.
    """
    from bot.measure import search_figures
    from bot.measure_catalogue import judged_figures
    from services_db.judging import JudgedSetBroken

    if judged is None:
        with problems_in_words():
            report(search_figures(settings, queries))
        return
    try:
        report(judged_figures(settings, judged, pool))
    except JudgedSetBroken as error:
        raise click.ClickException(str(error)) from None


@bench.command()
@click.option("--messages", default=300, show_default=True)
@click.pass_obj
def nlu(settings: Settings, messages: int) -> None:
    """Parse messages with the trained model; milliseconds a message."""
    from bot.measure import nlu_figures

    report(nlu_figures(settings, messages))


@bench.command()
@click.option("--messages", default=60, show_default=True)
def screen(messages: int) -> None:
    """Screen messages of 4,000 characters for danger; milliseconds a message."""
    from bot.measure_screen import screen_figures

    report(screen_figures(messages))


@bench.command()
@click.option("--peer", is_flag=True, help="Beside Rasa's default configuration.")
@click.option(
    "--most", type=int, help="With --peer: at most so many sentences of a block."
)
@click.option(
    "--held-out",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=HELD_OUT,
    help="With --peer: the sentences to be measured by.",
)
@click.pass_obj
def train(settings: Settings, peer: bool, most: int | None, held_out: Path) -> None:
    """Train from nothing as a process of its own: wall, CPU, peak memory, size.

    With --peer, the same sentences also train Rasa's default configuration, with real
    TensorFlow in an environment of its own: tens of minutes the first time.
    """
    if not peer:
        from bot.measure import train_figures

        report(train_figures(settings))
        return
    from bot.peer.environment import PeerError
    from bot.peer.run import peer_figures

    try:
        figures = peer_figures(
            settings, most, held_out, lambda line: click.echo(line, err=True)
        )
    except PeerError as error:
        raise click.ClickException(str(error)) from None
    report(figures)


@bench.command()
@click.option("--turns", default=60, show_default=True)
@click.pass_obj
def chat(settings: Settings, turns: int) -> None:
    """Start a whole Laituri in a home of its own and talk to it with one user."""
    from bot.measure import chat_figures

    report(chat_figures(settings, turns, click.echo))


@bench.command()
@click.option("--services", "sizes", multiple=True, type=click.IntRange(100, 200_000))
@click.option("--database", metavar="URL", help="An empty one; default: SQLite.")
@click.option("--queries", default=300, show_default=True)
def catalogue(sizes: tuple[int, ...], database: str | None, queries: int) -> None:
    """Import and search an invented national catalogue; 5,000 and 50,000 services."""
    from bot.measure_size import size_figures

    chosen = sizes or (5_000, 50_000)
    report(size_figures(chosen, database, queries, click.echo))
