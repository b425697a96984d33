"""What the README shows runs, and prints what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hashing import ROOT

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
SHELL = [code for language, code in BLOCKS if language == "sh" and "hubbot " in code]
PYTHON = [code for language, code in BLOCKS if language == "python"]


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A folder like the repository's, in which examples may write."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "index").symlink_to(ROOT / "index")
    return folder


def run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command,
        cwd=home,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_there_are_examples_of_both_sorts():
    assert len(SHELL) >= 3
    assert len(PYTHON) >= 1


def test_the_two_commands_stand_at_the_top():
    first = BLOCKS[0][1]
    assert re.findall(r"^make (\w+)", first, flags=re.MULTILINE) == ["chat", "test"]
    assert README.index("make chat") < 400


def test_every_make_target_named_anywhere_exists():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    assert targets >= {"chat", "test", "index", "lint", "types", "evaluate", "constraints", "help"}
    for page in (README, (ROOT / "corpus" / "README.md").read_text("utf-8")):
        assert set(re.findall(r"(?:^|`)make (\w+)", page, flags=re.MULTILINE)) <= targets


def test_it_is_short():
    assert len(README.splitlines()) < 150


@pytest.mark.parametrize(
    "page", ["README.md", "CHANGELOG.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_links_to_files_lead_somewhere(page):
    path = ROOT / page
    links = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text("utf-8"))
    missing = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert missing == []


@pytest.mark.model
@pytest.mark.parametrize("code", PYTHON)
def test_a_python_example_prints_what_its_comments_say(home, code):
    done = run(home, sys.executable, "-c", code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == re.findall(r"^# (.*)$", code, flags=re.MULTILINE)


@pytest.mark.model
@pytest.mark.parametrize("code", SHELL)
def test_a_shell_example_runs(home, code):
    done = run(home, "sh", "-ec", code)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    if "my-article" in code:
        assert "Ina Holt" in done.stdout
