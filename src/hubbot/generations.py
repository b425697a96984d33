"""Generations of an index: built beside the present one, synced, put in place by one rename; listed and restored.

A reader sees the old index or the new one, whatever instant the writer is killed at: files first, then the folder's
name, then the manifest. What a killed build leaves, the next one removes.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hubbot.errors import HubbotError, IndexDamagedError, IndexMissingError
from hubbot.lock import writing
from hubbot.store import (
    FORMAT_VERSION,
    MANIFEST,
    ArmEntry,
    FileEntry,
    Manifest,
    SourceEntry,
    check_files,
    digest_of,
    read_manifest,
    serialise,
    sha256_of,
    signature,
)

KEEP_VERSIONS = 3
"""Earlier generations that stay beside the present one: to go back to, and for readers that still load one."""

GENERATION_CHARS = 16  # of a SHA-256: enough that two builds never share a name by accident
_BUILDING, _REMOVING, _SWAPPING = ".building-", ".removing-", ".manifest-"  # what a killed build leaves


@dataclass(frozen=True, slots=True)
class Version:
    """A generation in an index folder: when it was put in place last (ISO 8601, UTC) and what it holds.

    ``documents`` and ``passages`` are counts, None where its manifest cannot be read; then ``problem`` says why.
    """

    generation: str
    present: bool
    placed_at: str
    documents: int | None = None
    passages: int | None = None
    bytes: int | None = None
    problem: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the version in JSON form."""
        return asdict(self)


class Draft:
    """A generation in the making: files in a folder that no reader looks at, until ``publish``.

    ``work`` is a folder beside it for what is passing; it is gone with the draft.
    """

    def __init__(self, index: Path, folder: Path, work: Path) -> None:
        self.index = index
        self.folder = folder
        self.work = work

    def path(self, name: str) -> Path:
        """Return where to write the file called ``name``."""
        return self.folder / name

    def write(self, contents: Mapping[str, bytes]) -> None:
        """Write whole files."""
        for name, content in contents.items():
            self.path(name).write_bytes(content)

    def publish(
        self,
        *,
        arms: tuple[ArmEntry, ...],
        sources: tuple[SourceEntry, ...],
        corpus_sha256: str,
        counts: dict[str, int],
        roots: tuple[str, ...] = (),
        keep: int = KEEP_VERSIONS,
    ) -> Manifest:
        """Sync all files, give the generation its name, put it in place; return its manifest.

        Of the earlier generations the newest ``keep`` stay, the others are removed.
        """
        paths = sorted(self.folder.iterdir())
        manifest = Manifest(
            format_version=FORMAT_VERSION,
            generation="",
            corpus_sha256=corpus_sha256,
            arms=arms,
            sources=sources,
            counts=counts,
            roots=roots,
            files={path.name: FileEntry(bytes=path.stat().st_size, sha256=digest_of(path)) for path in paths},
        )
        name = _free_name(self.index, manifest)
        manifest = manifest.model_copy(update={"generation": name})
        self.write({MANIFEST: serialise(manifest)})
        for path in (*paths, self.path(MANIFEST), self.folder):
            _sync(path)
        if not (self.index / name).exists():
            self.folder.rename(self.index / name)
            _sync(self.index)
        _put_in_place(self.index, manifest)
        for entry in _earlier(self.index, name)[keep:]:
            _remove(entry)
        return manifest


@contextmanager
def drafting(folder: Path) -> Iterator[Draft]:
    """Hold the writer's lock of the index in ``folder`` and yield an empty draft, gone at the end unless published.

    What a killed build left behind is removed first. Raises IndexBusyError while another build writes, and
    HubbotError when the folder cannot be written or holds something else; the old index is in place after any error.
    """
    check_place(folder)
    with writable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with writing(folder):
            _sweep(folder)
            beside, work = (Path(tempfile.mkdtemp(prefix=_BUILDING, dir=folder)) for _ in range(2))
            try:
                beside.chmod(0o755)
                yield Draft(folder, beside, work)
            finally:
                shutil.rmtree(beside, ignore_errors=True)
                shutil.rmtree(work, ignore_errors=True)


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
    """Write whole files as a generation beside the present one and put it in place; see ``drafting``."""
    with drafting(folder) as draft:
        draft.write(contents)
        return draft.publish(
            arms=arms, sources=sources, corpus_sha256=corpus_sha256, counts=counts, keep=keep
        )


def list_versions(folder: Path) -> tuple[Version, ...]:
    """Return the generations in ``folder``, the present one first, then the last in place first.

    Manifests are read, files are not. None is present where the manifest that names it is damaged or gone. Raises
    what ``read_manifest`` raises where there is no generation either.
    """
    present = _present(folder)
    first = [folder / present] if present else []
    return tuple(_version(path, path.name == present) for path in (*first, *_earlier(folder, present)))


def restore(folder: Path, generation: str) -> Manifest:
    """Put an earlier generation back in place, every byte of it checked first, and return its manifest.

    ``generation`` may be the beginning of a name. Raises IndexMissingError when there is none such, or more
    than one, IndexDamagedError when it is not whole, IndexStaleError when it has another format, IndexBusyError
    while a build writes.
    """
    _present(folder)  # a folder without an index has nothing to restore
    with writable(folder), writing(folder):
        _sweep(folder)
        names = sorted(entry.name for entry in folder.iterdir() if _is_generation(entry.name))
        found = [name for name in names if generation and name.startswith(generation)]
        if len(found) != 1:
            raise IndexMissingError(
                f"{'no' if not found else 'more than one'} version {generation!r} is in {folder}, which holds "
                f"{', '.join(names)}: run `hubbot versions`"
            )
        manifest = read_manifest(folder / found[0])
        check_files(folder, manifest)
        _put_in_place(folder, manifest)
        return manifest


def _present(folder: Path) -> str | None:
    """Return the generation in place; None where its name cannot be read and there is one that could be restored."""
    try:
        return read_manifest(folder).generation
    except HubbotError:
        if folder.is_dir() and _earlier(folder, None):
            return None
        raise


def _version(path: Path, present: bool) -> Version:
    placed = datetime.fromtimestamp(_placed(path) / 1e9, UTC).isoformat(timespec="seconds")
    try:
        manifest = read_manifest(path)
    except HubbotError as error:
        return Version(path.name, present, placed, problem=str(error))
    counts = manifest.counts
    size = sum(entry.bytes for entry in manifest.files.values())
    return Version(path.name, present, placed, counts.get("documents"), counts.get("passages"), size)


def check_place(folder: Path) -> None:
    """Raise HubbotError for a folder that holds somebody's files and no index: nothing is written among them.

    Hidden files do not count: what a killed first build leaves is such, and so is what a file manager leaves.
    """
    if not folder.is_dir():
        return
    with writable(folder):
        others = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    if not others or any(_is_generation(name) for name in others):
        return
    try:
        read_manifest(folder)
    except (IndexMissingError, IndexDamagedError) as error:
        raise HubbotError(
            f"{folder} holds {others[0]!r} and is no index, so nothing was written there: "
            "name a new or empty folder, as in `hubbot index --out my-index`"
        ) from error
    except HubbotError:
        return  # an index of another format


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Turn what the system says about writing an index to ``folder`` into one sentence: HubbotError."""
    try:
        yield
    except OSError as error:
        raise HubbotError(
            f"the index could not be written to {folder} ({error.strerror or error}); the old index is untouched. "
            "Free space or give another folder with --out"
        ) from error


def _put_in_place(folder: Path, manifest: Manifest) -> None:
    """Make a generation that lies in ``folder`` the one that readers find, in one step."""
    _replace_file(folder / MANIFEST, serialise(manifest))
    os.utime(folder / manifest.generation / MANIFEST)  # says when it was put in place


def _earlier(folder: Path, present: str | None) -> list[Path]:
    """Return the folders of all generations but the present one, the last in place first."""
    found = [entry for entry in folder.iterdir() if _is_generation(entry.name) and entry.name != present]
    return sorted(found, key=lambda entry: (-_placed(entry), entry.name))


def _placed(generation: Path) -> int:
    """Return when a generation was put in place last, in nanoseconds; 0 for one that was damaged."""
    try:
        return (generation / MANIFEST).stat().st_mtime_ns
    except OSError:
        return 0


def _is_generation(name: str) -> bool:
    return len(name) == GENERATION_CHARS and all(letter in "0123456789abcdef" for letter in name)


def _free_name(folder: Path, manifest: Manifest) -> str:
    """Return the name for a generation: that of a whole copy already there, else one that is not taken.

    A damaged copy keeps its name, since the present manifest may point at it until the swap.
    """
    digest = sha256_of(serialise(manifest))
    for start in range(0, len(digest), GENERATION_CHARS):
        name = digest[start : start + GENERATION_CHARS]
        named = manifest.model_copy(update={"generation": name})
        if not (folder / name).exists() or _is_whole(folder, named):
            return name
    raise HubbotError(f"{folder} is full of damaged generations: delete it and run `hubbot index`")


def _is_whole(folder: Path, manifest: Manifest) -> bool:
    try:
        if (folder / manifest.generation / MANIFEST).read_bytes() != serialise(manifest):
            return False
        check_files(folder, manifest)
    except (HubbotError, OSError):
        return False
    return True


def _sweep(folder: Path) -> None:
    """Remove what killed builds left: drafts, half-removed generations, whole ones that were never in place."""
    for entry in folder.iterdir():
        if entry.name.startswith((_BUILDING, _REMOVING)):
            shutil.rmtree(entry, ignore_errors=True)
        elif entry.name.startswith(_SWAPPING):
            entry.unlink(missing_ok=True)
    try:
        present = read_manifest(folder).generation
    except HubbotError:
        return
    swapped = signature(folder)
    for entry in _earlier(folder, present):
        if swapped is not None and _placed(entry) > swapped[1]:
            _remove(entry)


def _remove(generation: Path) -> None:
    """Remove a generation; a reader finds all of it or nothing under its name."""
    away = generation.with_name(f"{_REMOVING}{generation.name}")
    try:
        generation.rename(away)
    except OSError:
        return  # it takes space and does no harm
    shutil.rmtree(away, ignore_errors=True)


def _replace_file(path: Path, content: bytes) -> None:
    handle, beside = tempfile.mkstemp(prefix=_SWAPPING, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
