"""``laituri nlu``: understanding from the command line."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.settings import HELD_OUT, ROOT, Settings

if TYPE_CHECKING:
    from bot.nlu.evaluation import Answers

CONFIGS = (".yml", ".yaml")


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


FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
held_out_option = click.option(
    "--held-out",
    type=FOLDER,
    default=HELD_OUT,
    help="Folder of <language>.yml files with sentences nobody trained on.",
)
TWINS_SEED = 7


def ask(model: Path, held_out: Path, noisy: bool) -> dict[str, Answers]:
    """Ask a model about all held-out sentences, or about their noisy twins."""
    from functools import partial

    from tqdm import tqdm

    from bot.nlu.evaluation import answer, noisy_twins, read_held_out
    from bot.nlu.predict import Predictor

    predictor = Predictor(model)
    progress = partial(tqdm, unit="message", disable=None)
    found: dict[str, Answers] = {}
    for language, examples in read_held_out(held_out).items():
        asked = noisy_twins(examples, language, TWINS_SEED) if noisy else examples
        found[language] = answer(predictor.examine, language, asked, progress)
    return found


@nlu.command()
@held_out_option
@click.option("--model", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--safety",
    is_flag=True,
    help="Measure the crisis screen instead; needs no model. JSON comes last.",
)
@click.option(
    "--messages",
    type=FOLDER,
    default=ROOT / "tests" / "safety" / "messages",
    help="With --safety: folder of <language>.yml files with labelled messages.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="A folder for figures.json, figures.md and confusions.png; "
    "with --safety a JSON file.",
)
@click.pass_obj
def evaluate(
    settings: Settings,
    held_out: Path,
    model: Path | None,
    safety: bool,
    messages: Path,
    output: Path | None,
) -> None:
    """Measure the model by held-out sentences; train it first if needed."""
    if safety:
        _evaluate_safety(messages, held_out, output)
    else:
        _evaluate_model(settings, held_out, model, output)


def _evaluate_safety(messages: Path, held_out: Path, output: Path | None) -> None:
    from bot.nlu.evaluation import read_held_out
    from bot.nlu.predict import CRISIS
    from bot.safety import screen
    from bot.safety.evaluation import as_text
    from bot.safety.evaluation import evaluate as measure

    sentences = read_held_out(held_out)

    def ordinary(language: str) -> list[str]:
        return [one.text for one in sentences[language] if one.intent != CRISIS]

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


def _evaluate_model(
    settings: Settings, held_out: Path, model: Path | None, output: Path | None
) -> None:
    from bot.nlu.evaluation import figures
    from bot.nlu.evaluation.report import as_markdown, as_text, draw_confusions
    from bot.nlu.training import TrainingError, ensure_model

    with contextlib.redirect_stdout(sys.stderr):
        try:
            chosen = model or ensure_model(settings)
        except TrainingError as error:
            raise click.ClickException(str(error)) from None
        answers = ask(chosen, held_out, noisy=False)
        twins = ask(chosen, held_out, noisy=True)
    results = {name: figures(found, twins[name]) for name, found in answers.items()}
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        written = json.dumps(results, ensure_ascii=False, indent=1) + "\n"
        (output / "figures.json").write_text(written, encoding="utf-8")
        (output / "figures.md").write_text(as_markdown(results), encoding="utf-8")
        draw_confusions(answers.values(), output / "confusions.png")
    click.echo(as_text(results))


@nlu.command()
@click.argument("first", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("second", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@held_out_option
@click.option("--noisy", is_flag=True, help="By the noisy twins of the sentences.")
@click.pass_obj
def compare(
    settings: Settings, first: Path, second: Path, held_out: Path, noisy: bool
) -> None:
    """Put two models side by side: .tar.gz files, or config.yml files to train."""
    from bot.nlu.evaluation.compare import as_text
    from bot.nlu.evaluation.compare import compare as side_by_side
    from bot.nlu.training import TrainingError, ensure_variant

    with contextlib.redirect_stdout(sys.stderr):
        try:
            models = [
                ensure_variant(settings, path) if path.suffix in CONFIGS else path
                for path in (first, second)
            ]
        except TrainingError as error:
            raise click.ClickException(str(error)) from None
        one, other = (ask(model, held_out, noisy) for model in models)
    results = {name: side_by_side(found, other[name]) for name, found in one.items()}
    click.echo(as_text(results, (str(first), str(second))))
