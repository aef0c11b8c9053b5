"""``laituri catalogue ask-providers``: messages that ask whether records are right."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from bot.cli.catalogue.common import opened, problems_in_words
from bot.settings import Settings


@click.command(name="ask-providers")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option(
    "--older-than",
    default=180,
    show_default=True,
    type=click.IntRange(0, 3650),
    help="Records not dated or confirmed within these days.",
)
@click.option(
    "--valid",
    default=30,
    show_default=True,
    type=click.IntRange(1, 90),
    help="Days that a link can be used.",
)
@click.option("--language", default="fi", show_default=True)
@click.pass_obj
def ask_providers(
    settings: Settings, out: Path | None, older_than: int, valid: int, language: str
) -> None:
    """Write messages that ask providers whether their records are still right.

    One message for each e-mail address of the records, with a link for each record;
    printed, or one .eml file each in DIR, which must be empty. Nothing is sent: send
    them with your own mail program. Records without an address are listed at the end.
    """
    from bot.providers.mail import by_address, message
    from bot.store.keys import load_keys
    from bot.texts import languages
    from services_db.clock import now_in_finland
    from services_db.verifications import to_ask

    if settings.public_url is None:
        raise click.ClickException(
            "LAITURI_PUBLIC_URL is not set: the links need the address of the chat"
        )
    if language not in languages():
        raise click.BadParameter(
            f"one of {', '.join(languages())}", param_hint="--language"
        )
    today = now_in_finland().date()
    with problems_in_words(), opened(settings):
        asked = to_ask(settings.catalogue_url, today - timedelta(older_than), language)
    addressed, without = by_address(asked)
    keys, until = load_keys(settings.home), today + timedelta(valid)
    messages = [
        message(address, records, keys, settings.public_url, until, language)
        for address, records in sorted(addressed.items())
    ]
    if out is None:
        for one in messages:
            click.echo(f"To: {one['To']}\nSubject: {one['Subject']}\n")
            click.echo(one.get_content())
    else:
        _write(out, [one.as_bytes() for one in messages])
    click.echo(f"messages: {len(messages)}, records: {len(asked) - len(without)}")
    click.echo(f"without an e-mail address: {len(without)}")
    for record in without:
        click.echo(f"  {record.id} {record.name}")


def _write(folder: Path, messages: list[bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise click.ClickException(f"{folder}: is not empty, nothing was written")
        for number, raw in enumerate(messages, 1):
            (folder / f"{number:04}.eml").write_bytes(raw)
    except OSError as error:
        raise click.ClickException(f"{folder}: {error.strerror}") from None
