"""``laituri nlu``: understanding from the command line."""

from __future__ import annotations

import contextlib
import json
import sys

import click

from bot.settings import Settings


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
