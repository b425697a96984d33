"""Ask an article, get the article's own words.

>>> from hubbot import Chatbot
>>> answer = Chatbot.load("index").ask("which city has less traffic than Bogota?")  # doctest: +SKIP
>>> answer.answer, answer.citations[0].speaker  # doctest: +SKIP
('Medellin', 'Jorge')
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hubbot.building import build_index
    from hubbot.chatbot import Chatbot
    from hubbot.contract import Answer
    from hubbot.errors import HubbotError
    from hubbot.settings import Settings

__all__ = ["Answer", "Chatbot", "HubbotError", "Settings", "build_index"]

_HOMES = {
    "Answer": "hubbot.contract",
    "Chatbot": "hubbot.chatbot",
    "HubbotError": "hubbot.errors",
    "Settings": "hubbot.settings",
    "build_index": "hubbot.building",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `hubbot --help` loads no index library."""
    if name not in _HOMES:
        raise AttributeError(f"module 'hubbot' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
