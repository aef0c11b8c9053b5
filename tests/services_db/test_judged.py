"""The judged queries are sound, and the order that they are for stays as good."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from services_db import Catalogue, import_curated, open_catalogue
from services_db.judging import Judged, JudgedSetBroken, figures, read_judged
from services_db.judging.metrics import ndcg, recall
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
        assert {*one.best, *one.fine, *one.wrong} <= known, one.text


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
    assert found.wrong == 0
    assert found.ndcg_5 > 0.75
    assert found.recall_10 > 0.85


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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {text: x", "expected"),
        ("- {text: x, language: fi, style: several, best: []}", "at least one"),
        ("- {text: x, language: fi, style: odd, best: [a]}", "style"),
        ("- {text: x, language: fi, style: several, best: [a], wrong: [a]}", "twice"),
        ("<html>", "list"),
    ],
)
def test_a_broken_set_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "one.yml").write_text(text, encoding="utf-8")
    with pytest.raises(JudgedSetBroken, match=said):
        read_judged(tmp_path)
    with pytest.raises(JudgedSetBroken, match="no judged queries"):
        read_judged(tmp_path / "nowhere")
