"""Meaning: embeddings beside the texts, used when there, missed by nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest
import sqlalchemy as sa

from services_db import (
    Catalogue,
    EmbeddingUnavailable,
    Query,
    ServiceRecord,
    db,
    import_curated,
)
from services_db.embedding_texts import embed_missing, take_shipped
from services_db.packed_vectors import pack
from services_db.ranking.meaning import Meanings
from services_db.shipped_embeddings import key_of, shipped
from services_db.sources import read
from services_db.text_vectors import kept_as, passage, vectors_of
from services_db.theme_guess import theme_weights

Make = Callable[..., ServiceRecord]
Fill = Callable[..., Catalogue]
TODAY = date(2026, 11, 24)


class Toy:
    """An embedder whose vectors say which of three subjects a text is about."""

    dimension = 4
    SUBJECTS = ("home", "money", "friend")

    def __init__(self, name: str = "toy") -> None:
        self.name = name
        self.read: list[str] = []

    def embed(self, texts: Sequence[str], kind: str = "query") -> np.ndarray:
        self.read += texts
        found = [[*(s in text for s in self.SUBJECTS), 0.2] for text in texts]
        vectors = np.array(found, np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def world(make: Make) -> list[ServiceRecord]:
    subjects = ("home", "money", "friend", "x", "x", "x", "x", "x", "x", "x")
    return [make(f"s{n}", summary=f"about {what}") for n, what in enumerate(subjects)]


def opened(url: str, embedder: Toy) -> Catalogue:
    return Catalogue(db.connect(url), lambda: embedder)


def found(catalogue: Catalogue, text: str) -> list[str]:
    cards = catalogue.search(Query(text=text, today=TODAY, limit=50)).services
    return [card.id for card in cards]


def test_meaning_finds_what_shares_no_word(fill: Fill, make: Make, url: str) -> None:
    fill(*world(make), url=url)
    assert embed_missing(url, Toy()) == 10
    with opened(url, Toy()) as catalogue:
        assert found(catalogue, "a friendly soul") == ["s2"]
        assert found(catalogue, "moneyless") == ["s1"]


def test_without_an_embedding_words_are_searched(
    fill: Fill, make: Make, sqlite_url: str
) -> None:
    fill(*world(make))
    embed_missing(sqlite_url, Toy())

    def missing() -> Toy:
        raise EmbeddingUnavailable("off")

    with Catalogue(db.connect(sqlite_url), missing) as catalogue:
        assert found(catalogue, "moneyless") == []
        assert found(catalogue, "money") == ["s1"]


def test_vectors_of_another_model_are_not_compared(
    fill: Fill, make: Make, sqlite_url: str
) -> None:
    fill(*world(make))
    embed_missing(sqlite_url, Toy("older"))
    with opened(sqlite_url, Toy("newer")) as catalogue:
        assert found(catalogue, "moneyless") == []
        embed_missing(sqlite_url, Toy("newer"))
        assert found(catalogue, "moneyless") == ["s1"]


def test_each_text_is_embedded_once_and_a_stop_loses_nothing(
    fill: Fill, make: Make, url: str
) -> None:
    fill(*(make(f"s{n:03}", summary=f"Kuvaus {n}.") for n in range(80)), url=url)

    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        assert total == 80
        if done >= 32:
            raise Stopped

    toy = Toy()
    with pytest.raises(Stopped):
        embed_missing(url, toy, stop)
    assert embed_missing(url, toy) == 48
    assert embed_missing(url, toy) == 0
    assert len(toy.read) == len(set(toy.read)) == 80


def test_a_changed_text_is_embedded_again(
    fill: Fill, make: Make, sqlite_url: str
) -> None:
    fill(make("a"), make("b"))
    embed_missing(sqlite_url, Toy())
    fill(make("a", summary="about money"), make("b"))
    toy = Toy()
    assert embed_missing(sqlite_url, toy) == 1
    assert toy.read == ["Palvelu a. about money"]


def test_the_words_that_people_use_count_most() -> None:
    toy = Toy()
    plain, mixed = vectors_of(
        toy, [passage("Desk", "friend", ()), passage("Desk", "friend", ["money"])]
    )
    home, money, friend = toy.embed(["home", "money", "friend"])
    assert plain @ friend == pytest.approx(1)
    assert mixed @ money > 2 * (mixed @ friend)
    assert mixed @ friend > mixed @ home
    assert np.linalg.norm(mixed) == pytest.approx(1)


def test_keywords_are_embedded_alike_in_any_order() -> None:
    assert passage("a", "b", ["y", "x", "y"]) == passage("a", "b", ["x", "y"])
    assert passage("a", "b", ()).text == "a. b"


def test_vectors_composed_in_an_older_way_are_computed_anew(
    fill: Fill, make: Make, sqlite_url: str
) -> None:
    fill(*world(make))
    embed_missing(sqlite_url, Toy())
    with db.opened(sqlite_url) as engine, engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE service_text SET embedding_model = 'toy' WHERE id % 2 = 0")
        )
    assert embed_missing(sqlite_url, Toy()) == 5
    assert embed_missing(sqlite_url, Toy()) == 0


def test_a_text_is_about_one_thing_more_than_about_others() -> None:
    """Likelihoods share one whole, so that no text is surely about everything."""
    weights = theme_weights()
    for number in range(len(weights.rows)):
        row = weights.rows[number]
        likely = weights.guess(row / np.linalg.norm(row), weights.model)
        assert sum(likely.values()) <= 1.001
        assert next(iter(likely), None) is not None


def test_the_readers_language_counts() -> None:
    toy = Toy()
    vectors = [
        (number, language, pack(toy.embed([text])[0]).tobytes())
        for number in range(10)
        for language, text in (("fi", "x"), ("sv", "money" if number == 3 else "x"))
    ]
    meanings = Meanings("toy", 10, vectors, 4)
    numbers = np.arange(10, dtype=np.int32)
    query = toy.embed(["money"])[0]
    assert meanings.nearness(query, numbers, "fi").max() == 0
    assert meanings.nearness(query, numbers, "sv").argmax() == 3
    assert meanings.nearness(query, numbers, "en").max() == 0


def test_the_shipped_texts_have_their_embeddings(sqlite_url: str) -> None:
    """When it fails: ``.venv/bin/python scripts/embed_curated.py``."""
    import_curated(sqlite_url)
    engine = db.connect(sqlite_url)
    with engine.connect() as connection:
        without = connection.scalar(
            sa.text("SELECT count(*) FROM service_text WHERE embedding IS NULL")
        )
    engine.dispose()
    assert without == 0
    assert take_shipped(sqlite_url) == 0


def test_shipped_vectors_and_weights_are_of_one_model() -> None:
    model, vectors = shipped()
    assert kept_as(theme_weights().model) == model
    assert len(vectors) >= len(read("curated", ()).services)
    assert {len(vector) for vector in vectors.values()} == {384}
    assert len(key_of(model, "text")) == 16
    assert theme_weights().guess(np.zeros(384, np.float32), "other") == {}


def test_a_change_is_seen_by_the_next_search(fill: Fill, make: Make, url: str) -> None:
    catalogue = fill(make("a"), url=url)
    assert found(catalogue, "") == ["a"]
    other = fill(make("a"), make("b"), url=url)
    assert found(catalogue, "") == found(other, "") == ["a", "b"]


def test_what_all_sentences_share_is_left_out() -> None:
    """A text in the middle of all that people say says little of its own."""
    weights = theme_weights()
    middle = weights.middle
    own = weights.what_is_its_own(middle, weights.model)
    assert np.linalg.norm(own) < 0.5 * np.linalg.norm(middle)
    assert weights.what_is_its_own(middle, "other") is middle
