"""Write src/hubbot/answering/exemplars.npz: the vectors of the known questions, by the multilingual model."""

from __future__ import annotations

import numpy as np

from hubbot.answering.exemplars import VECTORS, known_questions
from hubbot.encoder import load_encoder
from hubbot.settings import E5_SMALL

encoder = load_encoder(E5_SMALL)
questions = known_questions()[1]
np.savez_compressed(
    VECTORS,
    digest=np.array(encoder.digest),
    questions=np.array(questions),
    vectors=encoder.encode_queries(questions).astype(np.float16),
)
