"""What the network is given to read, and what it says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from training.model import SpanCrossEncoder, join_context

PART = 12  # pairs read together: a step is read in parts of like length
TOKENS = 96  # longer inputs are cut while training; 4 % are


@dataclass(frozen=True, slots=True)
class Pair:
    """One input with its label; ``start`` is -1 where the answer's words are unknown."""

    question: str
    context: str
    sentence: str
    label: float
    start: int = -1
    end: int = -1


def encode(tokenizer: Any, pairs: list[Pair]) -> tuple[dict[str, torch.Tensor], torch.Tensor, torch.Tensor]:
    """Return the inputs, the mask of sentence tokens, and first and last answer token (-1 where unknown)."""
    joined = [join_context(pair.context, pair.sentence) for pair in pairs]
    encoded = tokenizer(
        [pair.question for pair in pairs],
        [text for text, _ in joined],
        truncation="longest_first",
        max_length=TOKENS,
        padding=True,
        return_tensors="pt",
        return_offsets_mapping=True,
        return_token_type_ids=True,
    )
    offsets = encoded.pop("offset_mapping").numpy()
    second = (encoded["token_type_ids"] == 1).numpy()
    shifts = np.array([shift for _, shift in joined])[:, None]
    inside = second & (offsets[:, :, 0] >= shifts) & (offsets[:, :, 1] > offsets[:, :, 0])
    targets = np.full((len(pairs), 2), -1, dtype=np.int64)
    for row, pair in enumerate(pairs):
        if pair.start < 0 or pair.label == 0:
            continue
        start, end = pair.start + shifts[row, 0], pair.end + shifts[row, 0]
        hit = np.flatnonzero(inside[row] & (offsets[row, :, 1] > start) & (offsets[row, :, 0] < end))
        if len(hit):
            targets[row] = hit[0], hit[-1]
    return dict(encoded), torch.from_numpy(inside), torch.from_numpy(targets)


def forward(model: SpanCrossEncoder, pairs: list[Pair]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the logits of pairs, and the span loss of each pair whose answer's words are known.

    Pairs are read in parts of like length: without that, half of what is computed is padding.
    """
    order = sorted(
        range(len(pairs)), key=lambda i: len(pairs[i].question) + len(pairs[i].context + pairs[i].sentence)
    )
    found, span_losses = [], []
    for at in range(0, len(order), PART):
        inputs, inside, targets = encode(model.tokenizer, [pairs[i] for i in order[at : at + PART]])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits, spans = model(**inputs)
        found.append(logits.float())
        known = targets[:, 0] >= 0
        if known.any():
            masked = spans[known].float().masked_fill(~inside[known].unsqueeze(-1), -1e4)
            for edge in (0, 1):
                wanted = targets[known, edge]
                span_losses.append(
                    torch.nn.functional.cross_entropy(masked[:, :, edge], wanted, reduction="none")
                )
    back = torch.tensor(order).argsort()
    logits = torch.cat(found)[back]
    return logits, torch.cat(span_losses) if span_losses else logits[:0]


@torch.inference_mode()
def predict(model: SpanCrossEncoder, pairs: list[Pair], size: int = 64, autocast: bool = True) -> np.ndarray:
    """Return the logits of pairs, scored in batches of like length."""
    model.eval()
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].question) + len(pairs[i].sentence))
    scores = np.zeros(len(pairs), dtype=np.float32)
    for at in range(0, len(order), size):
        rows = order[at : at + size]
        inputs, _, _ = encode(model.tokenizer, [pairs[i] for i in rows])
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=autocast):
            logits, _ = model(**inputs)
        scores[rows] = logits.float().numpy()
    return scores
