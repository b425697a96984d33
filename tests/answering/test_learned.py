"""What a corpus teaches is the same whether it is learned in memory or when the index was built."""

from __future__ import annotations

import random
import shutil

import pytest
from rivers import ENGLISH

from hashing import ROOT, HashingEncoder
from hubbot import Chatbot, Settings, build_index, index, store
from hubbot.answering import learned
from hubbot.answering.facttable import group_facts
from hubbot.answering.teaching import learn
from hubbot.text import tokenize
from hubbot.types import SectionRole

SETTINGS = Settings(scorer="none")
QUESTIONS = (
    "Which city has fewer workshops than Bergen?",
    "Who says that the harbour never sleeps?",
    "What does the carpenter say?",
    "What does Ingrid say about the ferries?",
    "How many sailors are in the schools of Valdivia?",
    "When did the fish market open?",
    "Does Lisbon have ferries?",
    "which city has less traffic than Bogota?",
    "what is Plan Ceibal?",
    "who wrote the article?",
    "hello",
)


@pytest.fixture(scope="module")
def pair(tmp_path_factory) -> tuple[Chatbot, Chatbot]:
    """One corpus twice: learned in memory, and kept beside an index whose records are read from the disk."""
    home = tmp_path_factory.mktemp("learned")
    (home / "corpus").mkdir()
    shutil.copy(ROOT / "corpus" / "latam-tech-hubs.txt", home / "corpus")
    (home / "corpus" / "rivers.txt").write_text(ENGLISH, "utf-8")
    build_index(home / "corpus", home / "memory", encoders=[HashingEncoder()])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(learned, "KEPT_FROM", 1)
        build_index(home / "corpus", home / "kept", encoders=[HashingEncoder()])
        patched.setattr(store, "MAP_FROM", 1)
        kept = Chatbot.load(home / "kept", encoders=[HashingEncoder()], settings=SETTINGS)
        return Chatbot.load(home / "memory", encoders=[HashingEncoder()], settings=SETTINGS), kept


def test_what_is_kept_is_what_is_learned_in_memory(pair):
    memory, kept = (chatbot.knowledge for chatbot in pair)
    assert memory.learned is None
    assert kept.learned is not None
    assert kept.entities.names == memory.entities.names
    assert kept.entities.by_key == memory.entities.by_key
    assert kept.entities.abbreviated == memory.entities.abbreviated
    lost = memory.entities.vocabulary - kept.entities.vocabulary
    assert all(word.isdigit() and len(word) > learned.LONGEST_NUMBER for word in lost)
    assert len(kept.entities.vocabulary) > 500
    assert kept.groups == memory.groups
    assert len(kept.groups) > 3
    assert kept.speakers == memory.speakers
    assert kept.side_names == memory.side_names
    assert kept.side_names


def test_what_is_said_of_a_passage_is_the_same(pair):
    memory, kept = (chatbot.knowledge for chatbot in pair)
    for passage in memory.index.passages:
        for what in ("stems", "context_stems", "names", "paragraph_names", "own_names", "following"):
            assert getattr(kept, what)(passage) == getattr(memory, what)(passage)


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_are_the_same(pair, question):
    memory, kept = (chatbot.ask(question) for chatbot in pair)
    assert kept.citations == memory.citations
    assert (kept.answer, kept.reason, kept.suggestions) == (memory.answer, memory.reason, memory.suggestions)
    assert kept.confidence == pytest.approx(
        memory.confidence, abs=0.1
    )  # how rare a word is counts headings too


def test_starters_are_the_same(pair):
    memory, kept = pair
    assert kept.suggestions() == memory.suggestions()


def test_speakers_are_found_by_what_describes_them(pair):
    memory, kept = (chatbot.knowledge for chatbot in pair)
    carpenter = memory.speakers_by(frozenset({"senior", "carpent"}), "en")
    assert len(carpenter) == 1
    assert kept.speakers_by(frozenset({"senior", "carpent"}), "en") == carpenter
    assert kept.speakers_by(frozenset({"fog"}), "en") == carpenter
    assert kept.speakers_by(frozenset({"carpent", "harbour"}), "en") == frozenset()


def test_a_word_of_many_passages_is_less_rare(pair):
    for chatbot in pair:
        rarity = chatbot.knowledge.rarity
        assert rarity("citi") < rarity("cano") < rarity("neverwritten")


def test_a_small_corpus_keeps_nothing(mini_index):
    assert index.LEARNED not in store.read_manifest(mini_index).files


def test_what_another_version_learned_is_not_used(pair, monkeypatch):
    _, kept = pair
    content = kept.index.learned
    assert learned.read_learned(content) is not None
    assert learned.read_learned(b"{}") is None
    monkeypatch.setattr(learned, "VERSION", learned.VERSION + 1)
    assert learned.read_learned(content) is None
    assert Chatbot(kept.index, kept.encoders, SETTINGS).ask("When did the fish market open?").answer


def test_words_of_a_corpus_are_those_of_its_texts(pair):
    memory, _ = pair
    words = {
        token.removesuffix("'s").strip("'.")
        for document in memory.documents
        for token, _ in tokenize(document.text)
    }
    assert learn(memory.documents, memory.index.passages).vocabulary == words


def test_names_beside_the_body_are_in_no_body(pair):
    memory, _ = pair
    for name in memory.knowledge.side_names:
        there = [p for p in memory.index.passages if name in memory.knowledge.names(p)]
        assert there
        assert all(passage.role is not SectionRole.BODY for passage in there)


def test_fact_lines_are_grouped_as_if_each_group_were_looked_at(pair):
    memory, _ = pair
    chosen = random.Random(2)
    for _ in range(20):
        documents = chosen.sample(list(memory.documents), len(memory.documents))
        groups = group_facts(documents, memory.knowledge.entities)
        for at, group in enumerate(groups):
            assert not any(group.common <= other.common for other in groups[:at])
            assert all(entry.names >= entry.label_names for entry in group.entries)
