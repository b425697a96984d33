"""What every suite works with: the loaded models, where the data lies, how much of it to take."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from hubbot.building import build_index
from hubbot.chatbot import Chatbot
from hubbot.crossencoder import load_scorer
from hubbot.encoder import load_available
from hubbot.errors import HubbotError
from hubbot.evaluation.remembering import RememberingEncoder, RememberingScorer
from hubbot.scorer import PairScorer
from hubbot.settings import Settings, user_cache_dir
from hubbot.types import Encoder

T = TypeVar("T")


class DataMissingError(HubbotError):
    """A public set is not there; the suite is skipped and the message says so."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a public set; ``starts`` maps a paragraph's id to where it begins in ``body``."""

    id: str
    language: str
    body: str
    starts: dict[str, int]
    ends: dict[str, int]

    @property
    def title(self) -> str:
        """The last part of the id, as words."""
        return self.id.rpartition("/")[2].replace("_", " ")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a public set; ``answer_starts`` count in the text's body, all inside ``paragraph``."""

    id: str
    text_id: str
    question: str
    answerable: bool
    paragraph: str | None
    answer_starts: tuple[int, ...]


@dataclass(frozen=True)
class Bench:
    """Settings, encoders and scorer, shared by the suites of one run."""

    settings: Settings
    encoders: tuple[Encoder, ...]
    scorer: PairScorer | None
    gold: Path
    split: str = "all"
    sample: int | None = None

    def chatbot(self, folder: Path) -> Chatbot:
        """Return a chatbot over the index in ``folder``."""
        loaded = Chatbot.load(folder, encoders=self.encoders, settings=replace(self.settings, scorer="none"))
        return Chatbot(loaded.index, loaded.encoders, self.settings, self.scorer)

    def over(self, texts: Iterable[Text]) -> Chatbot:
        """Return a chatbot over a fresh index of these texts."""
        with tempfile.TemporaryDirectory() as home:
            corpus = Path(home) / "corpus"
            for text in texts:
                path = corpus / f"{text.id}.txt"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.body.encode("utf-8"))
                described = json.dumps({"title": text.title, "language": text.language})
                path.with_suffix(".meta.json").write_text(described, "utf-8")
            return self.over_files(corpus)

    def over_files(self, corpus: Path) -> Chatbot:
        """Return a chatbot over a fresh index of a file or folder."""
        with tempfile.TemporaryDirectory() as home:
            build_index(corpus, Path(home) / "index", encoders=self.encoders, settings=self.settings)
            return self.chatbot(Path(home) / "index")

    def some(self, items: Sequence[T], key: str = "id") -> list[T]:
        """Return the sample that was asked for: always the same one, in the order of the set."""
        if self.sample is None or len(items) <= self.sample:
            return list(items)
        marks = [hashlib.sha256(str(getattr(item, key)).encode()).hexdigest() for item in items]
        chosen = sorted(range(len(items)), key=lambda at: marks[at])[: self.sample]
        return [items[at] for at in sorted(chosen)]

    def folder(self, name: str) -> Path:
        """Return the folder of a public set; raises DataMissingError where it is absent."""
        folder = self.settings.eval_dir / name
        if not folder.is_dir():
            raise DataMissingError(
                f"skipped: {folder} is not there; name the folder of the public sets with --eval-dir"
            )
        return folder


def open_bench(
    settings: Settings, gold: Path, split: str = "all", sample: int | None = None, *, models: bool = True
) -> Bench:
    """Load the models once, if any are needed; raises EncoderUnavailableError as `Chatbot.load` does."""
    if not models:
        return Bench(settings, (), None, gold, split, sample)
    encoders, _ = load_available(settings.encoders, settings.cache_dir)
    cache = settings.cache_dir or user_cache_dir()
    scorer = load_scorer(settings.scorer)
    return Bench(
        settings,
        tuple(RememberingEncoder(encoder, cache and cache / "evaluation") for encoder in encoders),
        RememberingScorer(scorer) if scorer is not None else None,
        gold,
        split,
        sample,
    )


def read_texts(folder: Path) -> dict[str, Text]:
    """Return the texts of a public set by id: paragraphs apart by a blank line, nothing else changed."""
    texts = {}
    for fields in _lines(folder / "documents.jsonl"):
        starts, ends, body = {}, {}, ""
        for paragraph in fields["paragraphs"]:
            starts[paragraph["id"]] = len(body)
            body += paragraph["text"]
            ends[paragraph["id"]] = len(body)
            body += "\n\n"
        texts[fields["doc_id"]] = Text(fields["doc_id"], fields["lang"], body, starts, ends)
    return texts


def read_asked(path: Path, texts: dict[str, Text]) -> list[Asked]:
    """Return the undisputed questions of a public set."""
    return [
        _asked(fields, texts[fields["doc_id"]])
        for fields in _lines(path)
        if fields["answerable"] is not None and fields["doc_id"] in texts
    ]


def _asked(fields: dict[str, Any], text: Text) -> Asked:
    paragraph = fields["gold_paragraph_id"] if fields["answerable"] else None
    starts = [] if paragraph is None else [text.starts[paragraph]]
    answers = fields["answers"] if fields["answerable"] else []
    return Asked(
        fields["id"],
        fields["doc_id"],
        fields["question"],
        fields["answerable"],
        paragraph,
        tuple(starts[0] + answer["start"] for answer in answers if answer["start"] is not None),
    )


def _lines(path: Path) -> Iterable[dict[str, Any]]:
    try:
        return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
    except OSError as error:
        raise DataMissingError(f"skipped: {path} cannot be read ({error.strerror})") from error
