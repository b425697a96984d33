import pytest
from hypothesis import given, settings
from test_parser import PIECES, parsed

from hashing import ROOT
from hubbot.reading.passages import split_passages
from hubbot.reading.structure import parse_text
from hubbot.types import PassageKind, SectionRole

SEED = (ROOT / "corpus" / "latam-tech-hubs.txt").read_bytes().decode()


def passages(text, kind=None, language="en"):
    return [one for one in split_passages(parsed(text, language)) if kind is None or one.kind is kind]


def texts(text, kind, language="en"):
    return [one.text for one in passages(text, kind, language)]


def test_the_sentence_that_answers_is_a_quote_of_its_speaker_in_its_city():
    (found,) = [one for one in passages(SEED) if one.text.startswith("Medellin is not as heavy of traffic")]
    assert found.text.endswith("making it better than Bogota for many.")
    assert (found.kind, found.speaker, found.city, found.country) == (
        PassageKind.QUOTE, "Jorge", "Medellin", "Colombia",
    )  # fmt: skip
    assert found.speaker_role == "senior\u00a0Node.js/React.js developer"
    assert found.section == "Medellin (Colombia)"


def test_the_article_has_each_kind():
    counts = {kind: len(passages(SEED, kind)) for kind in PassageKind}
    assert counts[PassageKind.FACT] == 21
    assert counts[PassageKind.REPORTED] == 10
    assert counts[PassageKind.QUOTE] == 4  # two sentences of Jorge's, his whole quote, Miguel's sentence


def test_author_box_and_credits_keep_their_role():
    found = passages(SEED)
    credits = [one.text for one in found if one.role is SectionRole.CREDIT]
    assert len(credits) == 3 and all("photo by" in one for one in credits)
    assert all(one.section is None for one in found if one.role is SectionRole.CREDIT)
    author = [one.text for one in found if one.role is SectionRole.AUTHOR]
    assert "Vit Koval" in author and "Co-founder at Globy" in author


def test_headings_are_no_passages():
    titles = {section.title for section in parsed(SEED).sections}
    assert titles.isdisjoint(one.text for one in passages(SEED))


def test_a_quote_of_several_sentences_is_also_one_passage():
    text = "Ann said: “It is cheap. It is quiet.”"
    assert texts(text, PassageKind.QUOTE) == ["It is cheap.", "It is cheap. It is quiet.", "It is quiet."]


def test_a_mixed_sentence_is_reported_and_its_quoted_words_are_a_quote():
    text = "Ann said, “It is good here.” The town is old."
    assert texts(text, PassageKind.QUOTE) == ["It is good here."]
    assert texts(text, PassageKind.REPORTED) == ["Ann said, “It is good here.”"]
    assert texts(text, PassageKind.SENTENCE) == ["The town is old."]
    assert {one.speaker for one in passages(text) if one.kind is PassageKind.QUOTE} == {"Ann"}


def test_a_fact_is_not_a_sentence_too():
    text = "Rent – $650\n\nThe town is old."
    assert texts(text, PassageKind.FACT) == ["Rent – $650"]
    assert texts(text, PassageKind.SENTENCE) == ["The town is old."]


def test_a_table_row_is_one_passage():
    text = "| City | Rent | Sun |\n|---|---|---|\n| Lima | $5 | 9 h |\n"
    assert texts(text, PassageKind.FACT) == ["| Lima | $5 | 9 h |"]
    assert len(passages(text)) == 1


def test_paragraphs_of_two_sentences_or_more():
    assert texts("One is. Two is.\n\nThree is.", PassageKind.PARAGRAPH) == ["One is. Two is."]


def test_repeated_words_get_ids_of_their_own():
    text = "It is fast.\n\nIt is slow.\n\nIt is fast.\n\nIt is fast.\n"
    one, _, two, three = passages(text)
    assert two.id == f"{one.id}-2" and three.id == f"{one.id}-3"
    assert one.id.startswith("x#sentence-")


def test_ids_do_not_depend_on_offsets():
    before = {one.id for one in passages("It is slow.\n\nIt is fast.\n")}
    after = {one.id for one in passages("Something new stands here.\n\nIt is slow.\n\nIt is fast.\n")}
    assert before < after


def test_overlong_sentences_are_cut_between_words():
    found = passages("word, " * 1000, PassageKind.SENTENCE)
    assert all(len(one.text) <= 1000 and not one.text.startswith((" ", ",")) for one in found)
    assert len(found) > 5
    assert [len(one.text) for one in passages("x" * 2500) if one.kind is PassageKind.SENTENCE]


@settings(max_examples=200, deadline=None)
@given(PIECES)
def test_passages_of_any_text_hold(text):
    if not text.strip() or "\0" in text:
        return
    document = parsed(text)
    found = split_passages(document)
    assert len({one.id for one in found}) == len(found)
    assert list(found) == sorted(found, key=lambda one: (one.span, one.kind))
    assert found == split_passages(parsed(text))
    for one in found:
        assert document.slice(one.span) == one.text and one.text.strip()
        assert document.section_by_id[one.section_id].span.contains(one.span)


@pytest.mark.parametrize(
    ("line", "side"),
    [
        ("By Wanda Roe | 2016-04-26", True),
        ("Por Ana Pérez", True),
        ("Written by Ina Holt and Ole Berg", True),
        ("By Friday the bridge had been paid for.", False),
        ("By then nobody came", False),
    ],
)
def test_a_byline_stands_aside_from_what_the_article_says(line: str, side: bool) -> None:
    document = parse_text(f"# Bridges\n\n{line}\n\nThe bridge is old. It leans.", document_id="d")
    role = next(passage.role for passage in split_passages(document) if passage.text == line)
    assert (role is SectionRole.CREDIT) == side


def test_the_line_that_credits_a_quote_is_no_answer():
    text = """# Ferries

Some say so.

> The ferry was late every day of that long winter.
>
> — @mara, ["How the ferry was lost"](https://a.example/lost)

The harbour has two piers now.
"""
    found = {one.text: one.role for one in passages(text)}
    (credit,) = [role for words, role in found.items() if words.startswith("—")]
    assert credit is SectionRole.CREDIT
    assert found["The ferry was late every day of that long winter."] is SectionRole.BODY
    assert found["The harbour has two piers now."] is SectionRole.BODY


def test_a_line_of_writers_below_the_title_is_a_credit_and_no_passage_of_the_text():
    text = "# The mill\n\nAnn Lee, Tom Hale\n\nThe mill stands by the river and has turned for two hundred years.\n"
    passages = split_passages(parse_text(text, document_id="x"))
    roles = {p.text: p.role for p in passages if p.kind is PassageKind.SENTENCE}
    assert roles["Ann Lee, Tom Hale"] is SectionRole.CREDIT
    assert roles["The mill stands by the river and has turned for two hundred years."] is SectionRole.BODY
