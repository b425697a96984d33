"""docs/server.md: its table is the settings, its routes are the server's, its commands print what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from api_client import client_of_chatbot
from chat_browser import served

from hashing import ROOT
from hubbot.live import Live
from hubbot.settings import Settings, variables
from hubbot.surfaces.api.records import Records
from hubbot.surfaces.server import create_app

PAGE = (ROOT / "docs" / "server.md").read_text("utf-8")
TOKEN = "a-token-of-some-length"
COMMANDS = re.findall(r"^(curl (?:.|\\\n)+)\n# (.+)$", PAGE, flags=re.MULTILINE)
RIVERS = "# Two rivers\n\nThe Aller is 215 km long. “I swim in it every morning,” said Ina Holt, a baker from Celle.\n"


def test_the_table_holds_every_setting_with_its_default():
    rows = dict(re.findall(r"^\| `(HUBBOT_\w+)` \| (?:`([^`]*)`)? ?\|", PAGE, flags=re.MULTILINE))
    shown = {}
    for name, variable in variables().items():
        value = getattr(Settings(), name)
        if isinstance(value, bool):
            shown[variable] = str(value).lower()
        else:
            shown[variable] = (
                ",".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
            )
    assert rows == shown


def test_every_route_is_named(mini_chatbot):
    client = client_of_chatbot(mini_chatbot, Settings(chat=False, owner_token=TOKEN))
    for path in client.get("/api/v1/openapi.json").json()["paths"]:
        shown = (
            path.replace("index/documents/{document_id}", "index/documents/ID")
            .replace("{document_id}", "latam-tech-hubs")
            .replace("{draft_id}", "ID")
            .replace("{generation}", "GENERATION")
        )
        assert shown in PAGE, path


@pytest.fixture(scope="module")
def running(tmp_path_factory, seed_index):
    home = tmp_path_factory.mktemp("server")
    (home / "two-rivers.md").write_text(RIVERS, encoding="utf-8")
    index = Path(shutil.copytree(seed_index, home / "index"))
    settings = Settings(index_dir=index, owner_token=TOKEN, keep_questions=True)
    records = Records(home / "kept.sqlite")
    live = Live(index, settings=settings)
    # no build in a test of a page: that a build publishes is tested elsewhere
    app = create_app(live, settings, records=records, build=lambda *_: {"generation": "", "counts": {}})
    with served(app) as address:
        yield address, home, records
    records.close()


@pytest.mark.model
def test_the_commands_print_what_the_page_says(running):
    address, home, records = running
    assert len(COMMANDS) >= 20
    assert shutil.which("curl"), "install curl"
    environment = {"PATH": os.environ["PATH"], "HUBBOT_OWNER_TOKEN": TOKEN}
    for command, said in COMMANDS:
        there = command.replace("http://127.0.0.1:7860", address)
        done = subprocess.run(
            ["bash", "-c", there], cwd=home, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        assert said in done.stdout, (command, done.stdout[:2000])
        records.flush()


@pytest.mark.model
def test_the_python_example_prints_what_the_page_says(running):
    address, _, _ = running
    code = re.search(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)[1]
    printed: list[str] = []
    exec(code.replace("http://127.0.0.1:7860", address), {"print": printed.append})
    assert printed == ["Medellin"]
    assert "# Medellin" in code
