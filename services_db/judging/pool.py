"""What is to be judged: for each query, what any of the systems found, unordered.

As TREC does it: whoever judges sees query and services, not who found what or where.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Connection, select

from services_db import models as m
from services_db.judging.judged import Judged, read_judged
from services_db.judging.run import System, systems
from services_db.query_meaning import QueryMeaning
from services_db.search_index import read_index


def write_pools(
    connection: Connection, folder: Path, meaning: QueryMeaning, out: Path
) -> dict[str, int]:
    """Write a file to be judged for each part of the set; return how many services.

    What was judged in an earlier pool is not in it again.

    Raises:
        JudgedSetBroken: when the set cannot be read.
    """
    index = read_index(connection)
    known = systems(connection, index, meaning)
    text = m.ServiceText
    read = connection.execute(
        select(text.service_id, text.name, text.summary).order_by(text.language)
    )
    said: dict[str, str] = {}
    for key, name, summary in read:
        said.setdefault(key, f"{name}. {summary}")
    counted = {}
    out.mkdir(parents=True, exist_ok=True)
    for part, judged in read_judged(folder).items():
        sheet = [_lines(one, pooled(one, known.values()), said) for one in judged]
        counted[part] = sum(len(line["services"]) for line in sheet)
        (out / f"{part}.yml").write_text(
            yaml.safe_dump(sheet, allow_unicode=True, sort_keys=False, width=1000),
            encoding="utf-8",
        )
    return counted


def pooled(judged: Judged, known: Iterable[System]) -> list[str]:
    """Return what the systems found and no pool has judged, shuffled by the query."""
    graded = {key for keys in judged.pooled.values() for key in keys}
    found = sorted({key for system in known for key in system(judged)} - graded)
    random.Random(judged.text).shuffle(found)
    return found


def _lines(judged: Judged, found: list[str], said: dict[str, str]) -> dict[str, Any]:
    asked = {"text": judged.text, "municipality": judged.municipality}
    services = {key: said[key] for key in found}
    return {**asked, "age": judged.age, "services": services}
