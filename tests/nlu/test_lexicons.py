"""The word lists: the same codes in each language, and only known codes."""

from collections import Counter

import pytest
import yaml

from bot.nlu.lexicons import lexicon
from bot.nlu.words import fold
from bot.settings import ROOT
from services_db.reference.codes import Phase, SupportLevel, Theme

LANGUAGES = {"fi", "sv", "en"}
INTENTS = set(yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["intents"])
CODES = {
    "themes": set(Theme),
    "phases": set(Phase),
    "levels": set(SupportLevel),
    "asking_for": {"self", "child", "friend", "client"},
    "contact": {"chat", "text", "email", "phone", "visit"},
    "options": {"1", "2", "3", "4", "-1"},
    "intents": INTENTS,
    "polarity": {"before", "after", "turns"},
}


def phrases(node):
    if isinstance(node, dict):
        for child in node.values():
            yield from phrases(child)
    else:
        yield from node


@pytest.mark.parametrize("topic", CODES)
def test_every_language_has_the_same_known_codes(topic):
    lists = lexicon(topic)
    assert set(lists) == LANGUAGES
    for language, content in lists.items():
        assert set(content) == CODES[topic], language


@pytest.mark.parametrize("topic", CODES)
def test_no_phrase_stands_twice_under_a_code(topic):
    for language, content in lexicon(topic).items():
        for code, listed in content.items():
            twice = [p for p, n in Counter(phrases(listed)).items() if n > 1]
            assert twice == [], (language, code)


@pytest.mark.parametrize("topic", CODES)
def test_phrases_are_well_formed(topic):
    for content in lexicon(topic).values():
        for phrase in phrases(content):
            parts = phrase.split()
            assert parts, content
            assert "_" not in (parts[0], parts[-1]), phrase
            for part in parts:
                for choice in part.split("|"):
                    assert choice.strip("*."), phrase
                    assert "*" not in choice[:-1], phrase


def test_words_that_yaml_reads_as_booleans_stay_words():
    assert "no" in lexicon("intents")["en"]["deny"]
    assert "on" in lexicon("language")["fi"]["words"]


def test_known_words_are_sorted_and_folded():
    from bot.nlu.gazetteer import KNOWN_WORDS

    listed = KNOWN_WORDS.read_text("utf-8").split()
    assert listed == sorted(set(listed))
    assert all(word == fold(word) for word in listed)
