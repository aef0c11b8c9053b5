"""Learn what a text is about from the training sentences: ``theme_weights.npz``.

Run from the root of the project: ``.venv/bin/python scripts/learn_themes.py``. It
prints how many sentences of each theme it read. Held-out and judged sentences are
not read.
"""

import re
from pathlib import Path

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from services_db import load_embedder
from services_db.reference.codes import Theme
from services_db.theme_guess import WEIGHTS

IMPLIED = {
    "find_training": ["training"],
    "find_job": ["job"],
    "start_business": ["entrepreneurship"],
}
ANNOTATION = re.compile(r"\[([^\]]+)\](\([^)]*\)|\{[^}]*\})")
STRENGTH = 30.0
SCALE = 8.0


def sentences() -> list[tuple[str, list[str]]]:
    """Return the training sentences that say what they are about."""
    found = []
    for path in sorted(Path("data/nlu").glob("*/*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu", []):
            said = (block.get("metadata") or {}).get("themes")
            themes = said or IMPLIED.get(block.get("intent"))
            if themes and isinstance(block.get("examples"), str):
                lines = (line.strip() for line in block["examples"].splitlines())
                found += [
                    (ANNOTATION.sub(r"\1", line[2:]), themes)
                    for line in lines
                    if line.startswith("- ")
                ]
    return found


def main() -> None:
    """Learn one theme against the rest, and write rows and biases."""
    embedder = load_embedder()
    learned = sentences()
    vectors = embedder.embed([text for text, _ in learned])
    middle = vectors.mean(axis=0)
    rows, biases = [], []
    for theme in Theme:
        is_about = [theme.value in themes for _, themes in learned]
        print(f"{sum(is_about):5}  {theme.value}")
        model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500)
        model.fit((vectors - middle) * SCALE, is_about)
        row = model.coef_[0] * SCALE
        rows.append(row)
        biases.append(model.intercept_[0] - row @ middle)
    np.savez_compressed(
        WEIGHTS,
        model=np.array(embedder.name),
        rows=np.array(rows, np.float32),
        biases=np.array(biases, np.float32),
        middle=middle.astype(np.float32),
    )


if __name__ == "__main__":
    main()
