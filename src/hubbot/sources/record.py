"""What is read of a source, and how much of it at most."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from hubbot.settings import Settings
from hubbot.sources.metadata import Metadata
from hubbot.types import Page

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a source may take before it is refused with a sentence.

    ``max_bytes`` is of a file or a response, ``max_characters`` of the text made from it. A conversion may take
    ``seconds`` and ``memory_bytes`` of address space, fetching an address ``fetch_seconds`` from the first look-up to
    the last byte. ``private_hosts`` are names, with or without a port, that may lie in a private network.
    """

    max_bytes: int = 64 * MEBIBYTE
    max_characters: int = 5_000_000
    seconds: float = 60.0
    memory_bytes: int = 1024 * MEBIBYTE
    fetch_seconds: float = 30.0
    private_hosts: tuple[str, ...] = ()


def limits_from(settings: Settings) -> Limits:
    """Return the limits that ``settings`` ask for."""
    return Limits(
        max_bytes=settings.max_source_bytes,
        seconds=settings.convert_seconds,
        fetch_seconds=settings.fetch_seconds,
        private_hosts=tuple(name.casefold() for name in settings.private_hosts),
    )


@dataclass(frozen=True, slots=True)
class Converted:
    """What a converter makes of bytes: canonical text, metadata, remarks for the owner.

    ``page`` is None for what is no web page.
    """

    text: str
    metadata: Metadata
    warnings: tuple[str, ...] = ()
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One source that was read: where it came from, what it is, its digest, and the text that spans point into.

    ``origin`` is the path as given or the address; ``path`` is None for an address. ``sha256`` is of the bytes as
    they came. ``warnings`` are whole sentences that name the source. ``published`` marks what an owner gave to the
    running server: it lies nowhere but in the index, and ``origin`` is a name or an address.
    """

    id: str
    origin: str
    path: Path | None
    media_type: str
    sha256: str
    text: str
    metadata: Metadata
    warnings: tuple[str, ...] = ()
    page: Page | None = None
    published: bool = False

    def warned(self, *sentences: str) -> Source:
        """Return the source with more warnings."""
        return replace(self, warnings=(*self.warnings, *sentences))
