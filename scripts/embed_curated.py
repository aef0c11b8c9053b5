"""Embed the shipped catalogue's texts: ``services_db/shipped_embeddings.npz``.

Run from the root of the project after a change of ``services_db/curated``:
``.venv/bin/python scripts/embed_curated.py``. What is unchanged is not computed anew.
"""

from tqdm import tqdm

from services_db import load_embedder
from services_db.embedding_texts import passages_of
from services_db.packed_vectors import pack
from services_db.shipped_embeddings import FILE, key_of, shipped, write_shipped
from services_db.sources import read
from services_db.text_vectors import kept_as, vectors_of


def main() -> None:
    """Write the file with a vector for each text of today's records, and no other."""
    embedder = load_embedder()
    model = kept_as(embedder.name)
    name, known = shipped() if FILE.is_file() else (model, {})
    vectors = {}
    records = read("curated", ()).services
    for passage in tqdm([p for record in records for p in passages_of(record)]):
        key = key_of(model, passage.text)
        if name == model and key in known:
            vectors[key] = known[key]
        else:
            vectors[key] = pack(vectors_of(embedder, [passage])[0]).tobytes()
    write_shipped(model, vectors)


if __name__ == "__main__":
    main()
