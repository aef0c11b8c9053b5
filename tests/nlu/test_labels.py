"""Phases, levels, for whom, contact, languages and options in a message."""

import pytest

from bot.nlu import asking_for, labels
from services_db.reference.codes import Phase, SupportLevel


def values(found):
    return [entity.value for entity in found]


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("ysi loppuu eikä hajuakaan", Phase.AFTER_BASIC_EDUCATION),
        ("lukion jälkeen tyhjän päällä", Phase.AFTER_UPPER_SECONDARY),
        ("jäin ilman opiskelupaikkaa", Phase.WITHOUT_STUDY_PLACE),
        ("meinaan lopettaa koulun", Phase.AT_RISK_OF_DROPPING_OUT),
        ("poika 16 ei käy koulussa", Phase.AT_RISK_OF_DROPPING_OUT),
        ("koulu jäi kesken", Phase.DROPPED_OUT),
        ("droppasin amiksen", Phase.DROPPED_OUT),
        ("väärä ala, haluan vaihtaa", Phase.CHANGING_FIELD),
        ("täytän kohta 18", Phase.TURNING_18),
        ("muutan omilleen", Phase.MOVING_OUT),
        ("intin jälkeen", Phase.AFTER_MILITARY_SERVICE),
        ("oon työtön", Phase.UNEMPLOYED),
        ("kotona kaksi vuotta", Phase.LONG_AT_HOME),
        ("sairausloma loppuu", Phase.AFTER_ILLNESS),
        ("jälkihuolto päättyy", Phase.AFTER_CARE),
        ("vapauduin vankilasta", Phase.AFTER_PRISON),
        ("muutin suomeen keväällä", Phase.NEWLY_ARRIVED),
        ("hoppade av gymnasiet", Phase.DROPPED_OUT),
        ("efter lumpen", Phase.AFTER_MILITARY_SERVICE),
        ("blir snart myndig", Phase.TURNING_18),
        ("jag är arbetslös", Phase.UNEMPLOYED),
        ("i dropped out of school", Phase.DROPPED_OUT),
        ("just out of prison", Phase.AFTER_PRISON),
        ("new in finland", Phase.NEWLY_ARRIVED),
        ("leaving foster care", Phase.AFTER_CARE),
    ],
)
def test_finds_the_phase(text, phase):
    assert phase in values(labels.phases(text))


@pytest.mark.parametrize("text", ["moi", "rahat loppu", "thanks", "bra hjälp"])
def test_finds_no_phase_where_none_is(text):
    assert labels.phases(text) == []


def test_intending_to_stop_is_not_having_stopped():
    found = values(labels.phases("meinaan jättää koulun kesken"))
    assert found == [Phase.AT_RISK_OF_DROPPING_OUT]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("vähän apua riittäis", SupportLevel.GENERAL),
        ("tarvisin enemmän apua", SupportLevel.INTENSIFIED),
        ("paljon apua ja pitkään", SupportLevel.SPECIAL),
        ("lite hjälp", SupportLevel.GENERAL),
        ("a lot of help", SupportLevel.SPECIAL),
        ("erityistä tukea", SupportLevel.SPECIAL),
    ],
)
def test_finds_the_level_of_support(text, level):
    assert values(labels.support_level(text)) == [level]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("poikani ei käy koulussa", "child"),
        ("tyttärelleni apua", "child"),
        ("poika 16 ei käy koulussa", "child"),
        ("my son is 16", "child"),
        ("min dotter mår dåligt", "child"),
        ("kaverini on masentunut", "friend"),
        ("kysyn kaverin puolesta", "friend"),
        ("min vän behöver hjälp", "friend"),
        ("my friend needs a place to live", "friend"),
        ("asiakas 22 v tarvitsee asunnon", "client"),
        ("opiskelijani on keskeyttämässä", "client"),
        ("klient 19 år, skulder", "client"),
        ("client, 23, in debt", "client"),
        ("19 v, jälkihuolto päättyy, ei asuntoa, Vantaa", "client"),
        ("as. 19 v, autismikirjo", "client"),
        ("ihan itselleni kysyn", "self"),
    ],
)
def test_finds_for_whom_the_writer_asks(text, who):
    assert values(asking_for.extract(text)) == [who]


@pytest.mark.parametrize(
    "text",
    [
        "17, koulu jäi kesken, turku",
        "ei oo kavereita",
        "oon opiskelija",
        "asun kaverin luona",
        "came here with my sister",
        "moi",
    ],
)
def test_says_nothing_when_it_is_about_oneself(text):
    assert asking_for.extract(text) == []


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("en uskalla soittaa", "chat"),
        ("onko muuta kuin soittamista, mieluummin kirjoitan", "chat"),
        ("jag vågar inte ringa", "chat"),
        ("i hate phone calls", "chat"),
        ("voiko laittaa whatsappia", "text"),
        ("sähköpostilla kiitos", "email"),
        ("voisko joku soittaa mulle", "phone"),
        ("haluan käydä paikan päällä", "visit"),
    ],
)
def test_finds_how_the_writer_wants_to_be_met(text, channel):
    assert values(labels.contact_preference(text)) == [channel]


@pytest.mark.parametrize(
    ("text", "intent", "language"),
    [
        ("saako apua arabiaksi", None, "ar"),
        ("finns det service på svenska", None, "sv"),
        ("englanninkielinen terapeutti", None, "en"),
        ("suomeksi", "change_language", "fi"),
        ("kan vi tala svenska", "change_language", "sv"),
        ("switch to english", "change_language", "en"),
    ],
)
def test_finds_the_language_wanted(text, intent, language):
    assert values(labels.service_languages(text, intent)) == [language]


def test_a_language_that_is_only_named_is_not_wanted():
    assert labels.service_languages("suomen kieli on vaikeaa") == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("toisesta", 2),
        ("kerro ekasta", 1),
        ("2.", 2),
        ("3", 3),
        ("se viimeinen", -1),
        ("den andra", 2),
        ("second", 2),
        ("tell me about the first one", 1),
        ("keskimmäinen", 2),
    ],
)
def test_finds_which_option(text, place):
    assert values(labels.option(text)) == [place]


def test_a_long_message_names_no_option():
    text = "ekaa kertaa elämässä mulla on nyt semmonen olo että apua tarvis"
    assert labels.option(text) == []
