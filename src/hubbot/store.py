"""What lies in an index folder and how it is read: one manifest, and the generation that it names, checked on load.

``index/manifest.json`` is the only name that ever changes: it lists every file of its generation with its SHA-256, and
carries its own. A generation folder is never edited and holds a copy of its manifest; ``generations`` writes them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from hubbot.errors import CorpusError, IndexDamagedError, IndexMissingError, IndexStaleError
from hubbot.sources.folders import walk

FORMAT_VERSION = 3
MANIFEST = "manifest.json"
MAP_FROM = 8 << 20
"""Bytes of a file from which on it is mapped: below, it is checked and interpreted as the same bytes in memory."""

HASHERS = 4  # files hashed at once, at most
REBUILD = "run `hubbot index` to build it again"


class FileEntry(BaseModel):
    """Size and digest of one file of a generation."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    bytes: int
    sha256: str


class NearEntry(BaseModel):
    """The approximate index of a large arm: what it is, and what it finds of what exact search finds.

    ``recall_at_10`` is measured when it is built, over ``sample`` passages of the index: the share of their ten nearest
    others that is found with ``probes`` of ``lists`` lists looked at.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    file: str
    kind: str
    lists: int
    probes: int
    recall_at_10: float
    sample: int


class ArmEntry(BaseModel):
    """One dense arm: which encoder made its vectors, and where they lie; ``near`` where exact search is slow."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    encoder: str
    digest: str
    dimension: int
    file: str
    near: NearEntry | None = None


class SourceEntry(BaseModel):
    """One document: where it was read from, what it was, both digests, and what was remarked on the way.

    ``path`` is the file, relative to the index folder, or None for a page, which has its ``address`` as it was given.
    ``file_sha256`` is of the bytes as they came, ``text_sha256`` of the canonical text that spans point into.
    ``metadata`` is what was known beside the text; ``warnings`` are whole sentences. What an owner ``published`` on the
    running server has neither file nor, unless it is a page, address: builds carry it over.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    document_id: str
    path: str | None
    file_sha256: str
    text_sha256: str
    address: str | None = None
    media_type: str = "text/plain"
    metadata: dict[str, str | bool | None] = {}
    warnings: tuple[str, ...] = ()
    published: bool = False


class Manifest(BaseModel):
    """Everything that describes a built index, and the digest of every file in it.

    ``roots`` are the folders that were read whole, relative to the index folder.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    format_version: int
    generation: str
    corpus_sha256: str
    arms: tuple[ArmEntry, ...]
    sources: tuple[SourceEntry, ...]
    counts: dict[str, int]
    files: dict[str, FileEntry]
    roots: tuple[str, ...] = ()


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of ``content`` in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def signature(folder: Path) -> tuple[int, int, int] | None:
    """Return what changes whenever the manifest is replaced, for one stat call; None where there is no index."""
    try:
        found = (folder / MANIFEST).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the index in ``folder``, its own digest and form checked.

    Raises IndexMissingError, IndexDamagedError (altered by even one byte) or IndexStaleError (another format).
    """
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise IndexMissingError(
            f"there is no index in {folder}: run `hubbot index my-article.md` to make one, "
            "or name another folder with --index"
        ) from error
    except OSError as error:
        raise IndexMissingError(
            f"the index in {folder} cannot be read ({error.strerror}): name another folder with --index"
        ) from error
    try:
        envelope = json.loads(content)
        version = envelope["manifest"]["format_version"]
        if version != FORMAT_VERSION and isinstance(version, int):
            raise IndexStaleError(
                f"the index in {folder} has format {version}, this hubbot reads format {FORMAT_VERSION}: {REBUILD}"
            )
        manifest = Manifest.model_validate_json(json.dumps(envelope["manifest"]))
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise IndexDamagedError(f"{path} is not a manifest that hubbot wrote: {REBUILD}") from error
    if serialise(manifest) != content:
        raise IndexDamagedError(f"{path} was altered after it was written: {REBUILD}")
    return manifest


def read_files(folder: Path, manifest: Manifest) -> dict[str, bytes]:
    """Return the content of every file of the generation that is small enough, under ``MAP_FROM`` bytes.

    Nothing is returned unless all digests match. A larger file is read through in pieces for its digest and left to be
    mapped. Raises IndexDamagedError naming the first file that is missing, truncated, altered or unexpected.
    """
    generation = folder / manifest.generation
    large = [name for name, entry in manifest.files.items() if entry.bytes >= MAP_FROM]
    contents = {name: _read(generation / name, entry) for name, entry in _small(manifest)}
    _check_large(generation, manifest, large)
    _check_the_rest(generation, manifest)
    return contents


def check_files(folder: Path, manifest: Manifest) -> None:
    """Raise IndexDamagedError unless every file of the generation is the one that was written; keep none."""
    generation = folder / manifest.generation
    _check_large(generation, manifest, list(manifest.files))
    _check_the_rest(generation, manifest)


def check_sources(folder: Path, manifest: Manifest) -> None:
    """Raise IndexStaleError when a corpus file was changed where it lies, or added to a folder that was read whole.

    A file that is no longer there is no reason to refuse: the index holds its own copy of the text.
    """
    known: set[Path] = set()
    published = {source.document_id for source in manifest.sources if source.published}
    for source in manifest.sources:
        if source.path is None:
            continue
        path = folder / source.path
        known.add(path.resolve())
        try:
            digest = digest_of(path)
        except OSError:
            continue
        if digest != source.file_sha256:
            raise IndexStaleError(
                f"{os.path.normpath(path)} has changed since the index in {folder} was built: {REBUILD}"
            )
    for root in manifest.roots:
        for path in _files_below(folder / root):
            name = path.relative_to(folder / root).with_suffix("").as_posix()
            if (
                path.resolve() not in known and name not in published
            ):  # else its owner's text stands in its place
                raise IndexStaleError(
                    f"{os.path.normpath(path)} is not in the index in {folder}, which was built without it: {REBUILD}"
                )


def _files_below(root: Path) -> Iterator[Path]:
    """Yield the corpus files below a folder; none for one that is gone or cannot be read."""
    try:
        yield from walk(root)
    except CorpusError:
        return


def serialise(manifest: Manifest) -> bytes:
    """Return the bytes of a manifest's file, its own digest among them.

    A field that has its default is left out, so that a field more makes no earlier manifest another one.
    """
    body = manifest.model_dump(mode="json", exclude_defaults=True)
    digest = sha256_of(json.dumps(body, sort_keys=True).encode())
    envelope = {"manifest": body, "manifest_sha256": digest}
    return (json.dumps(envelope, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _small(manifest: Manifest) -> list[tuple[str, FileEntry]]:
    return [(name, entry) for name, entry in manifest.files.items() if entry.bytes < MAP_FROM]


def _read(path: Path, entry: FileEntry) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    _check(path, entry, len(content), sha256_of(content))
    return content


def _check_large(generation: Path, manifest: Manifest, names: Sequence[str]) -> None:
    def check(name: str) -> None:
        path = generation / name
        try:
            found = path.stat().st_size, digest_of(path)
        except OSError as error:
            raise _unreadable(path, error) from error
        _check(path, manifest.files[name], *found)

    if names:
        with ThreadPoolExecutor(min(len(names), HASHERS)) as pool:  # hashing leaves Python free
            list(pool.map(check, sorted(names, key=lambda name: -manifest.files[name].bytes)))


def _check(path: Path, entry: FileEntry, size: int, digest: str) -> None:
    if size != entry.bytes:
        raise IndexDamagedError(f"{path} has {size} bytes, the manifest says {entry.bytes}: {REBUILD}")
    if digest != entry.sha256:
        raise IndexDamagedError(f"{path} was altered after it was built (SHA-256 differs): {REBUILD}")


def _check_the_rest(generation: Path, manifest: Manifest) -> None:
    try:
        names = {path.name for path in generation.iterdir()}
        copy = (generation / MANIFEST).read_bytes()
    except OSError as error:
        raise _unreadable(generation, error) from error
    unexpected = sorted(names - {*manifest.files, MANIFEST})
    if unexpected:
        raise IndexDamagedError(f"{generation / unexpected[0]} does not belong to the index: {REBUILD}")
    if copy != serialise(manifest):
        raise IndexDamagedError(f"{generation / MANIFEST} is not the manifest of the index: {REBUILD}")


def _unreadable(path: Path, error: OSError) -> IndexDamagedError:
    return IndexDamagedError(f"{path} cannot be read ({error.strerror}): {REBUILD}")
