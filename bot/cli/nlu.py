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
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def evaluate(settings: Settings, held_out: Path, output: Path | None) -> None:
    """Measure the model by held-out sentences; train it first if needed."""
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
    if output is not None:
        written = json.dumps(results, ensure_ascii=False, indent=1) + "\n"
        output.write_text(written, encoding="utf-8")
    click.echo(as_text(results))
