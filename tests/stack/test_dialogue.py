"""What people write and what they get: the whole of Laituri, nothing replaced."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest


def names(services: list[dict[str, Any]]) -> str:
    return " | ".join(f"{s['id']} {s['name']}" for s in services)


@pytest.mark.parametrize(
    ("language", "words", "place"),
    [
        ("fi", "oon 17, koulu jäi kesken, asun jyväskylässä", "Jyväskylä"),
        ("sv", "jag är 17, skolan blev på hälft, bor i jyväskylä", "Jyväskylä"),
        ("en", "im 17, dropped out of school, living in jyväskylä", "Jyväskylä"),
    ],
)
def test_the_main_job(stack: Any, language: str, words: str, place: str) -> None:
    talk = stack.talk(language)
    talk.say(words)
    assert talk.language == language
    assert talk.query["municipality"] == "179"
    assert talk.query["age"] == 17
    assert talk.query["themes"] == ["training"]
    first = talk.services[0]
    assert first["is_one_stop"]
    assert first["municipalities"] == ["179"]
    assert place in first["name"] + first["provider"]
    assert all(s["why"] and s["source"]["url"] for s in talk.services)


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("fi", "tarviin kämpän jyväskylästä", "entä Muuramessa?"),
        ("sv", "jag behöver en lägenhet i Jyväskylä", "och i Muurame då?"),
        ("en", "i need a flat in Jyväskylä", "what about Muurame?"),
    ],
)
def test_another_municipality_keeps_the_need(
    stack: Any, language: str, first: str, second: str
) -> None:
    talk = stack.talk(language)
    talk.say(first)
    assert talk.query["municipality"] == "179"
    talk.say(second)
    assert talk.query["municipality"] == "500"
    assert talk.query["themes"] == ["housing"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "rahat loppu, 17v, kotoo heitettiin pihalle"),
        ("sv", "pengarna är slut, 17 år, blev utslängd hemifrån"),
        ("en", "no money left, 17, got kicked out of home"),
    ],
)
def test_danger_and_shelter_come_first(stack: Any, language: str, words: str) -> None:
    talk = stack.talk(language)
    talk.say(words)
    assert talk.replies[0]["kind"] == "crisis"
    assert "112" in talk.replies[0]["text"]
    assert talk.services == []
    assert "Kela" not in talk.text
    assert "FPA" not in talk.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "en uskalla soittaa"),
        ("sv", "jag vågar inte ringa"),
        ("en", "i don't dare to call"),
    ],
)
def test_a_way_without_calling(stack: Any, language: str, words: str) -> None:
    talk = stack.talk(language)
    talk.say(words)
    contacts = [c for r in talk.replies for c in r.get("contacts") or []]
    assert contacts
    assert {c["kind"] for c in contacts}.isdisjoint({"phone"})
    assert '"' in talk.text  # a ready opening message to copy


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "soitin, kukaan ei vastaa, mua pompotellaan"),
        ("sv", "jag ringde, ingen svarar, jag bollas runt"),
        ("en", "i called, nobody answers, i get sent from place to place"),
    ],
)
def test_nobody_answers_there(stack: Any, language: str, words: str) -> None:
    talk = stack.talk(language)
    talk.say(words)
    assert len(set(talk.contact_values)) >= 2


@pytest.mark.parametrize(
    ("language", "words", "duty"),
    [
        ("fi", "kertooks ne mun vanhemmille?", "vaitiolovelvollisuus"),
        ("sv", "berättar de för mina föräldrar?", "tystnadsplikt"),
        ("en", "will they tell my parents?", "confidentiality"),
    ],
)
def test_confidentiality(stack: Any, language: str, words: str, duty: str) -> None:
    talk = stack.talk(language)
    talk.say(words)
    assert duty in talk.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "poika 16 ei käy koulussa, mitä teen"),
        ("sv", "min son 16 går inte i skolan, vad ska jag göra"),
        ("en", "my son is 16 and does not go to school, what can i do"),
    ],
)
def test_a_parent_asks_for_a_child(stack: Any, language: str, words: str) -> None:
    talk = stack.talk(language)
    talk.say(words)
    assert talk.query["age"] == 16
    assert "training" in talk.query["themes"]
    assert talk.services


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "opiskelen Oulussa, kirjoilla Kemissä, ahdistaa"),
        ("sv", "jag studerar i Uleåborg men är skriven i Kemi, har ångest"),
        ("en", "i study in Oulu but my home municipality is Kemi, i feel anxious"),
    ],
)
def test_home_and_place_of_study(stack: Any, language: str, words: str) -> None:
    talk = stack.talk(language)
    talk.say(words)
    assert talk.query["municipality"] == "240"
    assert talk.query["themes"] == ["mental_health"]
    assert "student-welfare" in names(talk.services)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "jäin ilman opiskelupaikkaa, mitä nyt"),
        ("sv", "jag blev utan studieplats, vad nu"),
        ("en", "i didn't get a study place, what now"),
    ],
)
def test_without_a_study_place(stack: Any, language: str, words: str) -> None:
    talk = stack.talk(language)
    talk.say(words)
    assert talk.query["themes"] == ["training"]
    assert talk.services
    assert talk.replies[-1]["kind"] == "question"  # the municipality, skippable


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "19 v, jälkihuolto päättyy, ei asuntoa, Vantaa"),
        ("sv", "19 år, eftervården upphör, ingen bostad, Vanda"),
        ("en", "19 y, after-care is ending, no housing, Vantaa"),
    ],
)
def test_a_counsellor_describes_a_client(stack: Any, language: str, words: str) -> None:
    talk = stack.talk(language)
    talk.say(words)
    assert talk.query["municipality"] == "092"
    assert talk.query["age"] == 19
    assert "housing" in talk.query["themes"]
    assert talk.replies[0]["kind"] != "crisis"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "haluaisin palkata nuoren kesäksi, saako tukea"),
        ("sv", "jag skulle vilja anställa en ung person i sommar, får man stöd"),
        ("en", "i would like to hire a young person for the summer, is there support"),
    ],
)
def test_an_employer(stack: Any, language: str, words: str) -> None:
    talk = stack.talk(language)
    talk.say(words)
    assert talk.query["themes"][0] == "job"
    assert talk.services


@pytest.mark.parametrize(
    ("language", "words", "themes"),
    [
        (
            "fi",
            "tarvisin kämpän ja duunin ja pää ei kestä, asun Oulussa",
            {"housing", "job", "mental_health"},
        ),
        (
            "fi",
            "rahat loppu ja faija juo, oon oulust",
            {"money", "substance_use"},
        ),
        (
            "sv",
            "jag behöver bostad och jobb och har ångest, bor i Uleåborg",
            {"housing", "job", "mental_health"},
        ),
        (
            "en",
            "i need a flat, i have debts and no friends, living in Oulu",
            {"housing", "money", "loneliness"},
        ),
    ],
)
def test_several_needs_in_one_message(
    stack: Any, language: str, words: str, themes: set[str]
) -> None:
    talk = stack.talk(language)
    talk.say(words)
    assert [r["kind"] for r in talk.replies].count("services") == 1
    order = talk.query["themes"]
    assert themes <= set(order)
    covered = {t for s in talk.services for t in s["themes"]}
    assert themes <= covered
    # The cards stand in the order of the needs: each card's first need, ascending.
    places = [
        min(order.index(theme) for theme in card["themes"] if theme in order)
        for card in talk.services
        if set(card["themes"]) & set(order) and not card["is_one_stop"]
    ]
    assert places == sorted(places)


def slots(talk: Any) -> dict[str, Any]:
    """What the conversation knows, by the name of the slot, as its export tells."""
    exported = talk.http.get("/conversations/export")
    assert exported.status_code == 200, exported.text
    events = [e for e in exported.json()["events"] if e["event"] == "slot"]
    return {event["name"]: event["value"] for event in events}


@pytest.mark.parametrize(
    ("language", "need", "nonsense", "lifted"),
    [
        ("fi", "etsin töitä Tampereelta, oon 19", "qwer sdkfj fghj", "Haluan puhua"),
        ("sv", "söker jobb i Vasa, jag är 19", "qwer sdkfj fghj", "Jag vill prata"),
        (
            "en",
            "looking for work in Oulu, i'm 19",
            "qwer sdkfj fghj",
            "I want to talk",
        ),
    ],
)
def test_what_is_not_understood_loses_nothing(
    stack: Any, language: str, need: str, nonsense: str, lifted: str
) -> None:
    talk = stack.talk(language)
    talk.say(need)
    before = slots(talk)
    assert before["themes"] == ["job"]
    assert before["age"] == 19
    talk.say(nonsense)
    titles = [b["title"] for r in talk.replies for b in r["buttons"]]
    assert any(title.startswith(lifted) for title in titles), talk.replies
    assert slots(talk) == before


TOPICS = (
    *("takuu", "palaute", "tietosuoja", "vastuu", "päivämäärä", "ihminen", "taso"),
    *("asiakkaan asia", "vahvuus", "osoite", "muut paikat", "yritys"),
)
UNCLEAR = (
    *("tietojen antaminen eteenpäin", "ihminen tai lomake"),
    *(" ".join(two) for two in combinations(TOPICS, 2)),
)
"""What is unclear differs by model."""
WHICH = "En ole varma, kumpaa tarkoitat."


def test_between_two_meanings_it_asks_and_keeps_what_it_knows(stack: Any) -> None:
    talk = stack.talk("fi")
    talk.say("etsin töitä Tampereelta, oon 19")
    for text in UNCLEAR:
        before = slots(talk)
        replies = talk.say(text)
        if talk.text == WHICH:
            break
    else:
        raise AssertionError("none of the unclear messages was asked about")
    assert [reply["kind"] for reply in replies] == ["question"]
    first, second = (button["title"] for button in replies[-1]["buttons"])
    assert first != second
    changed = {k for k, v in slots(talk).items() if before.get(k) != v}
    assert changed == {"pending", "asked"}
    talk.press(first)
    assert talk.text != WHICH


def test_details_of_the_second_and_more(stack: Any) -> None:
    talk = stack.talk("fi")
    talk.say("etsin töitä Tampereelta")
    listed = [s["id"] for s in talk.services]
    talk.say("kerro lisää toisesta")
    assert [s["id"] for s in talk.services] == [listed[1]]
    talk.say("onko muita vaihtoehtoja")
    assert talk.services
    assert not {s["id"] for s in talk.services} & set(listed[:1])


def test_the_language_can_change_midway(stack: Any) -> None:
    talk = stack.talk("fi")
    talk.say("etsin töitä Vaasasta")
    talk.say("kan vi prata svenska")
    assert talk.language == "sv"
    talk.say("visa fler alternativ")
    assert talk.services
    assert talk.language == "sv"


def test_the_self_check_suggests_a_level_and_can_be_left(stack: Any) -> None:
    talk = stack.talk("fi")
    talk.say("paljonko apua mä oikein tarviin")
    talk.press("Auta valitsemaan")
    assert "1/4" in talk.text
    talk.press("Yli vuoden")
    talk.press("Moneen")
    talk.press("Olen, mutta se ei riittänyt")
    talk.press("Paljon ja pitkään")
    assert "monelta ammattilaiselta" in talk.text


def test_danger_in_the_middle_of_the_self_check_loses_nothing(stack: Any) -> None:
    talk = stack.talk("fi")
    talk.say("voinko tehdä testin tuen tarpeesta")
    assert "1/4" in talk.text
    talk.press("Kuukausia")
    assert "2/4" in talk.text
    talk.say("haluan kuolla")
    assert [reply["kind"] for reply in talk.replies] == ["crisis"]
    talk.press("Ei hätää, jatketaan")
    assert "2/4" in talk.text
    talk.press("Yhteen")
    assert "3/4" in talk.text


def test_deletion_on_request(stack: Any) -> None:
    talk = stack.talk("fi")
    talk.say("poista mun tiedot")
    assert any(reply["buttons"] for reply in talk.replies)
