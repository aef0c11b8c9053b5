"""Services that the actions name by id are in the shipped catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.request_human import HUMANS_ANYWHERE
from actions.search import BY_PLACE_OF_STUDY, FIRST_PEOPLE
from services_db import import_curated, open_catalogue


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("catalogue") / "catalogue.sqlite"
    import_curated(f"sqlite:///{path}")
    return f"sqlite:///{path}"


@pytest.mark.parametrize("ids", [HUMANS_ANYWHERE, BY_PLACE_OF_STUDY, FIRST_PEOPLE])
def test_every_id_named_is_a_service(url: str, ids: tuple[str, ...]) -> None:
    with open_catalogue(url) as catalogue:
        cards = catalogue.cards(ids, "fi")
    assert [card.id for card in cards] == list(ids)


def test_a_child_finds_the_childrens_line_among_people(url: str) -> None:
    with open_catalogue(url) as catalogue:
        cards = catalogue.cards(HUMANS_ANYWHERE, "fi")
    assert "116 111" in {c.value for card in cards for c in card.contacts}
