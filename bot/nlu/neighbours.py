"""What a message means by its embedding: the nearest sentences, and a plane a label.

The n-grams know how words are written; this knows what sentences mean, also in words
that no training sentence has. The mean of all sentences is taken off first, because
embeddings of this kind all point much the same way.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from bot.nlu.planes import decide, fit_planes
from services_db.embedding import Vectors
from services_db.packed_vectors import PackedVectors, pack

NEAREST: Final = 20
SHARPNESS: Final = 20.0
"""How much less a neighbour counts that is further away than the nearest."""

TRUST_IN_PLANES: Final = 0.5
"""What a plane's value counts. One is best among sentences of the same writers and
worst among other people's and misspelt ones; this is between (docs/nlu.md)."""


def _centred(vectors: Vectors, mean: Vectors) -> Vectors:
    rows: Vectors = vectors - mean
    rows /= np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
    return rows


@dataclass
class Neighbours:
    """Training sentences as directions, the label of each, and a plane a label."""

    name: str
    """The embedder's: vectors of another one are not comparable."""
    labels: list[str]
    owners: npt.NDArray[np.int32]
    mean: Vectors
    rows: PackedVectors
    planes: Vectors

    @classmethod
    def fit(cls, name: str, vectors: Vectors, labels: Sequence[str]) -> Self:
        """Keep the ``vectors`` of an embedder called ``name``, one label each."""
        names = sorted(set(labels))
        place = {label: i for i, label in enumerate(names)}
        mean = vectors.mean(axis=0)
        owners = np.asarray([place[label] for label in labels], dtype=np.int32)
        rows = _centred(vectors, mean)
        planes = fit_planes(rows, owners, len(names))
        kept = PackedVectors.of(pack(rows))
        return cls(name, names, owners, mean, kept, planes)

    def values(self, vector: Vectors) -> dict[str, float]:
        """Return what speaks for each label: its plane, and its share of the vote."""
        own = _centred(vector, self.mean)
        decided = (TRUST_IN_PLANES * decide(own, self.planes)).tolist()
        shares = self._votes(own)
        return {
            label: value + shares.get(label, 0.0)
            for label, value in zip(self.labels, decided, strict=True)
        }

    def _votes(self, own: Vectors) -> dict[str, float]:
        """Return how much of the vote of the nearest sentences each label has.

        ``own`` is a message's vector, centred. The shares sum to one; labels without a
        vote are left out.
        """
        cosines = self.rows.cosines(own)
        count = min(NEAREST, len(cosines))
        where = np.argpartition(-cosines, count - 1)[:count]
        powers = np.exp(SHARPNESS * (cosines[where] - cosines[where].max()))
        shares: dict[str, float] = {}
        for place, share in zip(where, powers / powers.sum(), strict=True):
            label = self.labels[self.owners[place]]
            shares[label] = shares.get(label, 0.0) + float(share)
        return shares

    def save(self, folder: Path, name: str) -> None:
        """Write it as JSON and arrays."""
        described = {"name": self.name, "labels": self.labels}
        (folder / f"{name}.json").write_text(json.dumps(described), encoding="utf-8")
        np.savez(
            folder / f"{name}.npz",
            owners=self.owners,
            mean=self.mean,
            rows=self.rows.rows,
            planes=self.planes,
        )

    @classmethod
    def load(cls, folder: Path, name: str) -> Self:
        """Read what ``save`` wrote."""
        described = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        with np.load(folder / f"{name}.npz", allow_pickle=False) as arrays:
            owners, mean, planes = (arrays[k] for k in ("owners", "mean", "planes"))
            rows = PackedVectors.of(arrays["rows"])
        return cls(described["name"], described["labels"], owners, mean, rows, planes)
