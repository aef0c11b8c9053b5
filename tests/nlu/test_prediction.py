"""Prediction, training and evaluation around the model."""

import json
import subprocess

import pytest

from bot.nlu import evaluation, training
from bot.nlu.evaluation import figures, read_held_out, report
from bot.nlu.predict import public_entities, read_text
from bot.settings import Settings


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('{"text": "moi"}', "moi"),
        ('{"text": ""}', ""),
        ('{"text": 5}', ""),
        ('{"other": "moi"}', ""),
        ("[1]", ""),
        ("not json", ""),
        ("", ""),
    ],
)
def test_a_broken_line_counts_as_an_empty_text(line, text):
    assert read_text(line) == text


def test_public_entities_keep_what_means_something():
    found = [
        {"entity": "language", "value": "fi", "start": 0},
        {"entity": "age", "value": 17, "start": 4, "end": 6, "extractor": "A"},
        {"entity": "municipality", "value": "Turku", "role": "home"},
        {"entity": "theme", "value": "training", "polarity": "negative"},
    ]
    assert public_entities(found) == [
        {"entity": "age", "value": 17},
        {"entity": "municipality", "value": "Turku", "role": "home"},
    ]


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "config.yml").write_text("a: 1\n")
    (tmp_path / "data" / "x.yml").write_text("b: 1\n")
    monkeypatch.setattr(training, "ROOT", tmp_path)
    return tmp_path


def test_a_changed_sentence_asks_for_a_new_model(checkout):
    before = training.fingerprint()
    assert training.fingerprint() == before
    (checkout / "data" / "x.yml").write_text("b: 2\n")
    changed = training.fingerprint()
    (checkout / "data" / "y.yml").write_text("c: 1\n")
    assert len({before, changed, training.fingerprint()}) == 3


def test_an_unchanged_model_is_not_trained_again(checkout, monkeypatch, tmp_path):
    settings = Settings(LAITURI_HOME=str(tmp_path / "home"))
    calls = []

    def run(command, **kwargs):
        calls.append(kwargs)
        folder = command[-1]
        with open(f"{folder}/laituri.tar.gz", "w") as model:
            model.write("trained")

    monkeypatch.setattr(subprocess, "run", run)
    first = training.ensure_model(settings)
    assert first.read_text() == "trained"
    assert training.ensure_model(settings) == first
    assert len(calls) == 1
    assert calls[0]["env"]["RASA_TELEMETRY_ENABLED"] == "false"
    (checkout / "config.yml").write_text("a: 2\n")
    assert training.ensure_model(settings) != first
    assert len(calls) == 2


def test_a_failed_training_says_so_and_leaves_nothing(checkout, monkeypatch, tmp_path):
    def run(command, **kwargs):
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(subprocess, "run", run)
    settings = Settings(LAITURI_HOME=str(tmp_path / "home"))
    with pytest.raises(training.TrainingError):
        training.ensure_model(settings)
    assert list(settings.models_dir.iterdir()) == []


HELD_OUT = """
- intent: find_support
  examples:
    - {text: "rahat loppu", entities: [{entity: age, value: 17}], themes: [money]}
    - {text: "kämppä", entities: [], themes: [housing]}
- intent: deny
  detail: skip
  examples:
    - {text: "ohi", entities: [], themes: []}
"""


def answer(name, entities=(), detail=None, language="fi"):
    found = {
        "intent": {"name": name, "confidence": 0.9},
        "entities": list(entities),
        "language": language,
        "in_scope": 1.0,
    }
    return found | ({"detail": detail} if detail else {})


def test_a_need_that_readers_could_see_or_not_is_not_judged(tmp_path):
    text = "- intent: ask_roles\n  examples:\n    - {text: kuka, entities: []}\n"
    (tmp_path / "fi.yml").write_text(text, encoding="utf-8")
    (examples,) = read_held_out(tmp_path).values()
    money = answer("ask_roles", [{"entity": "theme", "value": "money"}])
    found = figures(evaluation.answer(lambda _: money, "fi", examples))

    assert examples[0].themes is None
    assert found["themes"]["precision"] == 1


def test_evaluation_counts_what_was_right(tmp_path):
    (tmp_path / "fi.yml").write_text(HELD_OUT, encoding="utf-8")
    answers = {
        "rahat loppu": answer(
            "find_support",
            [
                {"entity": "age", "value": 17},
                {"entity": "theme", "value": "money"},
            ],
        ),
        "kämppä": answer("find_job", [{"entity": "theme", "value": "job"}]),
        "ohi": answer("deny", detail="skip", language="sv"),
    }
    (examples,) = read_held_out(tmp_path).values()
    answered = evaluation.answer(answers.__getitem__, "fi", examples)
    found = figures(answered)
    assert found["accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["language_accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["detail_accuracy"] == 1
    assert found["macro_f1"] == pytest.approx((2 / 3 + 1) / 2, abs=1e-4)
    assert found["themes"] == {
        "precision": 0.5,
        "recall": 0.5,
        "f1": 0.5,
        "wanted": 2,
    }
    assert found["entities"]["age"]["f1"] == 1
    assert found["confused"] == [
        {
            "intent": "find_support",
            "taken_for": "find_job",
            "times": 1,
            "texts": ["kämppä"],
        }
    ]
    results = {"fi": found}
    assert json.loads(json.dumps(results)) == results
    text = report.as_text(results)
    assert "find_support taken for find_job: 1" in text
    assert "kämppä" in text
    assert "| find_support | find_job | 1 | kämppä |" in report.as_markdown(results)
    report.draw_confusions([answered], tmp_path / "confusions.png")
    assert (tmp_path / "confusions.png").read_bytes().startswith(b"\x89PNG")
