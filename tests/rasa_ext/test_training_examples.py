"""The training sentences are what Rasa would read, and cost less."""

import copy

import pytest
from rasa.shared.importers.rasa import RasaFileImporter

from bot.rasa_ext.importer import LocalizedImporter
from bot.rasa_ext.training_examples import TrainingExample, read_examples
from bot.settings import ROOT

# Rasa warns about the libraries it was made for.
pytestmark = pytest.mark.filterwarnings("ignore")

BLOCK = """
nlu:
- intent: greet
  metadata: {detail: late}
  examples: |
    - moi
    - hei
"""
UNUSUAL = {
    "an entity": "nlu:\n- intent: a\n  examples: |\n    - [Turku](municipality)\n",
    "a synonym": "nlu:\n- synonym: a\n  examples: |\n    - b\n",
    "a response key": "nlu:\n- intent: a/b\n  examples: |\n    - c\n",
    "a list": "nlu:\n- intent: a\n  examples:\n  - text: c\n",
    "no bullet": "nlu:\n- intent: a\n  examples: |\n    b\n",
    "rules": "rules: []\nnlu: []\n",
    "no YAML": "nlu: [",
    "a word": "nlu",
}


def test_the_projects_sentences_are_read_as_rasa_reads_them():
    asked = ("config.yml", "domain.yml", [str(ROOT / "data" / "nlu" / "sv")])
    own, rasas = (
        kind(*asked).get_nlu_data().training_examples
        for kind in (LocalizedImporter, RasaFileImporter)
    )
    assert len(own) > 1000
    assert [m.data for m in own] == [m.data for m in rasas]
    assert {type(m) for m in own} == {TrainingExample}


def test_an_example_knows_its_intent_and_what_stands_about_it(tmp_path):
    path = tmp_path / "it.yml"
    path.write_text(BLOCK)
    first, second = read_examples(path)
    about = {"intent": "greet", "metadata": {"intent": {"detail": "late"}}}
    assert first.data == {"text": "moi", **about}
    assert second.data == {"text": "hei", **about}


@pytest.mark.parametrize("name", UNUSUAL)
def test_what_is_not_plain_is_left_to_rasa(name, tmp_path):
    path = tmp_path / "it.yml"
    path.write_text(UNUSUAL[name])
    assert read_examples(path) is None


def test_responses_are_no_sentences(tmp_path):
    path = tmp_path / "it.yml"
    path.write_text("responses: {utter_a: [{text: b}]}\n")
    assert read_examples(path) == []


def test_what_rasa_reads_stands_beside_the_plain_sentences(tmp_path):
    (tmp_path / "plain.yml").write_text(BLOCK)
    (tmp_path / "entity.yml").write_text(UNUSUAL["an entity"])
    data = LocalizedImporter("config.yml", None, [str(tmp_path)]).get_nlu_data()
    assert {m.get("text") for m in data.training_examples} == {"moi", "hei", "Turku"}
    (found,) = (m for m in data.training_examples if m.get("entities"))
    assert found.get("entities")[0]["entity"] == "municipality"


def test_an_example_is_fingerprinted_by_what_it_holds_and_never_copied():
    one, same, other = (
        TrainingExample({"text": text, "intent": "greet"})
        for text in ("moi", "moi", "hei")
    )
    assert one == same
    assert one != other
    assert len({one, same, other}) == 2
    assert copy.deepcopy([one])[0] is one
    before = one.fingerprint()
    one.set("intent", "greet")
    assert one.fingerprint() is before  # not made anew
    one.set("intent", "goodbye")
    assert one.fingerprint() != before
