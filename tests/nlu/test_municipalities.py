"""Every municipality in every form, and nothing that only looks like one."""

import re
from pathlib import Path

import pytest

from bot.nlu.lexicons import lexicon
from bot.nlu.municipalities import extract, find_municipalities
from services_db import reference

HERE = Path(__file__).parent
FORMS = [
    [form.replace("_", " ") for form in line.split()]
    for line in (HERE / "municipality_forms.txt").read_text("utf-8").splitlines()
]
ORDINARY = (HERE / "no_municipality.txt").read_text("utf-8").splitlines()
MISSPELT = re.findall(
    r"\w+",
    """
Helsingisä Heslinki helsinkii Helsngissä jyväskyä Jyväskylssä tampeeella Tampreella
tampereela rovaneimellä Rovaniemelä Seinjoella seinäjoela lappenrannassa Lappeenranassa
Hämenlinnassa hämeenlinassa Kuopiosa Kuoipossa kouvolasa Joensuuusa Mikkeliisä mikelissä
Vantalla vantaala Espoosaa espossa Rovaniemmi Kajanissa kajaannissa Kokkolasa Porvossa
porvooosa Kirkonummella Järvenpäsä Hyvinkälllä nurmijarvela Savonlinassa iisalmesa
valkeakoskela Ylöjärvela Lempälässä kangasallla tornioosa kemijarvela Jakobstadt
Helsingfords Tammerfoss Marihamn
""",
)


def named(text):
    return [mention.place.name for mention in find_municipalities(text)]


def dotless(text):
    return text.translate(str.maketrans("äöåÄÖÅ", "aoaAOA"))


def from_there(local):
    return re.sub("ss([aä])$", r"st\1", re.sub("ll([aä])$", r"lt\1", local))


def test_forms_cover_every_municipality():
    assert {row[0] for row in FORMS} == {
        m.names["fi"] for m in reference.municipalities()
    }


@pytest.mark.parametrize(
    ("name", "genitive", "local", "towards"), FORMS, ids=lambda x: x
)
def test_finds_every_case_form(name, genitive, local, towards):
    sentences = [
        name,
        f"{genitive} kunnassa asun",
        f"asun {local}",
        local,
        f"muutan {towards}",
        f"oon kotoisin {from_there(local)}",
        f"asun {local[:-2]}",
        f"asunko mä {local}kin vai en",
        f"entä {local}?",
        f"asuuko joku {local}ko",
    ]
    for sentence in sentences:
        for variant in (sentence, sentence.lower(), dotless(sentence.lower())):
            if (name, variant) == ("Kökar", "kokar"):  # Swedish for "cooks"
                continue
            assert named(variant) == [name], variant


@pytest.mark.parametrize(
    "municipality", reference.municipalities(), ids=lambda m: m.code
)
def test_finds_the_swedish_name(municipality):
    swedish = municipality.names["sv"].strip()
    finnish = [municipality.names["fi"]]
    assert named(f"jag bor i {swedish}") == finnish
    if not swedish.endswith(("s", "x")) and swedish != "Loppi":  # loppis: flea market
        assert named(f"{swedish}s kommun") == finnish


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("oon turus", "Turku"),
        ("Espoos asun", "Espoo"),
        ("tampereel", "Tampere"),
        ("töihi porii", "Pori"),
        ("stadissa", "Helsinki"),
        ("hesasta oon", "Helsinki"),
        ("hki", "Helsinki"),
        ("HKI:ssa", "Helsinki"),
        ("tre", "Tampere"),
        ("asun tre", "Tampere"),
        ("mansesta päivää", "Tampere"),
        ("tku:sta", "Turku"),
        ("jkl:ssä asun", "Jyväskylä"),
        ("Jyskässä", "Jyväskylä"),
        ("oon lpr", "Lappeenranta"),
        ("rollossa", "Rovaniemi"),
        ("Kuopijossa", "Kuopio"),
        ("lahes asun", "Lahti"),
        ("kuusamossaki", "Kuusamo"),
        ("oot sä vaasassaks", "Vaasa"),
        ("turkulaiselle nuorelle", "Turku"),
        ("oon ylöjärveläinen", "Ylöjärvi"),
        ("Borgås", "Porvoo"),
        ("s:t karins", "Kaarina"),
        ("st michel", "Mikkeli"),
        ("i bor i Sund", "Sund"),
        ("bor i storå", "Isojoki"),
        ("I live in Lahti", "Lahti"),
        ("Helsinki's services", "Helsinki"),
        ("Ohjaamo Salo", "Salo"),
        ("17v salo", "Salo"),
        ("lahti", "Lahti"),
        ("mä oon 17 lahdest", "Lahti"),
        ("Pedersören kunnassa", "Pedersören kunta"),
        ("Koski Tl:ssä", "Koski Tl"),
        ("mäntässä", "Mänttä-Vilppula"),
        ("isonkyrön kunta", "Isokyrö"),
        ("uudes kaupungis eiku uudessakaupungis", "Uusikaupunki"),
        ("Lahteen töihin", "Lahti"),
    ],
)
def test_finds_spoken_and_short_forms(text, name):
    assert named(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("finns det folkhögskola nära Karis", "Raasepori"),
        ("asun karjaalla", "Raasepori"),
        ("söker hyreslägenhet i Ekenäs", "Raasepori"),
        ("oon tammisaaresta", "Raasepori"),
        ("hervannas asun", "Tampere"),
        ("itäkeskuksessa", "Helsinki"),
        ("kontulast", "Helsinki"),
        ("asun itakeskuksessa", "Helsinki"),
        ("bor i Gårdsbacka", "Helsinki"),
        ("tikkurilassa", "Vantaa"),
        ("i live in Myyrmäki", "Vantaa"),
        ("Varissuolta", "Turku"),
        ("nastolassa", "Lahti"),
        ("Kuusankoskella", "Kouvola"),
        ("jag bor i Nagu", "Parainen"),
        ("oon pertunmaalta", "Mäntyharju"),
        ("kalliossa asun", "Helsinki"),
        ("lammilla asun", "Hämeenlinna"),
        ("bor i Kvevlax", "Mustasaari"),
    ],
)
def test_finds_the_municipality_of_a_village_or_district(text, name):
    assert named(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "rahat on pohjassa",
        "eno asuu meillä",
        "enon luona",
        "kiskot katki",
        "sukset lammilla",
        "valtimot kovettuu",
        "han har en svarta jacka",
        "guld och kulla",
        "petosta epäillään",
        "ristiina auttoi mua",
        "jokelan opettaja",
        "tikka masala",
    ],
)
def test_takes_no_everyday_word_for_a_village(text):
    assert named(text) == []


def test_every_place_lies_in_one_municipality_of_today():
    today = {m.names["fi"] for m in reference.municipalities()}
    for language, content in lexicon("places").items():
        listed = [*content["former"].items(), *content["districts"].items()]
        assert {name for name, _ in listed} <= today, language
        places = [place for _, parts in listed for place in parts]
        assert len(places) == len(set(places)), language
        assert set(content["common_names"]) <= set(places), language


def test_finds_names_with_one_mistake():
    missed = [word for word in MISSPELT if not named(f"asun {word}")]
    assert len(missed) <= len(MISSPELT) * 0.02, missed
    missed = [word for word in MISSPELT if not named(word.lower())]
    assert len(missed) <= len(MISSPELT) * 0.02, missed


def test_finds_nothing_in_ordinary_sentences():
    assert len(ORDINARY) >= 300
    wrong = {
        variant: named(variant)
        for sentence in ORDINARY
        for variant in (sentence, sentence.capitalize(), dotless(sentence))
        if named(variant)
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (
            "asun Kemissä mutta opiskelen Oulussa",
            {"Kemi": "home", "Oulu": "study"},
        ),
        ("opiskelen Oulussa, kirjoilla Kemissä", {"Oulu": "study", "Kemi": "home"}),
        (
            "asun Nokialla ja käyn koulua Tampereella",
            {"Nokia": "home", "Tampere": "study"},
        ),
        (
            "bor i Borgå men pluggar i Helsingfors",
            {"Porvoo": "home", "Helsinki": "study"},
        ),
        (
            "I live in Vantaa and study in Espoo",
            {"Vantaa": "home", "Espoo": "study"},
        ),
        ("muutan Turusta Tampereelle", {"Turku": None, "Tampere": "home"}),
        ("jag flyttar från Åbo till Vasa", {"Turku": None, "Vaasa": "home"}),
        (
            "muuttaisin turust tampereelle opiskelee",
            {"Turku": None, "Tampere": "home"},
        ),
        ("opiskelen Oulussa", {"Oulu": None}),
        (
            "koulu on Vaasassa, koti Laihialla",
            {"Vaasa": "study", "Laihia": "home"},
        ),
        (
            "går på yrkes i Jakobstad, hemma i Nykarleby",
            {"Pietarsaari": "study", "Uusikaarlepyy": "home"},
        ),
        (
            "school is in Tampere, i live in Nokia",
            {"Tampere": "study", "Nokia": "home"},
        ),
        (
            "opiskelen Otaniemessä ja asun Kontulassa",
            {"Espoo": "study", "Helsinki": "home"},
        ),
    ],
)
def test_gives_roles_where_two_are_named(text, roles):
    assert {m.place.name: m.role for m in find_municipalities(text)} == roles


def test_marks_a_place_that_was_left():
    denied, kept = extract("en asu enää Turussa vaan Tampereella")
    assert (denied.value, denied.polarity) == ("Turku", "negative")
    assert (kept.value, kept.polarity, kept.role) == ("Tampere", None, None)


def test_spans_point_at_the_name():
    text = "moi, mä asun Mänttä-Vilppulassa nykyään"
    (entity,) = extract(text)
    assert text[entity.start : entity.end] == "Mänttä-Vilppulassa"
    decomposed = "asun A\u0308a\u0308nekoskella"
    assert extract(decomposed)[0].value == "Äänekoski"
