"""What ``<name>.meta.json`` says about a corpus file."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from hubbot.errors import CorpusError


class Metadata(BaseModel):
    """The fields of a metadata file; every one may be missing."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    title: str | None = None
    title_is_ours: bool = False
    author: str | None = None
    publisher: str | None = None
    language: str | None = None
    url: str | None = None
    date: str | None = None


def read_metadata(path: Path) -> Metadata:
    """Return what the metadata file at ``path`` says; an absent file says nothing.

    Raises:
        CorpusError: the file is no JSON object, or a field is unknown or has another type.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Metadata()
    except OSError as error:
        raise CorpusError(
            f"{path}: cannot be read ({error.strerror}); see who may with `ls -l {path}`"
        ) from error
    try:
        return Metadata.model_validate_json(raw.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"]) or "the file"
        known = ", ".join(Metadata.model_fields)
        raise CorpusError(
            f"{path}: field {name}: {first['msg']} (known fields: {known}); mend it, or take the file away"
        ) from error
