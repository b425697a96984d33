"""Zip archives (Word, EPUB) opened only after their own directory says that they stay small."""

from __future__ import annotations

import zipfile
from io import BytesIO

from hubbot.errors import CorpusError
from hubbot.sources.record import MEBIBYTE

# A long novel with its pictures inflates to some tens of mebibytes, Word files of text to less; text compresses
# three to ten times, empty tables and repeated markup up to eighty. A bomb needs a thousand.
INFLATED_BYTES = 256 * MEBIBYTE
RATIO = 200
ENTRIES = 10_000
_SMALL = 4 * MEBIBYTE  # below this no ratio is dangerous


def open_archive(raw: bytes, name: str) -> zipfile.ZipFile:
    """Return the archive in ``raw``. No entry can inflate to more than its directory says: zipfile stops there.

    Raises CorpusError for a damaged or encrypted archive and for one that would inflate too far.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise CorpusError(f"{name}: a damaged zip archive ({error}); fetch or save it again") from error
    entries = archive.infolist()
    inflated = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES:
        raise CorpusError(
            f"{name}: an archive of {len(entries)} files, the limit is {ENTRIES}; give the article's own file"
        )
    if inflated > INFLATED_BYTES or (inflated > _SMALL and inflated > RATIO * len(raw)):
        raise CorpusError(
            f"{name}: {len(raw)} bytes that would inflate to {inflated} (limits: {INFLATED_BYTES} and {RATIO} times "
            "its size); not opened, it may be a zip bomb. Give the article's own file"
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise CorpusError(f"{name}: encrypted; save it without a password")
    return archive


def read_entry(archive: zipfile.ZipFile, entry: str, name: str) -> bytes:
    """Return one file of an archive. Raises CorpusError where it is missing or damaged."""
    try:
        return archive.read(entry)
    except KeyError as error:
        raise CorpusError(f"{name}: damaged, {entry!r} is missing from it; fetch or save it again") from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise CorpusError(
            f"{name}: damaged, {entry!r} cannot be read ({error}); fetch or save it again"
        ) from error
    except Exception as error:  # zlib.error and lzma.LZMAError have no base of their own
        raise CorpusError(f"{name}: damaged, {entry!r} cannot be inflated; fetch or save it again") from error
