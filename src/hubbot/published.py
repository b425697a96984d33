"""Texts that an owner published: they lie in no folder but in the index, so every build carries them over.

What is carried over is the source as it was read, with the text, the page and the metadata that the index keeps of it,
and it becomes the document that a full build makes of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from hubbot import index as index_module
from hubbot import store
from hubbot.errors import CorpusError, HubbotError, IndexBusyError, IndexMissingError
from hubbot.sources.corpus import is_address
from hubbot.sources.metadata import Metadata
from hubbot.sources.record import Source
from hubbot.types import Document

logger = logging.getLogger(__name__)

DRAFT = "draft.json"
DROP = "--drop-published"


class Plan(BaseModel):
    """What the owner wants to answer: these sources alone, or ``beside`` all that answers now (same ids replaced).

    The documents named in ``without`` do not stay.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    sources: tuple[Source, ...]
    beside: bool
    without: tuple[str, ...] = ()


_PLAN = TypeAdapter(Plan)


def write_plan(folder: Path, plan: Plan) -> None:
    """Write a plan into the folder of a draft."""
    (folder / DRAFT).write_bytes(_PLAN.dump_json(plan))


def read_plan(folder: Path) -> Plan:
    """Return the plan in the folder of a draft. Raises CorpusError where there is none."""
    try:
        return _PLAN.validate_json((folder / DRAFT).read_bytes())
    except (OSError, ValidationError) as error:
        raise CorpusError(f"{folder / DRAFT} holds no draft: read the texts again") from error


@dataclass(frozen=True)
class Stored:
    """Sources that an index keeps, by their ids, in order; each is read from it when it is come to."""

    entries: Mapping[str, store.SourceEntry] = field(default_factory=dict)
    read: Callable[[store.SourceEntry], Source] | None = None

    def without(self, ids: Collection[str]) -> Stored:
        """Return the others."""
        return Stored({name: entry for name, entry in self.entries.items() if name not in ids}, self.read)

    def __iter__(self) -> Iterator[Source]:
        """Read one after another."""
        return map(self.read, self.entries.values()) if self.read is not None else iter(())


class _Documents:
    """The documents of an index by their ids, of which none stays in memory: each is wanted once."""

    def __init__(self, index: index_module.Index) -> None:
        self._documents = index.documents
        self._row = {name: row for row, name in enumerate(index.document_by_id)}

    def read(self, name: str) -> Document:
        row = self._row[name]
        return self._documents[row : row + 1][0]


class Present:
    """What an index folder holds before a build, and whether that is so still when the build is to write."""

    def __init__(self, folder: Path) -> None:
        """Read the manifest; an index that cannot be read holds nothing, with a warning."""
        self._folder = folder
        self._manifest: store.Manifest | None = None
        self._problem = ""
        try:
            self._manifest = store.read_manifest(folder)
        except IndexMissingError as error:
            self._problem = str(error)
        except HubbotError as error:
            self._problem = str(error)
            logger.warning(
                "if an owner published texts in %s, they are not carried over: %s; `hubbot versions` lists "
                "the earlier indexes, and `hubbot restore` puts one back",
                *(folder, error),
            )

    @property
    def generation(self) -> str | None:
        """The generation that answers now, None where there is none."""
        return self._manifest.generation if self._manifest else None

    @property
    def roots(self) -> tuple[str, ...]:
        """The folders that were read whole, relative to the index folder."""
        return self._manifest.roots if self._manifest else ()

    @property
    def published(self) -> dict[str, str]:
        """The ids of the texts that an owner published, each with the digest of its text."""
        return {
            entry.document_id: entry.text_sha256
            for entry in (self._manifest.sources if self._manifest else ())
            if entry.published
        }

    def sources(self, *, published: bool = False) -> Stored:
        """Return the sources of all documents, or of those alone that an owner published, ordered by id.

        Raises HubbotError where they cannot be read, so that none is lost unnoticed. An index whose manifest cannot
        be read is taken to have nothing ``published``.
        """
        if published and not self.published:
            return Stored()
        if self._manifest is None:
            raise HubbotError(
                f"nothing can be put beside what cannot be read: {self._problem}. Go back to an earlier version "
                "(`hubbot versions`), or publish in place of everything"
            )
        try:
            index = index_module.load(self._folder, check_sources=False)
        except HubbotError as error:
            names = ", ".join(self.published) or "all documents"
            raise HubbotError(
                f"what is to stay of the index in {self._folder} ({names}) cannot be read: {error}. Go back to an "
                f"earlier version (`hubbot versions`), or give up what its owner published with {DROP}"
            ) from error
        if index.generation != self.generation:
            raise self._changed()
        entries = [entry for entry in self._manifest.sources if entry.published or not published]
        return Stored(
            {entry.document_id: entry for entry in entries}, partial(self._source, _Documents(index))
        )

    def check(self, *, whole: bool = False) -> None:
        """Raise IndexBusyError where an owner published meanwhile, or where anything changed if ``whole``."""
        try:
            now = Present(self._folder)
        except HubbotError:
            return
        if now.published != self.published or (whole and now.generation != self.generation):
            raise self._changed()

    def _changed(self) -> IndexBusyError:
        return IndexBusyError(
            f"another index was put in place in {self._folder} while the texts for this one were read: begin again"
        )

    def _source(self, documents: _Documents, entry: store.SourceEntry) -> Source:
        document = documents.read(entry.document_id)
        path = self._folder / entry.path if entry.path is not None else None
        return Source(
            id=entry.document_id,
            origin=str(path or entry.address or entry.document_id),
            path=path,
            media_type=entry.media_type,
            sha256=entry.file_sha256,
            text=document.text,
            metadata=Metadata.model_validate(entry.metadata),
            warnings=entry.warnings,
            page=document.page,
            published=entry.published,
        )


def address_of(source: Source) -> str | None:
    """Return the address that a source was fetched from, None for a file and for what was pasted or dropped."""
    return source.origin if source.path is None and is_address(source.origin) else None
