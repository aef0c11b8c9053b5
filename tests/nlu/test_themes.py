"""Themes in young people's own words, what is refused, and what an intent implies."""

import pytest

from bot.nlu.themes import WITH_NEEDS, extract, taught


def wanted(text, *args, **kwargs):
    return [e.value for e in extract(text, *args, **kwargs) if e.polarity is None]


def refused(text):
    return [e.value for e in extract(text) if e.polarity == "negative"]


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("tarviin kämpän", "housing"),
        ("luukku alta", "housing"),
        ("häätö tulossa", "housing"),
        ("duunii etin", "job"),
        ("kesätöitä", "job"),
        ("työkkäri ei vastaa", "job"),
        ("masis vaivaa", "mental_health"),
        ("ahistaa ihan sikana", "mental_health"),
        ("pää ei kestä", "mental_health"),
        ("rahat loppu", "money"),
        ("velkaa klarnaan", "money"),
        ("ulosotto vie kaiken", "money"),
        ("toimari hylättiin", "money"),
        ("dokaan liikaa", "substance_use"),
        ("pössyttely karkas käsistä", "substance_use"),
        ("pelaan liikaa", "gambling_gaming"),
        ("luuri kädessä koko päivän", "gambling_gaming"),
        ("ei oo kavereita", "loneliness"),
        ("porukat riitelee", "family"),
        ("intti alkaa tammikuussa", "military_service"),
        ("oon raskaana", "young_parent"),
        ("oma firma haaveissa", "entrepreneurship"),
        ("yhteishaku meni ohi", "training"),
        ("opparin haluisin", "training"),
        ("mua kiusataan koulussa", "violence_crime"),
        ("oon homo", "sexuality_gender"),
        ("oleskelulupa loppuu", "immigration"),
        ("oikeusapua tarvitaan", "legal_rights"),
        ("adhd epäily", "disability"),
        ("hammaslääkäriin pitäis päästä", "health"),
        ("harrastusta etsin", "leisure"),
        ("unirytmi sekaisin", "daily_life"),
        ("jag har ångest", "mental_health"),
        ("jag har ingen bostad", "housing"),
        ("skulder på hög", "money"),
        ("sommarjobb", "job"),
        ("jag är så ensam", "loneliness"),
        ("lumpen tar slut", "military_service"),
        ("jag är gravid", "young_parent"),
        ("vill starta eget", "entrepreneurship"),
        ("jag vapar hela tiden", "substance_use"),
        ("i feel depressed", "mental_health"),
        ("no money left", "money"),
        ("i got evicted", "housing"),
        ("i have no friends", "loneliness"),
        ("looking for a summer job", "job"),
        ("i smoke weed daily", "substance_use"),
        ("gambling all my savings", "gambling_gaming"),
    ],
)
def test_finds_the_theme(text, theme):
    assert wanted(text)[0] == theme


@pytest.mark.parametrize(
    "text",
    [
        "moi",
        "miten tämä toimii",
        "jobb på lager",
        "jag är på stan",
        "kampaamo",
        "tack så mycket",
        "hello there",
        "oon turusta",
    ],
)
def test_finds_no_theme_where_none_is(text):
    assert [t for t in wanted(text) if t != "job"] == []


def test_puts_the_strongest_first_and_at_most_three():
    text = "ahdistaa ja masentaa, rahat loppu, ei kämppää, ei kavereita, dokaan"
    themes = wanted(text)
    assert themes[0] == "mental_health"
    assert len(themes) == 3


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("en halua kouluun", "training"),
        ("en haluu opiskella", "training"),
        ("opiskelu ei kiinnosta", "training"),
        ("jag vill inte plugga", "training"),
        ("i don't want a job", "job"),
        ("en tosiaankaan halua takaisin kouluun", "training"),
        ("inte vill till skolan", "training"),
        ("vill int gå i skolan meir", "training"),
        ("i don't want to go back to school", "training"),
    ],
)
def test_what_is_refused_is_no_need(text, theme):
    assert wanted(text) == []
    assert refused(text) == [theme]


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("en saa töitä", "job"),
        ("ei oo rahaa", "money"),
        ("en halua kouluun vaan töihin", "job"),
        ("jag hittar inte bostad", "housing"),
    ],
)
def test_what_is_lacking_is_a_need(text, theme):
    assert theme in wanted(text)


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("en halua olla yksin", "loneliness"),
        ("en halua olla näin ahdistunut", "mental_health"),
        ("jag vill inte bo hemma", "housing"),
        ("i don't want to be alone", "loneliness"),
        ("poikani ei halua kouluun", "training"),
        ("my son doesn't want to go to school", "training"),
    ],
)
def test_a_trouble_or_what_another_refuses_is_a_need(text, theme):
    assert theme in wanted(text)
    assert refused(text) == []


def test_a_situation_is_no_need_but_a_trouble_is():
    learned = {"training": 0.8, "disability": 0.5, "money": -0.9}
    assert wanted("käyn lukiota", "inform_situation", None, learned) == ["disability"]
    phase = wanted("koulu jäi kesken", "inform_situation", None, learned)
    assert phase == []
    assert wanted("käyn lukiota", "find_support", None, learned)[0] == "training"


def test_what_a_phase_leaves_behind_is_no_need():
    learned = {"military_service": 0.9, "job": 0.8}
    text = "intti loppu, tarviin duunin"
    assert wanted(text, "find_job", None, learned) == ["job"]
    alone = {"military_service": 0.9, "job": -0.5}
    assert wanted("intti loppu", "find_support", None, alone) == []


@pytest.mark.parametrize(
    ("intent", "theme"),
    [
        ("find_training", "training"),
        ("find_job", "job"),
        ("start_business", "entrepreneurship"),
    ],
)
def test_an_intent_implies_its_theme(intent, theme):
    text = "mistähän semmosia löytyis"
    (entity,) = extract(text, intent)
    assert (entity.value, entity.start, entity.end) == (theme, 0, len(text))


def test_an_intent_does_not_imply_what_is_refused():
    assert "training" not in wanted("en halua kouluun", "find_training")


def test_a_question_about_benefits_is_about_money():
    assert wanted("saanko jotain tukea", "find_support", "ask_benefit")[0] == "money"


def test_messages_that_tell_no_need_have_no_themes():
    assert wanted("kuka vastaa velkaneuvonnasta", "ask_roles") == []
    assert "ask_roles" not in WITH_NEEDS


def test_learned_values_and_words_are_weighed_together():
    learned = {"housing": -0.05, "money": -1.0, "leisure": 0.32}
    assert wanted("tarviin kämpän", "find_support", None, learned) == [
        "housing",
        "leisure",
    ]
    nothing = {"housing": -0.9, "money": -0.5}
    assert wanted("jotain vaan", "find_support", None, nothing) == ["money"]
    assert wanted("jotain vaan", "inform_situation", None, nothing) == []


def test_training_examples_without_a_label_teach_nothing():
    assert taught("find_support", ["money"]) == {"money"}
    assert taught("find_job", None) == {"job"}
    assert taught("greet", None) == set()
    assert taught("inform_situation", None) is None


def test_a_no_to_help_is_about_what_its_words_say_and_nothing_is_guessed():
    learned = {"disability": 0.9}
    asked = ("find_support", "refuses_help", learned)
    assert wanted("he says he doesn't need help", "find_support", None, learned)
    assert wanted("he says he doesn't need help", *asked) == []
    drugs = wanted("kaverilla on huumeongelma eikä se halua apua", *asked)
    assert drugs == ["substance_use"]
