"""What is found for whom, in which order, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services_db import Catalogue, Query, ServiceRecord

Make = Callable[..., ServiceRecord]
Fill = Callable[..., Catalogue]

TODAY = date(2026, 11, 24)
JYVASKYLA, MUURAME, LAUKAA, HELSINKI, MARIEHAMN = "179", "500", "410", "091", "478"


def found(catalogue: Catalogue, **asked: Any) -> list[str]:
    query = Query(**{"limit": 50, "today": TODAY, **asked})
    return [card.id for card in catalogue.search(query).services]


def test_place_decides_who_is_offered_and_nearest_comes_first(
    fill: Fill, make: Make
) -> None:
    catalogue = fill(
        make("country", themes=["job"]),
        make("region", themes=["job"], areas=["region:13"]),
        make("county", themes=["job"], areas=["wellbeing_county:15"]),
        make("employment", themes=["job"], areas=["employment_area:09"]),
        make("town", themes=["job"], areas=["municipality:179"]),
        make("elsewhere", themes=["job"], areas=["municipality:091"]),
    )
    asked = {"themes": ["job"]}
    assert found(catalogue, municipality=JYVASKYLA, **asked) == [
        "town",
        "employment",
        "county",
        "region",
        "country",
    ]
    assert found(catalogue, municipality=MUURAME, **asked) == [
        "employment",
        "county",
        "region",
        "country",
    ]
    assert found(catalogue, municipality=LAUKAA, **asked) == [
        "county",
        "region",
        "country",
    ]
    assert found(catalogue, municipality=HELSINKI, **asked) == ["elsewhere", "country"]
    assert found(catalogue, **asked) == ["country"]


def test_the_area_of_the_subject_comes_before_another_area(
    fill: Fill, make: Make
) -> None:
    themes = ["job", "mental_health"]
    catalogue = fill(
        make("employment", themes=themes, areas=["employment_area:09"]),
        make("county", themes=themes[::-1], areas=["wellbeing_county:15"]),
    )
    job = found(catalogue, municipality=JYVASKYLA, themes=["job"])
    mind = found(catalogue, municipality=JYVASKYLA, themes=["mental_health"])
    assert (job[0], mind[0]) == ("employment", "county")


def test_a_municipality_that_does_not_exist_is_taken_as_unknown(
    fill: Fill, make: Make
) -> None:
    catalogue = fill(make("a"), make("b", areas=["municipality:179"]))
    assert found(catalogue, municipality="999") == ["a"]
    assert catalogue.cards(["b"], "fi", "nowhere")[0].id == "b"


def test_in_aland_its_own_authorities_are_as_near_as_a_town(
    fill: Fill, make: Make
) -> None:
    for theme in ("job", "mental_health", "housing"):
        catalogue = fill(
            make("town", areas=["municipality:478"], themes=[theme]),
            make("country", areas=["country:FI"], themes=[theme], age_min=15),
            make("aland", areas=["region:21"], themes=[theme], age_min=15),
        )
        asked = {"municipality": MARIEHAMN, "themes": [theme], "age": 17}
        assert found(catalogue, **asked) == ["aland", "town", "country"]


def test_mainland_records_are_not_offered_in_aland(fill: Fill, make: Make) -> None:
    catalogue = fill(
        make("mainland", areas=["mainland:FI"]),
        make("country", areas=["country:FI"]),
        make("aland", areas=["region:21"]),
    )
    assert found(catalogue, municipality=MARIEHAMN) == ["aland", "country"]
    assert found(catalogue, municipality=JYVASKYLA) == ["country", "mainland"]
    cards = catalogue.search(Query(today=TODAY)).services
    assert {card.id: card.why[0] for card in cards} == {
        "country": "valtakunnallinen",
        "mainland": "valtakunnallinen, ei Ahvenanmaalla",
    }


@pytest.mark.parametrize("edge", [12, 17, 18, 23, 25, 29, 30, 35])
def test_age_edges_are_exact(fill: Fill, make: Make, edge: int) -> None:
    catalogue = fill(
        make("from", age_min=edge),
        make("to", age_max=edge),
        make("only", age_min=edge, age_max=edge),
        make("under", age_max=edge - 1),
        make("unknown"),
    )
    assert set(found(catalogue, age=edge)) == {"from", "to", "only", "unknown"}
    assert set(found(catalogue, age=edge - 1)) == {"to", "under", "unknown"}
    assert set(found(catalogue, age=edge + 1)) == {"from", "unknown"}
    assert set(found(catalogue)) == {"from", "to", "only", "under", "unknown"}


def test_records_out_of_their_validity_are_left_out(fill: Fill, make: Make) -> None:
    catalogue = fill(
        make("ended", valid_until="2026-11-23"),
        make("last-day", valid_until="2026-11-24"),
        make("first-day", valid_from="2026-11-24"),
        make("coming", valid_from="2026-11-25"),
    )
    assert set(found(catalogue)) == {"last-day", "first-day"}


def test_the_one_stop_point_comes_first_then_the_need(fill: Fill, make: Make) -> None:
    catalogue = fill(
        make("need", themes=["housing"], areas=["municipality:179"]),
        make("point", themes=["job"], areas=["municipality:179"], is_one_stop=True),
        make("directory", areas=["mainland:FI"], is_one_stop=True),
        make("other-point", areas=["municipality:091"], is_one_stop=True),
        make("other-need", themes=["money"], areas=["municipality:179"]),
    )
    asked = {"municipality": JYVASKYLA, "themes": ["housing"]}
    assert found(catalogue, **asked) == ["point", "need", "directory"]
    card = catalogue.search(Query(**asked, today=TODAY)).services[0]
    assert "monta palvelua samassa paikassa" in card.why
    assert found(catalogue, municipality=JYVASKYLA, one_stop_only=True) == [
        "point",
        "directory",
    ]


def test_the_one_stop_point_has_an_age_too(fill: Fill, make: Make) -> None:
    catalogue = fill(
        make("point", areas=["municipality:179"], is_one_stop=True, age_max=29),
        make("need", themes=["job"]),
    )
    asked = {"municipality": JYVASKYLA, "themes": ["job"]}
    assert found(catalogue, age=29, **asked) == ["point", "need"]
    assert found(catalogue, age=30, **asked) == ["need"]


def test_a_missing_one_stop_point_is_looked_for_nearby(fill: Fill, make: Make) -> None:
    catalogue = fill(
        make("point", areas=["municipality:179"], is_one_stop=True),
        make("far", areas=["municipality:091"], is_one_stop=True),
    )
    result = catalogue.search(
        Query(municipality=MUURAME, one_stop_only=True, today=TODAY)
    )
    assert [card.id for card in result.services] == ["point"]
    assert result.services[0].why[0] == "lähellä, mutta toisessa kunnassa: Jyväskylä"
    assert found(catalogue, municipality=LAUKAA, one_stop_only=True) == []


def test_several_needs_are_grouped_and_all_on_the_first_page(
    fill: Fill, make: Make
) -> None:
    catalogue = fill(
        make("job-1", themes=["job"], areas=["municipality:179"]),
        make("job-2", themes=["job"], areas=["municipality:179"]),
        make("job-3", themes=["job"], areas=["municipality:179"]),
        make("home", themes=["housing"]),
        make("mind", themes=["mental_health"]),
    )
    asked = {"municipality": JYVASKYLA, "themes": ["mental_health", "job", "housing"]}
    first = found(catalogue, **asked, limit=3)
    second = found(catalogue, **asked, limit=3, offset=3)
    assert first == ["mind", "job-1", "home"]
    assert second == ["job-2", "job-3"]
    assert found(catalogue, **asked, limit=5) == [
        "mind",
        "job-1",
        "job-2",
        "job-3",
        "home",
    ]


def test_needs_that_the_one_stop_point_does_not_cover_come_first(
    fill: Fill, make: Make
) -> None:
    catalogue = fill(
        make(
            "point",
            themes=["job", "training"],
            areas=["municipality:179"],
            is_one_stop=True,
        ),
        make("job", themes=["job"]),
        make("study", themes=["training"]),
        make("debt", themes=["money"]),
    )
    asked = {"municipality": JYVASKYLA, "themes": ["job", "training", "money"]}
    assert found(catalogue, **asked, limit=3) == ["point", "job", "debt"]


def test_a_service_for_two_needs_stands_for_both(fill: Fill, make: Make) -> None:
    catalogue = fill(
        make("both", themes=["money", "housing"]), make("one", themes=["money"])
    )
    assert found(catalogue, themes=["housing", "money"], limit=2) == ["both", "one"]


def test_the_strongest_theme_of_a_service_counts_most(fill: Fill, make: Make) -> None:
    catalogue = fill(
        make("aside", themes=["money", "job", "housing"]),
        make("main", themes=["housing", "job", "money"]),
    )
    assert found(catalogue, themes=["housing"]) == ["main", "aside"]


def test_level_phase_and_freshness_move_a_service_up(fill: Fill, make: Make) -> None:
    catalogue = fill(
        make("plain", themes=["job"]),
        make("special", themes=["job"], support_levels=["special"]),
        make("general", themes=["job"], support_levels=["general"]),
        make("phase", themes=["job"], phases=["dropped_out"]),
        make("old", themes=["job"], verified_on="2024-11-23"),
        make("undated", themes=["job"], verified_on=None),
    )
    level = found(catalogue, themes=["job"], support_level="general")
    assert level[0] == "general"
    assert level[-1] == "special"
    assert found(catalogue, themes=["job"], phase="dropped_out")[0] == "phase"
    assert found(catalogue, themes=["job"])[-2:] == ["old", "undated"]


def test_two_years_to_the_day_is_fresh(fill: Fill, make: Make) -> None:
    catalogue = fill(
        make("edge", verified_on="2024-11-24"), make("old", verified_on="2024-11-23")
    )
    cards = catalogue.search(Query(today=TODAY)).services
    assert [(card.id, card.why[1:]) for card in cards] == [
        ("edge", []),
        ("old", ["tieto vuodelta 2024"]),
    ]


def test_people_find_what_is_meant_for_them(fill: Fill, make: Make) -> None:
    catalogue = fill(
        make("young"),
        make("parent", target_groups=["parent"]),
        make("employer", target_groups=["employer"]),
        make("professional", target_groups=["professional"]),
        make("anybody", target_groups=[]),
    )
    assert set(found(catalogue)) == {"young", "anybody"}
    assert found(catalogue, target_group="parent")[0] == "parent"
    assert set(found(catalogue, target_group="parent")) == {
        "young",
        "parent",
        "anybody",
    }
    assert set(found(catalogue, target_group="employer")) == {"employer", "anybody"}
    assert set(found(catalogue, target_group="professional")) == {
        "young",
        "professional",
        "anybody",
    }


def test_crisis_services_stay_out_of_ordinary_ranks(fill: Fill, make: Make) -> None:
    catalogue = fill(
        make("crisis", name="Kriisipuhelin", themes=["mental_health"], nature="crisis"),
        make("talk", themes=["mental_health"]),
        make("shelter", themes=["violence_crime"], nature="crisis"),
    )
    assert found(catalogue, themes=["mental_health"]) == ["talk"]
    asked = {"themes": ["mental_health"], "include_crisis": True}
    assert set(found(catalogue, **asked)) == {"crisis", "talk"}
    assert found(catalogue, text="kriisipuhelin") == ["crisis"]
    # Nothing else meets the need: better a crisis service than nothing.
    assert found(catalogue, themes=["mental_health", "violence_crime"]) == [
        "talk",
        "shelter",
    ]


def test_only_services_of_one_nature_are_found(
    fill: Fill, make: Make, url: str
) -> None:
    natures = ("preventive", "guidance", "support", "crisis")
    catalogue = fill(*(make(n, nature=n) for n in natures), make("none"), url=url)
    for nature in natures:
        assert found(catalogue, nature=nature) == [nature]
        assert found(catalogue, nature=nature, text="palvelu") == [nature]
    assert len(found(catalogue, include_crisis=True)) == 5
    (card,) = catalogue.cards(["guidance"], "fi")
    assert card.to_json()["nature"] == "guidance"
    assert catalogue.cards(["none"], "fi")[0].nature is None


def test_online_services_come_first_when_the_place_is_unknown(
    fill: Fill, make: Make
) -> None:
    catalogue = fill(
        make("a", themes=["job"]), make("chat", themes=["job"], remote=True)
    )
    assert found(catalogue, themes=["job"]) == ["chat", "a"]
    assert found(catalogue, themes=["job"], municipality=JYVASKYLA) == ["a", "chat"]


def test_the_wanted_service_language_counts(fill: Fill, make: Make) -> None:
    catalogue = fill(
        make("fi", themes=["job"], languages=["fi"]),
        make("unknown", themes=["job"]),
        make("uk", themes=["job"], languages=["fi", "uk"]),
    )
    asked = {"themes": ["job"], "service_language": "uk"}
    assert found(catalogue, **asked) == ["uk", "unknown", "fi"]


def test_services_without_a_theme_are_found_by_words_only(
    fill: Fill, make: Make
) -> None:
    catalogue = fill(
        make("themed", themes=["job"]), make("bare", name="Kesäsetelit", themes=[])
    )
    assert found(catalogue, themes=["job"]) == ["themed"]
    assert found(catalogue, themes=["job"], text="kesäseteli") == ["themed", "bare"]
    assert found(catalogue, text="kesäseteli") == ["bare"]


def test_pages_do_not_overlap_and_the_total_stays(fill: Fill, make: Make) -> None:
    catalogue = fill(*(make(f"s{n:02}", themes=["job"]) for n in range(7)))
    pages = [
        catalogue.search(Query(themes=("job",), offset=start, today=TODAY))
        for start in (0, 3, 6, 9)
    ]
    assert [[card.id for card in page.services] for page in pages] == [
        ["s00", "s01", "s02"],
        ["s03", "s04", "s05"],
        ["s06"],
        [],
    ]
    assert {page.total for page in pages} == {7}


def test_a_score_can_be_explained(fill: Fill, make: Make) -> None:
    catalogue = fill(
        make(
            "a", themes=["job"], areas=["municipality:179"], support_levels=["general"]
        )
    )
    query = Query(
        municipality=JYVASKYLA, themes=("job",), support_level="general", today=TODAY
    )
    scored = catalogue.explain("a", query)
    assert scored is not None
    assert scored.parts == {"focus": 3.0, "locality": 24.0, "level": 12.0, "fresh": 3.0}
    assert scored.total() == 82.0
    assert catalogue.explain("b", query) is None


def test_an_unknown_code_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="astrology"):
        Query(themes=("astrology",))
