"""Hostile words in the corpus, the question, the title, the speaker and the address: shown as words, never carried out."""

from __future__ import annotations

import json
import urllib.request
from urllib.parse import quote

import pytest
from chat_browser import opened, served
from chat_fakes import EVERY_QUESTION, cite, make_answer, make_document

from hubbot.contract import Cell, Table
from hubbot.surfaces.server import create_app
from hubbot.types import PassageKind

pytestmark = pytest.mark.browser
RUN = "window.hacked=1"
HOSTILE = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f'<img src=x onerror="{RUN}">',
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={RUN}&gt;'>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<input autofocus onfocus={RUN}>",
    f'<a href="javascript:{RUN}">click</a>',
    f"javascript:{RUN}//",
    f"JaVaScRiPt:{RUN}",
    f"java\tscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"[click](javascript:{RUN})",
    f"![x](x' onerror='{RUN})",
    f"<javascript:{RUN}>",
    f"' onmouseover='{RUN}' x='",
    f'" autofocus onfocus="{RUN}" x="',
    f"`${{{RUN}}}`",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    "$\\href{javascript:" + RUN + "}{x}$",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<base href='javascript:{RUN}//'>",
    f"<form action=javascript:{RUN}><button>x</button></form>",
    f"<style>@import 'javascript:{RUN}';</style><div style=\"background:url(javascript:{RUN})\">",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"\u202e>tpircs/<{RUN}>tpircs<\u202c",
    f"\u2066\u202egnp.exe\u2069<img src=x onerror={RUN}>",
    f"<<img/src/onerror={RUN}//",
    f"<xss id=x tabindex=1 onfocus={RUN}></xss>",
    f"\ufeff<script>{RUN}</script>\u0000"[:-1],
)


class HostileChatbot:
    """Repeats one hostile string in every place of an answer that a text, a reader or an owner can fill."""

    def __init__(self) -> None:
        lines = "\n\n".join(word.replace("\n", " ") for word in HOSTILE)
        self.document = make_document("evil", f"Opening.\n\n{lines}\n", "T " + HOSTILE[2], author=HOSTILE[3], publisher=HOSTILE[18], url=HOSTILE[11], date=HOSTILE[19], language="en")  # fmt: skip
        self.documents = (self.document, make_document(HOSTILE[2].replace("/", ""), title=HOSTILE[10]))

    def describe(self):
        return {"documents": 2, "generation": HOSTILE[0]}

    def suggestions(self, limit: int = 5):
        return HOSTILE[:limit]

    def ask(self, question, history=(), *, document_id=None, verbatim=False, explain=False):
        number = int(question.split("#")[-1]) if "#" in question else 0
        word = HOSTILE[number].replace("\n", " ")
        start = self.document.text.find(word)
        evil = cite(self.document, word.strip() or word, PassageKind.QUOTE if number % 2 else PassageKind.REPORTED, after=start,
                    section=word, speaker=word, speaker_role=word, title=word, author=word, url=word)  # fmt: skip
        if number % 5 == 4:
            return make_answer(
                question, abstained=True, reason=word, closest=(evil,), notes=(word,), suggestions=(word,)
            )
        table = Table((word, word), ((Cell(word, 0), Cell(word)),)) if number % 5 == 3 else None
        return make_answer(question, standalone_question=f"{word} ?", answer=f"{word}!", citations=(evil,), notes=(word,),
                           suggestions=(word,), table=table)  # fmt: skip


@pytest.fixture(scope="module")
def address():
    with served(create_app(HostileChatbot(), EVERY_QUESTION)) as at:
        yield at


def executions(page) -> int:
    """How many of the hostile strings ran, once everything that can be touched was touched."""
    page.evaluate(
        """() => { for (const one of document.querySelectorAll('body *:not(link, script)')) {
            for (const kind of ['mouseover', 'focus', 'toggle', 'load', 'error', 'pointerenter'])
                one.dispatchEvent(new Event(kind, {bubbles: false}));
        } }"""
    )
    return page.evaluate("window.hacked || 0")


def test_nothing_runs_in_the_chat_page(browser, address):
    with opened(browser) as (page, wrong):
        page.goto(address)
        for number in range(len(HOSTILE)):
            page.fill("#hb-question textarea", f"{HOSTILE[number]} #{number}")
            page.press("#hb-question textarea", "Enter")
            page.locator(".hb-answer").nth(number).wait_for(state="attached")
        assert page.locator(".hb-words").count() >= len(HOSTILE)
        assert executions(page) == 0
        links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
        assert [link for link in links if not link.startswith(("http://127.0.0.1", "http://localhost"))] == []
        assert (
            page.locator(
                ".hb-answer :is(script, iframe, svg, img, form, input, style, math, base, meta)"
            ).count()
            == 0
        )
        asked = page.locator(".user-row").all_inner_texts()
        assert [HOSTILE[number].split()[0] in said for number, said in enumerate(asked)].count(
            False
        ) <= 1  # a tab is shown as a space
        assert [said for said in wrong if "Content Security" not in said] == []


def test_nothing_runs_on_the_page_without_script_nor_in_the_article(browser, address):
    with opened(browser) as (page, wrong):
        for number, word in enumerate(HOSTILE):
            page.goto(f"{address}/ask?q={quote(f'{word} #{number}')}&document=evil")
            assert page.locator("figure").count() == 1
            assert executions(page) == 0
        for path in (
            "/article/evil",
            f"/article/{quote(HOSTILE[2].replace('/', ''))}",
            f"/ask?q=a&document={quote(HOSTILE[2])}",
        ):
            page.goto(f"{address}{path}")
            assert executions(page) == 0
        assert [said for said in wrong if "404" not in said and "422" not in said] == []


def test_a_turned_word_turns_nothing_around_it(browser, address):
    number = next(n for n, word in enumerate(HOSTILE) if word.startswith("\u202e"))
    with opened(browser) as (page, _):
        page.goto(f"{address}/ask?q={quote(f'#{number}')}")
        boxes = page.evaluate(
            """() => [...document.querySelectorAll('figcaption > *')].map(one => one.getBoundingClientRect().left)"""
        )
        assert boxes == sorted(boxes)


def test_the_api_sends_hostile_words_as_json_alone(address):
    for number, word in enumerate(HOSTILE):
        request = urllib.request.Request(
            f"{address}/api/v1/ask",
            json.dumps({"question": f"#{number}"}).encode(),
            {"content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as response:
            assert response.headers["content-type"] == "application/json"
            assert response.headers["x-content-type-options"] == "nosniff"
            assert word in json.loads(response.read())["notes"]
