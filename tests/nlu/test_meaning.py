"""What stands beside the n-grams: neighbours, noisy copies, the cache, comparing."""

import numpy as np
import pytest

from bot.nlu.embedding_cache import EmbeddingCache
from bot.nlu.evaluation import Answers, Example
from bot.nlu.evaluation.compare import compare
from bot.nlu.evaluation.counts import calibration_error, share_below, threshold_keeping
from bot.nlu.intents import in_scope
from bot.nlu.neighbours import Neighbours
from bot.nlu.noise import noisy_copies
from bot.nlu.planes import decide, fit_planes


class Letters:
    """An embedder that counts letters, and its own calls."""

    name = "letters"
    dimension = 26

    def __init__(self):
        self.asked = []

    def embed(self, texts, kind="query"):
        self.asked += texts
        rows = [[1.0 + text.count(chr(97 + i)) for i in range(26)] for text in texts]
        found = np.asarray(rows, dtype=np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


def test_only_new_sentences_are_embedded_and_the_file_holds_no_text(tmp_path):
    embedder = Letters()
    cache = EmbeddingCache(tmp_path / "a" / "rows.sqlite", embedder)
    assert cache.count_new(["moi", "hei"]) == 2
    first = cache.embed(["moi", "salaisuus", "moi"])
    assert embedder.asked == ["moi", "salaisuus"]
    again = EmbeddingCache(tmp_path / "a" / "rows.sqlite", embedder)
    assert again.count_new(["moi", "salaisuus", "hei"]) == 1
    second = again.embed(["salaisuus", "hei"])
    assert embedder.asked == ["moi", "salaisuus", "hei"]
    assert (second[0] == first[1]).all()
    assert first == pytest.approx(embedder.embed(["moi", "salaisuus", "moi"]), abs=1e-3)
    assert b"salaisuus" not in (tmp_path / "a" / "rows.sqlite").read_bytes()


def test_what_the_embedding_says_is_the_same_after_saving(tmp_path):
    embedder = Letters()
    texts = ["aaaa", "aaab", "zzzz", "zzzy"]
    made = Neighbours.fit("letters", embedder.embed(texts), ["a", "a", "z", "z"])
    made.save(tmp_path, "it")
    for known in (made, Neighbours.load(tmp_path, "it")):
        values = known.values(embedder.embed(["aaaaa"])[0])
        assert values["a"] > 0.9 > 0 > values["z"]
    assert known.name == "letters"


def test_rare_labels_have_planes_too():
    rows = np.eye(3, dtype=np.float32)[[0] * 50 + [1] * 50 + [2]]
    owners = np.asarray([0] * 50 + [1] * 50 + [2], dtype=np.int32)
    decided = decide(np.eye(3, dtype=np.float32), fit_planes(rows, owners, 3))
    assert decided.argmax(axis=1).tolist() == [0, 1, 2]


def test_noisy_copies_are_the_same_for_a_seed():
    texts = ["minä tarvitsen asunnon Jyväskylässä nyt heti"] * 40
    copies = list(noisy_copies(texts, 5))
    assert copies == list(noisy_copies(texts, 5))
    assert copies != list(noisy_copies(texts, 6))
    assert len(copies) == 40
    assert len(set(copies)) > 20
    assert any("tarviin" in copy for copy in copies)
    assert any("ä" not in copy for copy in copies)


def test_several_intents_that_nearly_fit_say_more_than_one():
    assert in_scope([-0.4, -0.4], -0.3) > in_scope([-0.4, -2.0], -0.3)
    assert in_scope([0.5], -0.5) > 0 > in_scope([-0.5], 0.5)


def test_calibration_and_thresholds():
    assert calibration_error([0.75] * 4, [True, True, True, False]) == 0
    assert calibration_error([1.0, 1.0], [False, False]) == 1
    scores = [float(i) for i in range(100)]
    assert threshold_keeping(scores) == 5.0
    assert share_below([1.0, 9.0], 5.0) == 0.5
    assert share_below([], 5.0) is None


def test_a_comparison_is_paired_by_sentence():
    examples = [Example(str(i), "a", None, frozenset(), frozenset()) for i in range(50)]

    def answers(right):
        return Answers(
            "fi", examples, [{"intent": {"name": "ab"[i >= right]}} for i in range(50)]
        )

    found = compare(answers(20), answers(40))
    assert found["difference"]["accuracy"] == pytest.approx(0.4)
    low, high = found["difference"]["interval"]
    assert 0.2 < low < 0.4 < high < 0.6
    assert (len(found["won"]), found["lost"]) == (20, [])
    with pytest.raises(ValueError, match="different"):
        compare(answers(1), Answers("fi", examples[:2], answers(1).found[:2]))
