"""Every example page answers the mission's question with the real index, and marks exactly the cited words."""

from __future__ import annotations

import json
from urllib.request import Request, urlopen

import pytest
from examples.site import PAGES
from host_pages import PHONE, ask, chat, marked, open_chat, rest

pytestmark = [pytest.mark.browser, pytest.mark.model]

QUESTION = "which city has less traffic than Bogota?"
HOSTS = sorted(path.name for path in PAGES.glob("*.html") if "widget.js" in path.read_text("utf-8"))


@pytest.fixture(scope="module")
def seed_pages(seed_chatbot, embedding):
    with embedding(seed_chatbot, rate_per_client="100000/minute", rate_global="100000/minute") as pages:
        yield pages


def bare(text: str) -> str:
    """Leave out what the page adds: soft hyphens, and no-break spaces for spaces."""
    return text.replace("\u00ad", "").replace("\u00a0", " ")


@pytest.mark.parametrize("name", HOSTS)
def test_the_missions_question_on_every_page(open_host, seed_pages, name):
    page = open_host(name, seed_pages)
    page.evaluate(
        "document.addEventListener('securitypolicyviolation', (event) => { throw new Error(event.violatedDirective); })"
    )
    which = "#here" if name == "two.html" else "hubbot-chat"
    open_chat(page, which)
    answer = ask(page, QUESTION, which)
    assert answer.locator(".short").inner_text() == "Medellin"
    answer.locator(".cite").first.click()
    rest(page)
    words = "Medellin is not as heavy of traffic, monthly expenses are a bit lighter, and better public transportation, making it better than Bogota for many."
    assert answer.locator(".words").first.text_content() == words
    assert bare(marked(page)) == words
    assert page.evaluate("typeof window.gradio") == "undefined"


def test_every_citation_of_many_answers_is_found_on_the_blog(open_host, seed_pages):
    page = open_host("blog.html", seed_pages)
    open_chat(page)
    asked = (
        "Which country has the most tech professionals?",
        "What does Alex Barrios think of Santiago?",
        "Who invested in Belo Horizonte?",
        "What did Juan say?",
        "What is Start-Up Chile?",
        "How many universities are there in Colonia?",
        "Why is San José attractive for US companies?",
        "How many developers live in Peru?",
    )
    cited = 0
    for question in asked:
        answer = page.evaluate("(question) => document.querySelector('hubbot-chat').ask(question)", question)
        turn = chat(page).locator(".turn").last
        turn.locator("summary").evaluate_all("(all) => all.forEach((one) => { one.parentNode.open = true; })")
        links = turn.locator("figure .cite").all()
        passages = turn.locator("figure .words").all_text_contents()
        for link, words in zip(links, passages, strict=True):
            link.evaluate("(link) => link.click()")
            assert bare(marked(page)) == bare(words), question
            cited += 1
        for index in range(turn.locator("table .cite").count()):
            cell = turn.locator("table .cite").nth(index)
            cell.evaluate("(link) => link.click()")
            assert bare(cell.text_content()) in bare(marked(page))
            cited += 1
        assert answer["question"] == question
    assert cited > 25


def test_on_a_phone(open_host, seed_pages):
    page = open_host("blog.html", seed_pages, **PHONE)
    open_chat(page)
    answer = ask(page, QUESTION)
    answer.locator(".cite").first.click()
    assert bare(marked(page)).startswith("Medellin is not as heavy of traffic")


def test_without_a_widget_the_same_answer_is_had_from_the_api(seed_pages):
    body = json.dumps({"question": QUESTION, "document_id": "latam-tech-hubs"}).encode()
    request = Request(
        f"{seed_pages.hubbot}/api/v1/ask",
        body,
        {"content-type": "application/json", "origin": seed_pages.site},
    )
    with urlopen(request) as response:
        assert json.load(response)["answer"] == "Medellin"
        assert response.headers["access-control-allow-origin"] == seed_pages.site
        assert "access-control-allow-credentials" not in response.headers
