"""The invariant that holds the house up: what is shown is what is printed, for any text and any question."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from hashing import DATA, HashingEncoder
from hubbot import Chatbot, Settings, build_index
from hubbot import index as index_module
from hubbot.contract import Answer
from hubbot.errors import CorpusError, HubbotError, QuestionError
from hubbot.sources.decoding import decode
from hubbot.verification import verify_index

ENCODER = HashingEncoder()
MEGABYTE_LIMIT = 60  # seconds of the processor; what is quadratic takes hours

# Pieces of which articles are made, and pieces that have broken readers of articles.
PIECES = [
    *(
        "Aldara (Norland)",
        "# Heading",
        "Heading\n=======",
        "Number of workshops – 120",
        "| a | b |\n|---|---|\n| 1 | 2 |",
    ),
    *(
        "“It is quiet,” said Marta, a carpenter.",
        "Tomás thinks so.",
        "He said: 'no'.",
        "– Yes, I do.",
        "- item",
        "1. one",
    ),
    *("\r\n", "\r", "\n\n", "\t", "\u00a0", "\u2028", "\u200b", "\ufeff", "\x0b", "\x1c", "\x85", "  "),
    *(
        "İstanbul",
        "ß",
        "ﬁn",
        "e\u0301",
        "é",
        "🚀",
        "👩‍👩‍👧",
        "🇧🇷",
        "مرحبا",
        "你好。",
        "\u202eevil",
        "“",
        "”",
        "«",
        "»",
        "’",
        '"',
    ),
    *(
        "95 (based on",
        "$3.5 million",
        "60-80%",
        "...",
        "?!",
        "e.g. this",
        "https://a.b/c?d=e",
        "<img src=x onerror=1>",
    ),
    *(
        "---\ntitle: x\n---\n",
        "```\ncode\n```",
        "> quoted",
        "[1]",
        "**bold**",
        "Photo by A on B",
        "About the author",
    ),
]
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
    st.lists(
        st.one_of(st.sampled_from(PIECES), st.text(st.characters(exclude_categories=["Cs"]), max_size=12)),
        max_size=30,
    ).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map("\n".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
)
questions = st.one_of(
    st.text(max_size=120),  # lone surrogates too: a question need not come from a file
    st.lists(
        st.sampled_from(
            [
                "which",
                "city",
                "what",
                "who",
                "said",
                "how",
                "many",
                "workshops",
                "more",
                "than",
                "less",
                "Aldara",
                "Brenna",
                "Marta",
                "340",
                "not",
                "and",
                "?",
                "la",
                "ciudad",
                "quién",
                "disse",
                "population",
                "compare",
                "é",
                "🚀",
                "\x00",
                "“",
                "'",
                "%",
                "$",
                "2019",
                "million",
                "everywhere",
            ]
        ),
        max_size=12,
    ).map(" ".join),
)


def build(content: bytes, folder: Path) -> Path:
    (folder / "corpus").mkdir()
    (folder / "corpus" / "text.txt").write_bytes(content)
    build_index(folder / "corpus", folder / "index", encoders=[ENCODER])
    return folder / "index"


def assert_whole(folder: Path, raw: bytes) -> None:
    """Every record of the index stands where it says, in the text of the file letter for letter."""
    index = index_module.load(folder)
    (document,) = index.documents
    text, encoding, warning = decode(raw, "text.txt")
    assert document.text == text
    assert bool(warning) is not _is_utf8(
        raw
    )  # an encoding that is not UTF-8 is told, and any that is is read as it is
    if _is_utf8(raw):
        assert (text, encoding) == (raw.removeprefix(b"\xef\xbb\xbf").decode(), "utf-8")
    for passage in index.passages:
        assert document.text[passage.span.start : passage.span.end] == passage.text != ""
    for speech in document.speeches:
        assert speech.speaker_span is None or document.slice(speech.speaker_span) == speech.speaker
        assert speech.role_span is None or document.slice(speech.role_span) == speech.speaker_role
    for fact in document.facts:
        assert fact.label == document.slice(fact.label_span)
        assert fact.subject_span is None or fact.subject == document.slice(fact.subject_span)
        assert document.slice(fact.value_span) == fact.value
        assert fact.note_span is None or document.slice(fact.note_span) == fact.note
    assert verify_index(folder).problems == ()


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def assert_verbatim(answer: Answer, chatbot: Chatbot) -> None:
    for citation in (*answer.citations, *answer.closest):
        document = chatbot.index.document_by_id[citation.document_id]
        assert document.text[citation.start : citation.end] == citation.text != ""
        assert citation.sha256 == document.sha256
        assert citation.speaker is None or citation.speaker in document.text
    assert 0 <= answer.confidence <= 1
    if answer.abstained:
        assert answer.answer is None
        assert answer.reason
        assert answer.citations == ()
    else:
        assert answer.answer
        assert answer.closest == ()
    json.dumps(answer.to_dict())


@given(texts)
@example("")
@example("\r\n\r\n")
@example("One line.\rAnother line.\rA third.")
@example("Caf\u00e9 is open. Cafe\u0301 is open.")
@example("İstanbul’da “İyi,” dedi İpek. STRASSE, Straße.")
@example("🚀 “🚀 is quiet,” said Marta 🚀.")
@example("A.\x00B.")
@example("\u0300")
@example("\ufeffA byte order mark stands here.")
def test_any_text_gives_an_index_or_a_clear_error(text):
    raw = text.encode()
    with TemporaryDirectory() as folder:
        try:
            built = build(raw, Path(folder))
        except CorpusError as error:
            assert "text" in str(error)
            assert not (Path(folder) / "index").exists()
        else:
            assert_whole(built, raw)


@given(st.binary(max_size=200))
@example(b"\xff\xfeA\x00")
@example(b"caf\xe9")
@example(b"\xed\xa0\x80")
@settings(max_examples=25)
def test_any_bytes_give_an_index_or_a_clear_error(raw):
    with TemporaryDirectory() as folder:
        try:
            built = build(raw, Path(folder))
        except CorpusError as error:
            assert "text.txt" in str(error) or "no sentence" in str(error)
        else:
            assert_whole(built, raw)


@given(texts, questions)
@settings(max_examples=25)
def test_any_question_about_any_text_is_answered_verbatim_or_not_at_all(text, question):
    assume(text.strip())
    with TemporaryDirectory() as folder:
        try:
            built = build(text.encode(), Path(folder))
        except CorpusError:
            return
        chatbot = Chatbot.load(built, encoders=[ENCODER], settings=Settings(scorer="none"))
        assert_verbatim(chatbot.ask(question), chatbot)
        for starter in chatbot.suggestions():
            assert_verbatim(chatbot.ask(starter), chatbot)


@given(questions)
@example("")
@example("\x00")
@example("\ud800 which city?")
@example("İ" * 200)
@example("which city has " + "more " * 150 + "noise?")
@settings(max_examples=120)
def test_ask_never_raises(mini_chatbot, question):
    assert_verbatim(mini_chatbot.ask(question), mini_chatbot)


@given(st.lists(questions, max_size=5), questions)
def test_ask_with_any_history_never_raises(mini_chatbot, history, question):
    assert_verbatim(mini_chatbot.ask(question, history), mini_chatbot)


@given(questions)
def test_the_same_question_gets_the_same_answer(mini_chatbot, question):
    assert mini_chatbot.ask(question).to_dict() == mini_chatbot.ask(question).to_dict()


@given(questions, st.integers(1, 30))
def test_search_returns_at_most_top_k_in_order(mini_chatbot, question, top_k):
    hits = mini_chatbot.search(question, top_k)
    assert len(hits) <= top_k
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_question_that_is_too_long_is_refused_by_name(mini_chatbot):
    with pytest.raises(QuestionError, match="shorten it"):
        mini_chatbot.ask("x" * 1_001)


@pytest.mark.parametrize(
    "raw",
    [b"", b"   \n", b"One.\x00Two.", b"\x00" * 100, b"\xff\xfe", bytes(range(256))],
    ids=["empty", "blank", "nul", "only nul", "utf-16 mark", "every byte"],
)
def test_what_is_no_text_says_which_file_and_why(tmp_path, raw):
    with pytest.raises(CorpusError, match=r"text\.txt: .{10,}"):
        build(raw, tmp_path)


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "Aldara has less noise than Brenna and the trains come on time. ",
            "no end in sight ",
            "a",
            "“a” ",
            "“",
        ),
        *(
            "Marta said, “It is quiet.” ",
            "Number of workshops – 120\n",
            "1,234.5 ",
            "🚀",
            "(",
            "\r",
            "- a\n",
            "| a ",
        ),
    ],
)
def test_a_megabyte_in_one_go_is_read_in_reason(tmp_path, unit):
    size = 200_000 if set(unit) & {"\n", "\r"} else 1_000_000  # one line of a megabyte, or very many lines
    text = unit * (size // len(unit.encode()))
    started = time.process_time()
    try:
        build(text.encode(), tmp_path)
    except CorpusError:
        pass
    else:
        index = index_module.load(tmp_path / "index")
        assert all(index.documents[0].slice(p.span) == p.text for p in index.passages)
    assert time.process_time() - started < MEGABYTE_LIMIT


def test_two_documents_are_kept_apart(tmp_path):
    corpus = tmp_path / "corpus"
    (corpus / "deep").mkdir(parents=True)
    shutil.copy(DATA / "three_workshops.txt", corpus / "one.txt")
    shutil.copy(DATA / "three_workshops.txt", corpus / "deep" / "one.txt")
    build_index(corpus, tmp_path / "index", encoders=[ENCODER])
    chatbot = Chatbot.load(tmp_path / "index", encoders=[ENCODER], settings=Settings(scorer="none"))
    assert [document.id for document in chatbot.documents] == ["deep/one", "one"]
    for name in ("one", "deep/one"):
        answer = chatbot.ask("Which city has less noise than Brenna?", document_id=name)
        assert {citation.document_id for citation in answer.citations} == {name}
        assert_verbatim(answer, chatbot)


def test_errors_of_ask_are_hubbot_s_own(mini_chatbot):
    with pytest.raises(HubbotError):
        mini_chatbot.ask("hi", document_id="absent")
