"""What all tests share: no network, a small article with a computable encoder, the real thing loaded once."""

from __future__ import annotations

import os

# Set before any library reads them: nothing may call home from a test.
os.environ.update(
    {
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "TOKENIZERS_PARALLELISM": "false",
    }
)
for variable in [name for name in os.environ if name.startswith("HUBBOT_") and name != "HUBBOT_EVAL_DIR"]:
    del os.environ[variable]

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from hashing import DATA, ROOT, HashingEncoder
from hubbot import Chatbot, Settings, build_index

if TYPE_CHECKING:
    from playwright.sync_api import Browser

settings.register_profile(
    "hubbot",
    deadline=None,  # the machine may be busy
    max_examples=40,
    derandomize=True,  # the suite says the same of the same code, whenever it runs
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
# New examples each time, to look for what the fixed ones miss: pytest --hypothesis-profile=explore
settings.register_profile(
    "explore", settings.get_profile("hubbot"), derandomize=False, max_examples=400, print_blob=True
)
settings.load_profile("hubbot")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("hubbot")
    group.addoption("--fuzz", type=int, default=10_000, help="how many mutated files the fuzzer reads")
    group.addoption("--fuzz-seed", type=int, default=1, help="where its chance begins")


@pytest.fixture(scope="session")
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture(scope="session")
def mini_index(tmp_path_factory, encoder) -> Path:
    """Folder of the small article's index, with the corpus beside it. Read only: copy it to change it."""
    home = tmp_path_factory.mktemp("mini")
    corpus = home / "corpus"
    corpus.mkdir()
    for name in ("three_workshops.txt", "three_workshops.meta.json"):
        shutil.copy(DATA / name, corpus / name)
    build_index(corpus, home / "index", encoders=[encoder])
    return home / "index"


@pytest.fixture
def mini_home(tmp_path, mini_index) -> Path:
    """A copy of the small corpus and its index (corpus/, index/) that a test may damage."""
    return Path(shutil.copytree(mini_index.parent, tmp_path / "home"))


@pytest.fixture(scope="session")
def mini_chatbot(mini_index, encoder) -> Chatbot:
    return Chatbot.load(mini_index, encoders=[encoder], settings=Settings(scorer="none"))


@pytest.fixture(scope="session")
def seed_index() -> Path:
    """The committed index."""
    return ROOT / "index"


@pytest.fixture(scope="session")
def seed_chatbot(seed_index) -> Chatbot:
    """The real models on the committed index, loaded once. Its users carry the marker `model`."""
    return Chatbot.load(seed_index)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole run; a machine without one skips, CI never does."""
    from chat_browser import ARGUMENTS, find_browser

    executable = find_browser()
    if executable is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on this machine: install the package chromium")
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield launched
        launched.close()
