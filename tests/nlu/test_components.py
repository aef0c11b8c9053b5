"""Rasa's view of the cores: what the components set on a message."""

from types import SimpleNamespace

import numpy as np
import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components import extractors, intent_classifier
from bot.nlu.components.intent_classifier import IntentClassifier
from bot.nlu.components.language import LanguageExtractor
from bot.nlu.components.lessons import label_of, theme_lessons
from bot.nlu.components.theme_extractor import ThemeExtractor
from bot.nlu.neighbours import Neighbours


def example(text, intent, **about):
    metadata = {"metadata": {"intent": about}} if about else {}
    return Message(data={"text": text, "intent": intent, **metadata})


TRAINING = TrainingData(
    [
        *(example(text, "greet") for text in ("moi", "hei", "hello", "tjena")),
        *(example(text, "find_job") for text in ("töitä", "duunia", "jobb", "job")),
        *(
            example(text, "request_human", detail="contact_failed")
            for text in ("soitin eikä vastattu", "ei vastaa", "ingen svarar")
        ),
        *(
            example(text, "find_support", themes=["money"])
            for text in ("rahat loppu", "velkaa", "skulder", "no money")
        ),
        *(
            example(text, "find_support", themes=["housing", "money"])
            for text in ("ei varaa vuokraan", "vuokra maksamatta")
        ),
        example("jotain muuta", "find_support"),
    ]
)


def process(component, text, **data):
    (message,) = component.process([Message(data={"text": text, **data})])
    return message


@pytest.mark.parametrize(
    ("kind", "text", "entity", "value"),
    [
        (extractors.MunicipalityExtractor, "asun turussa", "municipality", "Turku"),
        (extractors.AgeExtractor, "oon 17", "age", 17),
        (extractors.PhaseExtractor, "koulu jäi kesken", "phase", "dropped_out"),
        (extractors.PersonExtractor, "poikani", "asking_for", "child"),
        (extractors.OptionExtractor, "toisesta", "option", 2),
        (extractors.LegacyTermExtractor, "te-toimistoon", "legacy_term", "te_office"),
        (LanguageExtractor, "jag behöver hjälp", "language", "sv"),
    ],
)
def test_extractors_add_to_what_others_found(kind, text, entity, value):
    other = {"entity": "theme", "value": "job"}
    message = process(kind.create({}, None, None, None), text, entities=[other])
    first, found = message.get("entities")
    assert first == other
    assert (found["entity"], found["value"]) == (entity, value)
    assert found["extractor"] == kind.__name__
    assert text[found["start"] : found["end"]]
    assert "entities" in message.as_dict(only_output_properties=True)


def test_the_gateways_language_wins():
    message = process(
        LanguageExtractor.create({}, None, None, None),
        "jag behöver hjälp",
        metadata={"language": "en"},
    )
    assert [e["value"] for e in message.get("entities")] == ["en"]


def test_the_class_of_an_example_has_its_detail():
    assert label_of(example("x", "deny", detail="skip")) == "deny/skip"
    assert label_of(example("x", "deny", themes=["money"])) == "deny"


@pytest.fixture
def storage(tmp_path):
    return LocalModelStorage.create(tmp_path)


def test_a_trained_classifier_is_loaded_from_its_storage(storage):
    resource = Resource("it")
    config = IntentClassifier.get_default_config()
    trained = IntentClassifier.create(config, storage, resource, SimpleNamespace())
    assert trained.train(TRAINING) == resource
    loaded = IntentClassifier.load(config, storage, resource, SimpleNamespace())
    for text in ("moi", "velkaa on", "soitin mutta ei vastattu"):
        one, two = (process(c, text) for c in (trained, loaded))
        assert one.get("intent")["name"] == two.get("intent")["name"]
        assert one.get("theme_values") == pytest.approx(
            two.get("theme_values"), abs=0.01
        )


def test_nothing_to_learn_is_no_error(storage):
    config = IntentClassifier.get_default_config()
    asked = (config, storage, Resource("it"), SimpleNamespace())
    IntentClassifier.create(*asked).train(TrainingData())
    assert process(IntentClassifier.load(*asked), "moi").get("intent") is None


def test_the_classifier_learns_the_themes_for_the_extractor(storage):
    config = IntentClassifier.get_default_config()
    classifier = IntentClassifier.create(config, storage, Resource("it"), None)
    classifier.train(TRAINING)
    message = process(classifier, "vuokra rästissä eikä varaa maksaa vuokraa")
    values = message.get("theme_values")
    assert set(values) == {"housing", "job", "money"}
    assert values["housing"] > values["job"]
    ranked = {found["name"] for found in message.get("intent_ranking")}
    assert ranked == {"find_job", "find_support", "greet", "request_human"} | (
        ranked & {"out_of_scope"}
    )
    assert "theme_values" not in message.as_dict(only_output_properties=True)
    ThemeExtractor.create({}, None, None, None).process([message])
    assert "housing" in [e["value"] for e in message.get("entities")]


def test_the_classifier_sets_intent_ranking_and_detail(storage):
    classifier = IntentClassifier.create(
        IntentClassifier.get_default_config(), storage, Resource("it"), None
    )
    classifier.train(TRAINING)
    output = process(classifier, "soitin eikä kukaan vastaa").as_dict(
        only_output_properties=True
    )
    assert output["intent"]["name"] == "request_human"
    assert output["intent_ranking"][0] == output["intent"]
    assert output["detail"] == "contact_failed"
    assert process(classifier, "moi").get("detail") is None
    assert process(classifier, "turku").get("intent")["confidence"] == 1.0


def test_themes_follow_the_classifiers_intent():
    extractor = ThemeExtractor.create({}, None, None, None)
    needy = process(extractor, "rahat loppu", intent={"name": "find_support"})
    assert [e["value"] for e in needy.get("entities")] == ["money"]
    curious = process(extractor, "rahat loppu", intent={"name": "ask_roles"})
    assert curious.get("entities") == []


def test_lessons_leave_out_examples_whose_themes_are_unknown():
    examples = TRAINING.training_examples
    texts = [m.get("text") for m in examples]
    known = dict(zip(texts, theme_lessons(examples), strict=True))
    assert known["velkaa"] == {"money"}
    assert known["töitä"] == {"job"}
    assert known["vuokra maksamatta"] == {"housing", "money"}
    assert known["jotain muuta"] is None
    needless = [known[text] for text in ("moi", "hei", "hello", "tjena")]
    assert needless == [None, None, set(), None]


class CountingEmbedder:
    """Says that every message means the same, and how often it was asked."""

    name, dimension = "counting", 2

    def __init__(self):
        self.asked = []

    def embed(self, texts, kind="query"):
        self.asked += texts
        return np.asarray([[0.0, 1.0]] * len(texts), dtype=np.float32)


@pytest.mark.parametrize(
    ("sure", "asked", "intent"),
    [(0.0, [], "find_job"), (1.1, ["duunia"], "greet")],
)
def test_the_embedding_is_asked_only_where_the_letters_are_not_sure(
    storage, monkeypatch, sure, asked, intent
):
    embedder = CountingEmbedder()
    config = IntentClassifier.get_default_config() | {"sure": sure}
    classifier = IntentClassifier.create(config, storage, Resource("it"), None)
    classifier.train(TRAINING)
    rows = np.asarray([[0, 1]] * 9 + [[1, 0]] * 9, dtype=np.float32)
    labels = ["greet"] * 9 + ["find_job"] * 9
    classifier._neighbours = Neighbours.fit(embedder.name, rows, labels)
    monkeypatch.setattr(intent_classifier, "_embedder", lambda: embedder)

    found = process(classifier, "duunia").get("intent")["name"]

    assert (found, embedder.asked) == (intent, asked)


def test_a_slip_of_the_keyboard_is_read_as_what_was_meant(storage):
    config = IntentClassifier.get_default_config()
    classifier = IntentClassifier.create(config, storage, Resource("it"), None)
    classifier.train(TRAINING)
    right, typed = (process(classifier, t) for t in ("ei vastaa", "ei vastsa"))

    assert typed.get("detail") == "contact_failed"
    assert typed.get("intent") == right.get("intent")
