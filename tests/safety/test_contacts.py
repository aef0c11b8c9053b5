"""The contacts of a crisis: who is shown, in which order, and without the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from bot.links import href
from bot.safety import contact_labels, contact_records, contacts
from bot.safety.contact_records import ALL_KINDS, CrisisContact
from bot.texts import languages

EVERY = [(kind, language) for kind in ALL_KINDS for language in languages()]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return where the contacts are looked for: a copy that may be spoilt."""
    copy = tmp_path / "contacts.yml"
    copy.write_bytes(contacts.FILE.read_bytes())
    monkeypatch.setattr(contacts, "FILE", copy)
    contacts.contacts.cache_clear()
    yield copy
    contacts.contacts.cache_clear()


def changed(file: Path, key: str, /, **values: object) -> None:
    """Change one contact in the file; a value of ``...`` takes the field away."""
    loaded = yaml.safe_load(file.read_text("utf-8"))
    for one in loaded:
        if one["key"] == key:
            one.update(values)
            for name in [name for name, value in values.items() if value is ...]:
                del one[name]
    file.write_text(yaml.safe_dump(loaded, allow_unicode=True), "utf-8")
    contacts.contacts.cache_clear()


def test_nothing_stops_a_start() -> None:
    assert list(contacts.check()) == []


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_somebody_to_call_and_somebody_to_write_to(kind: str, language: str) -> None:
    found = contacts.for_kind(kind, language)
    assert 3 <= len(found) <= 5
    assert found[0].value == "112"
    assert found[0].kind == "phone"
    assert any(one.kind == "phone" for one in found[1:])
    assert any(one.kind in {"chat", "web"} for one in found)
    assert len({(one.kind, one.value) for one in found}) == len(found)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_what_is_spoken_comes_before_what_is_not(kind: str, language: str) -> None:
    rest = [one for one in contacts.chosen(kind, language) if not one.first]
    # The last place may be kept for a phone that is open at every hour.
    speaks = [one.speaks(language) for one in rest[:-1]]
    assert speaks == sorted(speaks, reverse=True)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_a_label_says_when_the_reader_is_not_understood(
    kind: str, language: str
) -> None:
    for one in contacts.chosen(kind, language):
        label = contact_labels.shown(one, language).label
        limit = contact_labels.limit(one, language)
        assert (limit in label) is not one.speaks(language)
        assert len(label) <= 100


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_every_contact_can_be_tapped(kind: str, language: str) -> None:
    for one in contacts.for_kind(kind, language):
        assert href(one) is not None


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("suicide", "09 2525 0111"),
        ("violence", "080 005 005"),
        ("sexual_abuse", "080 005 005"),
        ("overdose", "0800 147 111"),
        ("no_shelter", "https://www.punainenristi.fi"),
    ],
)
def test_each_kind_has_its_own_help(kind: str, value: str, language: str) -> None:
    assert value in {one.value for one in contacts.for_kind(kind, language)}


@pytest.mark.parametrize("language", languages())
def test_advice_on_poisoning_comes_right_after_112(language: str) -> None:
    values = [one.value for one in contacts.for_kind("overdose", language)]
    assert values[:2] == ["112", "0800 147 111"]


def test_labels_say_what_is_known() -> None:
    labels = {one.value: one.label for one in contacts.for_kind("suicide", "fi")}
    assert labels["09 2525 0111"] == "MIELI Kriisipuhelin, 24 h, nimetön"
    assert labels["https://sekasin.fi"] == (
        "Sekasin-chat, joka päivä, 12–29 v, nimetön, maksuton"
    )
    labels = {one.value: one.label for one in contacts.for_kind("suicide", "sv")}
    assert labels["09 2525 0111"] == "MIELI Kristelefon, bara på finska, 24 h, anonymt"
    labels = {one.value: one.label for one in contacts.for_kind("no_shelter", "en")}
    assert "in Finnish and Swedish only" in labels["https://sekasin.fi"]


def test_an_unknown_kind_gets_the_general_contacts() -> None:
    general = contacts.for_kind(None, "fi")
    assert contacts.for_kind("something", "fi") == general
    assert [one.value for one in general][:2] == ["112", "09 2525 0111"]


@pytest.mark.parametrize(
    "content",
    [None, b"", b"\xff\xfe\x00", b"- key: [", b"[]", b"- key: x", b"just a text"],
)
def test_without_the_file_there_is_the_small_copy(
    file: Path, content: bytes | None
) -> None:
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    for kind, language in EVERY:
        values = [one.value for one in contacts.for_kind(kind, language)]
        assert values[0] == "112"
        assert {"09 2525 0111", "https://nuortennetti.fi"} <= set(values)
    assert any("small copy" in problem for problem in contacts.check())


def test_the_small_copy_says_what_the_file_says() -> None:
    known = {one.key: one for one in contacts.contacts()}
    for one in contact_records.minimal():
        same = known[one.key]
        assert (one.channel, one.value) == (same.channel, same.value)
        assert one.languages == same.languages


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("emergency", {"kinds": ["sadness"]}),
        ("emergency", {"channel": "fax"}),
        ("emergency", {"hours": "office hours"}),
        ("emergency", {"value": ...}),
        ("emergency", {"nmae": {}}),
        ("sekasin", {"key": "emergency"}),
    ],
)
def test_a_wrong_file_is_not_used(
    file: Path, key: str, values: dict[str, object]
) -> None:
    changed(file, key, **values)
    assert list(contacts.check())
    assert contacts.contacts() == contact_records.minimal()


def test_a_kind_without_a_phone_stops_a_start(file: Path) -> None:
    changed(file, "nollalinja_phone", kinds=["no_shelter"])
    for key in ("riku_phone", "mll_phone", "mll_phone_sv"):
        changed(file, key, kinds=["general"])
    problems = list(contacts.check())
    assert "contacts.yml: violence has no phone for fi" in problems
    assert not any("no_shelter" in problem for problem in problems)


def test_a_kind_without_a_chat_stops_a_start(file: Path) -> None:
    changed(file, "sekasin", kinds=["general"])
    changed(file, "mieli_chat", kinds=["general"])
    assert "contacts.yml: overdose has no chat or page for sv" in list(contacts.check())


def test_a_name_missing_in_a_language_stops_a_start(file: Path) -> None:
    changed(file, "sekasin", name={"fi": "Sekasin-chat"})
    assert "contacts.yml: sekasin has no name in sv" in list(contacts.check())


@pytest.mark.parametrize(
    ("days", "words"), [(0, ""), (59, ""), (60, "warning"), (89, "warning")]
)
def test_an_old_contact_is_warned_of(file: Path, days: int, words: str) -> None:
    today = date(2026, 11, 24)
    changed(file, "sekasin", verified_on=today - timedelta(days))
    (line,) = [x for x in contacts.warnings(today) if "sekasin" in x] or [""]
    assert words in line
    assert bool(line) is bool(words)


@pytest.mark.parametrize("verified_on", [date(2026, 8, 26), None])
def test_a_very_old_contact_is_an_alarm(file: Path, verified_on: date | None) -> None:
    changed(file, "sekasin", verified_on=verified_on)
    (line,) = [x for x in contacts.warnings(date(2026, 11, 24)) if "sekasin" in x]
    assert "alarm" in line


def test_every_contact_has_an_owner_and_a_source() -> None:
    for one in contacts.contacts():
        assert one.owner, one.key
        assert one.source, one.key


def test_a_language_that_nobody_speaks_is_still_answered() -> None:
    found = contacts.for_kind("suicide", "de")
    assert found[0].value == "112"
    assert any(one.kind == "chat" for one in found)


def test_no_limit_is_shown_for_who_speaks_everything() -> None:
    one = CrisisContact(
        key="x",
        name={"fi": "Apu"},
        kinds=("general",),
        channel="phone",
        value="112",
        languages=("fi", "sv", "en"),
    )
    assert contact_labels.shown(one, "en").label == "Apu"
