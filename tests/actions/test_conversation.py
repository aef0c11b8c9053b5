"""What a message adds to what is known."""

from __future__ import annotations

import pytest

from actions.conversation import Conversation
from actions.message import Message


def said(intent: str, *entities: dict[str, object], text: str = "sanoja") -> Message:
    return Message(intent=intent, detail=None, entities=entities, text=text)


def place(name: str, role: str | None = None) -> dict[str, object]:
    entity: dict[str, object] = {"entity": "municipality", "value": name}
    return entity | ({"role": role} if role else {})


def theme(code: str, polarity: str | None = None) -> dict[str, object]:
    entity: dict[str, object] = {"entity": "theme", "value": code}
    return entity | ({"polarity": polarity} if polarity else {})


def test_age_place_and_phase_become_a_need() -> None:
    heard = Conversation().hear(
        said(
            "inform_situation",
            {"entity": "age", "value": 17},
            {"entity": "phase", "value": "dropped_out"},
            place("Jyväskylä"),
        )
    )
    assert (heard.age, heard.municipality) == (17, "179")
    assert heard.themes == ("training",)
    assert heard.phase == "dropped_out"


def test_another_municipality_keeps_the_need() -> None:
    before = Conversation(municipality="179", themes=("housing",), age=17)
    heard = before.hear(said("inform_situation", place("Muurame")))
    assert heard.municipality == "500"
    assert heard.themes == ("housing",)
    assert heard.age == 17


def test_a_new_need_replaces_the_old_one_and_its_level() -> None:
    before = Conversation(
        themes=("housing",), support_level="special", phase="after_care"
    )
    heard = before.hear(said("find_job"))
    assert heard.themes == ("job",)
    assert heard.support_level is None
    assert heard.phase is None


def test_several_needs_keep_their_order() -> None:
    heard = Conversation().hear(
        said("find_support", theme("housing"), theme("job"), theme("mental_health"))
    )
    assert heard.themes == ("housing", "job", "mental_health")


def test_a_refused_need_is_not_searched_for() -> None:
    heard = Conversation().hear(
        said("find_job", theme("training", "negative"), theme("job"))
    )
    assert heard.themes == ("job",)
    before = Conversation(themes=("training",))
    assert before.hear(said("deny", theme("training", "negative"))).themes == ()


def test_home_and_place_of_study_are_told_apart() -> None:
    heard = Conversation().hear(
        said("find_support", place("Oulu", "study"), place("Kemi", "home"))
    )
    assert (heard.municipality, heard.study_municipality) == ("240", "564")
    assert heard.place == "240"


def test_where_one_studies_is_no_need_to_study() -> None:
    heard = Conversation().hear(
        said(
            "inform_situation",
            place("Oulu", "study"),
            theme("training"),
            theme("mental_health"),
        )
    )
    assert heard.themes == ("mental_health",)


def test_the_place_of_study_serves_when_home_is_not_known() -> None:
    heard = Conversation().hear(said("find_support", place("Oulu", "study")))
    assert heard.municipality is None
    assert heard.place == "564"


@pytest.mark.parametrize(
    ("entity", "value"),
    [("theme", "nonsense"), ("phase", "x"), ("support_level", "all")],
)
def test_a_value_outside_the_vocabulary_is_passed_over(entity: str, value: str) -> None:
    heard = Conversation().hear(
        said("inform_situation", {"entity": entity, "value": value})
    )
    assert heard == Conversation(search_text="sanoja")


def test_an_open_question_closes_with_the_next_message() -> None:
    asked = Conversation().ask("municipality")
    assert asked.pending == "municipality"
    heard = asked.hear(said("inform_situation", place("Kemi")))
    assert heard.pending is None
    assert heard.asked == ("municipality",)


def test_only_what_changed_becomes_an_event() -> None:
    before = Conversation(themes=("job",), age=20)
    after = before.hear(said("inform_situation", place("Kemi"), text=""))
    assert {e["name"]: e["value"] for e in after.events(before)} == {
        "municipality": "240"
    }


def test_a_button_is_not_searched_for_as_text() -> None:
    heard = Conversation().hear(said("find_job", text=""))
    assert heard.search_text is None
