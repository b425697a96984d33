"""docs/embedding.md names what there is, and its lines work as they stand."""

from __future__ import annotations

import re

import pytest
from chat_fakes import TRAFFIC, TRAFFIC_QUESTION
from host_pages import ask, chat, marked, open_chat

from hashing import ROOT

PAGE = (ROOT / "docs" / "embedding.md").read_text("utf-8")
SOURCES = "".join(path.read_text("utf-8") for path in sorted((ROOT / "widget" / "src").iterdir()))
HTML = re.findall(r"```html\n(.*?)```", PAGE.replace("   ```", "```"), flags=re.DOTALL)
POLICY = re.search(r"^Content-Security-Policy: (.*)$", PAGE, flags=re.MULTILINE)[1]


def named(heading: str) -> set[str]:
    """The names in the first column of a section's table."""
    section = PAGE.split(f"## {heading}")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`.*?) \|", section, flags=re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_every_attribute_is_told():
    read = set(re.findall(r'(?:said|[gh][ea][ts]Attribute)\("(\w+)"\)', SOURCES)) | set(
        re.findall(r":host\(\[(\w+)", SOURCES)
    )
    assert named("Attributes") == read


def test_every_property_is_told():
    assert named("Looks") == set(re.findall(r"--hubbot-[a-z-]+", SOURCES))


def test_every_event_is_told():
    sent = {f"hubbot:{name}" for name in re.findall(r'emit\(this\._host, "(\w+)"', SOURCES)}
    assert named("Events and methods") == sent | {"hubbot:error"}


def test_every_example_page_is_served_as_told():
    assert "python -m examples --hubbot http://127.0.0.1:7860 --port 8100" in PAGE
    assert "serve --no-chat --origin http://127.0.0.1:8100" in PAGE


@pytest.fixture(scope="module")
def fresh_pages(tmp_path_factory, fake_chatbot, embedding):
    """A page for each way to embed, with and without the policy, and nothing on it but the lines of the docs."""
    folder = tmp_path_factory.mktemp("fresh")
    for way, lines in zip(("script", "element"), HTML, strict=False):
        for policy in ("", f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'):
            page = f"<!doctype html><html lang=en><head>{policy}<title>Fresh</title></head><p>He said: “{TRAFFIC}”</p>{lines}"
            name = f"{way}-policy.html" if policy else f"{way}.html"
            (folder / name).write_text(page.replace("my-article", "latam-tech-hubs"), "utf-8")
    nonce = (folder / "script-policy.html").read_text("utf-8").replace("<script", "<script nonce=once")
    nonce = nonce.replace("script-src https://HOST", "script-src 'nonce-once' 'strict-dynamic'")
    (folder / "script-nonce.html").write_text(nonce, "utf-8")
    with embedding(fake_chatbot, pages=folder) as pages:
        yield pages


@pytest.mark.browser
@pytest.mark.parametrize(
    "name", ["script.html", "script-policy.html", "script-nonce.html", "element.html", "element-policy.html"]
)
def test_the_lines_work_as_they_stand(open_host, fresh_pages, name):
    page = open_host(name, fresh_pages)
    open_chat(page)
    ask(page, TRAFFIC_QUESTION).locator(".cite").first.click()
    assert marked(page) == TRAFFIC
    assert chat(page).count() == 1


@pytest.mark.browser
def test_without_javascript_the_link_leads_to_the_answer(open_host, hosted):
    link = re.search(r'<noscript><a href="([^"]+)"', PAGE)[1]
    page = open_host("index.html", ready="h1", java_script_enabled=False)
    page.goto(link.replace("https://HOST", hosted.hubbot).replace("my-article", "latam-tech-hubs"))
    page.get_by_role("textbox", name="Your question").fill(TRAFFIC_QUESTION)
    page.get_by_role("textbox").press("Enter")
    assert page.locator(".words").first.text_content() == TRAFFIC
