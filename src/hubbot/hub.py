"""Models by name: whether one lies here, or a model hub that answers at once may have it.

huggingface_hub tries each file of a model six times, half a minute each where there is no network, and has no setting
for that. So it is asked once, first, whether anybody is there.
"""

from __future__ import annotations

import threading
from pathlib import Path

from hubbot.errors import EncoderUnavailableError

ANSWER_SECONDS = 2.0
"""How long the hub may take to answer at all; a name server that is not there keeps one waiting for ten."""

_DESCRIPTIONS = ("modules.json", "config.json")  # each model has one of them


def is_local(name: str, home: str) -> bool:
    """Say whether a model is to be loaded from this machine alone: a folder, or kept from an earlier download.

    ``home`` is whose models go by their bare name ("sentence-transformers"). False means that the hub answers.

    Raises:
        EncoderUnavailableError: it is neither here nor can it be fetched; says why, not yet how to repair it.
    """
    if Path(name).exists():
        return True
    from huggingface_hub import constants  # only a name needs it

    try:
        kept = _is_kept(name) or ("/" not in name and _is_kept(f"{home}/{name}"))
    except ValueError as error:  # no name on a hub looks like this
        raise EncoderUnavailableError(f"there is no folder {name}") from error
    why = "HF_HUB_OFFLINE is set" if constants.HF_HUB_OFFLINE else _silence(constants.ENDPOINT)
    if why is None or kept:
        return why is not None
    raise EncoderUnavailableError(
        f"it is no folder here, was never downloaded, and {constants.ENDPOINT} cannot be asked: {why}"
    )


def _is_kept(repository: str) -> bool:
    from huggingface_hub import try_to_load_from_cache

    return any(isinstance(try_to_load_from_cache(repository, name), str) for name in _DESCRIPTIONS)


def _silence(address: str) -> str | None:
    """Return why the hub does not answer, or None where it does, with whatever status."""
    from huggingface_hub import get_session

    said: list[str | None] = []

    def ask() -> None:
        try:
            get_session().head(address, timeout=ANSWER_SECONDS)
            said.append(None)
        except Exception as error:  # a proxy, a certificate, a name: whatever keeps it away
            said.append(str(error) or type(error).__name__)

    asking = threading.Thread(
        target=ask, name="hubbot-hub", daemon=True
    )  # resolving a name has no limit of its own
    asking.start()
    asking.join(ANSWER_SECONDS)
    return said[0] if said else f"no answer in {ANSWER_SECONDS:g} seconds"
