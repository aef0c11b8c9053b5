"""What is said in a crisis, for each kind, language and turn."""

from __future__ import annotations

import re

import pytest

from bot.safety import contacts, replies
from bot.safety.contact_records import ALL_KINDS
from bot.safety.replies import CrisisReply
from bot.texts import languages

EVERY = [
    (kind, language, repeat)
    for kind in ALL_KINDS
    for language in languages()
    for repeat in range(4)
]
BUTTONS = {
    "fi": ("Näytä apu", "Ei hätää, jatketaan", "Etsi apua asumiseen"),
    "sv": ("Visa hjälp", "Ingen fara, vi fortsätter", "Sök hjälp med boende"),
    "en": ("Show help", "No emergency, let's continue", "Find help with housing"),
}
ROBOT = {
    "fi": ("robot", "kukaan", "/apua"),
    "sv": ("robot", "ingen", "/hjalp"),
    "en": ("robot", "nobody", "/sos"),
}
UNWANTED = {
    "fi": r"luottamuksel|salassa|salais|kerro (nimesi|ikäsi|osoitteesi)"
    r"|missä (olet|asut)|diagnoo|psykoo|masennus|itsemurh|tappa|viilte|lääk|tablet"
    r"|huume|oma vika|miksi|pitäisi|lähete|lomake|tuloja|etuu|tukea saa",
    "sv": r"hemlig|tystnadsplikt|konfidentiel|ditt namn|din ålder|din adress|var bor"
    r"|diagno|psykos|depression|självmord|döda|skära|läkemedel|tablett|drog"
    r"|varför|borde|remiss|blankett|bidrag|förmån",
    "en": r"confiden|secret|your name|your age|your address|where do you"
    r"|diagno|psychosis|depress|suicid|kill|\bcut|medicine|pill|\bdrug"
    r"|why (do|did|are|have)|should|referral|benefit|allowance|commit",
}
SHORTENERS = r"bit\.ly|t\.co|tinyurl|goo\.gl|is\.gd"


def reply(kind: str | None, language: str, repeat: int = 0) -> CrisisReply:
    return replies.crisis_reply(kind, language, repeat)


@pytest.mark.parametrize(("kind", "language", "repeat"), EVERY)
def test_every_reply_says_what_it_must(kind: str, language: str, repeat: int) -> None:
    found = reply(kind, language, repeat)
    words = found.text.lower()
    assert len(found.text.split()) <= 120
    assert re.search(r"\b112\b", found.text)
    for word in ROBOT[language]:
        assert word in words
    assert found.contacts == contacts.for_kind(kind, language)
    named = [
        one
        for one in found.contacts
        if one.value.removeprefix("https://").removeprefix("www.") in found.text
    ]
    assert {"phone"} <= {one.kind.value for one in named}
    assert {"chat", "web"} & {one.kind.value for one in named}


@pytest.mark.parametrize(("kind", "language", "repeat"), EVERY)
def test_no_reply_says_what_it_must_not(kind: str, language: str, repeat: int) -> None:
    found = reply(kind, language, repeat)
    said = [found.text, *(button.title for button in found.buttons)]
    for words in said:
        assert not re.search("[?!{}*_<>]", words), words
        assert not re.search(SHORTENERS, words)
        # A helpline for young people may have such a word in its name, a text not.
        assert not re.search(UNWANTED[language], words.lower()), words


@pytest.mark.parametrize("language", languages())
def test_sentences_are_short(language: str) -> None:
    for kind in ALL_KINDS:
        for repeat in range(3):
            prose = "\n".join(
                block
                for block in reply(kind, language, repeat).text.split("\n\n")
                if "(" not in block
            )
            for sentence in re.split(r"(?<=\.)\s", prose):
                assert len(sentence.split()) <= 18, sentence


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_the_second_and_the_third_reply_are_other_texts(
    kind: str, language: str
) -> None:
    texts = [reply(kind, language, repeat).text for repeat in range(5)]
    assert len(set(texts)) == 3
    assert texts[2] == texts[3] == texts[4]
    openings = {text.split("\n\n")[0] for text in texts}
    assert len(openings) == 3


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_each_kind_has_its_own_words(kind: str, language: str) -> None:
    for repeat in range(2):
        own = reply(kind, language, repeat).text.split("\n\n")[0]
        for other in set(ALL_KINDS) - {kind}:
            assert reply(other, language, repeat).text.split("\n\n")[0] != own


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_the_choices(kind: str, language: str) -> None:
    show, go_on, housing = BUTTONS[language]
    shown = [(button.title, button.payload) for button in reply(kind, language).buttons]
    expected = [(show, "sos"), (go_on, "not_emergency")]
    if kind == "no_shelter":
        expected.insert(1, (housing, "continue_housing"))
    assert shown == expected


@pytest.mark.parametrize(
    ("kind", "language", "words"),
    [
        ("sexual_abuse", "fi", "ei ole sinun syytäsi"),
        ("sexual_abuse", "sv", "inte ditt fel"),
        ("sexual_abuse", "en", "not your fault"),
        ("violence", "fi", "ei ole sinun syytäsi"),
        ("violence", "fi", "tekstiviesti numeroon 112"),
        ("violence", "sv", "textmeddelande till 112"),
        ("violence", "en", "text message to 112"),
        ("overdose", "fi", "Soita heti 112"),
        ("overdose", "fi", "0800 147 111"),
        ("overdose", "sv", "Ring 112 genast"),
        ("overdose", "sv", "0800 147 111"),
        ("overdose", "en", "Call 112 at once"),
        ("overdose", "en", "0800 147 111"),
        ("no_shelter", "fi", "turvallinen paikka ensi yöksi"),
        ("no_shelter", "fi", "Nuorten turvataloja"),
        ("no_shelter", "sv", "trygg plats för natten"),
        ("no_shelter", "sv", "De ungas skyddshus"),
        ("no_shelter", "en", "a safe place for tonight"),
        ("no_shelter", "en", "Youth Shelters"),
        ("other_person", "fi", "kuka tahansa voi tehdä lastensuojeluilmoituksen"),
        ("other_person", "fi", "ammattilaisen täytyy"),
        ("other_person", "sv", "kan vem som helst göra en barnskyddsanmälan"),
        ("other_person", "sv", "yrkespersoner måste"),
        ("other_person", "en", "anyone can make a child welfare notification"),
        ("other_person", "en", "professionals must"),
    ],
)
def test_a_kind_is_answered_by_what_it_needs(
    kind: str, language: str, words: str
) -> None:
    assert words in reply(kind, language).text


@pytest.mark.parametrize("language", languages())
def test_where_to_sleep_comes_before_anything_else(language: str) -> None:
    found = reply("no_shelter", language)
    assert [one.value for one in found.contacts][:2] == [
        "112",
        "https://www.punainenristi.fi",
    ]


def test_an_unknown_kind_is_answered_in_general() -> None:
    assert reply("crisis", "fi") == reply(None, "fi") == reply("general", "fi")
    assert reply("suicide", "fi", -1) == reply("suicide", "fi", 0)


@pytest.mark.parametrize("language", languages())
def test_help_that_was_asked_for(language: str) -> None:
    found = replies.sos(language)
    assert found.text == reply("general", language).text
    assert [button.key for button in found.buttons] == ["not_emergency"]


@pytest.mark.parametrize("language", languages())
def test_when_nothing_else_answers(language: str) -> None:
    found = replies.static_help(language)
    assert "112" in found.text
    assert found.text != replies.sos(language).text
    assert found.contacts == contacts.for_kind("general", language)
    assert found.buttons == ()


@pytest.mark.parametrize("language", languages())
def test_the_gentle_line_is_gentle(language: str) -> None:
    line = replies.gentle_line(language)
    assert BUTTONS[language][0] in line
    assert ROBOT[language][2] in line
    assert not re.search(r"[?!]|112", line)
    assert len(line.split()) <= 30


def test_without_texts_there_is_still_help(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> str:
        raise OSError

    monkeypatch.setattr(replies, "text", broken)
    monkeypatch.setattr("bot.safety.contact_labels.text", broken)
    for found in (
        reply("suicide", "sv"),
        replies.sos("sv"),
        replies.static_help("sv"),
    ):
        assert found.text == "112"
        assert found.contacts[0].value == "112"
        assert any(one.kind == "chat" for one in found.contacts)
    assert replies.gentle_line("sv") == "112"
