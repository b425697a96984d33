"""The owner's paths and addresses to sources: which files, their ids, their bytes, their text."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Protocol
from urllib.parse import unquote, urlsplit

from hubbot.errors import AddressError, CorpusError
from hubbot.sources.decoding import decode
from hubbot.sources.folders import walk
from hubbot.sources.formats import MARKDOWN, SUFFIXES, TEXTS
from hubbot.sources.frontmatter import read_front_matter
from hubbot.sources.metadata import Metadata, read_metadata
from hubbot.sources.record import Converted, Limits, Source
from hubbot.sources.sandbox import Sandbox
from hubbot.sources.sniffing import media_type_of

_ADDRESS = re.compile(r"(?i)[a-z][a-z0-9+.-]*://")
_NO_NAME = re.compile(r"[^\w./~-]+")

Progress = Callable[[str, int, int], None]
READING = "reading"


@dataclass(frozen=True, slots=True)
class Found:
    """A source that was found but not read: its id, and the file or address where it lies."""

    id: str
    origin: str
    path: Path | None


def read_sources(
    paths: Sequence[Path | str], limits: Limits | None = None, progress: Progress | None = None
) -> Iterator[Source]:
    """Yield the sources in files and folders and at addresses, ordered by id. Folders are searched to the bottom.

    ``progress`` is called with ("reading", sources read, sources in all).

    Raises:
        CorpusError: a path does not exist, a source cannot be read, two have one id, or there is none at all.
    """
    limits = limits or Limits()
    found = find_sources(paths)
    with Sandbox(limits) as sandbox:
        for number, one in enumerate(found, start=1):
            yield read_source(one, limits, sandbox)
            if progress:
                progress(READING, number, len(found))


def find_sources(paths: Sequence[Path | str]) -> tuple[Found, ...]:
    """Return what is to be read, ordered by id. A source named twice is read once.

    The id of a file found in a folder is its path below that folder, that of a file named itself is its name, that
    of an address its host and path.
    """
    by_id: dict[str, Found] = {}
    seen: set[Path | str] = set()
    for one, real in _each(paths):
        if real in seen:
            continue
        seen.add(real)
        if one.id in by_id:
            raise CorpusError(
                f"two files have the id {one.id!r}: {by_id[one.id].origin} and {one.origin}; rename one"
            )
        by_id[one.id] = one
    if not by_id:
        names = ", ".join(map(str, paths)) or "no path given"
        raise CorpusError(
            f"no document found ({names}); a corpus holds {', '.join(SUFFIXES)} files: put one there, "
            "or name another path"
        )
    return tuple(by_id[name] for name in sorted(by_id))


def read_source(found: Found, limits: Limits, sandbox: Sandbox) -> Source:
    """Return the text and metadata of one source. Raises CorpusError naming it and the reason."""
    url = declared = charset = None
    if found.path is not None:
        raw = read_bytes(found.path, limits)
    else:
        from hubbot.sources.fetching import fetch  # only an address needs it

        fetched = fetch(found.origin, limits)
        raw, url, declared, charset = fetched.raw, fetched.url, fetched.media_type, fetched.charset
    media_type, converted = convert_bytes(raw, found.origin, sandbox, url, declared, charset)
    if len(converted.text) > limits.max_characters:
        raise CorpusError(
            f"{found.origin}: {len(converted.text)} characters, the limit is {limits.max_characters}; part it"
        )
    given = read_metadata(found.path.with_suffix(".meta.json")) if found.path else Metadata()
    return Source(
        id=found.id,
        origin=found.origin,
        path=found.path,
        media_type=media_type,
        sha256=hashlib.sha256(raw).hexdigest(),
        text=converted.text,
        metadata=_merged(given, converted.metadata, url),
        warnings=converted.warnings,
        page=converted.page,
    )


class Converter(Protocol):
    """What makes text of bytes that are no plain text; `Sandbox` does."""

    def convert(
        self, raw: bytes, media_type: str, name: str, url: str | None = None, charset: str | None = None
    ) -> Converted:
        """Return the text. Raises CorpusError."""
        ...


def convert_bytes(
    raw: bytes,
    name: str,
    converter: Converter,
    url: str | None = None,
    declared: str | None = None,
    charset: str | None = None,
) -> tuple[str, Converted]:
    """Return the media type of ``raw`` and the canonical text in it; a converter is asked for what is no plain text.

    ``name`` is a path or address, ``declared`` and ``charset`` are what a server says. Raises CorpusError.
    """
    media_type, warning = media_type_of(raw, name, declared)
    if media_type in TEXTS:
        converted = _read_text(raw, name, charset, markdown=media_type == MARKDOWN)
    else:
        converted = converter.convert(raw, media_type, name, url, charset)
    return media_type, replace(converted, warnings=(*filter(None, [warning]), *converted.warnings))


def read_bytes(path: Path, limits: Limits) -> bytes:
    """Return the bytes of a file. Raises CorpusError where it cannot be read, is no file, or is over the limit."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            raw = file.read(limits.max_bytes + 1) if size <= limits.max_bytes else b""
    except OSError as error:
        raise CorpusError(
            f"{path}: cannot be read ({error.strerror}); see who may with `ls -l {path}`"
        ) from error
    if max(size, len(raw)) > limits.max_bytes:
        raise CorpusError(
            f"{path}: {max(size, len(raw))} bytes, the limit is {limits.max_bytes}; part it, or raise "
            "HUBBOT_MAX_SOURCE_BYTES"
        )
    return raw


def _read_text(raw: bytes, name: str, charset: str | None, *, markdown: bool) -> Converted:
    text, _, warning = decode(raw, name, charset)
    metadata, remark = read_front_matter(text, name) if markdown else (Metadata(), None)
    return Converted(text, metadata, tuple(filter(None, (warning, remark))))


def _merged(given: Metadata, found: Metadata, url: str | None) -> Metadata:
    """Return what the owner says of a source, and what the source says itself where the owner says nothing.

    ``url`` is where it was fetched, if it was and says no other address.
    """
    said = given.model_dump(exclude_none=True, exclude_defaults=True)
    return Metadata(**{**found.model_dump(), "url": found.url or url, **said})


def _each(paths: Sequence[Path | str]) -> Iterator[tuple[Found, Path | str]]:
    """Yield each source with what tells it from the others: its real path, or its address."""
    for path in paths:
        if is_address(path):
            yield Found(_id_of_address(str(path)), str(path), None), str(path)
            continue
        for file, root in _files(Path(path)):
            _check_name(file)
            yield Found(_id_of(file, root), str(file), file), file.resolve()


def _check_name(file: Path) -> None:
    """Raise CorpusError for a name in an older encoding: it cannot be written down as the id of a document."""
    try:
        str(file).encode()
    except UnicodeEncodeError as error:
        shown = str(file).encode("utf-8", "backslashreplace").decode()
        raise CorpusError(f"{shown}: the name is not in UTF-8; rename it") from error


def is_address(path: Path | str) -> bool:
    """Say whether what the owner gave is a web address and no path."""
    return isinstance(path, str) and _ADDRESS.match(path) is not None


def _id_of_address(url: str) -> str:
    """Return the id of a page: its host and path, without what a file name ends with; a query as its digest."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise AddressError(
            f"{url}: no web address ({error}); give one like https://news.example/guide"
        ) from error
    path = _NO_NAME.sub("-", unquote(parts.path)).strip("/")
    path = path.removesuffix(PurePosixPath(path).suffix) if PurePosixPath(path).suffix in SUFFIXES else path
    query = f"-{hashlib.sha256(parts.query.encode()).hexdigest()[:8]}" if parts.query else ""
    return "/".join(filter(None, (_NO_NAME.sub("-", parts.netloc.casefold()), path))) + query


def _id_of(file: Path, root: Path) -> str:
    try:
        return file.relative_to(root).with_suffix("").as_posix()
    except ValueError:
        return file.stem


def _files(path: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the corpus files at ``path`` with the folder their ids start from."""
    if path.is_dir():
        for file in walk(path):
            yield file, path
    elif path.suffix.casefold() in SUFFIXES and path.is_file():
        yield path, path.parent
    elif path.exists():
        raise CorpusError(
            f"{path}: not a corpus file; save its text as one of {', '.join(SUFFIXES)}, or name another file"
        )
    else:
        raise CorpusError(_not_there(path))


def _not_there(path: Path) -> str:
    """Return what to say of a path that leads nowhere: the name that was meant, or where to look for it."""
    folder = next(parent for parent in path.absolute().parents if parent.is_dir())
    there = [entry.name for entry in folder.iterdir()] if os.access(folder, os.R_OK) else []
    near = get_close_matches(path.name, there, n=1) if folder == path.absolute().parent else []
    meant = f"is {path.with_name(near[0])} meant?" if near else "name one that is there:"
    return f"{path}: no such file or folder; {meant} `ls {folder}` lists them"
