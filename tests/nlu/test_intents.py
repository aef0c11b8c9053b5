"""The linear models: what they learn, keep and answer; rules for plain messages."""

import numpy as np
import pytest

from bot.nlu import intents
from bot.nlu.features import blocks, knowledge, stem
from bot.nlu.linear import LinearModel, Task
from bot.nlu.plain import plain_intent

EXAMPLES = [
    ("moi", "greet"),
    ("moikka", "greet"),
    ("hei", "greet"),
    ("hej", "greet"),
    ("hello", "greet"),
    ("mistä saan töitä", "find_job"),
    ("kesätöitä", "find_job"),
    ("duunia etsin", "find_job"),
    ("jag söker jobb", "find_job"),
    ("haluan opiskella", "find_training"),
    ("haen kouluun", "find_training"),
    ("jag vill studera", "find_training"),
    ("soitin mutta kukaan ei vastaa", "request_human/contact_failed"),
    ("ei vastattu puhelimeen", "request_human/contact_failed"),
    ("haluan puhua ihmiselle", "request_human"),
    ("onko siellä ihmistä", "request_human"),
]


@pytest.fixture(scope="module")
def model():
    return train()


def train():
    counted = [blocks(text) for text, _ in EXAMPLES]
    return LinearModel.fit(counted, [Task([{name} for _, name in EXAMPLES], 1.0)], 20)


def predict(model, text, threshold):
    return intents.predict(model.scores(blocks(text)), text, threshold)


@pytest.mark.parametrize(
    ("text", "intent", "detail"),
    [
        ("moikka moi", "greet", None),
        ("KESATOITA ETSIN", "find_job", None),
        ("haluisin opiskelemaan", "find_training", None),
        ("soitin eikä vastattu", "request_human", "contact_failed"),
        ("ihminen", "request_human", None),
    ],
)
def test_gives_the_intent_and_the_detail(model, text, intent, detail):
    found = predict(model, text, -1.0)
    assert (found.intent, found.detail) == (intent, detail)
    assert found.ranking[0] == (intent, found.confidence)
    assert sum(share for _, share in found.ranking) == pytest.approx(1)


def test_what_is_near_nothing_is_out_of_scope(model):
    found = predict(model, "zzz qqq", 1.0)
    assert (found.intent, found.detail) == ("out_of_scope", None)
    assert found.ranking[0][0] == "out_of_scope"


def test_a_refused_theme_speaks_against_its_intent(model):
    assert intents.refused_intents("en halua kouluun vaan töihin") == {"find_training"}
    found = predict(model, "en halua opiskella, haluan töihin", -2.0)
    assert found.intent == "find_job"


def test_training_is_deterministic(model):
    again = train()
    assert again.labels == model.labels
    assert np.array_equal(again.weights, model.weights)


def test_a_saved_model_answers_the_same(model, tmp_path):
    model.save(tmp_path, "intents")
    loaded = LinearModel.load(tmp_path, "intents")
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".json", ".npz"]
    for text, _ in EXAMPLES:
        before, after = (m.scores(blocks(text)) for m in (model, loaded))
        assert after == pytest.approx(before, abs=0.01)


def test_a_text_may_have_several_labels():
    counted = [blocks(text) for text in ("koti ja raha", "raha", "koti", "moi")]
    labels = [{"housing", "money"}, {"money"}, {"housing"}, set()]
    model = LinearModel.fit(counted, [Task(labels, 1.0)], 20)
    assert model.labels == ["housing", "money"]
    assert all(value > 0 for value in model.scores(counted[0]).values())
    assert all(value < 0 for value in model.scores(counted[3]).values())


def test_tasks_share_the_features_but_not_the_texts():
    counted = [blocks(text) for text in ("koti ja raha", "raha", "koti", "moi")]
    tasks = [
        Task([{"need"}, {"need"}, {"need"}, {"greet"}], 1.0),
        Task([None, {"money"}, {"housing"}, set()], 1.0),
    ]
    model = LinearModel.fit(counted, tasks, 20)
    assert model.labels == ["greet", "need", "housing", "money"]
    alone = LinearModel.fit(counted, tasks[:1], 20)
    assert np.array_equal(model.weights[:, :2], alone.weights)
    both = model.scores(counted[0])
    assert abs(both["housing"] - both["money"]) < 0.1 < both["need"] - both["greet"]


def test_features_know_what_the_word_lists_know():
    known = knowledge("oon 17 turusta ja rahat loppu, en halua kouluun")
    assert {"age", "place", "need", "wanted/money", "refused/training"} <= known
    assert "age" not in knowledge("moi")


def test_missing_dots_change_no_letter_feature():
    assert blocks("mistä töitä")[:3] == blocks("mista toita")[:3]


def test_stem_cuts_endings_but_keeps_short_words():
    assert stem("kouluunkaan") == "koulun"
    assert stem("moi") == "moi"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("", "out_of_scope"),
        ("😭😭", "out_of_scope"),
        ("?!", "out_of_scope"),
        ("Jyväskylä", "inform_situation"),
        ("17", "inform_situation"),
        ("17 v, Turku", "inform_situation"),
        ("no kemi", "inform_situation"),
        ("oon 19 oulusta", "inform_situation"),
        ("entä Muuramessa?", "inform_situation"),
        ("jag är 17", "inform_situation"),
        ("2", "ask_service_details"),
        ("moi", None),
        ("ohjaamo tampere", None),
        ("töitä turusta", None),
        ("17, koulu jäi kesken", None),
    ],
)
def test_a_plain_message_needs_no_classifier(text, intent):
    assert plain_intent(text) == intent
