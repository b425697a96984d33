"""A byte-level fuzzer for everything that reads what an owner gives: seeded mutations of real files.

    python tests/sources/fuzzing.py --seed 7 --count 100000

reads mutated files through the same steps as a build (type, encoding, converter, parser, passages) in one process with a
limit of memory, and ends with a report in JSON. An input that takes more than ten seconds, or brings the process down,
is left in the file that --keep names.
"""

from __future__ import annotations

import argparse
import faulthandler
import io
import json
import random
import resource
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hubbot.errors import CorpusError
from hubbot.reading.parser import parse_text
from hubbot.reading.passages import split_passages
from hubbot.sources.corpus import convert_bytes
from hubbot.sources.metadata import Metadata
from hubbot.sources.record import Converted, Limits
from hubbot.sources.worker import answer
from hubbot.types import Document, Passage
from sources import files
from sources.pages import RIVERS

SECONDS = 10
MEMORY = 1 << 30
MARKDOWN = """---
title: Two rivers
author: Ina Holt
---
# Two rivers

The Aller is 215 km long. “I swim in it every morning,” said Ina Holt, a baker from Celle. 'No,' he said.

## Celle (Germany)

- **Bakers**: 12
- Mills – 3 (Statista)

> The bridge is old, and we love it.
>
> — Karl Meyer, mayor

| River | Length |
|---|---|
| Aller | 215 km |

**Ana:** Who swims? —No lo sé —dijo Luis—. «Tal vez mañana», añadió.
""".encode()
SEEDS: dict[str, bytes] = {
    "a.html": RIVERS.encode(),
    "b.md": MARKDOWN,
    "c.txt": MARKDOWN.replace(b"#", b"").replace(b"**", b""),
    "d.txt": MARKDOWN.decode().encode("cp1252", "replace"),
    "e.docx": files.docx(),
    "f.epub": files.epub(),
    "g.pdf": files.article_pdf(),
    "h.md": MARKDOWN.decode().encode("utf-16"),
}
# How often each seed is taken: reading plain text is a hundred times faster than reading a PDF.
WEIGHTS = {"a.html": 18, "b.md": 30, "c.txt": 24, "d.txt": 6, "e.docx": 6, "f.epub": 6, "g.pdf": 8, "h.md": 2}
TOKENS = [
    b"<", b">", b"</p>", b"<div>", b"<table><tr><td>", b"<blockquote>", b"<b>", b"<!--", b"-->", b"<![CDATA[", b"&#0;", b"&#x110000;", b"<ul><li>",
    b"**", b"# ", b"> ", b"- ", b"|", b"|---|", b"```", b"---\n", b"\n\n", b"\r", b"\xe2\x80\x9c", b"\xe2\x80\x9d", b"\xc2\xab", b"\xe2\x80\x94", b": ", b"(", b")",
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"\xcc\x81", b"\xc2\xa0", b"\xe2\x80\xae", b"PK\x03\x04", b"%PDF-", b"endobj", b"stream", b"/Length 99999999",
    b"/Kids [2 0 R]", b"999999999999", b"-1", b"charset=utf-16", b"colspan=99999", b"xmlns", b"<w:p>", b"said Ann. ", b"1. ", b"A" * 300, b" " * 3000, b"-" * 3000, b"|" * 500, b"*" * 500, b"(" * 100, b"\"" * 40,
]  # fmt: skip


def mutated(seed: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return ``seed`` with one to eight changes, more of them rarely."""
    raw = bytearray(seed)
    for _ in range(min(8, 1 + int(chance.expovariate(0.6)))):
        at = chance.randrange(len(raw) + 1)
        to = min(len(raw), at + 1 + int(chance.expovariate(0.03)))
        kind = chance.randrange(8)
        if kind == 0 and at < len(raw):
            raw[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            raw[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))
        elif kind == 2:
            del raw[at:to]
        elif kind == 3:
            raw[at:at] = raw[at:to] * chance.choice((1, 2, 20))
        elif kind == 4:
            start = chance.randrange(len(other))
            raw[at:at] = other[start : start + 1 + int(chance.expovariate(0.01))]
        elif kind == 5 and chance.random() < 0.3:
            del raw[at:]
        elif kind == 6:
            raw[at:to] = bytes(chance.randrange(256) for _ in range(to - at))
        else:
            raw[at:at] = chance.choice(TOKENS) * chance.choice((1, 1, 1, 2, 50))
    return bytes(raw)


def mutated_inside(archive: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return an archive one file of which is changed; its checksum is right, so that a reader gets to the change."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    name = chance.choice(sorted(members))
    members[name] = mutated(members[name] or b" ", other, chance)
    return files.zipped(members, zipfile.ZIP_STORED)


def one(chance: random.Random) -> tuple[str, bytes]:
    """Return the name and bytes of the next input."""
    names = sorted(SEEDS)
    name = chance.choices(names, [WEIGHTS[name] for name in names])[0]
    inside = name.endswith((".docx", ".epub")) and chance.random() < 0.8
    change = mutated_inside if inside else mutated
    return name, change(SEEDS[name], SEEDS[chance.choice(names)], chance)


class InProcess:
    """Answers as the worker does, in this process: its crash is ours to see."""

    def convert(
        self, raw: bytes, media_type: str, name: str, url: str | None = None, charset: str | None = None
    ) -> Converted:
        reply = answer(
            raw,
            {
                "media_type": media_type,
                "name": name,
                "url": url,
                "charset": charset,
                "max_characters": Limits().max_characters,
            },
        )
        if "text" not in reply:
            raise CorpusError(reply.get("error", "memory"))
        return Converted(reply["text"], Metadata(**reply["metadata"]))


def read(raw: bytes, name: str) -> tuple[Document, tuple[Passage, ...]]:
    """Return the document and passages in ``raw``, by the steps of a build. Raises CorpusError."""
    _, converted = convert_bytes(raw, name, InProcess())
    metadata = (
        converted.metadata
        if converted.metadata.language
        else converted.metadata.model_copy(update={"language": "en"})
    )
    document = parse_text(converted.text, document_id="x", metadata=metadata)
    return document, split_passages(document)


def check(document: Document, passages: tuple[Passage, ...]) -> None:
    """Raise AssertionError unless every record with a span and words holds them."""
    text, size = document.text, len(document.text)
    assert document.sections[0].span.start == 0 and document.sections[-1].span.end == size
    for one, two in zip(document.sections, document.sections[1:], strict=False):
        assert one.span.end == two.span.start
    worded = [(section.title, section.title_span) for section in document.sections]
    worded += [(passage.text, passage.span) for passage in passages]
    for fact in document.facts:
        worded += [(fact.value, fact.value_span), (fact.note, fact.note_span)]
    for speech in document.speeches:
        worded += [(speech.speaker, speech.speaker_span), (speech.speaker_role, speech.role_span)]
        assert len(speech.span) and speech.span.end <= size
    for words, span in worded:
        assert span is None or text[span.start : span.end] == words, (words, span)
    for sentence in document.sentences:
        assert len(sentence.span) and sentence.span.end <= size
        assert document.paragraphs[sentence.paragraph].span.contains(sentence.span)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-input"))
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    chance = random.Random(options.seed)
    outcomes: Counter[str] = Counter()
    slowest = (0.0, "")
    for number in range(options.count):
        name, raw = one(chance)
        options.keep.write_bytes(raw)
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        began = time.process_time()
        try:
            check(*read(raw, name))
            outcomes[f"{name}: read"] += 1
        except CorpusError as error:
            assert str(error) and "Traceback" not in str(error)
            outcomes[f"{name}: refused"] += 1
        except BaseException:
            sys.stderr.write(f"input {number} of seed {options.seed} ({name}) is kept in {options.keep}\n")
            raise
        slowest = max(slowest, (time.process_time() - began, f"{number} ({name})"))
    faulthandler.cancel_dump_traceback_later()
    options.keep.unlink(missing_ok=True)
    report = {
        "inputs": options.count,
        "cpu_seconds": round(time.process_time(), 1),
        "slowest": slowest,
        "outcomes": dict(sorted(outcomes.items())),
    }
    sys.stdout.write(json.dumps(report) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
