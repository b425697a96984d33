"""The built files: small, made from the sources beside them, and free of what a strict page forbids."""

from __future__ import annotations

import dataclasses
import gzip
import json
import os
import re
import shutil
import subprocess

import pytest

from hashing import ROOT
from hubbot.surfaces.phrases import PHRASES
from hubbot.surfaces.server import STATIC

BUILT = STATIC / "widget"
SOURCES = ROOT / "widget"
LOADER_BUDGET = 2 * 1024  # bytes, as they are and so compressed too: every reader of the page pays them
WHOLE_BUDGET = 20 * 1000  # bytes, gzipped

words = json.loads((SOURCES / "src" / "phrases.json").read_text("utf-8"))


def gzipped(name: str) -> int:
    return len(gzip.compress((BUILT / name).read_bytes(), 9))


def test_the_loader_stays_within_two_kilobytes():
    assert len((BUILT / "widget.js").read_bytes()) <= LOADER_BUDGET


def test_everything_stays_within_twenty_kilobytes():
    assert sum(gzipped(path.name) for path in BUILT.iterdir()) <= WHOLE_BUDGET


def test_nothing_else_is_shipped():
    assert {path.name for path in BUILT.iterdir()} == {"widget.js", "chat.js"}


@pytest.mark.parametrize("name", ["widget.js", "chat.js"])
def test_nothing_that_a_strict_page_forbids(name):
    code = (BUILT / name).read_text("utf-8")
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextualFragment|srcdoc|cssText"
    assert re.findall(forbidden, code) == []
    assert re.findall(r"localStorage|sessionStorage|indexedDB|document\.cookie|sendBeacon", code) == []
    assert re.findall(r"https?://[^\"'`\s]+", code) == []


def test_the_loader_is_plain_ascii():
    # a page in another encoding hands its own to scripts that do not say theirs
    assert (BUILT / "widget.js").read_text("ascii")


def test_the_loader_names_the_chat_by_its_digest():
    version = re.search(r"chat\.js\?v=([0-9a-f]{8})", (BUILT / "widget.js").read_text("ascii"))
    import hashlib

    assert version and hashlib.sha256((BUILT / "chat.js").read_bytes()).hexdigest().startswith(version[1])


def test_the_sources_build_to_the_committed_files(tmp_path):
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("no Node on this machine: it is needed to change the widget, not to use it")
    home = tmp_path / "widget"
    shutil.copytree(SOURCES, home)
    if not (home / "node_modules" / "esbuild").is_dir():
        installed = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund"], cwd=home, capture_output=True, text=True, check=False
        )
        if installed.returncode and os.environ.get("CI") != "true":
            pytest.skip(f"npm could not install esbuild: {installed.stderr.strip()[-200:]}")
        assert installed.returncode == 0, installed.stderr
    subprocess.run([node, "build.mjs", str(tmp_path / "built")], cwd=home, check=True, capture_output=True)
    for name in ("widget.js", "chat.js"):
        assert (tmp_path / "built" / name).read_bytes() == (BUILT / name).read_bytes(), (
            f"{name}: run `make widget`"
        )


@pytest.mark.parametrize("language", sorted(PHRASES))
def test_the_widget_says_what_the_chat_page_says(language):
    page = dataclasses.asdict(PHRASES[language])
    shared = words[language].keys() & page.keys()
    assert len(shared) > 25
    assert {key: words[language][key] for key in shared} == {key: page[key] for key in shared}


def test_every_language_has_every_phrase_with_its_gaps():
    for phrases in words.values():
        assert phrases.keys() == words["en"].keys()
        for key, english in words["en"].items():
            assert set(re.findall(r"{\w+}", phrases[key])) == set(re.findall(r"{\w+}", english)), key
            assert phrases[key] or key in {"pronoun"}


def test_every_phrase_is_used():
    code = "".join(path.read_text("utf-8") for path in (SOURCES / "src").glob("*.js"))
    unused = [key for key in words["en"] if not re.search(rf"[wW]ords\.{key}\b", code)]
    assert set(unused) <= {"code"}
