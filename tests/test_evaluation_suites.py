"""Suites over public sets: read without moving an offset, asked of their own article, skipped where absent."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from hubbot.evaluation.ablation import ChangedChatbot, _weighed, ablation
from hubbot.evaluation.bench import Bench, read_asked, read_texts
from hubbot.evaluation.remembering import RememberingEncoder, RememberingScorer
from hubbot.evaluation.rewrites import Rewrite, added_words, conversation, read_rewrite, stand_alone
from hubbot.evaluation.suites import run_suites
from hubbot.scorer import ReadBy, Reading

RIVERS = ("The Aller is 215 km long. It rises near Seehausen.", "The Weser flows into the North Sea.")
WELLS = ("The well of Zerbst is 80 m deep.", "Monks dug it in 1214.")


def write(path, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def document(name, paragraphs, language="en"):
    numbered = [{"id": f"p{at}", "text": text} for at, text in enumerate(paragraphs)]
    return {"doc_id": name, "lang": language, "paragraphs": numbered}


def asked(name, document_id, question, answer=None, paragraph=0, text=""):
    known = answer is not None
    starts = [{"text": answer, "start": text.index(answer)}] if known else []
    return {
        "id": name, "doc_id": document_id, "question": question, "lang": "en", "answerable": known,
        "answers": starts, "gold_paragraph_id": f"p{paragraph}" if known else None,
    }  # fmt: skip


@pytest.fixture
def eval_dir(tmp_path):
    questions = [
        asked("q1", "Rivers", "How long is the Aller?", "215 km", 0, RIVERS[0]),
        asked("q2", "Rivers", "Where does the Weser flow?", "North Sea", 1, RIVERS[1]),
        asked("q3", "Rivers", "Which painter praised tulips?"),
        asked("q4", "Wells", "How deep is the well of Zerbst?", "80 m", 0, WELLS[0]),
        asked("q5", "Wells", "Disputed?") | {"answerable": None},
    ]
    write(tmp_path / "squad2_dev" / "documents.jsonl", [document("Rivers", RIVERS), document("Wells", WELLS)])
    write(tmp_path / "squad2_dev" / "questions.jsonl", questions)
    english = [document("en/Rivers", RIVERS), document("es/Rivers", ["El Aller mide 215 km."], "es")]
    write(tmp_path / "xquad" / "documents.jsonl", english)
    one = questions[0] | {"doc_id": "en/Rivers"}
    for name in ("en", "es-en"):
        write(tmp_path / "xquad" / f"questions.{name}.jsonl", [one])
    spanish = asked("q1", "es/Rivers", "¿Cuánto mide el Aller?", "215 km", 0, "El Aller mide 215 km.")
    write(tmp_path / "xquad" / "questions.es.jsonl", [spanish])
    return tmp_path


@pytest.fixture
def bench(eval_dir, mini_chatbot, mini_index, tmp_path):
    gold = tmp_path / "gold.jsonl"
    line = {"id": "g1", "split": "dev", "kind": "fact", "language": "en", "document_id": "three_workshops"}
    text = mini_chatbot.documents[0].text
    start = text.index("Number of workshops – 340")
    span = {"start": start, "end": start + 25, "text": text[start : start + 25]}
    questions = [
        line | {"question": "How many workshops does Brenna have?", "answerable": True, "spans": [span]},
        line | {"id": "g2", "question": "How many workshops does Paris have?", "answerable": False},
    ]
    write(gold, questions)
    settings = replace(mini_chatbot.settings, index_dir=mini_index, eval_dir=eval_dir)
    return Bench(settings, mini_chatbot.encoders, None, gold)


def test_answers_stand_where_the_set_says(eval_dir):
    folder = eval_dir / "squad2_dev"
    texts = read_texts(folder)
    questions = {q.id: q for q in read_asked(folder / "questions.jsonl", texts)}
    assert set(questions) == {"q1", "q2", "q3", "q4"}  # the disputed one is left out
    body, (start,) = texts["Rivers"].body, questions["q2"].answer_starts
    assert body[start:].startswith("North Sea")
    assert body[texts["Rivers"].starts["p1"] : texts["Rivers"].ends["p1"]] == RIVERS[1]
    assert (questions["q3"].answerable, questions["q3"].answer_starts) == (False, ())


def test_a_text_is_indexed_as_it_stands(eval_dir, bench):
    text = read_texts(eval_dir / "squad2_dev")["Rivers"]
    (indexed,) = bench.over([text]).documents
    assert (indexed.id, indexed.text, indexed.title) == ("Rivers", text.body, "Rivers")


def test_each_article_is_asked_its_own_questions(bench):
    report = run_suites(bench, ["squad2"])["squad2"]
    assert report["questions"] == 4
    assert (report["first_right"]["hits"], report["first_right"]["of"]) == (3, 3)
    assert report["kept_silent"]["of"] == 1
    assert report["kept_silent_other_article"]["of"] == 3  # one question of Wells, two of Rivers
    assert sum(each["count"] for each in report["reliability"]) == 4
    json.dumps(report, allow_nan=False)


def test_one_question_is_asked_in_two_languages_over_one_text(bench):
    report = run_suites(bench, ["xquad"])["xquad"]
    assert list(report) == ["en", "es over en", "es"]
    assert report["en"]["first_right"]["hits"] == 1
    assert report["es"]["questions"] == 1


def test_a_set_that_is_not_there_is_skipped(bench):
    report = run_suites(bench, ["pira", "canard", "gold"])
    assert "is not there" in report["pira"]["skipped"]
    assert "--eval-dir" in report["canard"]["skipped"]
    assert report["gold"]["dev"]["overall"]["questions"] == 2


def test_a_sample_is_always_the_same_one(bench):
    items = read_asked(bench.folder("squad2_dev") / "questions.jsonl", read_texts(bench.folder("squad2_dev")))
    two = replace(bench, sample=2).some(items)
    assert len(two) == 2
    assert [item for item in items if item in two] == two
    assert [i.id for i in replace(bench, sample=2).some(list(reversed(items)))][::-1] == [i.id for i in two]
    assert bench.some(items) == items


def test_the_ablation_has_a_row_for_each_arm_and_signal(bench):
    report = ablation(bench)
    assert report["questions"] == 2
    rows = report["rows"]
    assert {"hashing search alone", "everything", "lexical arm alone", "without coverage"} <= set(rows)
    assert "without the scorer" not in rows  # there is none here
    assert rows["everything"]["first_right"]["value"] == 1.0
    json.dumps(report, allow_nan=False)


REWRITE = {
    "id": "C_1#2", "title": "Ina Holt", "section": "Swimming", "lang": "en",
    "history": [
        {"role": "user", "text": "What did Ina Holt swim in?"},
        {"role": "assistant", "text": "She swam in the Aller."},
    ],
    "question": "Why did she swim there?", "rewrite": "Why did Ina Holt swim in the Aller?",
}  # fmt: skip


def test_a_follow_up_is_resolved_from_its_own_conversation():
    follow_up = read_rewrite(json.dumps(REWRITE))
    assert follow_up.heading == "Ina Holt - Swimming"
    assert "Ina Holt" in stand_alone(follow_up)
    alone = Rewrite("x", "Ina Holt", "Ina Holt", (), (), "Who is Ina Holt?", "Who is Ina Holt?")
    assert stand_alone(alone) == "Who is Ina Holt?"


def test_words_put_in_are_stems_of_content_words():
    assert added_words("Why did Ina Holt swim in the Aller?", "Why did she swim?") == {"ina", "holt", "aller"}
    assert added_words("Why did she swim?", "Why did she swim?") == set()


def test_a_conversation_is_a_document_like_any_other():
    made = conversation("Ina", "Ina Holt", ["She swam. Every day!", "In the Aller."])
    assert [made.slice(s.span) for s in made.sentences] == [
        "Ina Holt", "She swam.", "Every day!", "In the Aller.",
    ]  # fmt: skip
    assert [made.slice(p.span) for p in made.paragraphs] == [
        "Ina Holt",
        "She swam. Every day!",
        "In the Aller.",
    ]


def test_canard_is_measured_against_its_baselines(bench):
    write(bench.settings.eval_dir / "canard_dev" / "rewrites.jsonl", [REWRITE, REWRITE | {"history": []}])
    report = run_suites(bench, ["canard"])["canard"]
    assert report["questions"] == 1  # a first question is no follow-up
    assert report["copy the question"]["recall"] == 0.0
    assert report["put the title in"] == {"recall": 0.6667, "precision": 1.0, "f1": 0.8}
    assert report["prepend the history"]["recall"] == 1.0
    assert report["hubbot"]["recall"] > 0


class Counting:
    name, digest, dimension, reads = "counting", "1", 2, ReadBy.ENGLISH

    def __init__(self):
        self.calls = 0

    def reader_of(self, languages):
        return self

    def encode_queries(self, texts):
        self.calls += 1
        return [[1.0, 0.0] for _ in texts]

    def encode_passages(self, texts):
        self.calls += 1
        return np.array([[0.0, 1.0] for _ in texts], dtype=np.float32)

    def read(self, question, sentences, contexts=()):
        self.calls += 1
        return Reading([0.5] * len(sentences), (None,) * len(sentences))


def test_nothing_is_asked_twice():
    counting = Counting()
    encoder = RememberingEncoder(counting)
    assert encoder.encode_queries(["a", "a"]).tolist() == encoder.encode_queries(["a", "a"]).tolist()
    assert counting.calls == 1
    scorer = RememberingScorer(counting)
    for _ in range(2):
        scorer.read("q", ["s"], ["c"])
    scorer.read("q", ["s"], ["other"])
    assert counting.calls == 3
    assert scorer.reader_of({"es"}).read("q", ["s"], ["c"]) is scorer.read("q", ["s"], ["c"])
    assert counting.calls == 3


def test_passages_are_embedded_once_for_all_runs(tmp_path):
    counting = Counting()
    for _ in range(2):  # two runs
        encoder = RememberingEncoder(counting, tmp_path)
        assert encoder.encode_passages(["a", "b"]).tolist() == [[0.0, 1.0], [0.0, 1.0]]
    assert counting.calls == 1
    (kept,) = tmp_path.rglob("*.npy")
    kept.write_bytes(kept.read_bytes()[:-3])  # a file that was cut is made again
    assert RememberingEncoder(counting, tmp_path).encode_passages(["a", "b"]).shape == (2, 2)
    counting.digest = "another model"
    RememberingEncoder(counting, tmp_path).encode_passages(["a", "b"])
    assert counting.calls == 3


def test_a_change_reaches_the_answers(bench):
    whole = bench.chatbot(bench.settings.index_dir)
    question = "Who likes trains?"
    assert whole.ask(question).citations
    blind = ChangedChatbot.of(whole, lambda query, candidates: (query, ()))
    assert blind.weigh(question)[1] == ()
    assert blind.ask(question).abstained


def test_an_unchanged_signal_changes_nothing(bench):
    whole = bench.chatbot(bench.settings.index_dir)
    same = ChangedChatbot.of(
        whole, lambda query, candidates: (query, _weighed(query, candidates, whole, lambda s: s))
    )
    for question in ("How many workshops does Brenna have?", "Is Aldara quiet?", "Who likes trains?"):
        assert same.weigh(question) == whole.weigh(question)
