"""Each format becomes the canonical text that its reader sees, in the shapes that the parser knows."""

import re
from pathlib import Path

import pytest
from lxml import html as lxml_html

from hubbot.reading.parser import parse_text, read_parsed
from hubbot.sources.converters import convert
from hubbot.sources.corpus import read_sources
from hubbot.sources.formats import DOCX, EPUB, HTML, PDF
from hubbot.sources.frontmatter import read_front_matter
from hubbot.sources.html import read_fragment
from sources import files
from sources.pages import RIVERS

ARTICLES = Path(__file__).resolve().parents[3] / "shared" / "eval" / "articles"


def page(body, head="", **kwargs):
    return convert(f"<html>{head}<body>{body}</body></html>".encode(), HTML, "a.html", **kwargs)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h1>A</h1><h3>B <b>c</b></h3><p>d</p>", "# A\n\n### B c\n\nd\n"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul><ol start=4><li>d<li>e</ol>", "- a\n  - b\n- c\n4. d\n5. e\n"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "- a\n\n  b\n"),
        ("<blockquote><p>a</p><p>b</p></blockquote><p>c</p>", "> a\n>\n> b\n\nc\n"),
        ("<blockquote><p>a</p></blockquote><blockquote><p>b</p><p>c</p></blockquote>", "> a\n\n> b\n>\n> c\n"),
        ("<blockquote>a<cite>Ann Lee, cook</cite></blockquote>", "> a\n>\n> — Ann Lee, cook\n"),
        ("<figure><blockquote>a</blockquote><figcaption>– Ann</figcaption></figure>", "> a\n>\n> – Ann\n"),
        ("<blockquote>I read <cite>Emma</cite> often.</blockquote>", "> I read Emma often.\n"),
        ("<aside class='pull-quote'>a</aside>", "> a\n"),
        ("<table><tr><th>R<th>L<tr><td>A|b<td>2 km</table>", "| R | L |\n|---|---|\n| A\\|b | 2 km |\n"),
        ("<table><caption>C</caption><tr><th>R<th>L<tr><td rowspan=2>A<td>1<tr><td>2</table>", "C\n\n| R | L |\n|---|---|\n| A | 1 |\n| A | 2 |\n"),
        ("<table><tr><th>R<th>L<th>M<tr><td colspan=2>A<td>1</table>", "| R | L | M |\n|---|---|---|\n| A |  | 1 |\n"),
        ("<table><tr><th>Area<td>5 km<tr><th>Age:<td>9</table>", "- **Area**: 5 km\n- **Age**: 9\n"),
        ("<table><tr><td><p>a</p><table><tr><td>b</table><td>c</table>", "a\n\nb\n\nc\n"),
        ("<dl><dt>Area</dt><dd>5 km</dd><dt>B</dt><dt>C:</dt><dd>d</dd></dl>", "- **Area**: 5 km\n- B\n- **C**: d\n"),
        ("<p><b>Ann:</b> yes, <b>no</b>.</p>", "**Ann:** yes, no.\n"),
        ("<p><strong>Who</strong><strong> is it?</strong></p>", "**Who is it?**\n"),
        ("<p><b>A<br>b</b> c</p>", "**A**\n**b** c\n"),
        ("<p><b>T</b>he city</p>", "The city\n"),
        ("<p><b>  </b>a <i>b</i> <a href=x>c</a><u>d</u></p>", "a b cd\n"),
        ("<p>a<br>b<br><br>c</p>", "a\nb\n\nc\n"),
        ("<p>She is <q>fine</q>.</p>", "She is “fine”.\n"),
        ("<p>a<sup><a href='#n1'>[1]</a></sup> b<sup>2</sup></p>", "a b2\n"),
        ("<p>un\u00adseen\u200b</p><p hidden>h</p><p style='display: none'>h</p><script>s</script><p>a<!-- c -->b<?pi?></p>", "unseen\n\nab\n"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```\n"),
        ("<p>a  b\n c&nbsp;d &lt;e&gt; &amp;amp; 1. * #</p>", "a b c\u00a0d <e> &amp; 1. * #\n"),
        ("text <div>in a div</div> and after", "text\n\nin a div\n\nand after\n"),
    ],
)  # fmt: skip
def test_html_keeps_the_shapes_that_the_parser_reads(html, text):
    assert read_fragment(html) == text


def test_the_furniture_of_a_page_is_left_out_and_nothing_of_the_article():
    found = convert(RIVERS.encode(), HTML, "r.html", "https://example.org/r")
    assert found.text.startswith("# Two rivers\n\nBy Ina Holt\n\nThe Aller is 215 km long.")
    assert found.text.count("The bridge at the mill is older than the town.") == 2, (
        "the teaser's is not the article's"
    )
    for words in (
        "A boat, photo by Jan on Unsplash",
        "> — Karl Meyer, mayor",
        "| Weser | 452 km |",
        "- Mills – 3",
    ):
        assert words in found.text
    assert "Home" not in found.text and "All rights reserved" not in found.text
    assert found.metadata.model_dump() == {
        "title": "Two rivers", "title_is_ours": False, "author": "Ina Holt", "publisher": "The Daily Water",
        "language": "en", "url": "https://example.org/r", "date": "2024-05-31",
    }  # fmt: skip
    assert found.page is not None and found.page.text.startswith("Home\nCelle (Germany)\nThe bridge")


def test_an_article_whose_wrapper_is_named_like_furniture_is_kept():
    body = "".join(
        f"<p>Sentence number {n} of a text about rivers and the towns on their banks.</p>" for n in range(12)
    )
    found = page(
        f"<div class='content with-sidebar'><h1>T</h1>{body}<p>End.</p></div><div class='sidebar'><p>Read this too</p></div>"
    )
    assert found.text.endswith("End.\n") and "Read this too" not in found.text


def test_the_canonical_address_is_taken_from_the_same_site_alone():
    head = "<head><link rel=canonical href='https://www.example.org/real'></head>"
    body = "<p>The river is long and cold here.</p>"
    assert page(body, head, url="https://example.org/x?utm=1").metadata.url == "https://www.example.org/real"
    assert page(body, head, url="https://other.org/x").metadata.url == "https://other.org/x"
    assert page(body, head).metadata.url == "https://www.example.org/real"


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="the labelled articles are not on this machine")
@pytest.mark.parametrize(
    "path", sorted(ARTICLES.rglob("*.html")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_no_word_and_no_heading_of_a_real_article_is_lost(path):
    raw = path.read_bytes()
    found = convert(raw, HTML, path.name)
    body = lxml_html.document_fromstring(raw.decode()).find("body")
    assert re.findall(r"\w+", found.text) == re.findall(r"\w+", body.text_content())
    levels = [int(element.tag[1]) for element in body.iter("h1", "h2", "h3", "h4")]
    assert [len(marks) for marks in re.findall(r"^(#+) ", found.text, flags=re.MULTILINE)] == levels


def test_a_word_document_keeps_its_shapes():
    found = convert(files.docx(), DOCX, "a.docx")
    assert found.text == (
        "# Two rivers\n\nThe Aller is 215 km long. “I swim in it,” said Ina Holt.\n\n# Celle (Germany)\n\n- Bakers – 12\n"
        "- Mills – 3\n\n> It is old, and we love it.\n\n| River | Length |\n|---|---|\n| Aller | 215 km |\n\n**Who swims?**\n"
    )
    assert (found.metadata.title, found.metadata.author) == ("Two rivers", "Ina Holt")


def test_a_book_is_read_in_the_order_of_its_chapters():
    found = convert(files.epub(), EPUB, "a.epub")
    assert found.text == (
        "# El Aller\n\nEl Aller es un río largo y muy frío.\n\n# El Weser\n\nEl Weser llega hasta el mar del Norte.\n"
    )
    assert (found.metadata.title, found.metadata.author) == ("Dos ríos", "Ina Holt, Karl Meyer")
    assert (found.metadata.language, found.metadata.publisher) == ("es", "Agua")


def test_a_pdf_has_its_headings_paragraphs_and_items_back():
    found = convert(files.article_pdf(), PDF, "a.pdf")
    assert found.text == (
        "# Two rivers\n\nThe Aller is 215 km long, and the people who live along its banks know each of the bends of it. They swim "
        "in it, in summer and in winter, and even on days when there are floes on the water.\n\n## Celle (Germany)\n\n- Bakers – 12\n\n- Mills – 3\n\nThe water is cold and nobody minds it, not "
        "even the oldest of those who come here for it in winter.\n\n## Verden\n\nIt has a bridge.\n"
    )
    assert found.metadata.title == "Two rivers"
    assert found.warnings == ("a.pdf: left out 4 running lines and page numbers ('The Daily Water').",)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("---\ntitle: Two rivers\nauthors: [Ina Holt, Karl]\ndate: 2024-05-31\nlang: es-MX\nurl: https://a.b/c\ntags: [x]\n---\n", ("Two rivers", "Ina Holt, Karl", "2024-05-31", "es", "https://a.b/c")),
        ('+++\ntitle = "Two rivers"\ndate = 2024-05-31T10:00:00Z\n+++\n', ("Two rivers", None, "2024-05-31", None, None)),
        ("---\nTitle: 'A: b'\nauthor: {name: Ina}\nurl: /relative\n---\n", ("A: b", "Ina", None, None, None)),
        ("---\n- a\n---\n", (None,) * 5),
        ("Text first\n---\ntitle: T\n---\n", (None,) * 5),
    ],
)  # fmt: skip
def test_front_matter_is_metadata(header, expected):
    metadata, warning = read_front_matter(header + "# Text\n", "a.md")
    assert (metadata.title, metadata.author, metadata.date, metadata.language, metadata.url) == expected
    assert warning is None


def test_broken_front_matter_is_remarked_and_left_alone():
    metadata, warning = read_front_matter("---\ntitle: [a\n---\nText", "a.md")
    assert metadata.title is None and warning == "a.md: its front matter is no valid YAML; left alone."


def test_a_file_beside_it_goes_before_what_a_text_says_itself(tmp_path):
    (tmp_path / "a.md").write_text("---\ntitle: Inner\nauthor: Ina\n---\nThe river is long.\n", "utf-8")
    (tmp_path / "a.meta.json").write_text('{"title": "Outer"}', "utf-8")
    [(document, _)] = read_parsed([tmp_path])
    assert (document.title, document.author) == ("Outer", "Ina")
    assert document.text.startswith("---\ntitle: Inner"), "the text is the file's"
    assert [document.slice(one.span) for one in document.sentences] == ["The river is long."]


def test_files_of_all_kinds_stand_in_one_corpus(tmp_path):
    for name, raw in {
        "a.txt": b"The river is long.", "b.md": b"# T\n\nThe river is long.", "c.html": RIVERS.encode(), "d.pdf": files.article_pdf(),
        "e.docx": files.docx(), "sub/f.epub": files.epub(), "skipped.odt": b"x",
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    sources = list(read_sources([tmp_path]))
    assert [source.id for source in sources] == ["a", "b", "c", "d", "e", "sub/f"]
    for source in sources:
        document = parse_text(source.text, document_id=source.id, metadata=source.metadata)
        assert document.text == source.text and document.sentences
