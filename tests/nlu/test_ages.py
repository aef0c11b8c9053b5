"""Ages: plainly stated ones, and numbers that are something else."""

import pytest

from bot.nlu.ages import extract


def ages(text):
    return [entity.value for entity in extract(text)]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("17v", 17),
        ("oon 17", 17),
        ("17-vuotias", 17),
        ("17, koulu jäi kesken", 17),
        ("17", 17),
        ("17.", 17),
        ("oon seittemäntoista", 17),
        ("kakskyt", 20),
        ("mä oon kakskytyks", 21),
        ("jag är nitton", 19),
        ("sjutton", 17),
        ("seventeen", 17),
        ("i am twenty-two", 22),
        ("i'm twenty two", 22),
        ("jag är tjugotre år", 23),
        ("täytin 18", 18),
        ("täytin just 18", 18),
        ("jag har fyllt 18", 18),
        ("jag fyllde 18 igår", 18),
        ("just turned 18", 18),
        ("turned 19 last week", 19),
        ("poika 16 ei käy koulussa", 16),
        ("tyttäreni on 15", 15),
        ("min son är 17", 17),
        ("my daughter is 16", 16),
        ("19 v, jälkihuolto päättyy, ei asuntoa, Vantaa", 19),
        ("asiakas 22 v tarvitsee asunnon", 22),
        ("oon 17 ja asun turussa", 17),
        ("17 v salo", 17),
        ("salo 17", 17),
        ("17 salo", 17),
        ("Oulu, 21", 21),
        ("I'm 19 and live in Espoo", 19),
        ("im 20", 20),
        ("17-åring från vasa", 17),
        ("17-årig flicka", 17),
        ("min 17-åriga son", 17),
        ("a 17-year-old boy", 17),
        ("17 year old boy", 17),
        ("17yo", 17),
        ("19 y/o", 19),
        ("ikä 24", 24),
        ("ikä: 24", 24),
        ("age 24", 24),
        ("oon 18-vuotias tyttö espoosta", 18),
        ("palveluja 17-vuotiaalle", 17),
        ("koskeeko nuorisotakuu 27-vuotiasta", 27),
        ("mä 19 en saa töitä", 19),
        ("olen 25 vuotta vanha", 25),
        ("olen 25 vuotta", 25),
        ("jag är 17 år gammal", 17),
        ("jag är 17 år", 17),
        ("I am 23 years old", 23),
        ("nuori (17) tarvitsee", 17),
        ("nainen 29", 29),
        ("mies 24 turusta", 24),
        ("hän on 16 ja ei käy koulua", 16),
        ("kaverini on 15 ja viiltelee", 15),
        ("17 ja koulu kesken", 17),
        ("20 and unemployed", 20),
        ("no 17", 17),
        ("seitsemäntoistavuotias", 17),
        ("kaheksantoistavuotias", 18),
        ("oon viistoist", 15),
        ("oon 29v", 29),
        ("OON 17", 17),
        ("mun veli on 14v", 14),
        ("oon 45-vuotias äiti, poika on 16", 16),
        ("min klient, 22, saknar bostad", 22),
        ("17 vee", 17),
        ("oon 17vee", 17),
        ("asun yksin, 18v", 18),
        ("hej jag e 16", 16),
        ("jag blev 18 i maj", 18),
        ("17vuotias", 17),
        ("oon tasan 20", 20),
        ("ikää on 19", 19),
        ("mulla on ikää 19 vuotta", 19),
        ("täytän kohta 18", 18),
        ("täytän 18 ensi kuussa", 18),
        ("fyller snart 18", 18),
        ("jag fyller 18 i vår", 18),
        ("turning 18 next month", 18),
        ("kaksikymppinen", 20),
        ("täytän maaliskuussa kahdeksantoista", 18),
        ("oon kakskolme", 23),
    ],
)
def test_finds_a_stated_age(text, age):
    assert ages(text) == [age]


@pytest.mark.parametrize(
    "text",
    [
        "alle 25",
        "yli 18",
        "koskeeko tämä alle 25-vuotiaita",
        "onko teillä palveluja alle 18-vuotiaille",
        "klo 17",
        "kello 17 jälkeen",
        "17.30",
        "17:30",
        "puhelin 040 17 23 456",
        "0401723456",
        "soita 09 17 22",
        "huone 17",
        "vuonna 2017",
        "17 euroa",
        "17 e",
        "maksaa 20 €",
        "20 %",
        "15 minuuttia",
        "12 tuntia viikossa",
        "15 vuotta sitten",
        "för 15 år sedan",
        "om 12 år",
        "15 years ago",
        "bussi 17",
        "18-29-vuotiaille",
        "18–29",
        "nuorille 17-25 v",
        "over 18",
        "under 25",
        "under 18 år",
        "room 17",
        "meitä on 15",
        "koulussa on 20 oppilasta",
        "meille tulee 15 kesätyöntekijää",
        "vi är 20 personer",
        "det finns 17 platser",
        "17.3.2026",
        "17.3.",
        "116 111",
        "olen ollut työttömänä 14 kuukautta",
        "hain 30 paikkaan",
        "lähetin 50 hakemusta",
        "sain 12 vastausta",
        "olin 15-vuotias kun muutin",
        "vad sjutton",
        "5",
        "9",
        "100",
        "1",
        "2026",
        "24/7",
        "mikä on 112",
        "tre",
        "minst 18 år",
        "at least 18",
        "pitääkö olla 18",
        "måste man vara 18",
        "do i have to be 18",
        "i've been unemployed for 14 months",
        "2 v",
        "kuka voi hakea, 15-17 vai",
        "palaan 20 min päästä",
        "noin 20 euroa",
    ],
)
def test_finds_no_age_in_other_numbers(text):
    assert ages(text) == []


@pytest.mark.parametrize("age", range(12, 100))
def test_finds_every_age_from_twelve_to_ninety_nine(age):
    assert ages(f"oon {age}") == ages(f"{age}v") == ages(str(age)) == [age]
    assert type(ages(f"oon {age}")[0]) is int


def test_takes_the_age_of_the_one_who_needs_the_service():
    assert ages("oon 45-vuotias äiti, poika on 16") == [16]
    assert ages("jag är 50 och min son är 17") == [17]


def test_spans_point_at_the_number():
    (entity,) = extract("mä oon kakskytyks ja asun yksin")
    assert (entity.start, entity.end) == (7, 17)
