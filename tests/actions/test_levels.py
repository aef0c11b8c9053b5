"""The self-check: its answers and what they suggest."""

from __future__ import annotations

import pytest

from actions.levels import ANSWERS, SKIPPED, suggest_level
from actions.message import Message
from actions.self_check import read_answer
from services_db.reference.codes import SupportLevel


@pytest.mark.parametrize(
    ("duration", "areas", "tried", "wish", "level"),
    [
        ("weeks", "one", "no", "little", SupportLevel.GENERAL),
        ("weeks", "one", "no", "much", SupportLevel.INTENSIFIED),
        ("months", "some", "no", "more", SupportLevel.INTENSIFIED),
        ("years", "many", "not_enough", "much", SupportLevel.SPECIAL),
        ("years", "many", "not_enough", "little", SupportLevel.INTENSIFIED),
        ("months", "one", "helped", None, SupportLevel.GENERAL),
        (None, None, None, None, SupportLevel.GENERAL),
        (SKIPPED, SKIPPED, SKIPPED, "much", SupportLevel.INTENSIFIED),
    ],
)
def test_suggested_level(
    duration: str, areas: str, tried: str, wish: str, level: SupportLevel
) -> None:
    answers = dict(zip(ANSWERS, (duration, areas, tried, wish), strict=True))
    assert suggest_level(answers) is level


def message(intent: str = "", detail: str | None = None, **entities: object) -> Message:
    listed = tuple({"entity": k, "value": v} for k, v in entities.items())
    return Message(intent=intent, detail=detail, entities=listed, text="")


def test_a_button_or_its_number_answers() -> None:
    assert read_answer("check_duration", message(option="2")) == "months"
    assert read_answer("check_duration", message(option="4")) is None


def test_any_question_can_be_skipped() -> None:
    for slot in ANSWERS:
        assert read_answer(slot, message("deny", "skip")) == SKIPPED


def test_yes_and_no_answer_the_question_about_earlier_help() -> None:
    assert read_answer("check_tried", message("affirm")) == "not_enough"
    assert read_answer("check_tried", message("deny")) == "no"


def test_something_else_is_no_answer() -> None:
    assert read_answer("check_wish", message("find_job")) is None
