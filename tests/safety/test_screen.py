"""The crisis screen on labelled messages.

The messages were looked at while the rules were widened: these are floors against
falling back, not an estimate for messages that nobody has seen.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.safety import screen, second_look
from bot.safety.screen import _second_look, warm_up
from tests.safety.messages import APART, LANGUAGES, texts


def share(messages: list[str], tiers: tuple[int, ...]) -> float:
    return sum(screen(text).tier in tiers for text in messages) / len(messages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_is_seen(language: str) -> None:
    messages = texts(language, "crisis")
    assert len(messages) >= 120
    assert share(messages, (1, 2)) >= 0.97


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["suicide", "sexual_abuse", "overdose"])
def test_direct_danger_is_never_missed(language: str, kind: str) -> None:
    direct = texts(language, "crisis", kind, "direct")
    assert [text for text in direct if screen(text).tier == 0] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_false_alarms_are_few(language: str) -> None:
    assert share(texts(language, "hard_negatives"), (1, 2)) <= 0.065
    ordinary = texts(language, "ordinary")
    assert share(ordinary, (1,)) == 0
    assert share(ordinary, (1, 2)) <= 0.03


@pytest.mark.parametrize(
    ("language", "least"), [("fi", 0.95), ("sv", 0.9), ("en", 0.93)]
)
def test_messages_kept_apart_are_told_apart_too(language: str, least: float) -> None:
    # Shares in names of their own: a failure must not print what nobody is to read.
    seen = share(texts(language, "crisis", folder=APART), (1, 2))
    alarms = share(texts(language, "hard_negatives", folder=APART), (1, 2))
    assert seen >= least
    assert alarms <= 0.25


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_professional_asks_is_no_alarm_and_a_worry_has_its_own_kind(
    language: str,
) -> None:
    assert share(texts(language, "hard_negatives", "professional"), (1, 2)) <= 0.05
    worried = texts(language, "crisis", "other_person", "direct")
    kinds = [screen(text).kind for text in worried]
    assert kinds.count("other_person") >= 0.75 * len(kinds)


@pytest.mark.parametrize(
    ("worry", "work"),
    [
        (
            "opiskelijani suunnittelee itsemurhaa",
            "opiskelijani on stressaantunut",
        ),
        ("min elev planerar självmord", "min elev är stressad"),
        ("my student is planning suicide", "my student is stressed"),
    ],
)
def test_somebody_elses_danger_is_told_from_somebody_elses_stress(
    worry: str, work: str
) -> None:
    found = screen(worry)
    assert (found.tier, found.kind) == (1, "other_person")
    assert screen(work).tier == 0


@pytest.mark.parametrize(
    "text",
    ["min flickvän skadar sig", "my girlfriend hurts herself", "tyttöystävä viiltelee"],
)
def test_who_harms_themselves_is_no_attacker(text: str) -> None:
    found = screen(text)
    assert (found.tier > 0, found.kind) == (True, "other_person")


@pytest.mark.parametrize(
    "text",
    [
        "mun frendi ei oo käyny ulkona kuukauteen, pelkään sen puolesta",
        "min kompis går int ut meir, jag är rädd för hans skull",
        "my mate hasn't left his flat for weeks, i'm scared for him",
    ],
)
def test_who_fears_for_a_friend_is_not_spoken_to_as_in_danger(text: str) -> None:
    found = screen(text)
    assert (found.tier > 0, found.kind) == (True, "other_person")


@pytest.mark.parametrize(
    "text",
    ["got kicked out by my landlord", "my landlord kicked me out", "they threw me out"],
)
def test_who_is_put_out_of_a_home_needs_a_roof(text: str) -> None:
    found = screen(text)
    assert (found.tier, found.kind) == (1, "no_shelter")


@pytest.mark.parametrize(
    "text",
    [
        "my ex was violent, we divorced years ago, now i need work",
        "my son does judo and is proud of himself, i am proud of myself",
        "exä pahoinpiteli mut, se istuu nyt ja mä aloitan uudessa kaupungissa",
        "exet misshandlade mig, han sitter inne och jag börjar om i en ny stad",
        "skriver en novell om en tjej som vill dö",
        "rösterna räknas på söndag",
    ],
)
def test_what_is_over_or_told_in_a_story_is_no_danger(text: str) -> None:
    assert screen(text).tier == 0


@pytest.mark.parametrize(
    "text",
    [
        "my ex hit me years ago and now he is back and hits me again",
        "pappa slår ihjäl mig om jag berättar",
        "isä tappaa mut jos se saa tietää",
        "i wrote a story about it but really i want to kill myself",
    ],
)
def test_words_of_the_past_or_of_a_story_hide_no_danger(text: str) -> None:
    assert screen(text).tier > 0


@pytest.mark.parametrize(
    "text",
    [
        "she wont talk to anyone",
        "hon pratar inte med nån",
        "se ei puhu kellekään",
        "oon väsynyt tähän säähän",
    ],
)
def test_being_quiet_or_tired_of_the_weather_is_no_danger(text: str) -> None:
    assert screen(text).tier == 0


@pytest.mark.parametrize(
    "text",
    [
        "he will kill me if i leave",
        "i dont know i want to die",
        "listening to this song and i want to die",
        "i want to die for real",
        "ei tunnu miltään, haluan kuolla",
        "kuuntelen biisiä ja haluan kuolla",
        "känner inte mina ben och vill dö",
        "skär mig, orkar inte",
        "lyssnar på låten och vill dö",
    ],
)
def test_words_of_an_idiom_beside_danger_excuse_nothing(text: str) -> None:
    assert screen(text).tier == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ctb tonight, im ready", "suicide"),
        ("i want stop being alive", "suicide"),
        ("my uncle sleeps with me when aunt works", "sexual_abuse"),
        ("they make me go with men for cash", "sexual_abuse"),
        ("finished the whole bottle of painkillers", "overdose"),
        ("minä haluaa kuolema", "suicide"),
        ("riistän henkeni tänään", "suicide"),
        ("eno makaa mun kanssa", "sexual_abuse"),
        ("tyhjensin buranapurkin, yksin kotona", "overdose"),
        ("ja int orkar finnas meir", "suicide"),
        ("jag ska dränka mig", "suicide"),
        ("tränaren ligger med mig", "sexual_abuse"),
        ("tömde hela asken med värktabletter", "overdose"),
    ],
)
def test_danger_told_flatly_is_direct(text: str, kind: str) -> None:
    found = screen(text)
    assert (found.tier, found.kind) == (1, kind)


@pytest.mark.parametrize(
    "text",
    [
        "jumped off the bus at the wrong stop",
        "min hemsida finns inte längre",
        "vedin salilla liikaa, jalat kuollu",
        "i dont want to live in helsinki",
    ],
)
def test_a_rule_is_no_direct_danger_where_all_else_is_harmless(text: str) -> None:
    assert screen(text).tier != 1


@pytest.fixture(params=["missing", "no JSON", "not ours"])
def unlearned(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The screen without a usable second look."""
    weights = tmp_path / "weights.json"
    if request.param != "missing":
        weights.write_text("{" if request.param == "no JSON" else '{"weights": 1}')
    read = second_look.load
    monkeypatch.setattr(second_look, "load", lambda: read(weights))
    _second_look.cache_clear()
    yield
    _second_look.cache_clear()


@pytest.mark.usefixtures("unlearned")
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_what_was_learned_the_rules_stand_alone(language: str) -> None:
    warm_up()
    assert share(texts(language, "crisis"), (1, 2)) >= 0.87
    assert share(texts(language, "hard_negatives"), (1, 2)) <= 0.07
    for kind in ("suicide", "sexual_abuse", "overdose"):
        direct = texts(language, "crisis", kind, "direct")
        assert share(direct, (1, 2)) >= 0.9


def test_a_few_words_of_danger_are_seen_among_many_others() -> None:
    before = "etsin töitä tampereelta ja haluaisin varastolle tai kauppaan. "
    after = " mulla on ajokortti ja hygieniapassi, voin aloittaa heti."
    for danger in ("kaikki ois onnellisempia ilman mua", "mitä järkee on enää elää"):
        assert screen(before + danger + after).tier
        assert screen(2 * before + danger + 2 * after).tier
    assert screen(3 * before + 3 * after).tier == 0


def test_time_grows_with_the_length_only() -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        for _ in range(5):
            screen(text)
        return time.process_time() - start

    screen("lämmittely")
    for hostile in ("a" * 4000, "((" * 2000, "en halua " * 450):
        half = max(seconds(hostile[: len(hostile) // 2]), 0.002)
        assert seconds(hostile) / half < 8


@pytest.mark.parametrize(
    ("text", "direct"),
    [
        ("söin kasan karkkia leffassa", False),
        ("i ate a lot of candy at the party", False),
        ("took a bunch of pictures", False),
        ("åt massor av godis på festen", False),
        ("söin läjän unilääkkeitä", True),
        ("vedin hirveen määrän särkylääkkeitä", True),
        ("jag åt en stor hög tabletter", True),
        ("i ate a big pile of pills", True),
    ],
)
def test_much_of_something_is_an_overdose_when_it_is_a_drug(
    text: str, direct: bool
) -> None:
    assert (screen(text, None).tier == 1) is direct
