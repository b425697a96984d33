"""Write constraints.txt: the newest versions that fit together, resolved without installing them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TORCH = "2.13.0"
HEADER = f"""\
# Exact versions of everything that hubbot and its tests need; `make constraints` refreshes them.
# No hashes: some of these are another file on another machine.
# torch is held at {TORCH}: a looser pin takes the newest build, with gigabytes of CUDA libraries, and where a
# CPU build lies ready it is this version. What torch itself asks for on a machine is left to torch.
"""
TORCH_OWN = re.compile(r"nvidia-.*|cuda-.*|triton|pytorch-triton.*")


def resolve() -> dict[str, str]:
    """Return the version of each package that an empty environment would get."""
    command = [
        *(sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"),
        *("--report", "-", f"torch=={TORCH}", "pip>=25.1", "-e", ".", "--group", "dev"),
    ]
    report = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    found = {}
    for entry in report["install"]:
        name = re.sub(r"[-_.]+", "-", entry["metadata"]["name"]).lower()
        if name != "hubbot" and not TORCH_OWN.fullmatch(name):
            found[name] = entry["metadata"]["version"].partition("+")[0]
    return found


def main() -> None:
    """Write the file and say how many packages it holds."""
    found = resolve()
    lines = [f"{name}=={version}\n" for name, version in sorted(found.items())]
    (ROOT / "constraints.txt").write_text(HEADER + "".join(lines), encoding="utf-8")
    sys.stdout.write(f"constraints.txt holds {len(found)} packages\n")


if __name__ == "__main__":
    main()
