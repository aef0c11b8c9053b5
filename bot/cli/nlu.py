"""``laituri nlu``: understanding from the command line."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path

import click

from bot.settings import ROOT, Settings


@click.group()
def nlu() -> None:
    """Train the model and see what it understands."""


@nlu.command()
@click.pass_obj
def train(settings: Settings) -> None:
    """Train a model from the present data, whether it changed or not."""
    from bot.nlu.training import TrainingError
    from bot.nlu.training import train as train_model

    try:
        click.echo(train_model(settings))
    except TrainingError as error:
        raise click.ClickException(str(error)) from None


@nlu.command()
@click.pass_obj
def predict(settings: Settings) -> None:
    """Read {"text": ...} lines from stdin; write one JSON line for each, in order."""
    from bot.nlu.predict import Predictor, read_text
    from bot.nlu.training import TrainingError, ensure_model

    out = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        try:
            predictor = Predictor(ensure_model(settings))
        except TrainingError as error:
            raise click.ClickException(str(error)) from None
        for line in sys.stdin:
            found = predictor.predict(read_text(line))
            out.write(json.dumps(found, ensure_ascii=False) + "\n")
            out.flush()


@nlu.command()
@click.option(
    "--held-out",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=ROOT / "tests" / "nlu" / "heldout",
    help="Folder of <language>.yml files with sentences nobody trained on.",
)
@click.option(
    "--safety",
    is_flag=True,
    help="Measure the crisis screen instead; needs no model. JSON comes last.",
)
@click.option(
    "--messages",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=ROOT / "tests" / "safety" / "messages",
    help="With --safety: folder of <language>.yml files with labelled messages.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def evaluate(
    settings: Settings,
    held_out: Path,
    safety: bool,
    messages: Path,
    output: Path | None,
) -> None:
    """Measure the model by held-out sentences; train it first if needed."""
    if safety:
        _evaluate_safety(messages, held_out, output)
    else:
        _evaluate_model(settings, held_out, output)


def _evaluate_safety(messages: Path, held_out: Path, output: Path | None) -> None:
    from bot.nlu.evaluation import read_held_out
    from bot.nlu.predict import CRISIS
    from bot.safety import screen
    from bot.safety.evaluation import as_text
    from bot.safety.evaluation import evaluate as measure

    def ordinary(language: str) -> list[str]:
        examples = read_held_out(held_out / f"{language}.yml")
        return [one.text for one in examples if one.intent != CRISIS]

    try:
        results = measure(messages, lambda text: screen(text).tier, ordinary)
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(as_text(results))
    _write(results, output)
    click.echo(json.dumps(results, ensure_ascii=False))


def _write(results: object, output: Path | None) -> None:
    if output is not None:
        written = json.dumps(results, ensure_ascii=False, indent=1) + "\n"
        output.write_text(written, encoding="utf-8")


def _evaluate_model(settings: Settings, held_out: Path, output: Path | None) -> None:
    from functools import partial

    from tqdm import tqdm

    from bot.nlu.evaluation import as_text
    from bot.nlu.evaluation import evaluate as measure
    from bot.nlu.predict import Predictor
    from bot.nlu.training import TrainingError, ensure_model

    with contextlib.redirect_stdout(sys.stderr):
        try:
            predictor = Predictor(ensure_model(settings))
        except TrainingError as error:
            raise click.ClickException(str(error)) from None
        progress = partial(tqdm, unit="message", disable=None)
        results = measure(predictor.predict, held_out, progress)
    _write(results, output)
    click.echo(as_text(results))
