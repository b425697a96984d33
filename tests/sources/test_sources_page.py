"""What the page on sources shows runs, in its order, in one folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hashing import ROOT
from hubbot.settings import Settings
from hubbot.sources.archives import ENTRIES, INFLATED_BYTES, RATIO
from hubbot.sources.fetching import REDIRECTS
from hubbot.sources.formats import SUFFIXES
from hubbot.sources.pdf import PAGES
from hubbot.sources.record import MEBIBYTE, Limits, limits_from

PAGE = (ROOT / "docs" / "sources.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.model
def test_every_command_of_the_page_runs(tmp_path, request):
    from chat_browser import find_browser

    chromium = find_browser()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    printed = ""
    for block in BLOCKS:
        if "chromium" in block:
            if chromium is None:
                continue
            block = re.sub(r"^chromium\b", str(chromium), block)
        done = subprocess.run(
            ["sh", "-ec", block],
            cwd=tmp_path,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0 and "Traceback" not in done.stderr, block + done.stdout + done.stderr
        printed += done.stdout
    assert "Rui Costa" in printed and "«Aquí nadie tiene prisa»" in printed
    assert printed.count("Karl Meyer") >= 3, "from the saved page, the PDF and the server"
    assert "https://news.example/two-rivers#:~:text=" in printed


def test_the_page_names_the_limits_that_hold():
    limits = Limits()
    assert limits == limits_from(Settings())
    stated = {
        f"{limits.max_bytes // MEBIBYTE} MiB", f"{limits.max_characters:,} characters", f"{limits.fetch_seconds:g} seconds, {REDIRECTS} redirects",
        f"{limits.seconds:g} seconds and {limits.memory_bytes // MEBIBYTE // 1024} GiB", f"{PAGES:,} pages",
        f"{INFLATED_BYTES // MEBIBYTE} MiB, {RATIO} times its size, {ENTRIES:,} files",
    }  # fmt: skip
    assert {words for words in stated if words not in PAGE} == set()
    assert {suffix for suffix in SUFFIXES if f"`{suffix}`" not in PAGE} == set()
