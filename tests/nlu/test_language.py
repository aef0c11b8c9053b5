"""The language of a message, from one word up, and of other languages."""

from pathlib import Path

import pytest
import yaml

from bot.nlu.language import identify
from bot.nlu.words import fold, words

HELD_OUT = Path(__file__).parent / "heldout"


def held_out(language):
    for block in yaml.safe_load((HELD_OUT / f"{language}.yml").read_text("utf-8")):
        if block["intent"] != "change_language":  # may be written in the other language
            yield from (example["text"] for example in block["examples"])


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(
    "write", [str, str.upper, fold], ids=["as is", "caps", "no dots"]
)
def test_is_right_for_three_words_and_more(language, write):
    texts = [write(t) for t in held_out(language) if len(words(t)) >= 3]
    wrong = [t for t in texts if identify(t).language != language]
    assert len(texts) > 200
    assert len(wrong) <= 0.01 * len(texts), wrong


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("moi", "fi"),
        ("hej", "sv"),
        ("hi", "en"),
        ("apua", "fi"),
        ("hjälp", "sv"),
        ("hjalp", "sv"),
        ("help", "en"),
        ("joo", "fi"),
        ("yes", "en"),
        ("töitä", "fi"),
        ("duunii", "fi"),
        ("gymnasiet", "sv"),
        ("Åbo", "sv"),
        ("masennus", "fi"),
        ("mita kuuluu", "fi"),
        ("jag mar daligt", "sv"),
        ("asun vaasassa", "fi"),
        ("bor i vasa", "sv"),
        ("I live in Vaasa", "en"),
        ("mun cv on shit", "fi"),
        ("en man slog mig", "sv"),
        ("tarvin psykologin", "fi"),
        ("ÄLÄ", "fi"),
    ],
)
def test_knows_short_messages(text, language):
    guess = identify(text)
    assert (guess.language, guess.other) == (language, None)


@pytest.mark.parametrize("text", ["", "   ", "😭😭", "17", "?!", "0401234567"])
@pytest.mark.parametrize("current", [None, "sv"])
def test_has_a_language_when_there_are_no_words(text, current):
    guess = identify(text, current)
    assert guess.language == (current or "fi")
    assert not guess.confident


@pytest.mark.parametrize(
    ("text", "current", "language"),
    [
        ("thanks", "fi", "fi"),
        ("ok", "sv", "sv"),
        ("moi", "sv", "sv"),
        ("hej hej", "fi", "fi"),
        ("Oulu", "sv", "sv"),
        ("no joo", "fi", "fi"),
        ("asdfgh jklö qwerty", "fi", "fi"),
        ("asdfgh jklö qwerty", "sv", "sv"),
        ("jag behöver hjälp", "fi", "sv"),
        ("i need help", "fi", "en"),
        ("tarviin apua nyt", "en", "fi"),
    ],
)
def test_changes_the_language_only_for_a_clear_message(text, current, language):
    assert identify(text, current).language == language


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("мені потрібна допомога", "uk"),
        ("мне нужна помощь", "ru"),
        ("помогите", "ru"),
        ("أحتاج إلى مساعدة", "ar"),
        ("من کمک می‌خواهم چون پول ندارم", "fa"),
        ("waxaan u baahanahay caawimaad", "so"),
        ("shaqo ayaan raadinayaa", "so"),
        ("ma vajan abi", "et"),
        ("tere, kus ma saan tööd otsida", "et"),
        ("ich brauche hilfe bei der wohnungssuche", "de"),
        ("je cherche un travail à Helsinki", "fr"),
        ("necesito ayuda para encontrar trabajo", "es"),
        ("yardıma ihtiyacım var", "tr"),
        ("alîkarî dixwazim", "ku"),
        ("ฉันต้องการความช่วยเหลือ", "th"),
        ("我需要帮助", "zh"),
        ("kailangan ko ng tulong sa paghahanap ng trabaho", "tl"),
    ],
)
@pytest.mark.parametrize("current", [None, "en"])
def test_tells_another_language_and_keeps_the_current_one(text, other, current):
    guess = identify(text, current)
    assert guess.other == other
    assert guess.language == (current or "fi")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_takes_nothing_in_the_three_for_another_language(language):
    strange = [t for t in held_out(language) if identify(t).other]
    assert strange == []
