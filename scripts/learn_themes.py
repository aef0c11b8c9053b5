"""Learn what a text is about, and what all texts share: ``theme_weights.npz``.

From the training sentences and the keywords of the shipped services, which say what
each is about. Run from the root of the project, then ``scripts/embed_curated.py``:
``.venv/bin/python scripts/learn_themes.py``. It prints how many texts of each theme it
read. Held-out and judged sentences are not read.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from bot.nlu.embedding_cache import training_cache
from services_db import ServiceRecord, load_embedder
from services_db.embedding_texts import passages_of
from services_db.reference.codes import Theme
from services_db.sources import read
from services_db.theme_guess import WEIGHTS

IMPLIED = {
    "find_training": ["training"],
    "find_job": ["job"],
    "start_business": ["entrepreneurship"],
}
ANNOTATION = re.compile(r"\[([^\]]+)\](\([^)]*\)|\{[^}]*\})")
STRENGTH = 0.3
SCALE = 8.0
GENERAL = 5
"""From so many themes on a service's keywords do not say which one they are about."""


def sentences() -> Iterator[tuple[str, list[str]]]:
    """Yield the training sentences that say what they are about."""
    for path in sorted(Path("data/nlu").glob("*/*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu", []):
            said = (block.get("metadata") or {}).get("themes")
            themes = said or IMPLIED.get(block.get("intent"))
            if themes and isinstance(block.get("examples"), str):
                lines = (line.strip() for line in block["examples"].splitlines())
                for line in lines:
                    if line.startswith("- "):
                        yield ANNOTATION.sub(r"\1", line[2:]), themes


def keywords(records: list[ServiceRecord]) -> Iterator[tuple[str, list[str]]]:
    """Yield the keywords of services that are not about everything."""
    for record in records:
        if len(record.themes) < GENERAL and not record.is_one_stop:
            first = [theme.value for theme in record.themes[:1]]
            for said in record.keywords.values():
                yield from ((word, first) for word in said)


def main() -> None:
    """Learn one theme against the others, and write rows, biases and middles."""
    embedder = load_embedder()
    known = training_cache(embedder)
    records = read("curated", ()).services
    spoken, listed = list(sentences()), list(keywords(records))
    said = known.embed([text for text, _ in spoken])
    middle = said.mean(axis=0)
    vectors = np.vstack([said, known.embed([text for text, _ in listed])])
    labels = [themes for _, themes in (*spoken, *listed)]
    names = [theme.value for theme in Theme]
    rows = np.array([n for n, themes in enumerate(labels) for _ in themes])
    about = np.array([names.index(one) for themes in labels for one in themes])
    share = np.array([1 / len(themes) for themes in labels for _ in themes])
    often = np.bincount(about, share, minlength=len(names))
    for name, count in zip(names, often, strict=True):
        print(f"{count:7.1f}  {name}")
    weight = share / np.sqrt(often[about])
    model = LogisticRegression(C=STRENGTH, max_iter=60)
    model.fit(
        (vectors[rows] - middle) * SCALE, about, weight * len(weight) / weight.sum()
    )
    passages = [one for record in records for one in passages_of(record)]
    words = [one.words for one in passages if one.words]
    np.savez_compressed(
        WEIGHTS,
        model=np.array(embedder.name),
        rows=(model.coef_ * SCALE).astype(np.float32),
        biases=(model.intercept_ - SCALE * model.coef_ @ middle).astype(np.float32),
        middle=middle.astype(np.float32),
        passage_middle=_middle(embedder.embed([p.text for p in passages], "passage")),
        words_middle=_middle(embedder.embed(words)),
    )


def _middle(vectors: np.ndarray) -> np.ndarray:
    return vectors.mean(axis=0).astype(np.float32)


if __name__ == "__main__":
    main()
