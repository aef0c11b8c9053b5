"""``laituri doctor``: what is in order and what is not, in plain lines."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from bot import synthetic
from bot.alarm import told
from bot.settings import ROOT, Settings


def migration_problems() -> Iterator[str]:
    """Yield where models and migrations differ, in catalogue and store."""
    import bot.store.db
    import services_db.db

    with tempfile.TemporaryDirectory() as folder:
        for name, module in (("catalogue", services_db.db), ("store", bot.store.db)):
            url = f"sqlite:///{folder}/{name}.sqlite"
            module.migrate(url)
            for problem in module.check_migrations(url):
                yield f"{name}: {problem}"


def exposure(settings: Settings) -> Iterator[str]:
    """Yield what is missing or readable by others where people can reach the chat."""
    reachable = settings.public_url is not None or not settings.is_loopback
    if reachable and settings.controller is None:
        yield "LAITURI_CONTROLLER: the privacy notice does not say who is responsible"
    if reachable and settings.rate_limit == "off":
        yield "LAITURI_RATE_LIMIT is off"
    secrets = [Path(".env"), *settings.home.glob("keys/*")]
    for path in secrets:
        if path.is_file() and path.stat().st_mode & 0o077:
            yield f"{path}: others can read it; chmod 600"


def problems(settings: Settings) -> Iterator[str]:
    """Yield what an operator should mend before young people come."""
    from bot.safety import contacts
    from services_db import CatalogueUnavailable, open_catalogue

    yield from contacts.check()
    yield from exposure(settings)
    yield from telegram_problems(settings)
    try:
        with open_catalogue(settings.catalogue_url) as catalogue:
            if not catalogue.status().services:
                yield "catalogue: empty; run `laituri catalogue import curated`"
    except CatalogueUnavailable as error:
        yield f"catalogue: {error}"
    if not list(Path(settings.models_dir).glob("*.tar.gz")):
        yield "model: none yet; run `laituri nlu train`"
    if not (ROOT / "domain.yml").exists():
        yield "domain.yml is missing: run laituri from a checkout"


def telegram_problems(settings: Settings) -> Iterator[str]:
    """Yield what Telegram says of the bot, and what the running gateway found."""
    if settings.telegram_token is None:
        return
    from bot.telegram.watch import ask_account

    found = asyncio.run(ask_account(settings))
    seen = told(settings.telegram_file).problems
    for line in dict.fromkeys((*found, *seen)):
        yield f"Telegram: {line}"


@click.command()
@click.option("--migrations", is_flag=True, help="Only compare models and migrations.")
@click.option(
    "--talk",
    is_flag=True,
    help="Only be a synthetic user of the running Laituri: in the chat API and the "
    "WebSocket, ask for something and say that there is danger. Leaves nothing behind. "
    "With a Telegram bot, also say whether it hears and is heard.",
)
@click.pass_obj
def doctor(settings: Settings, migrations: bool, talk: bool) -> None:
    """Check contacts, catalogue, model and migrations; exit 1 on a problem."""
    if talk:
        found = asyncio.run(synthetic.problems(settings))
        found += telegram_problems(settings)
    else:
        found = [] if migrations else list(problems(settings))
        found += migration_problems()
    for problem in found:
        click.echo(problem)
    if found:
        sys.exit(1)
    click.echo("In order.")
