"""Slips of the keyboard, mended by the words of the training sentences."""

from itertools import product
from random import Random

import pytest

from bot.nlu.noise import typo
from bot.nlu.spelling import Spelling, slips_undone
from bot.nlu.words import fold

SENTENCES = (
    "haluan vuokrata kämpän Oulusta",
    "kämpän vuokra on liian kallis",
    "jag vill byta skola",
    "i want to change schools",
)


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling.fit(SENTENCES)


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("kämpn vuokra", "kämpän vuokra"),  # missing
        ("kmäpän vuokra", "kämpän vuokra"),  # swapped
        ("kämppän vuokra", "kämpän vuokra"),  # doubled
        ("kämpöän vuokea", "kämpöän vuokra"),  # a neighbour key's; two slips stay
        ("Jag vill byta skkola!", "Jag vill byta skola!"),
        ("chsnge 👍 schols?", "change 👍 schools?"),
    ],
)
def test_a_word_one_slip_away_is_mended(spelling, written, mended):
    assert spelling.mend(written) == mended


@pytest.mark.parametrize(
    "text",
    [
        "kampan vuokra",  # without dots
        "haluanko",  # an ending more
        "vuokr",  # an ending less
        "aka",  # short
        "luokra",  # the first letter
        "Kemistä Ouluun",  # places
        "vuokra2",
        "",
        "😭",
    ],
)
def test_what_is_no_slip_stays(spelling, text):
    assert spelling.mend(text) == text


def test_of_two_words_the_more_frequent_is_meant():
    spelling = Spelling.fit(["talo", "tulo", "tulo"])

    assert spelling.mend("tlo tllo") == "tlo tllo"  # short; two slips
    assert Spelling.fit(["talossa", "talissa", "talissa"]).mend("talssa") == "talissa"


def test_every_slip_of_the_noise_is_undone_among_others():
    draw = Random(3)
    for word, _ in product(
        ("vuokra", "opiskelemaan", "lägenhet", "counsellor"), "x" * 50
    ):
        typed = fold(typo(word, draw))
        lost_ending = typed == fold(word)[:-1]
        assert fold(word) in {typed, *slips_undone(typed)} or lost_ending, typed


def test_what_was_kept_mends_the_same(spelling, tmp_path):
    spelling.save(tmp_path, "words")

    assert Spelling.load(tmp_path, "words").mend("kämpn") == "kämpän"
