"""An index built in a process of its own: the server's memory stays as it is, and readers' questions go first."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hubbot.errors import HubbotError
from hubbot.settings import Settings, child_environment

Progress = Callable[[str, int, int], None]
Build = Callable[[Path, Settings, Progress], dict[str, Any]]

_LATER = ("nice", "-n", "10")  # than a reader's question, where the system has that
_LINES_KEPT = 20  # of what the build said last


def build_aside(draft: Path, settings: Settings, progress: Progress) -> dict[str, Any]:
    """Run `hubbot index` on the folder of a draft and return the manifest as JSON has it.

    Raises HubbotError with the command's own sentence when it fails; the old index is then untouched.
    """
    command = [sys.executable, "-m", "hubbot.surfaces.cli", "index", "--draft", str(draft)]
    command += ["--out", str(settings.index_dir), "--json", "--progress-lines"]
    if sys.platform != "win32":
        command = [*_LATER, *command]
    with subprocess.Popen(
        command,
        env=child_environment(settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        said: list[str] = []
        for line in child.stderr:  # the manifest is one print at the end, after the last line here
            if not _is_progress(line, progress):
                said = [*said, line.strip()][-_LINES_KEPT:]
        made = child.stdout.read()
    if child.returncode != 0:
        reason = next((line for line in reversed(said) if line.startswith("hubbot: ")), "")
        raise HubbotError(reason.removeprefix("hubbot: ") or f"the build ended with code {child.returncode}")
    manifest: dict[str, Any] = json.loads(made)
    return manifest


def _is_progress(line: str, progress: Progress) -> bool:
    if not line.startswith("{"):
        return False
    try:
        found = json.loads(line)
        progress(str(found["stage"]), int(found["done"]), int(found["total"]))
    except (ValueError, KeyError, TypeError):
        return False
    return True
