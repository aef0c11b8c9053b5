"""When a message is asked about instead of acted on, and what is kept meanwhile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import Conversation
from actions.doubt import ACTS, CHOICES, is_guess, is_pick, payload, two_meanings
from actions.message import Message
from actions.more_results import ActionMoreResults
from actions.service_details import ActionServiceDetails
from actions.turn import Turn

ROOT = Path(__file__).parents[2]


def message(
    *ranking: tuple[str, float], text: str = "sanoja", **told: object
) -> Message:
    entities = tuple({"entity": name, "value": value} for name, value in told.items())
    return Message(ranking[0][0], None, entities, text, ranking[0][1], ranking)


CLOSE = (("find_training", 0.4), ("find_job", 0.35))


def test_two_close_meanings_leave_doubt() -> None:
    assert two_meanings(message(*CLOSE)) == ("find_training", "find_job")


@pytest.mark.parametrize(
    "ranking",
    [
        (("find_training", 0.6), ("find_job", 0.5)),
        (("find_training", 0.4), ("find_job", 0.1)),
        (("find_training", 0.4),),
        (("out_of_scope", 0.4), ("find_job", 0.39)),
        (("find_training", 0.4), ("crisis", 0.39)),
        (("crisis", 0.4), ("find_support", 0.39)),
        (("deny", 0.4), ("more_results", 0.39)),
    ],
)
def test_a_clear_meaning_and_one_without_a_button_leave_none(
    ranking: tuple[tuple[str, float], ...],
) -> None:
    assert two_meanings(message(*ranking)) is None


@pytest.mark.parametrize("act", sorted(ACTS))
def test_nothing_is_done_on_a_guess(act: str) -> None:
    assert is_guess(message((act, 0.4)))
    assert not is_guess(message((act, 0.6)))
    assert not is_guess(message((act, 0.4), text=""))


def test_a_few_words_with_an_order_pick_what_was_shown() -> None:
    shown = ("a", "b")
    pick = message(("out_of_scope", 0.5), text="kerro tokasta", option=2)
    assert is_pick(pick, shown)
    assert not is_pick(pick, ())
    assert not is_pick(message(("find_job", 0.9), text="toka", option=2), shown)
    long = "toka kerta kun kysyn tätä asiaa teiltä"
    assert not is_pick(message(("out_of_scope", 0.5), text=long, option=2), shown)


def test_what_picks_a_shown_service_is_not_asked_about() -> None:
    close = (("more_results", 0.4), ("ask_service_details", 0.35))
    pick = message(*close, text="den andra", option=2)
    shown = Conversation(shown=("a", "b"))
    turn = Turn(CollectingDispatcher(), pick, shown, shown)
    assert ActionMoreResults().doubt(turn) is None
    before = Turn(CollectingDispatcher(), pick, Conversation(), Conversation())
    assert ActionMoreResults().doubt(before) == tuple(name for name, _ in close)


def test_an_answer_about_what_was_shown_is_no_guess() -> None:
    asked = message(("employer_services", 0.4), attribute="how_to_apply")
    shown = Conversation(shown=("a", "b"))
    turn = Turn(CollectingDispatcher(), asked, shown, shown)
    assert ActionMoreResults().is_about_shown(turn)
    assert not ActionServiceDetails().is_guessed(turn)
    assert is_guess(asked)


def test_a_guess_at_a_need_is_answered() -> None:
    assert not is_guess(message(("find_job", 0.2)))


def test_a_button_is_never_doubted() -> None:
    assert two_meanings(message(*CLOSE, text="")) is None


def test_where_a_need_is_told_the_search_answers() -> None:
    assert two_meanings(message(*CLOSE, theme="money")) is None
    assert two_meanings(message(*CLOSE, municipality="Kemi")) is None
    assert two_meanings(message(*CLOSE, theme="training")) is not None
    apart = (("find_job", 0.4), ("employer_services", 0.35))
    assert two_meanings(message(*apart, theme="money")) is not None


def test_a_button_carries_the_need_that_was_told() -> None:
    asked = message(
        ("find_support", 0.4),
        ("give_feedback", 0.35),
        theme="money",
        phase="turning_18",
    )
    intent, _, told = payload("find_support", asked).partition("{")
    assert intent == "/find_support"
    assert json.loads("{" + told) == {"theme": "money", "phase": "turning_18"}
    assert payload("find_job", message(*CLOSE, theme="training")) == "/find_job"


def test_facts_are_heard_and_needs_are_kept() -> None:
    before = Conversation(
        municipality="179",
        age=17,
        themes=("housing",),
        phase="moving_out",
        support_level="general",
        search_text="kämppä",
        shown=("a", "b"),
        offset=3,
        pending="municipality",
    )
    heard = before.hear_facts(message(*CLOSE, municipality="Kemi", theme="money"))
    changed = {
        name
        for name in before.__dataclass_fields__
        if getattr(heard, name) != getattr(before, name)
    }
    assert changed == {"municipality", "pending"}
    assert heard.municipality == "240"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_choice_has_a_button(language: str) -> None:
    path = ROOT / "data" / "responses" / language / "doubt.yml"
    content = yaml.safe_load(path.read_text("utf-8"))
    (variant,) = content["responses"]["utter_which_did_you_mean"]
    titles = {b["payload"]: b["title"] for b in variant["buttons"]}
    assert {"/" + intent for intent in CHOICES} == set(titles)
    assert len(set(titles.values())) == len(titles)
