"""Nothing leaves the machine: with every outside address refused, hubbot still answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from hashing import ROOT

QUESTION = "which city has less traffic than Bogota?"
# What no local program needs: names of other hosts, addresses beyond loopback. Each try is written down.
REFUSE = """\
import ipaddress, socket, sys
def local(host):
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host).is_loopback
    except ValueError:
        return False
def refuse(what):
    print("REFUSED", what, file=sys.stderr, flush=True)
    raise OSError(101, "Network is unreachable")
def guard(name, host_of):
    real = getattr(socket, name) if hasattr(socket, name) else None
    def guarded(*arguments, **options):
        if not local(host_of(arguments)):
            refuse((name, arguments))
        return real(*arguments, **options)
    setattr(socket, name, guarded)
for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
    guard(name, lambda arguments: arguments[0])
class Socket(socket.socket):
    def connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not local(address[0]):
            refuse(address)
        return super().connect(address)
    def connect_ex(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not local(address[0]):
            refuse(address)
        return super().connect_ex(address)
    def sendto(self, data, *rest):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not local(rest[-1][0]):
            refuse(rest)
        return super().sendto(data, *rest)
socket.socket = Socket
"""
# As a reader starts it: none of the variables that keep libraries at home, so hubbot has to.
CALLS_HOME = (
    "HF_HUB_OFFLINE",
    "TRANSFORMERS_OFFLINE",
    "HF_HUB_DISABLE_TELEMETRY",
    "GRADIO_ANALYTICS_ENABLED",
    "ORT_DISABLE_TELEMETRY",
    "ORT_RUNNING_UNIT_TESTS",
    "CI",
    "GITHUB_ACTIONS",
)


@pytest.fixture
def run_offline(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(REFUSE, "utf-8")

    def call(*command: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name not in CALLS_HOME}
        path = [str(tmp_path), *filter(None, [environment.get("PYTHONPATH")])]
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment | {"PYTHONPATH": os.pathsep.join(path), "HF_HOME": str(tmp_path / "empty")},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    return call


def test_the_guard_refuses(run_offline):
    done = run_offline("-c", "import socket; socket.create_connection(('192.0.2.1', 80), 1)")
    assert done.returncode != 0
    assert "REFUSED" in done.stderr
    done = run_offline("-c", "import urllib.request as u; u.urlopen('https://example.org')")
    assert "REFUSED" in done.stderr


@pytest.mark.model
def test_the_first_question_is_answered_without_a_network(run_offline):
    done = run_offline("-m", "hubbot.surfaces.cli", "ask", QUESTION, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["answer"] == "Medellin"
    assert "REFUSED" not in done.stderr


@pytest.mark.model
def test_the_page_is_put_together_without_a_network(run_offline):
    code = (
        "from hubbot import Chatbot, Settings\n"
        "from hubbot.surfaces.server import create_app\n"
        "from fastapi.testclient import TestClient\n"
        "with TestClient(create_app(Chatbot.load('index'), Settings()), base_url='http://127.0.0.1:7860') as client:\n"
        "    print(client.get('/health').status_code, client.get('/').status_code)\n"
    )
    done = run_offline("-c", code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-2:] == ["200", "200"]
    assert "REFUSED" not in done.stderr


@pytest.mark.model
def test_no_library_leaves_an_id_of_this_machine(run_offline, tmp_path, monkeypatch):
    """onnxruntime's uploader is no Python, so the guard does not see it: its id and its file of events are seen."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    done = run_offline("-m", "hubbot.surfaces.cli", "ask", QUESTION, "--json")
    assert json.loads(done.stdout)["answer"] == "Medellin"
    files = [path.relative_to(home) for path in home.rglob("*") if path.is_file()]
    assert [str(path) for path in files if path.parts[:2] != (".cache", "hubbot")] == []
