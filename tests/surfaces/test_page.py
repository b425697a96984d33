"""The page's words: exact, escaped, and each in its place."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from chat_fakes import (
    ALEX,
    CULTURE,
    SCRIPT,
    TEXT,
    TRAFFIC,
    FakeChatbot,
    cite,
    make_answer,
    make_document,
    span_of,
)
from hypothesis import given
from hypothesis import strategies as st

from hubbot.contract import Cell, Table
from hubbot.errors import SpanMismatchError
from hubbot.reading.structure import parse_text
from hubbot.sources.metadata import Metadata
from hubbot.surfaces.article import article_html, article_page, contents_html, header_html, pane_html
from hubbot.surfaces.markup import article_link, ask_link, question_html, question_text, words_html
from hubbot.surfaces.page import answer_html, check_citations, copy_text, error_html
from hubbot.surfaces.phrases import ENGLISH, PHRASES, language_name, phrases_for
from hubbot.types import Document, PassageKind, Span

NASTY = [
    "<img src=x onerror=alert(1)>",
    "\"'><script>",
    "&amp; &lt;",
    "</mark></article>",
    "a\r\nb\rc",
    "𝔘 🚀 é́ İ",
]


class Reader(HTMLParser):
    """Collects the text of a page, and of the elements of one class."""

    def __init__(self, style: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.style, self.text, self.chosen, self.tags = style, "", [], []
        self._depth: list[bool] = []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        classes = (dict(attributes).get("class") or "").split()
        if tag in {"br", "img", "meta", "link"}:
            return
        self._depth.append(self.style in classes)
        if self._depth[-1]:
            self.chosen.append("")

    def handle_endtag(self, tag):
        if self._depth:
            self._depth.pop()

    def handle_data(self, data):
        self.text += data
        if any(self._depth):
            self.chosen[-1] += data


def read(html: str, style: str = "") -> Reader:
    reader = Reader(style)
    reader.feed(html)
    reader.close()
    return reader


def documents(*known: Document) -> dict[str, Document]:
    return {document.id: document for document in known or (make_document(),)}


def traffic_answer():
    return FakeChatbot().ask("which city has less traffic than Bogota?")


def test_short_answer_then_quote_then_source():
    shown = read(answer_html(traffic_answer(), documents())).text
    assert shown.index("Medellin") < shown.index("“… Medellin is not as heavy") < shown.index("Jorge, senior")
    assert "Jorge, senior\N{NO-BREAK SPACE}Node.js/React.js developer · Medellin (Colombia)" in shown


def test_a_section_that_is_called_like_the_article_is_named_once():
    document, other = make_document(title="Medellin (Colombia)"), make_document("other")
    answer = make_answer(citations=(cite(document, TRAFFIC, PassageKind.QUOTE),))
    html = answer_html(answer, documents(document, other))
    assert read(html, "hb-source").text.count("Medellin (Colombia)") == 2  # the link, and what is copied
    assert "hb-title" not in html
    elsewhere = make_answer(citations=(cite(other, TRAFFIC, PassageKind.QUOTE),))
    assert read(answer_html(elsewhere, documents(document, other)), "hb-title").chosen == [other.title]


def test_words_are_the_citation_letter_for_letter():
    words = read(answer_html(traffic_answer(), documents()), "hb-words").chosen
    assert words == [TRAFFIC, CULTURE]


def test_dots_stand_only_where_the_speech_goes_on():
    document = make_document()
    whole = next(document.slice(speech.span) for speech in document.speeches)
    first = "60-80% of the people"
    marks = {
        words: read(answer_html(make_answer(citations=(cite(document, words, PassageKind.QUOTE),)),
                                documents(document)), "hb-marks").chosen
        for words in (whole, first, TRAFFIC)
    }  # fmt: skip
    assert marks == {whole: ["“", "”"], first: ["“", " …”"], TRAFFIC: ["“… ", "”"]}


def test_reported_speech_says_so_and_has_no_quotation_marks():
    html = answer_html(FakeChatbot().ask("Santiago?"), documents())
    assert "“" not in html
    assert read(html, "hb-reported").chosen == ["as reported"]
    assert read(html, "hb-words").chosen == [ALEX]


def test_an_answer_that_is_its_citation_is_not_said_twice():
    document = make_document()
    answer = make_answer(answer=ALEX, citations=(cite(document, ALEX),))
    assert read(answer_html(answer, documents(document))).text.count("Alex Barrios") == 2  # words and copy


def test_own_words_are_not_set_like_the_articles():
    html = answer_html(FakeChatbot().ask("hello"), documents())
    assert "hb-short" not in html
    assert read(html, "hb-says").chosen == ["Ask about the cities, the people or the figures in it."]


def test_computed_answer_with_citations_is_set_as_ours():
    answer = make_answer(answer="162,330 more", citations=(cite(make_document(), ALEX),))
    assert 'class="hb-short hb-ours"' in answer_html(answer, documents())


def test_a_count_is_ours_though_its_digit_is_printed():
    answer = FakeChatbot().ask("tech professionals")
    for short, style in (("3", "hb-short hb-ours"), ("223,398", "hb-short"), ("Santiago", "hb-short")):
        assert f'class="{style}">{short}<' in answer_html(replace(answer, answer=short), documents())


def test_a_long_list_that_its_table_repeats_is_left_to_the_table():
    answer = FakeChatbot().ask("tech professionals")
    listed = "Guadalajara (Mexico): 223,398; Medellin (Colombia): 64,638; Santiago (Chile): 61,068."
    assert "Medellin (Colombia): 64" not in answer_html(replace(answer, answer=listed), documents())
    other = listed.replace("61,068", "7")
    assert "Santiago (Chile): 7" in answer_html(replace(answer, answer=other), documents())


def test_further_passages_are_folded():
    html = answer_html(traffic_answer(), documents())
    assert read(html[html.index("<details") :]).text.startswith("1 more passage")
    document = make_document()
    three = make_answer(citations=tuple(cite(document, words) for words in (TRAFFIC, CULTURE, ALEX)))
    assert "2 more passages" in answer_html(three, documents(document))


def test_table_cells_lead_to_their_citations_and_ours_are_grey():
    answer = FakeChatbot().ask("tech professionals")
    html = answer_html(answer, documents())
    table = read(html[html.index("<table") : html.index("</table>") + 8])
    links = [attributes["href"] for tag, attributes in table.tags if tag == "a"]
    fact = answer.citations[0]
    assert links[0] == f"/article/hubs?start={fact.start}&end={fact.end}&of={fact.sha256[:12]}#hb-mark"
    assert len(links) == 6
    assert read(html, "hb-ours").chosen == ["1.", "2.", "3."]
    assert html.index("</table>") < html.index("computed by hubbot") < html.index("<details")


def test_a_cell_whose_citation_is_missing_is_ours():
    answer = make_answer(table=Table(("Place",), ((Cell("Atlantis", 7),), (Cell("Lemuria"),))))
    assert read(answer_html(answer, documents()), "hb-ours").chosen == ["Atlantis", "Lemuria"]


def test_searched_for_is_shown_only_when_it_differs_and_can_be_undone():
    html = answer_html(FakeChatbot().ask("and in Chile?"), documents())
    assert "How many tech professionals are there in Chile?" in read(html, "hb-searched").chosen[0]
    undo = next(a for tag, a in read(html).tags if tag == "a" and "hb-undo" in a["class"])
    assert parse_qs(urlsplit(undo["href"]).query) == {
        "q": ["and in Chile?"],
        "again": ["1"],
        "verbatim": ["1"],
    }
    assert "hb-searched" not in answer_html(traffic_answer(), documents())


def test_silence_never_looks_like_an_answer():
    html = answer_html(FakeChatbot().ask("Peru?"), documents())
    assert read(html, "hb-says").chosen == ["The article doesn't say. It doesn't mention Peru."]
    assert "hb-short" not in html
    assert "hb-copy" not in html
    assert html.index("hb-closest") < html.index("hb-passage")
    assert "(they don't answer this)" in read(html, "hb-label").chosen[0]


def test_silence_shows_two_passages_at_most():
    closest = tuple(cite(make_document(), ALEX) for _ in range(3))
    html = answer_html(make_answer(abstained=True, reason=None, closest=closest), documents())
    assert html.count("<figure") == 2


def test_silence_does_not_say_its_sentence_twice():
    html = answer_html(make_answer(abstained=True, reason="The article doesn't say."), documents())
    assert read(html).text.count("doesn't say") == 1


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "The article doesn't say."), ("es", "El artículo no lo dice."), ("pt-BR", "O artigo não diz."),
     ("xx", "The article doesn't say.")],
)  # fmt: skip
def test_interface_speaks_the_questions_language(language, sentence):
    html = answer_html(make_answer(abstained=True, language=language), documents())
    assert sentence in read(html).text


def test_the_reason_does_not_name_the_article_again():
    reasons = {
        "en": "The article gives no figure.",
        "es": "El artículo no la da.",
        "pt": "Nada no artigo trata disso.",
    }
    answers = {
        language: make_answer(abstained=True, reason=reason, language=language)
        for language, reason in reasons.items()
    }
    said = {
        language: read(answer_html(answer, documents()), "hb-says").chosen[0]
        for language, answer in answers.items()
    }
    assert said == {
        "en": "The article doesn't say. It gives no figure.",
        "es": "El artículo no lo dice. No la da.",
        "pt": "O artigo não diz. Nada no artigo trata disso.",
    }


def test_all_that_somebody_said_is_open():
    document = make_document()
    said = tuple(cite(document, words) for words in (TRAFFIC, CULTURE, ALEX))
    html = answer_html(make_answer(kind="speech", answer=TRAFFIC, citations=said), documents(document))
    assert "<details" not in html
    assert html.count("<figure") == 3


def test_headings_are_linked_in_a_table_and_not_listed_under_it():
    document = make_document()
    heading = cite(document, "Santiago (Chile)", PassageKind.HEADING)
    fact = cite(document, "Number of tech professionals – 61,068", PassageKind.FACT)
    table = Table(("Place", "Number"), ((Cell("Santiago (Chile)", 0), Cell("61,068", 1)),))
    answer = make_answer(answer="Santiago: 61,068; " * 9, citations=(heading, fact), table=table)
    html = answer_html(answer, documents(document))
    assert read(html, "hb-words").chosen == [fact.text]
    assert "hb-short" not in html
    assert copy_text(answer, documents(document)).count("—") == 1


def test_every_language_has_every_placeholder_of_english():
    fields = [name for name in ENGLISH.__slots__ if "{" in getattr(ENGLISH, name)]
    for phrases in PHRASES.values():
        for name in fields:
            found = re.findall(r"{\w+}", getattr(phrases, name))
            assert found == re.findall(r"{\w+}", getattr(ENGLISH, name)), (phrases.code, name)
    assert (phrases_for("PT_br").code, language_name("es"), language_name("qu")) == ("pt", "Español", "qu")


def test_with_several_articles_each_source_names_its_own():
    other = make_document("other", title="Another article")
    html = answer_html(traffic_answer(), documents(make_document(), other))
    assert read(html, "hb-title").chosen == ["Latin American tech hubs"] * 2


def test_copied_text_has_words_and_source():
    assert copy_text(traffic_answer(), documents()).split("\n\n")[0] == (
        f"“… {TRAFFIC}”\n— Jorge, senior\N{NO-BREAK SPACE}Node.js/React.js developer · Medellin (Colombia) · "
        "Latin American tech hubs (Vit Koval, Globy, title by hubbot)"
    )
    reported = FakeChatbot().ask("Santiago?")
    assert "Alex Barrios, senior RoR developer for 15 years (as reported)" in copy_text(reported, documents())


def test_copied_text_has_the_address_of_an_article_that_has_one():
    document = make_document(url="https://example.org/hubs", title_is_ours=False, author=None, publisher=None)
    copied = copy_text(make_answer(citations=(cite(document, ALEX),)), documents(document))
    assert copied.endswith("· Latin American tech hubs · https://example.org/hubs")


def test_a_citation_of_a_web_page_leads_into_the_page_in_a_tab_of_its_own():
    document = make_document(url='https://example.org/hubs?a="b"')
    link = 'https://example.org/hubs?a="b"#:~:text=three%20words'
    cited = replace(cite(document, ALEX), link=link)
    html = answer_html(make_answer(citations=(cited,)), documents(document))
    [found] = [known for tag, known in read(html, "hb-out").tags if known.get("class") == "hb-out"]
    assert (found["href"], found["target"], found["rel"]) == (link, "_blank", "noopener noreferrer")
    assert copy_text(make_answer(citations=(cited,)), documents(document)).endswith(link)
    assert "hb-out" not in answer_html(make_answer(citations=(cite(document, ALEX),)), documents(document))


def test_citations_that_are_not_the_articles_words_are_refused():
    answer = traffic_answer()
    check_citations(answer, documents())
    wrong = replace(answer.citations[0], text=TRAFFIC.replace("Bogota", "Lima"))
    for broken in (replace(answer, citations=(wrong,)), replace(answer, citations=(), closest=(wrong,))):
        with pytest.raises(SpanMismatchError, match="hubbot index"):
            check_citations(broken, documents())
    with pytest.raises(SpanMismatchError, match="no article 'hubs'"):
        check_citations(answer, documents(make_document("other")))


@pytest.mark.parametrize("nasty", NASTY)
def test_no_field_of_an_answer_can_add_an_element(nasty):
    def tags(value):
        text = f"Before. {value} after."
        document = make_document(text=text, title=value, author=value, publisher=value, url=value)
        span = span_of(text, value)
        quote = cite(document, value, PassageKind.QUOTE, section=value, speaker=value, speaker_role=value,
                     city=value, country=value, title=value, highlights=(span,))  # fmt: skip
        table = Table((value, value), ((Cell(value, 0), Cell(value)),))
        spoken = make_answer(
            value,
            standalone_question=value + "?",
            answer=value + "!",
            citations=(quote, quote),
            notes=(value,),
            suggestions=(value,),
        )
        both = documents(document, make_document("other"))
        shown = [answer_html(answer, both) for answer in (spoken, replace(spoken, table=table))]
        silent = make_answer(value, abstained=True, reason=value, closest=(quote,), notes=(value,))
        shown += [
            answer_html(silent, documents(document)),
            error_html(value, ENGLISH, value),
            header_html(document, (document, make_document("other"))),
            pane_html(document, span),
        ]
        return [{tag for tag, _ in read(html).tags} for html in shown], [read(html).text for html in shown]

    plain, _ = tags("harmless")
    found, texts = tags(nasty)
    assert found == plain
    assert all(nasty.strip() in text for text in texts)


@given(st.text(), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4), st.integers(0, 9))
def test_bold_never_changes_the_words(text, pairs, start):
    text = text.replace("\x00", "")
    spans = [Span(min(pair), max(pair)) for pair in pairs]
    assert read(words_html(text, start, spans)).text == text


def test_bold_is_where_the_highlights_are():
    html = words_html("a 🚀 b c", 100, [Span(102, 103), Span(106, 107), Span(0, 5)])
    assert html == "a <b>🚀</b> b <b>c</b>"


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_a_question_comes_back_as_it_was_typed(question):
    assert question_text(question_html(question)) == question


def test_links_carry_any_question_and_any_document_id():
    assert parse_qs(urlsplit(ask_link("a&b=c#d?")).query) == {"q": ["a&b=c#d?"]}
    assert article_link("a b/ü#?") == "/article/a%20b/%C3%BC%23%3F"
    assert article_link("a", 3, 5) == "/article/a?start=3&end=5#hb-mark"
    assert article_link("a", 3, 5, "0123456789abcdef") == "/article/a?start=3&end=5&of=0123456789ab#hb-mark"
    assert "\ud800" not in ask_link("\ud800") + article_link("\ud800")


# ---------- the article ----------


def test_the_article_is_the_documents_text():
    assert read(article_html(make_document())).text == TEXT


@given(st.data())
def test_marks_hold_exactly_the_span(data):
    document = make_document()
    start = data.draw(st.integers(0, len(TEXT) - 1))
    end = data.draw(st.integers(start + 1, len(TEXT)))
    shown = read(article_html(document, Span(start, end)), "hb-mark")
    assert "".join(shown.chosen) == TEXT[start:end]
    assert shown.text == TEXT
    assert [attributes.get("id") for tag, attributes in shown.tags if tag == "mark"].count("hb-mark") == 1


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1), st.data())
def test_an_article_without_structure_is_exact_too(text, data):
    document = Document(id="d", text=text, title="t")
    end = data.draw(st.integers(1, len(text)))
    shown = read(article_html(document, Span(0, end)), "hb-mark")
    assert (shown.text, "".join(shown.chosen)) == (text, text[:end])


def test_marks_count_python_characters_after_an_emoji():
    span = span_of(TEXT, CULTURE)
    assert len(TEXT[: span.start].encode("utf-16-le")) // 2 > span.start
    assert read(article_html(make_document(), span), "hb-mark").chosen == [CULTURE]


def test_the_line_in_the_margin_is_beside_the_marked_paragraph():
    shown = read(article_html(make_document(), span_of(TEXT, TRAFFIC)), "hb-lit")
    assert len(shown.chosen) == 1
    assert TRAFFIC in shown.chosen[0]


@pytest.mark.parametrize("mark", [None, Span(5, 5), Span(0, len(TEXT) + 1)])
def test_a_span_that_the_article_has_not_marks_nothing(mark):
    assert "<mark" not in article_html(make_document(), mark)


def test_sections_and_paragraphs_carry_their_offsets():
    document = make_document()
    for tag, attributes in read(article_html(document)).tags:
        if tag in {"section", "p", "h2"}:
            assert 0 <= int(attributes["data-start"]) < int(attributes["data-end"]) <= len(TEXT)
    assert "hb-fact" in article_html(document)


def test_contents_list_the_headings_and_not_the_credits():
    shown = read(contents_html(make_document()), "hb-level-1").chosen
    assert shown == ["Medellin (Colombia)", "Guadalajara (Mexico)", "Santiago (Chile)", "The bottom line"]
    assert contents_html(Document(id="d", text="x", title="t")) == ""


def test_header_names_the_makers_and_says_whose_the_title_is():
    document = make_document(date="3 May 2021")
    shown = read(header_html(document, (document,))).text
    assert "Latin American tech hubs title by hubbot" in shown
    assert "Vit Koval, Globy · 3 May 2021 · English" in shown
    own = make_document(title_is_ours=False)
    assert "title by hubbot" not in header_html(own, (own,))


def test_what_can_i_ask_comes_from_the_article():
    shown = read(header_html(make_document(), ()), "hb-chip").chosen
    assert shown == [
        *("Medellin (Colombia)", "Guadalajara (Mexico)", "Santiago (Chile)", "The bottom line"),
        *("Jorge", "Miguel"),
        *("The population of Colombia", "Number of tech professionals", "The population"),
    ]
    assert "hb-can" not in header_html(Document(id="d", text="x", title="t"), ())


def test_several_articles_can_be_chosen_from():
    first, second = make_document(), make_document("deep/er", title="Another")
    shown = read(header_html(second, (first, second)), "hb-pick")
    assert shown.chosen == ["Latin American tech hubs", "Another"]
    picked = [a for tag, a in shown.tags if tag == "a" and a["class"] == "hb-pick"]
    assert [(a["href"], a.get("aria-current")) for a in picked] == [
        ("/article/hubs", None),
        ("/article/deep/er", "true"),
    ]


def test_the_article_alone_is_a_whole_page():
    page = article_page(make_document(), (make_document(),), "", span_of(TEXT, ALEX))
    assert page.startswith("<!doctype html>")
    assert read(page, "hb-mark").chosen == [ALEX]


def test_search_engines_are_sent_to_where_the_article_was_published():
    address = "https://news.example/hubs?a=1&b=2"
    published = make_document(url=address)
    page = article_page(published, (published,), "", None)
    links = [attributes for tag, attributes in read(page).tags if tag == "link"]
    assert {"rel": "canonical", "href": address} in links
    assert "noindex" not in page
    for url in (None, "javascript:alert(1)"):
        page = article_page(make_document(url=url), (make_document(),), "", None)
        assert '<meta name="robots" content="noindex">' in page
        assert "canonical" not in page


def test_a_hostile_article_stays_text():
    document = make_document(text=TEXT.replace("Many", SCRIPT), title=SCRIPT, author=SCRIPT, date=SCRIPT)
    page = article_page(document, (document, document), "", None)
    assert "img" not in [tag for tag, _ in read(page).tags]
    assert SCRIPT in read(page).text


def test_marks_of_markdown_are_in_the_article_and_not_seen():
    text = "---\ntitle: T\n---\n# Two rivers\n\nA baker swims.\n\n> The bridge is old.\n>\n> It stands.\n\n1. First.\n- Mills are old.\n"
    document = parse_text(text, document_id="x", metadata=Metadata(language="en"))
    html = article_html(document)
    assert read(html).text == text
    unseen = "".join(read(html, "hb-gap").chosen)
    assert "title: T" in unseen and unseen.count("#") == 1 and unseen.count(">") == 3 and "1." in unseen
    assert not re.search(r"\w", unseen.replace("title: T", "").replace("1.", ""))
