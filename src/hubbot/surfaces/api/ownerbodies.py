"""What the owner's routes give, as the OpenAPI document shows it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hubbot.generations import Version
from hubbot.views import DocumentView


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BuildBody(_Body):
    """How the last build goes or went; what it has not come to is left out."""

    state: Literal["idle", "building", "published", "failed"]
    draft: str | None = None
    stage: str | None = Field(default=None, description='"reading", or the encoder that is at work.')
    done: int | None = None
    total: int | None = None
    reason: str | None = Field(default=None, description="One sentence: why it failed.")
    generation: str | None = Field(default=None, description="The index that was published.")
    counts: dict[str, int] | None = None


class OwnedDocument(_Body):
    """A document that answers; ``published`` says that it was given here, and can be taken out here."""

    id: str
    title: str
    published: bool


class OwnedIndexBody(_Body):
    """Which index answers, and how the next one comes along."""

    index: dict[str, Any]
    documents: list[OwnedDocument]
    reload: dict[str, Any] = Field(description="Which index serves, and why a newer one was refused.")
    build: BuildBody


class DraftBody(_Body):
    """Texts that were read and are not published, as they were understood."""

    id: str
    documents: list[DocumentView]


class VersionsBody(_Body):
    """The present index first, then the earlier ones."""

    versions: list[Version]


class RestoredBody(_Body):
    """The version that answers again."""

    generation: str
    reload: dict[str, Any]


class WordingBody(_Body):
    """A question as it was asked, and how often."""

    question: str
    asked: int


class GapBody(_Body):
    """Questions of one meaning that the article does not answer; the first wording is the most asked one."""

    question: str
    asked: int
    first: str
    last: str
    language: str
    reason: str | None
    wordings: list[WordingBody]


class GapsBody(_Body):
    """What was asked in vain, most asked first; ``kept`` is false where no question is."""

    kept: bool
    gaps: list[GapBody]


class OpinionBody(_Body):
    """What one reader said of one answer."""

    question: str
    answer: str
    helpful: bool
    comment: str
    document_id: str | None


class OpinionsBody(_Body):
    """What readers said of answers, the newest first."""

    opinions: list[OpinionBody]
