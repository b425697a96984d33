"""Everything hubbot raises on purpose.

HubbotError
├── CorpusError               a text that cannot become a document
│   └── AddressError          a web address that may not be fetched, or gave nothing to read
├── IndexMissingError         no index where one was expected
├── IndexDamagedError         a file of the index is altered, truncated or foreign
├── IndexStaleError           the index was built from another corpus, encoder or format
├── IndexBusyError            another build is writing to the folder
├── EncoderUnavailableError   the embedding model cannot be found or is not the expected one
├── SpanMismatchError         words about to be shown are not the article's (fail closed)
└── QuestionError             a question, history or batch line that cannot be answered as given

A caller writes ``except HubbotError``. Each message says what happened, the value, and the command that
repairs it. Abstaining is a value of the contract, never an exception; wrong arguments stay ``ValueError``.
"""

from __future__ import annotations


class HubbotError(Exception):
    """Base of every error that hubbot raises on purpose."""


class CorpusError(HubbotError):
    """A text cannot become a document: says which file and why."""


class AddressError(CorpusError):
    """A web address may not be fetched (it leads into a private network), or gave nothing that can be read."""


class IndexMissingError(HubbotError):
    """There is no index where one was expected."""


class IndexDamagedError(HubbotError):
    """A file of the index is not the one that was built: altered, truncated, missing or foreign."""


class IndexStaleError(HubbotError):
    """The index is whole but was built from another corpus, encoder or format version."""


class IndexBusyError(HubbotError):
    """Another build holds the writer's lock of the folder: says which process, and since when."""


class EncoderUnavailableError(HubbotError):
    """The embedding model cannot be found, or its weights are not the expected ones."""


class SpanMismatchError(HubbotError):
    """Words about to be shown differ from the article's words at their span; nothing is shown."""


class QuestionError(HubbotError):
    """A question, its history or a batch line cannot be answered as given."""
