"""Safe by default: who may ask, how much, and what is never told."""

from __future__ import annotations

import hashlib
import html
import re

import pytest
from api_client import answering, client_of_chatbot, problem
from chat_fakes import FakeChatbot, cite, make_answer, make_document
from starlette.testclient import TestClient

from hubbot.fragments import link_to
from hubbot.settings import Settings

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx` with `starlette.testclient`:DeprecationWarning")
QUESTION = {"question": "How many workshops does Corvo have?"}
TOKEN = "a-token-of-some-length"


def client_of(chatbot, **settings) -> TestClient:
    return client_of_chatbot(chatbot, Settings(chat=False, **{"rate_per_client": "10000/second", **settings}))


def test_only_named_sites_may_ask(mini_chatbot):
    client = client_of(mini_chatbot, allowed_origins=("https://news.example",))
    asked = client.post("/api/v1/ask", json=QUESTION, headers={"origin": "https://news.example"})
    assert asked.headers["access-control-allow-origin"] == "https://news.example"
    assert "access-control-allow-credentials" not in asked.headers
    for origin in (
        "https://evil.example",
        "null",
        "http://news.example",
        "https://news.example.evil",
        "http://[",
    ):
        refused = client.post("/api/v1/ask", json=QUESTION, headers={"origin": origin})
        problem(refused, 403)
        assert "access-control-allow-origin" not in refused.headers
    assert (
        client.post("/api/v1/ask", json=QUESTION, headers={"origin": "http://127.0.0.1"}).status_code == 200
    )
    assert client.post("/api/v1/ask", json=QUESTION).status_code == 200


def test_a_preflight_is_answered_for_named_sites_alone(mini_chatbot):
    client = client_of(mini_chatbot, allowed_origins=("https://news.example",))
    wanted = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    good = client.options("/api/v1/ask", headers={**wanted, "origin": "https://news.example"})
    assert good.status_code == 200
    assert good.headers["access-control-allow-origin"] == "https://news.example"
    bad = client.options("/api/v1/ask", headers={**wanted, "origin": "https://evil.example"})
    assert bad.status_code == 403
    assert "access-control-allow-origin" not in bad.headers


def test_no_site_may_ask_where_none_is_named(mini_chatbot):
    client = client_of(mini_chatbot)
    problem(client.post("/api/v1/ask", json=QUESTION, headers={"origin": "https://news.example"}), 403)
    assert client.get("/health").headers["content-security-policy"].endswith("frame-ancestors 'self'")


def test_named_sites_may_frame_and_others_not(mini_chatbot):
    policy = (
        client_of(mini_chatbot, allowed_origins=("https://news.example",))
        .get("/ask")
        .headers["content-security-policy"]
    )
    assert policy.endswith("frame-ancestors 'self' https://news.example")
    assert "unsafe" not in policy


def test_a_client_over_its_share_waits_and_others_do_not(mini_chatbot):
    client = client_of(mini_chatbot, rate_per_client="3/minute", trusted_proxies=("127.0.0.1",))
    one, other = {"x-forwarded-for": "203.0.113.5"}, {"x-forwarded-for": "203.0.113.6"}
    assert [client.post("/api/v1/ask", json=QUESTION, headers=one).status_code for _ in range(3)] == [200] * 3
    refused = client.post("/api/v1/ask", json=QUESTION, headers=one)
    assert "3 requests per 1 minute came from this address" in problem(refused, 429)["detail"]
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert client.get("/ask?q=hi", headers=one).status_code == 429
    assert client.get("/api/v1/documents", headers=one).status_code == 200
    assert client.post("/api/v1/ask", json=QUESTION, headers=other).status_code == 200


def test_all_together_have_a_share_too(mini_chatbot):
    client = client_of(mini_chatbot, rate_global="2/minute", trusted_proxies=("127.0.0.1",))
    codes = [
        client.post("/api/v1/ask", json=QUESTION, headers={"x-forwarded-for": f"203.0.113.{n}"}).status_code
        for n in range(3)
    ]
    assert codes == [200, 200, 429]


@pytest.mark.parametrize(
    ("trusted", "chain", "same_client"),
    [
        ((), "203.0.113.{n}", True),  # nobody is believed
        (("10.0.0.0/8",), "203.0.113.{n}", True),  # the one who asks is no named proxy
        (
            ("127.0.0.1",),
            "198.51.100.{n}, 203.0.113.7",
            True,
        ),  # what the client wrote before the proxy's word
        (("127.0.0.1", "10.0.0.0/8"), "198.51.100.{n}, 203.0.113.7, 10.1.2.3", True),  # two proxies
        (("127.0.0.1",), "203.0.113.{n}", False),
        (("127.0.0.1", "10.0.0.0/8"), "203.0.113.{n}, 10.1.2.3", False),
        (("127.0.0.1",), "2001:db8::{n}", True),  # one customer's network
        (("127.0.0.1",), "2001:db8:{n}::1", False),
        (("127.0.0.1",), "not an address {n}", True),
    ],
)
def test_the_client_is_who_the_rightmost_named_proxy_says(mini_chatbot, trusted, chain, same_client):
    client = client_of(mini_chatbot, rate_per_client="1/minute", trusted_proxies=trusted)
    codes = [
        client.post("/api/v1/ask", json=QUESTION, headers={"x-forwarded-for": chain.format(n=n)}).status_code
        for n in (1, 2)
    ]
    assert codes == [200, 429 if same_client else 200]


def test_counters_are_for_this_machine_and_the_owner(mini_chatbot):
    client = client_of(mini_chatbot, owner_token=TOKEN)
    client.post("/api/v1/ask", json=QUESTION)
    text = client.get("/api/v1/metrics").text
    assert 'hubbot_answers_total{outcome="answered",surface="api"} 1.0' in text
    assert 'hubbot_requests_total{route="/api/v1/ask",status="200"} 1.0' in text
    assert "Corvo" not in text
    forwarded = {"x-forwarded-for": "203.0.113.5"}
    problem(client.get("/api/v1/metrics", headers=forwarded), 404)
    assert (
        client.get("/api/v1/metrics", headers={**forwarded, "authorization": f"Bearer {TOKEN}"}).status_code
        == 200
    )
    for wrong in ("Bearer x", f"Basic {TOKEN}", TOKEN, "Bearer"):
        problem(client.get("/api/v1/metrics", headers={**forwarded, "authorization": wrong}), 404)
    problem(client.get(f"/api/v1/metrics?token={TOKEN}&owner_token={TOKEN}", headers=forwarded), 404)


def test_a_server_that_is_not_ready_says_so_and_still_lives(mini_chatbot):
    client = client_of(mini_chatbot)
    assert client.get("/api/v1/ready").json()["status"] == "ok"
    client.app.state.desk.ready = False
    assert problem(client.get("/api/v1/ready"), 503)
    assert client.get("/api/v1/health").json()["index"]["documents"] == 1


def test_the_widget_is_for_other_sites_and_kept_by_digest(mini_chatbot, tmp_path, monkeypatch):
    (tmp_path / "widget").mkdir()
    (tmp_path / "widget" / "widget.js").write_text("'loader'")
    (tmp_path / "widget" / "hubbot-chat.js").write_text("'chat'")
    (tmp_path / "widget" / "secret.py").write_text("no")
    (tmp_path / "outside.js").write_text("no")
    monkeypatch.setattr("hubbot.surfaces.server.STATIC", tmp_path)
    client = client_of(mini_chatbot, allowed_origins=("https://news.example",))
    loader = client.get("/widget.js", headers={"origin": "https://news.example"})
    assert loader.text == "'loader'"
    assert loader.headers["cross-origin-resource-policy"] == "cross-origin"
    assert loader.headers["access-control-allow-origin"] == "https://news.example"
    assert loader.headers["content-type"].startswith("text/javascript")
    assert loader.headers["cache-control"] == "public, max-age=300"
    again = client.get("/widget.js", headers={"if-none-match": loader.headers["etag"]})
    assert again.status_code == 304
    digest = hashlib.sha256(b"'chat'").hexdigest()
    assert "immutable" in client.get(f"/widget/hubbot-chat.js?v={digest[:12]}").headers["cache-control"]
    assert "immutable" not in client.get("/widget/hubbot-chat.js?v=000000000000").headers["cache-control"]
    for path in ("/widget/secret.py", "/widget/../outside.js", "/widget/%2e%2e/outside.js"):
        problem(client.get(path), 404)


def test_the_page_without_script_answers_and_links_to_the_sentence(mini_chatbot):
    client = client_of(mini_chatbot)
    page = client.get("/ask", params={"q": "What does Tamsin say?", "document": "three_workshops"}).text
    assert "<script" not in page
    assert "<figure>" in page
    assert 'href="/article/three_workshops?start=' in page
    silent = client.get("/ask", params={"q": "Who founded Lima?"}).text
    says = silent.replace("&#x27;", "'")
    assert "The article doesn't say.</strong> <bdi>It doesn't mention Lima.</bdi>" in says
    assert client.get("/ask", params={"q": "x" * 1001}).status_code == 422
    assert client.get("/ask", params={"q": "x", "document": "none"}).status_code == 422
    assert client.get("/ask").status_code == 200


def test_the_page_without_script_offers_questions_to_start_with(mini_chatbot):
    client = client_of(mini_chatbot)
    page = client.get("/ask", params={"document": "three_workshops"}).text
    offered = [html.unescape(link) for link in re.findall(r'<li><a href="([^"]+)">', page)]
    assert len(offered) == 3  # as many as so small an article answers
    for link in offered:
        assert "document=three_workshops" in link
        assert "<figure>" in client.get(link).text
    assert "<li>" not in client.get("/ask", params={"q": "What does Tamsin say?"}).text
    misspelt = client.get("/ask", params={"document": "none"})
    assert misspelt.status_code == 422
    assert "There is no document" in misspelt.text


def test_the_root_leads_to_the_plain_page_where_there_is_no_chat(mini_chatbot):
    client = client_of(mini_chatbot)
    assert client.get("/", follow_redirects=False).headers["location"] == "/ask"
    problem(client.get("/ui/"), 404)


def test_the_chat_has_its_share_like_everything_else(mini_chatbot):
    client = client_of_chatbot(mini_chatbot, Settings(rate_per_client="2/minute"))
    join = {"data": ["hi", None, None], "fn_index": 0, "session_hash": "a"}
    codes = [client.post("/ui/gradio_api/queue/join", json=join).status_code for _ in range(3)]
    assert codes[2] == 429
    assert client.post("/api/v1/ask", json=QUESTION).status_code == 429
    assert client.get("/ui/").status_code == 200


def test_no_question_is_answered_outside_of_the_queue(mini_chatbot):
    client = client_of_chatbot(mini_chatbot, Settings(rate_per_client="2/minute"))
    events = client.get("/ui/config").json()["dependencies"]
    asking = [event["id"] for event in events if event["queue"] is not False]
    assert len(asking) == len(events) - 2  # opening the page, emptying the conversation
    for number in asking:
        body = {"data": ["hi", [], ""], "fn_index": number, "session_hash": "a"}
        assert client.post("/ui/gradio_api/run/predict", json=body).status_code == 404


def test_the_page_without_script_leads_to_the_web_page_at_the_words():
    document = make_document(url="https://news.example/hubs?a=1&b=2")
    span = document.sentences[0].span
    answer = make_answer("q", citations=(cite(document, document.slice(span), link=link_to(document, span)),))
    page = client_of_chatbot(answering(lambda question: answer, FakeChatbot(document))).get("/ask?q=q").text
    assert '<a href="https://news.example/hubs?a=1&amp;b=2#:~:text=' in page
