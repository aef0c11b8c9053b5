"""``laituri catalogue reports``: what is said to be wrong, and what was done."""

from __future__ import annotations

import click

from bot.cli.catalogue.common import opened, problems_in_words
from bot.settings import Settings


@click.command()
@click.option("--closed", is_flag=True, help="List those that are closed.")
@click.option("--close", "number", type=click.IntRange(1), metavar="NUMBER")
@click.option("--by", metavar="WHO", help="Who closes it: a role or initials.")
@click.option("--done", metavar="TEXT", help="What was done.")
@click.pass_obj
def reports(
    settings: Settings,
    closed: bool,
    number: int | None,
    by: str | None,
    done: str | None,
) -> None:
    """List what is said to be wrong in records, the oldest first; close it.

    A line is: number, how often, first and last day, what, by whom, record. Closed
    with --close NUMBER --by WHO --done TEXT.
    """
    from services_db.report_queue import close, queue

    by, done = (by or "").strip(), (done or "").strip()
    if number is not None and not (by and done):
        raise click.UsageError("--close needs --by WHO and --done TEXT")
    if len(by) > 100 or len(done) > 1000:
        raise click.UsageError("--by takes 100 characters, --done 1000")
    with problems_in_words(), opened(settings):
        if number is not None:
            if not close(settings.catalogue_url, number, by, done):
                raise click.ClickException(f"no open report {number}")
            click.echo(f"closed: {number}")
            return
        found = queue(settings.catalogue_url, closed=closed)
    for one in found:
        days = " to ".join(dict.fromkeys((str(one.first_on), str(one.last_on))))
        line = f"{one.id:5}  {one.count}x  {days}  {one.kind}  {one.role}"
        click.echo(f"{line}  {one.service_id}")
        if one.closed_on is not None:
            click.echo(f"       closed {one.closed_on} by {one.closed_by}: {one.done}")
    click.echo(f"{'closed' if closed else 'open'}: {len(found)}")
