"""The judged queries are sound, and the order that they are for stays as good."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from services_db import Catalogue, import_curated, load_embedder, open_catalogue
from services_db.judging import (
    Judged,
    JudgedSetBroken,
    figures,
    read_judged,
    write_pools,
)
from services_db.judging.metrics import ndcg, recall
from services_db.judging.pool import pooled
from services_db.query_meaning import QueryMeaning
from services_db.sources import read

FOLDER = Path(__file__).with_name("judged")


@pytest.fixture(scope="module")
def judged() -> dict[str, list[Judged]]:
    return read_judged(FOLDER)


def test_the_set_is_wide_enough(judged: dict[str, list[Judged]]) -> None:
    everything = [one for part in judged.values() for one in part]
    assert set(judged) == {"tuning", "final"}
    assert len(everything) >= 150
    assert len({one.text for one in everything}) == len(everything)
    styles = Counter((one.language, one.style) for one in everything)
    for language in ("fi", "sv", "en"):
        for style in ("colloquial", "misspelt", "professional", "several"):
            assert styles[language, style] >= 3, (language, style)
    assert styles["fi", "undotted"] >= 10
    assert styles["sv", "undotted"] >= 5


def test_only_shipped_services_are_named(judged: dict[str, list[Judged]]) -> None:
    known = {record.id for record in read("curated", ()).services}
    for one in (one for part in judged.values() for one in part):
        assert one.grades.keys() <= known, one.text
        assert 2 in one.grades.values(), one.text


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    url = f"sqlite:///{tmp_path_factory.mktemp('judged')}/catalogue.sqlite"
    import_curated(url)
    return open_catalogue(url)


def test_what_was_reached_stays_reached(
    catalogue: Catalogue, judged: dict[str, list[Judged]]
) -> None:
    """Guards the order; ``bench search --judged`` prints the figures."""
    answers = [
        (one, [card.id for card in catalogue.search(one.query).services])
        for one in judged["tuning"]
    ]
    found = figures(answers, set())
    assert found.empty == 0
    assert found.wrong <= 10
    assert found.judged_5 > 0.7
    assert found.ndcg_5 > 0.78
    assert found.recall_10 > 0.95


def one(**changes: object) -> Judged:
    plain = {"text": "x", "language": "fi", "style": "several", "best": ("a", "b")}
    return Judged.model_validate({**plain, **changes})


def test_figures_are_what_they_say() -> None:
    assert ndcg(one(), ["a", "b"]) == 1
    assert ndcg(one(fine=("c",)), ["a", "b", "c"]) == 1
    assert ndcg(one(), ["b", "x", "a"]) == pytest.approx(0.9197, abs=1e-4)
    assert ndcg(one(), []) == 0
    assert recall(one(), [*"cdefghijk", "a", "b"]) == 0.5
    found = figures(
        [
            (one(best=("point",), wrong=("w",)), ["point", "w"]),
            (one(best=("a",), fine=("point",)), ["a", "point"]),
            (one(), []),
        ],
        {"point"},
    )
    assert (found.point_first, found.empty, found.wrong) == (0.5, 1, 1)


def test_the_pool_has_the_last_word() -> None:
    regraded = one(fine=("c",), pooled={2: ("c",), 0: ("a",)})
    assert regraded.grades == {"a": 0, "b": 2, "c": 2}
    assert ndcg(regraded, ["b", "c"]) == 1
    assert ndcg(regraded.without_pool, ["a", "b", "c"]) == 1
    assert recall(regraded, ["c", "a"]) == 0.5
    found = figures([(regraded, ["a", "b", "x", "y"])], set())
    assert found.judged_5 == 0.5
    assert found.ndcg_5 < found.ndcg_5_listed


def test_a_pool_tells_neither_system_nor_place() -> None:
    """What a system found tenth stands anywhere, and what is judged is out."""
    judged = one(pooled={0: ("k3",)})
    first = [f"k{n}" for n in range(8)]

    def ahead(_: Judged) -> list[str]:
        return first

    def behind(_: Judged) -> list[str]:
        return ["k9", *reversed(first)]

    found = pooled(judged, [ahead, behind])
    assert sorted(found) == ["k0", "k1", "k2", "k4", "k5", "k6", "k7", "k9"]
    assert found == pooled(judged, [behind, ahead])
    assert found != sorted(found)


def test_a_pool_is_written_for_who_judges(tmp_path: Path, catalogue: Catalogue) -> None:
    judged = tmp_path / "judged"
    judged.mkdir()
    (judged / "few.yml").write_text(
        "- {text: opintotuki, language: fi, style: several, best: [kela]}",
        encoding="utf-8",
    )
    meaning = QueryMeaning(load_embedder)
    with catalogue._connect() as connection:
        counted = write_pools(connection, judged, meaning, tmp_path / "out")
    (asked,) = yaml.safe_load((tmp_path / "out/few.yml").read_text(encoding="utf-8"))
    assert asked["text"] == "opintotuki"
    assert asked["services"]["student-financial-aid"]
    assert counted == {"few": len(asked["services"])}
    assert set(asked) == {"text", "municipality", "age", "services"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {text: x", "expected"),
        ("- {text: x, language: fi, style: several, best: []}", "at least one"),
        ("- {text: x, language: fi, style: odd, best: [a]}", "style"),
        ("- {text: x, language: fi, style: several, best: [a], wrong: [a]}", "twice"),
        (
            "- {text: x, language: fi, style: several, best: [a], "
            "pooled: {2: [a], 0: [a]}}",
            "pooled: a service is listed twice",
        ),
        ("<html>", "list"),
    ],
)
def test_a_broken_set_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "one.yml").write_text(text, encoding="utf-8")
    with pytest.raises(JudgedSetBroken, match=said):
        read_judged(tmp_path)
    with pytest.raises(JudgedSetBroken, match="no judged queries"):
        read_judged(tmp_path / "nowhere")
