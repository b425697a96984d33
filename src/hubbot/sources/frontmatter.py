"""The header of a Markdown file (YAML between ``---``, TOML between ``+++``) to metadata. The text keeps it."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from typing import Any

import yaml

from hubbot.sources.metadata import Metadata

_HEADER = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n(.{0,20000}?)\r?\n\1[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_NAMES = {
    "title": ("title",),
    "author": ("author", "authors", "by"),
    "publisher": ("publisher", "site_name", "publication"),
    "date": ("date", "published", "pubdate", "publish_date"),
    "language": ("language", "lang"),
    "url": ("url", "canonical_url", "canonical", "source", "link"),
}
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?")


def header_end(text: str) -> int:
    """Return where the header at the start of ``text`` ends, line break left out; 0 for a text without one."""
    match = _HEADER.match(text)
    return len(match.group().rstrip()) if match else 0


def read_front_matter(text: str, name: str) -> tuple[Metadata, str | None]:
    """Return what the header of ``text`` says, and a warning where it cannot be read.

    Fields that hubbot does not know are left alone.
    """
    match = _HEADER.match(text)
    if match is None:
        return Metadata(), None
    try:
        found = yaml.safe_load(match.group(2)) if match.group(1) == "---" else tomllib.loads(match.group(2))
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError):
        return (
            Metadata(),
            f"{name}: its front matter is no valid {'YAML' if match.group(1) == '---' else 'TOML'}; left alone.",
        )
    if not isinstance(found, dict):
        return Metadata(), None
    fields = {str(key).casefold(): value for key, value in found.items()}
    values: dict[str, Any] = {}
    for field, names in _NAMES.items():
        words = next((words for key in names if (words := _words(fields.get(key)))), None)
        values[field] = words
    if values["language"]:
        language = _LANGUAGE.fullmatch(values["language"])
        values["language"] = language.group(1).lower() if language else None
    if values["url"] and not values["url"].startswith(("http://", "https://")):
        values["url"] = None
    return Metadata(**values), None


def _words(value: Any) -> str | None:
    """Return a value of the header as words: dates in ISO form, several names with commas."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(filter(None, (_words(one) for one in value[:20]))) or None
    if isinstance(value, dict):
        return _words(value.get("name"))
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return " ".join(str(value).split()) or None
    return None
