"""Whatever stands in the corpus, a question, a title, a speaker or an address stays text: nothing runs."""

from __future__ import annotations

import json

import pytest
from chat_fakes import cite, make_answer, make_document
from host_pages import ask, chat, open_chat

from hubbot.contract import Cell, Table
from hubbot.types import PassageKind

pytestmark = pytest.mark.browser

PAYLOADS = (
    "<script>hacked('script')</script>",
    "</script><script>hacked('close')</script>",
    "<img src=x onerror=\"hacked('img')\">",
    "<svg onload=hacked('svg')><animate onbegin=hacked('animate') attributeName=x dur=1s></svg>",
    "<iframe srcdoc=\"<script>parent.hacked('frame')</script>\"></iframe>",
    "<a href=\"javascript:hacked('link')\">click me</a>",
    "[click me](javascript:hacked('markdown'))",
    "![x](x){onerror=hacked('attribute')}",
    "javascript:hacked('address')//",
    "data:text/html,<script>hacked('data')</script>",
    '" onmouseover="hacked(\'hover\')" autofocus onfocus="hacked(\'focus\')" x="',
    "<details open ontoggle=hacked('toggle')><summary>x</summary></details>",
    "<style>@import 'http://evil.example/x.css';</style><link rel=stylesheet href=http://evil.example/y.css>",
    "<base href=http://evil.example/><meta http-equiv=refresh content='0;url=http://evil.example'>",
    "{{constructor.constructor('hacked(1)')()}} ${hacked('template')} <%= hacked('erb') %>",
    "\u202etxet desrever\u202c \u2066isolate\u2069 \u200b zero \u0000width",
    "<hubbot-chat open src=http://evil.example/></hubbot-chat><form action=http://evil.example><button>",
    "--></style></textarea></title><x onclick=hacked('x') tabindex=0>",
)


class HostileChatbot:
    """Answers every question with the payload it was asked with, in every field."""

    def __init__(self) -> None:
        text = "".join(
            f"{payload} and so on it went with {number}.\n\n" for number, payload in enumerate(PAYLOADS)
        )
        self.documents = (
            make_document(
                "hostile", text, "<img src=x onerror=hacked('title')>", url="javascript:hacked('url')"
            ),
        )

    def describe(self):
        return {"documents": 1, "passages": 1}

    def suggestions(self, limit: int = 5):
        return PAYLOADS[:limit]

    def ask(self, question, history=(), *, document_id=None, verbatim=False):
        payload = question.removeprefix("Silent: ")
        fields = dict.fromkeys(
            ("section", "city", "country", "speaker", "speaker_role", "title", "author", "publisher"), payload
        )
        cited = cite(
            self.documents[0],
            payload,
            PassageKind.QUOTE,
            bold=(payload[1:5],),
            url=payload,
            link=payload,
            **fields,
        )
        said = {"notes": (payload,), "suggestions": (payload,), "standalone_question": f"{payload} really"}
        if question.startswith("Silent: "):
            return make_answer(
                question, abstained=True, reason=payload, confidence=0.1, closest=(cited,), **said
            )
        table = Table((payload, payload), ((Cell(payload, 0), Cell(payload)),))
        if len(history) % 2:
            return make_answer(question, answer=f"{payload}!", citations=(cited, cited), **said)
        return make_answer(question, answer=f"{payload}!", citations=(cited,), table=table, **said)


@pytest.fixture(scope="module")
def hostile_pages(embedding):
    chatbot = HostileChatbot()
    with embedding(
        chatbot, "A page.\n\nOf another article.", rate_per_client="9999/minute", rate_global="9999/minute"
    ) as pages:
        yield pages


ASK_ALL = """
async (payloads) => {
  const host = document.querySelector('hubbot-chat');
  const answered = [];
  for (const payload of payloads)
    for (const question of [payload, payload, `Silent: ${payload}`]) {
      const answer = await host.ask(question);
      answered.push(answer && answer.question);
      const turn = host.shadowRoot.querySelector('.turn:last-child');
      for (const part of turn.querySelectorAll('summary, .cite, .text')) part.click();
      for (const part of turn.querySelectorAll('*')) {
        part.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));
        part.focus?.();
      }
    }
  return answered;
}
"""


@pytest.mark.parametrize("name", ["plain.html", "strict.html"])
def test_nothing_is_executed(open_host, hostile_pages, name):
    page = open_host(name, hostile_pages)
    page.evaluate("() => { window.hackings = []; window.hacked = (how) => hackings.push(how); }")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("document.querySelector('hubbot-chat').setAttribute('document', 'hostile')")
    chat(page).evaluate("(host, greeting) => host.setAttribute('greeting', greeting)", PAYLOADS[2])
    open_chat(page)
    chat(page).locator(".welcome .chip").nth(3).wait_for()
    answered = page.evaluate(ASK_ALL, list(PAYLOADS))
    assert answered == [
        question for payload in PAYLOADS for question in (payload, payload, f"Silent: {payload}")
    ]
    page.wait_for_timeout(300)
    assert page.evaluate("hackings") == []
    assert page.url.endswith(name)
    made = chat(page).evaluate(
        "(host) => [...new Set([...host.shadowRoot.querySelectorAll('*')].map((element) => element.localName))].sort()"
    )
    assert set(made) <= set(
        [
            "a",
            "b",
            "bdi",
            "blockquote",
            "button",
            "caption",
            "dialog",
            "div",
            "em",
            "details",
            "figcaption",
            "figure",
            "form",
            "h2",
            "li",
            "mark",
            "p",
            "section",
            "span",
            "strong",
            "summary",
            "table",
            "tbody",
            "td",
            "textarea",
            "th",
            "thead",
            "tr",
            "ul",
        ]
    )
    links = chat(page).evaluate(
        "(host) => [...host.shadowRoot.querySelectorAll('a')].map((link) => link.href)"
    )
    assert links
    assert all(link.startswith(f"{hostile_pages.hubbot}/article/") for link in links)
    attributes = chat(page).evaluate(
        "(host) => [...host.shadowRoot.querySelectorAll('*')].flatMap((element) => element.getAttributeNames()).filter((name) => name.startsWith('on'))"
    )
    assert attributes == []
    if name == "plain.html":  # the trap does snap
        page.evaluate("(payload) => { document.querySelector('main').innerHTML = payload; }", PAYLOADS[2])
        page.wait_for_function("hackings.includes('img')")
        open_host.wrong[-1].clear()


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_what_is_shown_is_what_was_sent(open_host, hostile_pages, payload):
    page = open_host("plain.html", hostile_pages)
    chat(page).evaluate("(host) => host.setAttribute('document', 'hostile')")
    answer = page.evaluate("(question) => document.querySelector('hubbot-chat').ask(question)", payload)
    words = chat(page).locator(".words").first.evaluate("(words) => words.textContent")
    assert words == answer["citations"][0]["text"] == payload
    isolated = chat(page).locator("figure").first.evaluate("(figure) => getComputedStyle(figure).unicodeBidi")
    assert isolated in {"isolate", "plaintext"}


def test_an_answer_of_another_shape_is_an_error_not_a_crash(open_host, hostile_pages):
    page = open_host("plain.html", hostile_pages)
    headers = {"access-control-allow-origin": hostile_pages.site, "content-type": "application/json"}
    open_chat(page)
    for body in ({}, [], {"citations": None}, {"citations": [{"text": 5}], "closest": []}, "<html>"):
        sent = json.dumps(body)
        page.route("**/api/v1/ask", lambda route, _, sent=sent: route.fulfill(headers=headers, body=sent))
        answer = ask(page, "Anything?")
        assert answer.locator(".says").inner_text() == "The question could not be answered just now."
        page.unroute("**/api/v1/ask")
    open_host.wrong[-1].clear()  # "latam-tech-hubs" is no article of this server
