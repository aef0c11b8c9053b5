"""``laituri catalogue serve``: the catalogue over HTTP, in the HSDS shape."""

from __future__ import annotations

import click

from bot.cli.catalogue.common import opened, problems_in_words
from bot.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8090, show_default=True, type=click.IntRange(1, 65535))
@click.pass_obj
def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the read API until Ctrl-C; /docs describes it.

    It has no limits of its own: put a proxy in front of it before you open it to
    others.
    """
    from services_db.api.app import create_app
    from services_db.api.server import make_server

    with problems_in_words(), opened(settings):
        pass
    click.echo(f"http://{host}:{port}/docs")
    server = make_server(create_app(settings.catalogue_url), host, port)
    server.run()
    if not server.started:
        raise click.ClickException(f"cannot listen on {host}:{port}")
