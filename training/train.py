"""Train the scorer. Resumable: run the same command again and it goes on from the last checkpoint."""

from __future__ import annotations

import argparse
import gc
import json
import os
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch

from training.held_out import held_out_metrics
from training.model import SpanCrossEncoder, base_model
from training.prepare import Group, read_lines
from training.reading import Pair, forward
from training.sampler import LOOKAHEAD, WEIGHTS, Sampler
from training.wording import read_synonyms
from training.written import POOL, WRITTEN, read_written

RATE, HEAD_RATE = 1e-4, 5e-4
LIST_WEIGHT, SPAN_WEIGHT = 0.5, 0.3
EMA = 0.998


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
    weights = WEIGHTS | {"squad_es_dist": arguments.spanish, POOL: arguments.written_weight}
    groups = read_lines(arguments.data / "train.jsonl")
    if "written" not in arguments.without:
        english_alone = not arguments.multilingual
        ours, ours_held_out = read_written(arguments.written, arguments.sets, english_alone=english_alone)
        groups += ours
        held_out += ours_held_out
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
    parser.add_argument(
        "--written", type=Path, default=WRITTEN, help="folder of written questions, see written.py"
    )
    parser.add_argument(
        "--written-weight", type=float, default=WEIGHTS[POOL], help="weight of the written groups"
    )
    parser.add_argument(
        "--sets", type=Path, default=Path("../shared/train"), help="the sets they may name texts of"
    )
    parser.add_argument(
        "--multilingual", action="store_true", help="with the written ones in Spanish and Portuguese"
    )
    parser.add_argument("--plain", action="store_true", help="no dropout, faster attention: see model.py")
    parser.add_argument(
        "--without", nargs="*", default=[], choices=["mined", "made_edits", "human_edits", "written"]
    )
    train(parser.parse_args())


if __name__ == "__main__":
    main()
