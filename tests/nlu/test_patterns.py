"""The syntax of the word lists."""

import pytest

from bot.nlu.patterns import Patterns
from bot.nlu.words import words


def codes(phrase, text):
    return [m.code for m in Patterns([("hit", phrase)]).find(words(text))]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("rahat loppu", "Rahat loppu!"),
        ("velka*", "velkaantunut"),
        ("..velka*", "pelivelkaa on"),
        ("..nurkissa", "kaverinnurkissa asun"),
        ("ei|oo kaver*", "mulla oo kavereita"),
        ("poika 0", "poika 16 ei käy koulussa"),
        ("ei _ kaver*", "ei oo yhtään hyvää kaveria"),
        ("te-toimis*", "TE-toimistoon"),
        ("lån", "jag har lan"),
        ("ahdist*", "AHDISTAA"),
        ("lägenhet", "behover lagenhet"),
    ],
)
def test_finds(phrase, text):
    assert codes(phrase, text) == ["hit"]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("raha", "rahat"),
        ("rahat loppu", "loppu rahat"),
        ("rahat loppu", "rahat ei lopu"),
        ("poika 0", "poika ei käy koulussa"),
        ("ei _ kaver*", "ei ole nyt oikein kyllä kavereita"),
        ("läger", "jobb på lager"),
        ("lån*", "på landet"),
        ("lån*", "langt borta"),
    ],
)
def test_does_not_find(phrase, text):
    assert codes(phrase, text) == []


def test_match_tells_where_and_how_much():
    (match,) = Patterns([("x", "vuokra _ maksamatta")]).find(
        words("mul on vuokra taas maksamatta")
    )
    assert (match.first, match.last, match.words) == (2, 4, 2)


def test_a_word_fits_the_same_elements_in_every_phrase():
    phrases = [("one", "raha*"), ("two", "raha* loppu"), ("three", "ei|oo raha*")]
    found = list(Patterns(phrases).find(words("oo rahaa, rahat loppu")))
    assert [(m.code, m.first, m.last) for m in found] == [
        ("three", 0, 1),
        ("one", 1, 1),
        ("one", 2, 2),
        ("two", 2, 3),
    ]
