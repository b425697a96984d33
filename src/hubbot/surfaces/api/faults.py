"""What is wrong with a request, in words for whoever wrote the program that sent it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_SHOWN = 80  # characters of a value
_NO_JSON = "send an object with the header `content-type: application/json`"


def sentence_of(fault: Mapping[str, Any], body: Any = None) -> str:
    """Return what one fault of pydantic's says: the field, its value, what it should be.

    ``body`` is what was sent, as far as it was read; names in the fault's place that it does not have are those of
    our own classes, and are left out.
    """
    kind, field = fault["type"], field_of(fault, body)
    if kind == "json_invalid":
        why = fault.get("ctx", {}).get("error", fault["msg"])
        return f"the body is no JSON ({why}): {_NO_JSON}"
    if not field:
        return f"the body is not read as an object: {_NO_JSON}"
    if kind == "missing":
        return f"{field!r} is missing"
    if kind == "extra_forbidden":
        return f"{field!r} is no field of this request"
    message = fault["msg"]
    return f"{field!r} is {_shown(fault.get('input'))}: {message[:1].lower()}{message[1:]}"


def field_of(fault: Mapping[str, Any], body: Any = None) -> str:
    """Return the name of the field that a fault is about, inner ones after a dot."""
    place = list(fault["loc"])
    if place and place[0] in {"body", "query", "path", "header"} and place.pop(0) != "body":
        body = None
    parts: list[str] = []
    here = body
    for position, part in enumerate(place):
        inside = (isinstance(here, dict) and part in here) or (
            isinstance(here, list) and isinstance(part, int) and part < len(here)
        )
        if inside:
            here = here[part]
        elif body is not None and not (fault["type"] == "missing" and position == len(place) - 1):
            continue
        parts.append(str(part))
    return ".".join(parts)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"
