"""``laituri catalogue embed``: the embeddings of texts that lack one."""

from __future__ import annotations

import click

from bot.cli.catalogue.common import opened, problems_in_words, progress_bar
from bot.settings import Settings


@click.command()
@click.pass_obj
def embed(settings: Settings) -> None:
    """Compute the embedding of each text that lacks one, so that meaning is searched.

    It can be stopped and started again; what is done stays done.
    """
    from services_db import EmbeddingUnavailable, load_embedder
    from services_db.embedding_texts import embed_missing

    with problems_in_words(), opened(settings), progress_bar("text") as progress:
        try:
            done = embed_missing(settings.catalogue_url, load_embedder(), progress)
        except EmbeddingUnavailable as error:
            raise click.ClickException(str(error)) from None
    click.echo(f"embedded: {done} texts")
