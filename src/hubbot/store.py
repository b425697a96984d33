"""The index folder: content-addressed generations behind one manifest, written atomically, checked on load.

``index/manifest.json`` is the only name that ever changes: it lists every file of its generation with its
SHA-256, and carries its own. A generation folder is never edited; a new build writes another one, syncs it
and replaces the manifest in one step, so a reader sees the old index or the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from hubbot.errors import HubbotError, IndexDamagedError, IndexMissingError, IndexStaleError

FORMAT_VERSION = 1
MANIFEST = "manifest.json"
KEEP_VERSIONS = 3
"""Earlier generations that stay beside the present one: to go back to, and for readers that still load one."""

GENERATION_CHARS = 16  # of a SHA-256: enough that two builds never share a name by accident
REBUILD = "run `hubbot index` to build it again"


class FileEntry(BaseModel):
    """Size and digest of one file of a generation."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    bytes: int
    sha256: str


class ArmEntry(BaseModel):
    """One dense arm: which encoder made its vectors, and where they lie."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    encoder: str
    digest: str
    dimension: int
    file: str


class SourceEntry(BaseModel):
    """One document: the file it was read from, relative to the index folder, and both digests.

    ``file_sha256`` is of the file's bytes, ``text_sha256`` of the text that spans point into.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    document_id: str
    path: str
    file_sha256: str
    text_sha256: str


class Manifest(BaseModel):
    """Everything that describes a built index, and the digest of every file in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    format_version: int
    generation: str
    corpus_sha256: str
    arms: tuple[ArmEntry, ...]
    sources: tuple[SourceEntry, ...]
    counts: dict[str, int]
    files: dict[str, FileEntry]


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of ``content`` in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def write_generation(
    folder: Path,
    contents: Mapping[str, bytes],
    *,
    arms: tuple[ArmEntry, ...],
    sources: tuple[SourceEntry, ...],
    corpus_sha256: str,
    counts: dict[str, int],
    keep: int = KEEP_VERSIONS,
) -> Manifest:
    """Write a generation beside the present one, sync it, then swap the manifest; return the new manifest.

    Of the earlier generations the newest ``keep`` stay, the others are removed after the swap. Raises
    HubbotError when the folder cannot be written; the old index is then still in place.
    """
    files = {
        name: FileEntry(bytes=len(content), sha256=sha256_of(content))
        for name, content in sorted(contents.items())
    }
    name = sha256_of("".join(f"{key} {entry.sha256}\n" for key, entry in files.items()).encode())
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        generation=_free_name(folder, name, files),
        corpus_sha256=corpus_sha256,
        arms=arms,
        sources=sources,
        counts=counts,
        files=files,
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _place_generation(folder, manifest.generation, contents)
        _replace_file(folder / MANIFEST, _serialise(manifest))
    except OSError as error:
        raise HubbotError(
            f"the index could not be written to {folder} ({error.strerror}); the old index is untouched. "
            "Free space or give another folder with --out"
        ) from error
    os.utime(folder / manifest.generation)  # the newest is the one that was last put in place
    for entry in _earlier(folder, manifest.generation)[keep:]:
        shutil.rmtree(entry, ignore_errors=True)
    return manifest


def _earlier(folder: Path, present: str) -> list[Path]:
    """Return the folders of all generations but the present one, newest first."""
    found = [entry for entry in folder.iterdir() if _is_generation(entry.name) and entry.name != present]
    return sorted(found, key=lambda entry: (-entry.stat().st_mtime_ns, entry.name))


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
        raise IndexMissingError(f"there is no index in {folder}: run `hubbot index`") from error
    except OSError as error:
        raise IndexMissingError(f"the index in {folder} cannot be read ({error.strerror})") from error
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
    if _serialise(manifest) != content:
        raise IndexDamagedError(f"{path} was altered after it was written: {REBUILD}")
    return manifest


def read_files(folder: Path, manifest: Manifest) -> dict[str, bytes]:
    """Return the content of every file of the generation; nothing is returned unless all digests match.

    Raises IndexDamagedError naming the first file that is missing, truncated, altered or unexpected.
    """
    contents: dict[str, bytes] = {}
    generation = folder / manifest.generation
    for name, entry in manifest.files.items():
        path = generation / name
        try:
            content = path.read_bytes()
        except OSError as error:
            raise IndexDamagedError(f"{path} cannot be read ({error.strerror}): {REBUILD}") from error
        if len(content) != entry.bytes:
            raise IndexDamagedError(
                f"{path} has {len(content)} bytes, the manifest says {entry.bytes}: {REBUILD}"
            )
        if sha256_of(content) != entry.sha256:
            raise IndexDamagedError(f"{path} was altered after it was built (SHA-256 differs): {REBUILD}")
        contents[name] = content
    unexpected = sorted({path.name for path in generation.iterdir()} - set(contents))
    if unexpected:
        raise IndexDamagedError(f"{generation / unexpected[0]} does not belong to the index: {REBUILD}")
    return contents


def check_sources(folder: Path, manifest: Manifest) -> None:
    """Raise IndexStaleError when a corpus file that still lies where it was read from has changed.

    A file that is no longer there is no reason to refuse: the index holds its own copy of the text.
    """
    for source in manifest.sources:
        path = folder / source.path
        try:
            content = path.read_bytes()
        except OSError:
            continue
        if sha256_of(content) != source.file_sha256:
            raise IndexStaleError(
                f"{os.path.normpath(path)} has changed since the index in {folder} was built: {REBUILD}"
            )


def _serialise(manifest: Manifest) -> bytes:
    body = manifest.model_dump(mode="json")
    digest = sha256_of(json.dumps(body, sort_keys=True).encode())
    envelope = {"manifest": body, "manifest_sha256": digest}
    return (json.dumps(envelope, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _is_generation(name: str) -> bool:
    return len(name) == GENERATION_CHARS and all(letter in "0123456789abcdef" for letter in name)


def _free_name(folder: Path, digest: str, files: Mapping[str, FileEntry]) -> str:
    """Return the name for a generation: that of a whole copy already there, else one that is not taken.

    A damaged copy keeps its name, since the present manifest may point at it until the swap.
    """
    for start in range(0, len(digest), GENERATION_CHARS):
        name = digest[start : start + GENERATION_CHARS]
        if not (folder / name).exists() or _is_whole(folder / name, files):
            return name
    raise HubbotError(f"{folder} is full of damaged generations: delete it and run `hubbot index`")


def _is_whole(generation: Path, files: Mapping[str, FileEntry]) -> bool:
    if {path.name for path in generation.iterdir()} != set(files):
        return False
    return all(sha256_of((generation / name).read_bytes()) == entry.sha256 for name, entry in files.items())


def _place_generation(folder: Path, name: str, contents: Mapping[str, bytes]) -> None:
    beside = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    try:
        beside.chmod(0o755)
        for file_name, content in contents.items():
            with (beside / file_name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        _sync_folder(beside)
        if not (folder / name).exists():
            beside.rename(folder / name)
        _sync_folder(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _replace_file(path: Path, content: bytes) -> None:
    handle, beside = tempfile.mkstemp(prefix=".manifest-", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(beside).chmod(0o644)
    Path(beside).replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
