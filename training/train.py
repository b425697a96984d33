"""Train the scorer. Resumable: run the same command again and it goes on from the last checkpoint."""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from training.model import SpanCrossEncoder, base_model, join_context
from training.negatives import Table, edit_question
from training.prepare import Group, read_lines
from training.wording import Synonyms, as_yes_no, read_synonyms, reword

PAIRS = 48  # pairs a step: larger batches were no faster on two cores
ITEMS = 4  # pairs a group: the positive and three that do not answer
PART = 12  # pairs read together: a step is read in parts of like length
TOKENS = 96  # longer inputs are cut while training; 4 % are
LOOKAHEAD = 24  # steps whose groups are sorted by length together, so that a batch holds little padding
RATE, HEAD_RATE = 1e-4, 5e-4
LIST_WEIGHT, SPAN_WEIGHT = 0.5, 0.3
EMA = 0.998
WEIGHTS = {
    "squad2_train_11articles": 0.14,
    "squad1_train_44articles": 0.22,
    "squadshifts_new_wiki": 0.16,
    "squadshifts_reddit": 0.06,
    "squadshifts_amazon_reviews": 0.05,
    "edits": 0.18,
    "qamr": 0.06,
    "selqa": 0.03,
    "qed_dev": 0.02,
    "nq_oracle_weak": 0.02,
    "fairytaleqa": 0.025,
    "covidqa": 0.01,
    "molweni_test": 0.005,
    "onestopqa": 0.01,
    "squad_es_dist": 0.01,
}
EDIT_SHARE = 0.5  # share of groups where one negative is the positive's sentence with an edited question
RANDOM_SHARE = 0.15  # share of groups where one negative comes from anywhere
TITLE_SHARE, PREVIOUS_SHARE = 0.3, 0.45
YES_NO_SHARE = 0.12  # of the groups whose answer is known: their questions are asked as yes/no questions
ANOTHERS = (
    0.35  # of those, the share asked with another question's answer: the sentence decides that, with no
)
TITLE_TOO = 0.5  # of the groups with the sentence before, the share that has the title before it
PREVIOUS_LONGEST = 200  # characters of a sentence before: of longer ones the end is read
AFTER_THE_ANSWER = 0.4  # of the other sentences read with one before, the share that has the answer before it


@dataclass(frozen=True, slots=True)
class Pair:
    """One input with its label; ``start`` is -1 where the answer's words are unknown."""

    question: str
    context: str
    sentence: str
    label: float
    start: int = -1
    end: int = -1


class Sampler:
    """Draws groups by the weights of their sets; what it draws depends on the seed and the step alone."""

    def __init__(
        self,
        groups: list[Group],
        table: Table,
        seed: int,
        switches: dict[str, bool],
        synonyms: Synonyms | None = None,
        weights: dict[str, float] = WEIGHTS,
    ) -> None:
        self.table, self.seed, self.switches, self.synonyms = table, seed, switches, synonyms
        self.pools: dict[str, list[Group]] = defaultdict(list)
        for group in groups:
            self.pools[group["pool"]].append(group)
        self.names = sorted(name for name in self.pools if name != "edits" or switches["human_edits"])
        self.weights = [weights[name] for name in self.names]

    def _edit_pairs(self, group: Group, source: random.Random) -> list[Pair]:
        sentence = group["sentence"]
        pairs = [
            Pair(q, "", sentence, 0.0) for q in source.sample(group["edits"], min(2, len(group["edits"])))
        ]
        if group["questions"]:
            question = source.choice(group["questions"])
            start, end = group.get("answers", {}).get(question, (-1, -1))
            pairs.insert(0, Pair(question, "", sentence, 1.0, start, end))
            if self.switches["made_edits"]:
                edited = edit_question(question, sentence, group["edits"], self.table, source)
                if edited:
                    pairs.append(Pair(edited[0], "", sentence, 0.0))
        return pairs

    def group(self, source: random.Random) -> list[Pair]:
        """Return the pairs of one group, the positive first where there is one."""
        group = source.choice(self.pools[source.choices(self.names, weights=self.weights)[0]])
        if group["pool"] == "edits":
            return self._edit_pairs(group, source)
        sentence, start, end, previous = source.choice(group["positives"])
        question, context, title = group["question"], "", ""
        chance = source.random()
        follows = bool(previous) and TITLE_SHARE <= chance < TITLE_SHARE + PREVIOUS_SHARE
        if chance < TITLE_SHARE:
            context = group["context"]
        elif follows:
            title = group["context"] if source.random() < TITLE_TOO else ""
            context = _follows(title, previous)
        pairs = [Pair(question, context, sentence, 1.0, start, end)]
        others = group["natural"] + group["mined"]
        if self.switches["made_edits"] and source.random() < EDIT_SHARE and group["pool"] != "squad_es_dist":
            edited = edit_question(question, sentence, others, self.table, source)
            if edited:
                pairs.append(Pair(edited[0], context, sentence, 0.0))
        if source.random() < RANDOM_SHARE:
            far = source.choice(self.pools[source.choices(self.names, weights=self.weights)[0]])
            far_sentence = far["sentence"] if far["pool"] == "edits" else far["positives"][0][0]
            before = self._before(far_sentence, sentence, others, title, source) if follows else context
            pairs.append(Pair(question, before, far_sentence, 0.0))
        hard = group["mined"][:5] if self.switches["mined"] else []
        natural = list(group["natural"])
        while len(pairs) < ITEMS and (hard or natural):
            drawn = source.choice(hard if hard and (not natural or source.random() < 0.5) else natural)
            (hard if drawn in hard else natural).remove(drawn)
            before = self._before(drawn, sentence, others, title, source) if follows else context
            pairs.append(Pair(question, before, drawn, 0.0))
        return self._decided(pairs, group, source)

    def _decided(self, pairs: list[Pair], group: Group, source: random.Random) -> list[Pair]:
        """Return some groups with their questions asked as yes/no questions, edited ones too."""
        if pairs[0].start < 0 or source.random() >= YES_NO_SHARE:
            return pairs
        answer = pairs[0].sentence[pairs[0].start : pairs[0].end]
        if source.random() < ANOTHERS:
            answer = self._anothers(group, source) or answer
        asked = {q: as_yes_no(q, answer, source) for q in dict.fromkeys(pair.question for pair in pairs)}
        if None in asked.values():
            return pairs
        return [replace(pair, question=asked[pair.question] or "") for pair in pairs]

    def _anothers(self, group: Group, source: random.Random) -> str:
        """Return the answer to another question of the set that begins alike, "" where a few draws find none."""
        for _ in range(12):
            other = source.choice(self.pools[group["pool"]])
            sentence, start, end, _ = other["positives"][0]
            if start >= 0 and other["question"].split()[:2] == group["question"].split()[:2]:
                return str(sentence[start:end])
        return ""

    def _before(self, drawn: str, answer: str, others: list[str], title: str, source: random.Random) -> str:
        """Return what a sentence that does not answer is read with where the one that does has the one before it.

        Often that is the answer itself, which then has to be seen to stand before the sentence and not in it.
        """
        if source.random() < AFTER_THE_ANSWER:
            return _follows(title, answer)
        return _follows(title, source.choice([other for other in others if other != drawn] or [answer]))

    def reworded(self, pairs: list[Pair], source: random.Random) -> list[Pair]:
        """Return the pairs of a group with each of its questions in other words, the same for all its pairs."""
        if self.synonyms is None:
            return pairs
        questions = list(dict.fromkeys(pair.question for pair in pairs))
        others = {q: reword(q, self.synonyms, source, exchange=len(questions) == 1) for q in questions}
        return [replace(pair, question=others[pair.question]) for pair in pairs]

    def block(self, number: int) -> list[list[list[Pair]]]:
        """Return the batches of one look-ahead block, each a list of groups of like length."""
        source = random.Random(f"{self.seed}:{number}")
        groups = [self.reworded(self.group(source), source) for _ in range(LOOKAHEAD * PAIRS // ITEMS)]
        groups.sort(key=lambda pairs: max(len(p.question) + len(p.context) + len(p.sentence) for p in pairs))
        size = PAIRS // ITEMS
        batches = [groups[at : at + size] for at in range(0, len(groups), size)]
        source.shuffle(batches)
        return batches


def _follows(title: str, previous: str) -> str:
    """Return the context of a sentence that is read with the one before it."""
    cut = previous[-PREVIOUS_LONGEST:]
    if len(cut) < len(previous):
        cut = cut.partition(" ")[2]
    return f"{title}. {cut}" if title else cut


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


def losses(model: SpanCrossEncoder, batch: list[list[Pair]]) -> dict[str, torch.Tensor]:
    """Return the three losses of one batch of groups."""
    pairs = [pair for group in batch for pair in group]
    logits, span_losses = forward(model, pairs)
    labels = torch.tensor([pair.label for pair in pairs])
    at, lists = 0, []
    for group in batch:
        if group[0].label == 1 and len(group) > 1:
            lists.append(-torch.log_softmax(logits[at : at + len(group)], 0)[0])
        at += len(group)
    return {
        "answers": torch.nn.functional.binary_cross_entropy_with_logits(logits, labels),
        "list": torch.stack(lists).mean() if lists else logits.sum() * 0,
        "span": span_losses.mean() if len(span_losses) else logits.sum() * 0,
    }


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


def held_out_metrics(model: SpanCrossEncoder, groups: list[Group], limit: int = 160) -> dict[str, float]:
    """Return sentence-first and AUROC on the held-out articles, AUROC on held-out human edits."""
    source = random.Random(5)
    articles = [group for group in groups if group["pool"] != "edits"]
    edits = [group for group in groups if group["pool"] == "edits"]
    articles = source.sample(articles, min(limit, len(articles)))
    edits = source.sample(edits, min(2 * limit, len(edits)))
    pairs: list[Pair] = []
    ranges = []
    for group in articles:
        first = len(pairs)
        pairs += [Pair(group["question"], "", positive[0], 1.0) for positive in group["positives"]]
        pairs += [Pair(group["question"], "", s, 0.0) for s in group["natural"] + group["mined"]]
        ranges.append((first, len(pairs)))
    middle = len(pairs)
    for group in edits:
        pairs += [Pair(q, "", group["sentence"], 1.0) for q in group["questions"]]
        pairs += [Pair(q, "", group["sentence"], 0.0) for q in group["edits"]]
    scores = predict(model, pairs)
    labels = np.array([pair.label for pair in pairs])
    firsts = [labels[a + int(np.argmax(scores[a:b]))] for a, b in ranges]
    return {
        "first": round(float(np.mean(firsts)), 4),
        "auroc": round(float(roc_auc_score(labels[:middle], scores[:middle])), 4),
        "auroc_edits": round(float(roc_auc_score(labels[middle:], scores[middle:])), 4),
        "pairs": len(pairs),
    }


def rate_at(step: int, arguments: argparse.Namespace) -> float:
    """Return the share of the full learning rate: warm-up, a plateau, then a line down to zero."""
    warm = min(1.0, (step + 1) / 200)
    left = max(0.0, (arguments.steps - step) / max(1, arguments.decay))
    return min(warm, left)


def blocks(sampler: Sampler, step: int) -> Iterator[list[list[Pair]]]:
    """Yield batches from ``step`` on, for ever."""
    number, at = divmod(step, LOOKAHEAD)
    while True:
        yield from sampler.block(number)[at:LOOKAHEAD]
        number, at = number + 1, 0


class Run:
    """A training that can be stopped at any step: the network, its optimiser and its moving average."""

    def __init__(self, folder: Path, start: Path | None = None, share: float = 1.0) -> None:
        self.folder = folder
        self.step = 0
        self.model = SpanCrossEncoder(str(start) if start else base_model())
        self.model.transformer.bert.embeddings.word_embeddings.requires_grad_(False)
        heads = [*self.model.span.parameters(), *self.model.transformer.classifier.parameters()]
        known = {id(parameter) for parameter in heads}
        body = [p for p in self.model.parameters() if p.requires_grad and id(p) not in known]
        self.optimiser = torch.optim.AdamW(
            [
                {"params": body, "lr": RATE, "full": RATE * share},
                {"params": heads, "lr": HEAD_RATE, "full": HEAD_RATE * share},
            ],
            weight_decay=0.01,
            fused=True,
        )
        self.moving = body + heads
        self.average = [parameter.detach().clone() for parameter in self.moving]

    def save(self) -> None:
        """Write the state whole or not at all."""
        path = self.folder / "state.pt"
        state = {
            "step": self.step,
            "optimiser": self.optimiser.state_dict(),
            "parameters": [parameter.detach() for parameter in self.moving],
            "average": self.average,
        }
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    def resume(self) -> None:
        """Go on from the last state, where there is one."""
        path = self.folder / "state.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True)
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.average = state["step"], state["average"]
        self._put(state["parameters"])
        print(f"resumed at step {self.step}", flush=True)

    def learn(self, batch: list[list[Pair]], share: float) -> dict[str, torch.Tensor]:
        """Take one step at a share of the full rates; return the losses."""
        for settings in self.optimiser.param_groups:
            settings["lr"] = settings["full"] * share
        with torch.autocast("cpu", dtype=torch.bfloat16):  # around all parts: weights are rounded once a step
            found = losses(self.model, batch)
        (found["answers"] + LIST_WEIGHT * found["list"] + SPAN_WEIGHT * found["span"]).backward()
        torch.nn.utils.clip_grad_norm_(self.moving, 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.step += 1
        keep = min(EMA, (self.step + 1) / (self.step + 10))
        torch._foreach_lerp_(self.average, [p.detach() for p in self.moving], 1 - keep)
        return found

    def mark(self, held_out: list[Group], seed: int, limit: int) -> None:
        """Write the averaged network, and how it does on held-out data."""
        kept = [parameter.detach().clone() for parameter in self.moving]
        self._put(self.average)
        notes = {"step": self.step, "seed": seed, **held_out_metrics(self.model, held_out, limit)}
        self.model.save(self.folder / "model", notes)
        self._put(kept)
        self.model.train()
        with (self.folder / "curve.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps({"time": time.strftime("%H:%M"), **notes}) + "\n")
        print("held out", json.dumps(notes), flush=True)

    @torch.no_grad()
    def _put(self, values: list[torch.Tensor]) -> None:
        for parameter, value in zip(self.moving, values, strict=True):
            parameter.copy_(value)


def train(arguments: argparse.Namespace) -> None:
    """Run or resume one training; a termination signal saves the state first."""
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    arguments.run.mkdir(parents=True, exist_ok=True)
    held_out = read_lines(arguments.data / "held_out.jsonl")
    table = json.loads((arguments.data / "substitutions.json").read_text(encoding="utf-8"))
    switches = {name: name not in arguments.without for name in ("mined", "made_edits", "human_edits")}
    synonyms = read_synonyms(arguments.wordnet) if arguments.wordnet else None
    weights = WEIGHTS | {"squad_es_dist": arguments.spanish}
    groups = read_lines(arguments.data / "train.jsonl")
    sampler = Sampler(groups, table, arguments.seed, switches, synonyms, weights)
    run = Run(arguments.run, arguments.start, arguments.rate)
    if arguments.plain:
        run.model.plain()
    run.resume()
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    gc.freeze()  # the training set is a million objects that never go away
    began, pairs_seen, steps, sums = time.monotonic(), 0, 0, defaultdict[str, float](float)
    run.model.train()
    for batch in blocks(sampler, run.step):
        if run.step >= arguments.steps or stopped.is_set():
            break
        for name, value in run.learn(batch, rate_at(run.step, arguments)).items():
            sums[name] += float(value.detach())
        steps += 1
        pairs_seen += sum(len(group) for group in batch)
        if run.step % 50 == 0:
            parts = {name: round(value / steps, 3) for name, value in sums.items()}
            speed = pairs_seen / (time.monotonic() - began)
            print(time.strftime("%H:%M:%S"), run.step, parts, f"{speed:.0f} pairs/s", flush=True)
            began, pairs_seen, steps = time.monotonic(), 0, 0
            sums.clear()
        if run.step % arguments.every == 0 and run.step < arguments.steps:
            run.save()
            run.mark(held_out, arguments.seed, arguments.limit)
    run.save()
    if not stopped.is_set():
        run.mark(held_out, arguments.seed, arguments.limit)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("training/runs/data"))
    parser.add_argument("--run", type=Path, default=Path("training/runs/main"))
    parser.add_argument("--steps", type=int, default=3500)
    parser.add_argument("--decay", type=int, default=700, help="last steps, over which the rate goes to zero")
    parser.add_argument("--every", type=int, default=500, help="steps between checkpoints")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--limit", type=int, default=160, help="held-out questions asked at each checkpoint")
    parser.add_argument(
        "--start", type=Path, help="a trained folder to go on from; the bare model by default"
    )
    parser.add_argument("--rate", type=float, default=1.0, help="share of the full learning rates")
    parser.add_argument(
        "--spanish", type=float, default=WEIGHTS["squad_es_dist"], help="weight of the Spanish groups"
    )
    parser.add_argument("--wordnet", type=Path, help="WordNet's folder: reword questions, see wording.py")
    parser.add_argument("--plain", action="store_true", help="no dropout, faster attention: see model.py")
    parser.add_argument("--without", nargs="*", default=[], choices=["mined", "made_edits", "human_edits"])
    train(parser.parse_args())


if __name__ == "__main__":
    main()
