"""What people write after the first answer: it must stay about the same thing."""

from __future__ import annotations

from typing import Any

import pytest

from services_db.report_queue import queue


@pytest.mark.parametrize(
    ("language", "need", "second", "question"),
    [
        ("fi", "17v jyväskylä koulu kesken", "kerro tokasta", "onko se auki nyt"),
        (
            "sv",
            "17 år, bor i Jyväskylä, hoppade av skolan",
            "den andra",
            "är det öppet",
        ),
        ("en", "17, Jyväskylä, dropped out", "the second one", "are they open now"),
    ],
)
def test_a_question_is_about_the_service_looked_at_last(
    stack: Any, language: str, need: str, second: str, question: str
) -> None:
    talk = stack.talk(language)
    shown = [s["id"] for s in talk.say(need) and talk.services]
    talk.say(second)
    assert [s["id"] for s in talk.services] == shown[1:2]
    talk.say(question)
    assert [s["id"] for s in talk.services] == shown[1:2]


@pytest.mark.parametrize(
    ("language", "need", "question", "answer"),
    [
        (
            "fi",
            "oon 18, saanko toimeentulotukea, rovaniemi",
            "paljonko siitä saa",
            "enkä lupaa",
        ),
        ("sv", "17 år, hoppade av skolan, bor i Borgå", "kostar det något", "gratis"),
        (
            "en",
            "im 19, student in Vaasa, need a job",
            "do i need to speak finnish",
            "ask them directly",
        ),
    ],
)
def test_what_is_asked_of_a_service_is_answered_first(
    stack: Any, language: str, need: str, question: str, answer: str
) -> None:
    talk = stack.talk(language)
    talk.say(need)
    shown = [s["id"] for s in talk.services]
    talk.say(question)

    assert answer in talk.text.lower()
    assert next(s["id"] for s in talk.services) in shown


def test_who_dares_not_call_gets_the_writing_channels_of_what_was_shown(
    stack: Any,
) -> None:
    talk = stack.talk("fi")
    talk.say("oon 17, koulu jäi kesken, asun jyväskylässä")
    writes = {
        c["value"]
        for service in talk.services
        for c in service["contacts"]
        if c["kind"] in ("sms", "whatsapp", "email", "chat")
    }
    assert writes
    talk.say("kerro lisää ekasta")
    talk.say("en uskalla soittaa")
    assert writes & set(talk.contact_values)


def test_no_contact_is_named_twice(stack: Any) -> None:
    talk = stack.talk("sv")
    talk.say("jag har inga pengar, bor i Helsingfors")
    talk.say("ja ringde men ingen svara, dom bara skicka mej vidare")
    values = talk.contact_values
    assert values
    assert len(values) == len(set(values))


@pytest.mark.parametrize(
    ("language", "client", "question", "answer"),
    [
        (
            "fi",
            "19 v, jälkihuolto päättyy, ei asuntoa, Vantaa",
            "kuka vastaa velkaneuvonnasta",
            "velkaneuvonta",
        ),
        (
            "sv",
            "Jag är kurator, ungdom 18 år, hemmasittare i Borgå",
            "vem ansvarar för utkomststöd",
            "FPA",
        ),
        (
            "en",
            "client, 24, long-term unemployed, anxiety, Kuopio",
            "who is responsible for social assistance",
            "Kela",
        ),
    ],
)
def test_who_is_responsible_for_what_was_asked_not_for_what_went_before(
    stack: Any, language: str, client: str, question: str, answer: str
) -> None:
    talk = stack.talk(language)
    talk.say(client)
    talk.say(question)
    assert answer in talk.text


@pytest.mark.parametrize(
    ("language", "before", "question", "name"),
    [
        ("fi", "rahat loppu", "millon yhteishaku on", "Yhteishaku"),
        ("sv", "jag vill ha sommarjobb", "när är gemensamma ansökan", "Gemensam"),
        ("en", "can i get housing allowance", "when is joint application", "Joint"),
    ],
)
def test_the_dates_are_those_that_were_asked_for(
    stack: Any, language: str, before: str, question: str, name: str
) -> None:
    talk = stack.talk(language)
    talk.say(before)
    talk.say(question)
    lines = [line for line in talk.text.splitlines() if line.startswith("\u2022")]
    assert lines
    assert any(name.lower() in line.lower() for line in lines)


def test_an_employer_is_asked_where_the_work_is_and_stays_an_employer(
    stack: Any,
) -> None:
    talk = stack.talk("fi")
    talk.say("haluaisin palkata nuoren kesäksi, saako tukea")
    assert "Missä kunnassa nuori tekisi työtä?" in talk.text
    talk.say("olemme Seinäjoella")
    assert talk.query["municipality"] == "743"
    assert not talk.services[0]["is_one_stop"]
    talk.say("etsin itselleni opiskelupaikkaa")
    assert talk.query["themes"] == ["training"]
    assert talk.services[0]["is_one_stop"]


def test_a_parent_is_asked_where_the_child_lives(stack: Any) -> None:
    talk = stack.talk("en")
    talk.say("my son is 16 and does not go to school, what can i do")
    assert "Which municipality do they live in?" in talk.text


@pytest.mark.parametrize(
    ("language", "words", "answer"),
    [
        ("fi", "en tiiä yhtään missä mä oon hyvä", "Vahvuus voi olla pieni asia"),
        ("sv", "ja vet int alls va ja e bra på", "En styrka kan vara något litet"),
        ("en", "i really dont know what im good at", "A strength can be small"),
    ],
)
def test_who_knows_no_strength_is_helped_to_find_one(
    stack: Any, language: str, words: str, answer: str
) -> None:
    talk = stack.talk(language)
    talk.say(words)
    assert answer in talk.text


@pytest.mark.parametrize(
    ("language", "need", "words", "sorry", "place"),
    [
        ("fi", "asuntoa Kemistä", "ymmärsit mut ihan väärin", "Anteeksi", "Oulu"),
        ("sv", "bostad i Vasa", "du fattade helt fel", "Förlåt", "Åbo"),
        ("en", "a flat in Turku", "thats really not what i asked", "Sorry", "Oulu"),
    ],
)
def test_a_misunderstanding_is_owned_and_nothing_is_forgotten(
    stack: Any, language: str, need: str, words: str, sorry: str, place: str
) -> None:
    talk = stack.talk(language)
    talk.say(need)
    talk.say(words)
    assert sorry in talk.text
    assert not talk.services
    talk.say(place)
    assert talk.query["themes"] == ["housing"]


def test_the_difference_between_levels_explains_all_three(stack: Any) -> None:
    talk = stack.talk("en")
    talk.say("what is the difference between general and intensified support")
    assert len(talk.replies[-1]["buttons"]) == 4


@pytest.mark.parametrize(
    ("language", "town", "elsewhere", "asked"),
    [
        ("fi", "17v vantaa lukio", "Ahvenanmaan", "milloin on haku"),
        ("sv", "17 år, Vanda, gymnasiet", "Åland", "när är ansökan"),
        ("en", "17, Vantaa, upper secondary", "Åland", "when can I apply"),
    ],
)
def test_dates_of_another_place_are_not_told(
    stack: Any, language: str, town: str, elsewhere: str, asked: str
) -> None:
    talk = stack.talk(language)
    talk.say(town)
    talk.say(asked)
    assert talk.text
    assert elsewhere not in talk.text


def test_a_yes_with_a_need_is_taken_for_the_need(stack: Any) -> None:
    talk = stack.talk("fi")
    talk.say("tarviin kämpän, oon 18 ja muutan opiskelemaan ouluun")
    talk.say("joo opiskelija-asunto")
    assert "Opiskelija-asunnot" in [s["name"] for s in talk.services]


def test_nothing_is_erased_or_corrected_on_a_guess(stack: Any) -> None:
    for text in (
        "mulla on ollu aika huono olo viime aikoina en jaksa käydä koulussa",
        "vituttaa kaikki",
    ):
        talk = stack.talk("fi")
        talk.say(text)
        assert "Poistetaanko" not in talk.text
        assert "tarkistettavaksi" not in talk.text


def test_two_needs_beside_a_phase_are_both_answered(stack: Any) -> None:
    talk = stack.talk("en")
    talk.say("i dropped out of uni in helsinki and have debt, 24")
    themes = {theme for s in talk.services for theme in s["themes"]}
    assert {"training", "money"} <= themes


def test_what_is_wrong_about_a_service_is_queued_for_the_maintainers(
    stack: Any,
) -> None:
    url = f"sqlite:///{stack.home}/catalogue.sqlite"
    talk = stack.talk("fi")
    talk.say("oon 17, koulu jäi kesken, asun jyväskylässä")
    shown, cards = talk.replies, talk.services
    talk.press(f"Tässä on virhe: {cards[1]['name']}")
    asked = talk.replies
    assert cards[1]["name"] in talk.text
    talk.replies = shown
    talk.press(f"Tässä on virhe: {cards[2]['name']}")
    talk.press("Osoite")
    talk.replies = asked
    talk.press("Aukioloajat")
    assert "tarkistettavaksi" in talk.text
    queued = [(one.service_id, one.kind) for one in queue(url)]
    assert queued == [(cards[2]["id"], "address"), (cards[1]["id"], "opening_hours")]


@pytest.mark.parametrize(
    ("language", "about", "refusal", "answer"),
    [
        ("fi", "asun tampereella", "entä jos se ei haluu apua", "pakottaa"),
        ("sv", "vi bor i kyrkslätt", "han vill inte prata med nån", "tvingas"),
        ("en", "we live in Tampere", "he says he doesn't need help", "made to"),
    ],
)
def test_when_somebody_refuses_help_the_one_who_asks_gets_some(
    stack: Any, language: str, about: str, refusal: str, answer: str
) -> None:
    talk = stack.talk(language)
    talk.say(about)
    talk.say(refusal)
    assert answer in talk.text
    assert talk.services


def test_who_answers_for_a_pupil_who_stays_away_is_not_after_care(stack: Any) -> None:
    talk = stack.talk("fi")
    talk.say(
        "olen opo rovaniemeltä, oppilas 15v ei ole tullut kouluun kolmeen viikkoon"
    )
    talk.say("mikä taho vastaa")
    assert "oppivelvollinen" in talk.text
    assert "jälkihuol" not in talk.text.lower()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "en haluu ohjaamoon"),
        ("sv", "ja vill int till navigatorn"),
        ("en", "i dont want to go to ohjaamo"),
    ],
)
def test_who_does_not_want_the_one_stop_point_is_not_shown_it(
    stack: Any, language: str, text: str
) -> None:
    talk = stack.talk(language)
    talk.say(text)
    assert not any(service["is_one_stop"] for service in talk.services)


def test_in_aland_its_own_employment_service_is_among_the_first(stack: Any) -> None:
    talk = stack.talk("sv")
    talk.say("ja vill ha jobb")
    talk.say("mariehamn")
    assert "aland-ams" in [service["id"] for service in talk.services]
