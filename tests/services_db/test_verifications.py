"""The word of providers: what a card then says, and who is asked, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

from services_db import Catalogue, Query, ServiceCard, verifications
from services_db.checkup import check
from services_db.clock import now_in_finland
from tests.services_db.conftest import Fill, Make
from tests.services_db.statement import run, version_of

OLD = "2019-05-01"
TODAY = now_in_finland().date()


def card(catalogue: Catalogue, key: str = "a") -> ServiceCard:
    (found,) = catalogue.cards([key], "fi")
    return found


def test_a_word_that_it_is_right_freshens_the_card_and_keeps_the_sources_date(
    fill: Fill, make: Make, url: str
) -> None:
    catalogue = fill(make("a", verified_on=OLD), url=url)
    assert "2019" in " ".join(card(catalogue).why)
    assert "a" in check(url).thin["older than two years"]
    said = verifications.answer(url, "a", version_of(url, "a"), "mark", right=True)
    assert said == "open"
    now = card(catalogue)
    assert (now.verified_on, now.confirmed_on) == (date(2019, 5, 1), TODAY)
    assert "2019" not in " ".join(now.why)
    assert "a" not in check(url).thin["older than two years"]
    assert catalogue.search(Query()).services[0].confirmed_on == TODAY


def test_a_changed_record_is_not_confirmed_any_more(
    fill: Fill, make: Make, url: str
) -> None:
    catalogue = fill(make("a"), url=url)
    before = version_of(url, "a")
    verifications.answer(url, "a", before, "mark", right=True)
    fill(make("a", summary="Uusi kuvaus."), url=url)
    assert card(catalogue).confirmed_on is None
    assert verifications.state(url, "a", before, "other") == "changed"
    assert verifications.answer(url, "a", before, "other", right=True) == "changed"
    fill(make("a"), url=url)
    assert card(catalogue).confirmed_on == TODAY


def test_a_link_answers_once(fill: Fill, make: Make, url: str) -> None:
    catalogue = fill(make("a"), url=url)
    version = version_of(url, "a")
    assert verifications.answer(url, "a", version, "mark", right=False) == "open"
    assert verifications.answer(url, "a", version, "mark", right=True) == "used"
    assert verifications.state(url, "a", version, "mark") == "used"
    assert card(catalogue).confirmed_on is None
    queued = "SELECT service_id, kind, role, count, closed_on FROM report"
    assert run(url, queued) == [("a", "other", "provider", 1, None)]


def test_a_record_that_is_gone_is_said_to_be(fill: Fill, make: Make, url: str) -> None:
    fill(make("a"), url=url)
    assert verifications.state(url, "b", "0" * 16, "mark") == "gone"
    assert verifications.state(url, "a", "", "mark") == "changed"
    assert verifications.shown(url, "b", "fi") is None


def test_who_is_asked(fill: Fill, make: Make, url: str) -> None:
    def mail(value: str, **more: object) -> dict[str, object]:
        return {"kind": "email", "value": value, **more}

    fill(
        make(
            "a",
            verified_on=OLD,
            contacts=[mail("pro@a.example", professional=True), mail("all@a.example")],
        ),
        make("b", verified_on=None),
        make("c", verified_on=str(TODAY), contacts=[mail("c@c.example")]),
        make(
            "d",
            verified_on=OLD,
            providers=[
                {
                    "area": "municipality:179",
                    "name": {"fi": "D"},
                    "contacts": [mail("area@d.example")],
                }
            ],
        ),
        url=url,
    )

    def asked() -> list[tuple[str, str | None]]:
        since = TODAY - timedelta(180)
        return [(one.id, one.email) for one in verifications.to_ask(url, since, "fi")]

    assert asked() == [("a", "all@a.example"), ("b", None), ("d", None)]
    verifications.answer(url, "a", version_of(url, "a"), "mark", right=True)
    assert asked() == [("b", None), ("d", None)]


def test_old_words_are_forgotten(fill: Fill, make: Make, url: str) -> None:
    fill(make("a"), url=url)
    version = version_of(url, "a")
    verifications.answer(url, "a", version, "first", right=True)
    long_ago = date(TODAY.year - verifications.KEPT_YEARS - 1, 12, 31)
    run(url, f"UPDATE verification SET verified_on = '{long_ago}'")
    verifications.answer(url, "a", version, "second", right=True)
    assert run(url, "SELECT link FROM verification") == [("second",)]
