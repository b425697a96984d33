import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashing import ROOT
from hubbot.errors import CorpusError
from hubbot.reading.parser import parse_text, read_corpus, read_document
from hubbot.sources.metadata import Metadata
from hubbot.types import SectionRole

SEED = (ROOT / "corpus" / "latam-tech-hubs.txt").read_bytes().decode()
MINI = ROOT / "tests" / "data" / "mini_article.txt"
ENGLISH = Metadata(language="en")
PIECES = st.lists(
    st.sampled_from(
        ["# A b", "Lima (Peru)", "Rent – $5", "**A:** I go?", "**B:** We go.", "“Yes,” said Ann. ", "> Q. – Ann", "\n",
         "\n\n", "\r\n", "\r", "—No —dijo Ana—. ", "|a|b|\n|-|-|\n|c|1|", "```", "- x: 1", "Photo: Ann Lee", "İß😀e\u0301",
         "\u00a0", "*", "“", "”", "‘", '"', "About the author", "Ann, a cook, said it. ", "x" * 300, ".", "---", ":",
         "‘He cried “no” and ran,’ ", "**Who am I?**\n\nI am me.\n\n", "[Ann Lee](u) ", "according to ", "the company said that ",
         "Ann and Bob said ", "They said “no", "She told us ", "quoted Ann Lee, a cook, as saying ", "—", " «sí» ",
         "> > “Yes", "| | **b** |\n|-|-|\n| **c** | *1* |\n", "By Ann Lee | 2016-04-26\n", "1.1 A b\n", "A b\n===\n",
         "President Ann Lee called it “odd” and ", "segundo a ", "dijo a Efe ", "        ", "\u2028"]
    ) | st.text(max_size=20),
    max_size=25,
).map("".join)  # fmt: skip


def parsed(text, language="en"):
    return parse_text(text, document_id="x", metadata=Metadata(language=language))


def test_the_article_has_its_sections():
    document = read_document(ROOT / "corpus" / "latam-tech-hubs.txt", ROOT / "corpus")
    assert document.text == SEED
    assert (document.id, document.title_is_ours, document.author) == ("latam-tech-hubs", True, "Vit Koval")
    body = [one for one in document.sections if one.role is SectionRole.BODY]
    assert [(one.title, one.city, one.country) for one in body] == [
        ("", None, None),
        ("Belo Horizonte (Brazil)", "Belo Horizonte", "Brazil"),
        ("Medellin (Colombia)", "Medellin", "Colombia"),
        ("Córdoba (Argentina)", "Córdoba", "Argentina"),
        ("Guadalajara (Mexico)", "Guadalajara", "Mexico"),
        ("Colonia (Uruguay)", "Colonia", "Uruguay"),
        ("Santiago (Chile)", "Santiago", "Chile"),
        ("San José (Costa Rica)", "San José", "Costa Rica"),
        ("The bottom line", None, None),
    ]
    credits = [one for one in document.sections if one.role is SectionRole.CREDIT]
    parents = [document.section_by_id[one.parent or ""].title for one in credits]
    assert parents == ["Medellin (Colombia)", "Guadalajara (Mexico)", "Santiago (Chile)"]
    assert [one.city for one in credits] == ["Medellin", "Guadalajara", "Santiago"]
    author = document.sections[-1]
    assert (author.role, author.title) == (SectionRole.AUTHOR, "Article author")
    assert document.slice(author.span).startswith("Author avatar")


def test_the_article_has_its_facts():
    document = parsed(SEED)
    found = [
        (document.section_by_id[fact.section_id].city, fact.number, fact.note, fact.truncated)
        for fact in document.facts
    ]
    numbers = {
        "Belo Horizonte": (214_300_000, 95, 475_272),
        "Medellin": (51_520_000, 36, 64_638),
        "Córdoba": (45_810_000, 23, 114_576),
        "Guadalajara": (126_700_000, 43, 223_398),
        "Colonia": (3_426_000, 2, 14_112),
        "Santiago": (19_490_000, 26, 61_068),
        "San José": (5_154_000, 3, 22_701),
    }
    notes = {475_272: "Statista"}
    assert found == [
        (city, number, notes.get(number), number == 95) for city, three in numbers.items() for number in three
    ]
    assert [fact.unit for fact in document.facts[:3]] == ["million", None, None]


def test_a_small_article():
    document = read_document(MINI, MINI.parent)
    assert (document.id, document.title, document.title_is_ours) == ("mini_article", "Mini article", True)
    assert document.language == "en"
    assert [one.city for one in document.sections] == [None, "Brisa", "Alturas", "Nordvik"]
    assert [fact.value for fact in document.facts] == ["12,400", "$650", "48,100", "9,050"]
    assert [(one.speaker, str(one.kind)) for one in document.speeches] == [
        ("Ana", "reported"), ("Ana", "direct"), ("Tomás", "reported")
    ]  # fmt: skip


def assert_spans_hold(document):
    text = document.text
    assert document.sections[0].span.start == 0 and document.sections[-1].span.end == len(text)
    ids = {section.id: section for section in document.sections}
    for one, two in pairwise(document.sections):
        assert one.span.end == two.span.start
    for section in document.sections:
        assert section.title_span is None or document.slice(section.title_span) == section.title
    at = 0
    for sentence in document.sentences:
        assert at <= sentence.span.start < sentence.span.end <= len(text)
        assert ids[sentence.section_id].span.contains(sentence.span)
        assert document.paragraphs[sentence.paragraph].span.contains(sentence.span)
        at = sentence.span.end
    for speech in document.speeches:
        assert len(speech.span) and ids[speech.section_id].span.start <= speech.span.start
        assert speech.speaker_span is None or document.slice(speech.speaker_span) == speech.speaker
        assert speech.role_span is None or document.slice(speech.role_span) == speech.speaker_role
    for fact in document.facts:
        assert document.slice(fact.value_span) == fact.value
        assert fact.note_span is None or document.slice(fact.note_span) == fact.note
        assert document.slice(fact.label_span) == fact.label
        assert fact.subject_span is None or document.slice(fact.subject_span) == fact.subject
        assert fact.span.contains(fact.value_span) and ids[fact.section_id].span.contains(fact.span)


@settings(max_examples=300, deadline=None)
@given(PIECES, st.sampled_from(["en", "es", "pt"]))
def test_every_span_of_any_text_holds(text, language):
    if not text.strip() or "\0" in text:
        with pytest.raises(CorpusError):
            parsed(text, language)
        return
    assert_spans_hold(parsed(text, language))


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_change_no_structure(newline):
    document = parsed(SEED.replace("\n", newline))
    plain = parsed(SEED)
    assert_spans_hold(document)
    assert [one.title for one in document.sections] == [one.title for one in plain.sections]
    assert [one.speaker for one in document.speeches] == [one.speaker for one in plain.speeches]
    assert [one.number for one in document.facts] == [one.number for one in plain.facts]


@pytest.mark.parametrize(
    ("unit", "size"),
    [("a", 10**6), ("word ", 10**6), ("said ", 10**5), ("“a b.” ", 60_000), ("Ana, a cook, said. ", 60_000),
     ("# a\n", 60_000), ("|a|b|\n|---|---|\n", 60_000), ("- a: 5\n", 60_000), ("> a\n", 60_000), ("> ", 200_000),
     ("A: b?\n", 60_000), ("(A (B) ", 60_000), (" ", 10**6), ("\t", 10**6), ("“", 10**5), ("‘A ", 10**5),
     ("Ann Lee came. She said it is so. ", 60_000), ("Ann and ", 60_000), ("**Who am I?**\n\nI am.\n\n", 60_000),
     ("> “A b c d.”\n>\n> — Ann\n\n", 60_000), ("the company said ", 60_000), ("“No,” he said, “and ", 40_000),
     ("a – 5\n", 60_000), ("quoted Ann as saying ", 60_000), ("|", 10**5), ("- ", 10**5), ("*", 10**5), ("[", 10**6)],
    ids=lambda value: str(value)[:12],
)  # fmt: skip
def test_a_large_text_of_one_kind_is_read(unit, size):
    """At these sizes a step that looks back over all that came before would run for hours."""
    document = parsed(unit * (size // len(unit)) + ".")
    assert document.sections[-1].span.end == len(document.text)


def test_a_book_keeps_its_speakers_to_the_last_page():
    page = "## Part\n\nThe mill is old. “It turns,” said Ann Lee, a miller.\n\nShe said that the river rises.\n\n"
    document = parsed(page * 3_000)
    assert (len(document.sections), len(document.speeches)) == (3_000, 6_000)
    assert {speech.speaker for speech in document.speeches} == {"Ann Lee"}


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "empty"),
        (b" \n\xc2\xa0\n", "empty"),
        (b"a\x00b", "NUL character at offset 1"),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_a_reason(tmp_path, raw, message):
    path = tmp_path / "a.txt"
    path.write_bytes(raw)
    with pytest.raises(CorpusError, match=message) as caught:
        read_document(path, tmp_path)
    assert str(path) in str(caught.value)


def test_a_byte_order_mark_is_no_text(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbf# Title\r\n\r\nText here.")
    document = read_document(path, tmp_path)
    assert document.text == "# Title\r\n\r\nText here."
    assert (document.title, document.title_is_ours) == ("Title", False)


def write(path, text="The words of the text are here.", **metadata):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    if metadata:
        path.with_suffix(".meta.json").write_text(json.dumps(metadata), "utf-8")
    return path


def test_metadata_is_read_beside_the_file(tmp_path):
    path = write(
        tmp_path / "a.txt", title="T", author="A", publisher="P", language="es", url="u", date="2020"
    )
    document = read_document(path, tmp_path)
    assert (document.title, document.author, document.publisher) == ("T", "A", "P")
    assert (document.language, document.url, document.date, document.title_is_ours) == (
        "es",
        "u",
        "2020",
        False,
    )


@pytest.mark.parametrize(
    ("metadata", "field"),
    [({"tittle": "T"}, "tittle"), ({"title": 3}, "title"), ({"language": []}, "language")],
)
def test_wrong_metadata_names_file_and_field(tmp_path, metadata, field):
    path = write(tmp_path / "a.txt", **metadata)
    with pytest.raises(CorpusError, match=rf"a\.meta\.json: field {field}"):
        read_document(path, tmp_path)


def test_metadata_that_is_no_json_is_refused(tmp_path):
    path = write(tmp_path / "a.txt")
    path.with_suffix(".meta.json").write_text("{", "utf-8")
    with pytest.raises(CorpusError, match=r"a\.meta\.json"):
        read_document(path, tmp_path)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The town lies on the coast and its people like to talk about the weather.", "en"),
        ("La ciudad está en la costa y a su gente le gusta hablar del tiempo.", "es"),
        ("A cidade fica no litoral e as pessoas gostam de falar sobre o tempo.", "pt"),
    ],
)
def test_the_language_is_detected_where_nobody_states_it(text, language):
    assert parse_text(text, document_id="x").language == language


def test_a_folder_is_read_to_the_bottom_in_order(tmp_path):
    for name in (
        "b.txt",
        "a.md",
        "sub/c.txt",
        "README.md",
        ".hidden.txt",
        ".git/d.txt",
        "e.odt",
        "b.meta.json",
    ):
        write(tmp_path / name, "{}" if name.endswith("json") else "The words of the text are here.")
    assert [document.id for document in read_corpus([tmp_path])] == ["a", "b", "sub/c"]


def test_a_symlink_loop_is_walked_once(tmp_path):
    write(tmp_path / "sub" / "a.txt")
    (tmp_path / "sub" / "again").symlink_to(tmp_path)
    assert [document.id for document in read_corpus([tmp_path])] == ["sub/a"]


def test_a_file_named_twice_is_read_once(tmp_path):
    path = write(tmp_path / "a.txt")
    assert len(read_corpus([path, path, tmp_path])) == 1


def test_two_files_with_one_id_are_refused(tmp_path):
    with pytest.raises(CorpusError, match=r"two files have the id 'a'"):
        read_corpus([write(tmp_path / "x" / "a.txt"), write(tmp_path / "y" / "a.txt")])


@pytest.mark.parametrize("name", ["missing.txt", "missing"])
def test_a_missing_path_is_refused(tmp_path, name):
    with pytest.raises(CorpusError, match="no such file"):
        read_corpus([tmp_path / name])


def test_a_file_of_another_kind_is_refused(tmp_path):
    with pytest.raises(CorpusError, match="not a corpus file"):
        read_corpus([write(tmp_path / "a.exe")])


def test_no_document_at_all_is_refused(tmp_path):
    with pytest.raises(CorpusError, match="no document found"):
        read_corpus([tmp_path])
    with pytest.raises(CorpusError, match="no path given"):
        read_corpus([])
