"""The owner's new texts: read, looked at, then published as a new index or discarded. One draft, one build at a time.

A draft lies in a private folder as it was read (text, page, metadata), so what is published is what was looked at, to
the letter, even where a page has changed since. The old index answers until the new one is complete and was checked.
"""

from __future__ import annotations

import logging
import re
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path
from typing import Any, Final

from hubbot.errors import CorpusError, HubbotError
from hubbot.settings import Settings
from hubbot.sources.record import Source
from hubbot.surfaces.api.builder import Build, build_aside
from hubbot.surfaces.api.problems import as_sentence
from hubbot.types import Document

logger = logging.getLogger(__name__)

REPLACE: Final = "replace"
ADD: Final = "add"
MAX_DRAFTS = 5  # the oldest goes; an owner looks at one at a time
MAX_FILES = 100
_DRAFT_SECONDS = 24 * 3600
_FOLDER = "hubbot-draft-"
_NAME = re.compile(r"[^\w.-]+")
_NAME_WORDS, _NAME_CHARS = 6, 60


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the owner dropped it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """Texts that were read and are not published."""

    id: str
    folder: Path
    sources: tuple[Source, ...]
    report: dict[str, Any]
    made_at: float


class Publisher:
    """Reads the owner's texts into drafts, builds an index of one, and says how far it is.

    ``current`` gives the documents of the index that answers now; ``published`` is called once a new one is in
    place. ``build`` makes the index of a folder, see ``builder.build_aside``.
    """

    def __init__(
        self,
        settings: Settings,
        current: Callable[[], Sequence[Document]],
        published: Callable[[], object],
        build: Build = build_aside,
    ) -> None:
        self._settings = settings
        self._current = current
        self._published = published
        self._make = build
        self._drafts: dict[str, Draft] = {}
        self._lock = threading.Lock()
        self._building: threading.Thread | None = None
        self._status: dict[str, Any] = {"state": "idle"}
        _remove_left()

    @property
    def status(self) -> dict[str, Any]:
        """How the last build goes or went: idle, building, published or failed."""
        return dict(self._status)

    def read(
        self, *, text: str | None = None, name: str = "", url: str | None = None, files: Sequence[Upload] = ()
    ) -> Draft:
        """Return a draft of pasted text, a page, or files. Raises CorpusError with one sentence for the owner."""
        # Reading loads what answering needs nothing of.
        from hubbot.building import read_texts
        from hubbot.inspection import inspect_documents
        from hubbot.published import Plan, write_plan
        from hubbot.sources.corpus import is_address

        given = (text is not None) + (url is not None) + bool(files)
        if given != 1:
            raise CorpusError("give one thing: a text, an address or files")
        if url is not None and not is_address(url):  # a path would be read from the server's own disk
            raise CorpusError(f"{url!r} is no web address: give one like https://news.example/guide")
        if len(files) > MAX_FILES:
            raise CorpusError(f"{len(files)} files are too many at once: give at most {MAX_FILES}")
        folder = Path(tempfile.mkdtemp(prefix=_FOLDER))
        raw = folder / "raw"
        try:
            raw.mkdir()
            paths: list[Path | str] = [url] if url is not None else [raw]
            for upload in files:
                _unused(raw, _safe(upload.name)).write_bytes(upload.content)
            if text is not None:
                name = _safe(name).removesuffix(".txt") or _name_of(text, self._current())
                (raw / f"{name}.txt").write_text(text, encoding="utf-8", errors="replace", newline="")
            read = read_texts(paths, self._settings)
            shutil.rmtree(raw)
            documents = tuple(document for document, _ in read)
            sources = tuple(_unplaced(source, raw) for _, source in read)
            current = self._current()
            views = inspect_documents(
                [*documents, *_kept(current, documents)],
                remarks={source.id: (*_replacing(source, current), *source.warnings) for source in sources},
                only=[document.id for document in documents],
            )
            report = {"documents": [view.to_dict() for view in views]}
            write_plan(folder, Plan(sources=sources, beside=False))
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, HubbotError):  # the folder's name is ours, not the owner's
                raise type(error)(_without(str(error), raw)) from error
            raise
        draft = Draft(secrets.token_hex(8), folder, sources, report, time.time())
        with self._lock:
            self._drafts[draft.id] = draft
            self._forget_old()
        return draft

    def draft(self, draft_id: str) -> Draft | None:
        """Return a draft that was neither published nor discarded."""
        return self._drafts.get(draft_id)

    def discard(self, draft_id: str) -> bool:
        """Forget a draft; say whether there was one."""
        with self._lock:
            draft = self._drafts.pop(draft_id, None)
        if draft is not None:
            shutil.rmtree(draft.folder, ignore_errors=True)
        return draft is not None

    def publish(self, draft: Draft, how: str = REPLACE) -> dict[str, Any]:
        """Begin to build the index of a draft: alone, or beside what answers now, same ids replaced.

        Returns the status of that moment. Raises HubbotError while another build runs.
        """
        return self._begin(draft, beside=how == ADD)

    def take_out(self, document_id: str) -> dict[str, Any]:
        """Begin to build an index without one document, the others as they are; returns the status of that moment.

        Raises HubbotError while another build runs, and where nothing would be left.
        """
        if [document.id for document in self._current()] == [document_id]:
            raise HubbotError(
                f"{document_id!r} is all that answers: publish another text in its place, "
                "or go back to an earlier version"
            )
        folder = Path(tempfile.mkdtemp(prefix=_FOLDER))
        nothing = Draft(secrets.token_hex(8), folder, (), {"documents": []}, time.time())
        with self._lock:
            self._drafts[nothing.id] = nothing
        try:
            return self._begin(nothing, beside=True, without=(document_id,))
        except HubbotError:
            self.discard(nothing.id)
            raise

    def _begin(self, draft: Draft, *, beside: bool, without: tuple[str, ...] = ()) -> dict[str, Any]:
        from hubbot.published import Plan, write_plan

        with self._lock:
            if self._building is not None and self._building.is_alive():
                raise HubbotError("an index is being built already: wait until it is done")
            write_plan(draft.folder, Plan(sources=draft.sources, beside=beside, without=without))
            self._status = {"state": "building", "draft": draft.id, "stage": "reading", "done": 0, "total": 0}
            self._building = threading.Thread(
                target=self._build, args=(draft,), name="hubbot-build", daemon=True
            )
            begun = dict(self._status)
            self._building.start()
            return begun

    def wait(self) -> None:
        """Wait for the build that runs, if one does."""
        building = self._building
        if building is not None:
            building.join()

    def close(self) -> None:
        """Forget the drafts. A build that runs is not waited for: it publishes whole or not at all."""
        for draft_id in list(self._drafts):
            if self._status.get("draft") != draft_id:
                self.discard(draft_id)

    def _build(self, draft: Draft) -> None:
        def progress(stage: str, done: int, total: int) -> None:
            self._status |= {"stage": stage, "done": done, "total": total}

        try:
            made = self._make(draft.folder, self._settings, progress)
            self._published()
        except HubbotError as error:
            self._status = {"state": "failed", "draft": draft.id, "reason": as_sentence(str(error))}
            return
        except Exception:
            logger.exception("a new index could not be built")
            reason = "The new index could not be built; the old one answers. The log says why."
            self._status = {"state": "failed", "draft": draft.id, "reason": reason}
            return
        self._status = {
            "state": "published",
            "draft": draft.id,
            "generation": made["generation"],
            "counts": made["counts"],
        }
        self.discard(draft.id)

    def _forget_old(self) -> None:
        """Drop drafts that are too many or too old; the lock is held."""
        oldest = sorted(self._drafts.values(), key=lambda draft: draft.made_at)
        for place, draft in enumerate(oldest):
            too_old = time.time() - draft.made_at > _DRAFT_SECONDS
            if (place < len(oldest) - MAX_DRAFTS or too_old) and self._status.get("draft") != draft.id:
                del self._drafts[draft.id]
                shutil.rmtree(draft.folder, ignore_errors=True)


def _remove_left() -> None:
    """Remove the drafts of servers that were killed: they hold texts that nobody published."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        with suppress(OSError):  # another account's, or just gone
            if time.time() - folder.stat().st_mtime > _DRAFT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _unplaced(source: Source, raw: Path) -> Source:
    """Return a source as it lies in the index alone: a dropped or pasted text keeps its name and has no path."""
    return replace(
        source,
        origin=_without(source.origin, raw),
        path=None,
        warnings=tuple(_without(warning, raw) for warning in source.warnings),
        published=True,
    )


def _without(sentence: str, raw: Path) -> str:
    """Return a sentence without the name of a folder of ours."""
    return sentence.replace(f"{raw}/", "").replace(str(raw.parent), "")


def _replacing(source: Source, current: Sequence[Document]) -> Iterable[str]:
    """Yield what an owner should know before a text takes the place of another one with its id."""
    for document in current:
        if document.id == source.id and document.text != source.text:
            yield f"A document called {source.id!r} answers now: this one takes its place when it is published."


def _name_of(text: str, current: Sequence[Document]) -> str:
    """Return a name for a text that was pasted without one: its first words; never that of another text."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    plain = "-".join(re.findall(r"\w+", first)[:_NAME_WORDS])[:_NAME_CHARS].casefold() or "pasted-text"
    others = {document.id for document in current if document.text != text}
    numbers = (f"{plain}-{number}" for number in count(2))
    return next(name for name in (plain, *islice(numbers, len(others))) if name not in others)


def _kept(current: Sequence[Document], new: Sequence[Document]) -> list[Document]:
    ids = {document.id for document in new}
    return [document for document in current if document.id not in ids]


def _safe(name: str) -> str:
    """Return a file's name without folders, and without what hides it or has a meaning of its own."""
    plain = _NAME.sub("-", Path(name.replace("\\", "/")).name).strip(".-")[-120:]
    stem = plain.rpartition(".")[0] or plain
    return f"text-{plain}" if stem.casefold() == "readme" else plain


def _unused(folder: Path, name: str) -> Path:
    path = folder / (name or "file.txt")
    number = 2
    while path.exists():
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        number += 1
    return path
