"""What ``laituri bench`` measures of the catalogue: order and size."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.measure import own_home
from bot.settings import Settings
from services_db import EmbeddingUnavailable, import_curated, load_embedder


def judged_figures(
    settings: Settings, folder: Path, pools: Path | None = None
) -> dict[str, Any]:
    """Judge the order of the shipped catalogue, with meaning where there is one.

    With ``pools``: write there what is still to be judged, and count it.
    """
    from services_db import db
    from services_db.embedding_texts import embed_missing
    from services_db.judging import judge, write_pools
    from services_db.query_meaning import QueryMeaning

    with own_home() as home:
        url = settings.model_copy(update={"home": home}).catalogue_url
        import_curated(url)
        with suppress(EmbeddingUnavailable):
            embed_missing(url, load_embedder())
        with db.reading(url) as connection:
            meaning = QueryMeaning(load_embedder)
            if pools is not None:
                return write_pools(connection, folder, meaning, pools)
            parts = judge(connection, folder, meaning)
    return {"bench": "judged", **parts}
