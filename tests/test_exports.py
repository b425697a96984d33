"""The small door: five names, all of them real, nothing loaded before it is used."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

import hubbot


def test_the_list_of_names_is_the_reality():
    assert hubbot.__all__ == ["Answer", "Chatbot", "HubbotError", "Settings", "build_index"]
    assert sorted(hubbot._HOMES) == hubbot.__all__


@pytest.mark.parametrize("name", hubbot.__all__)
def test_a_name_is_what_its_module_holds(name):
    module = sys.modules[getattr(hubbot, name).__module__]
    assert module.__name__ == hubbot._HOMES[name]
    assert getattr(hubbot, name) is getattr(module, name)
    assert getattr(hubbot, name).__doc__


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'chatbots'"):
        hubbot.chatbots  # noqa: B018


def test_importing_the_package_loads_no_library():
    code = "import sys, hubbot; print(sorted({'numpy', 'faiss', 'torch', 'pydantic'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_package_has_a_version():
    assert version("hubbot")
