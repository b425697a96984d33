"""Turn the training sets into groups: one question, sentences that answer it, sentences that do not.

A group is a dictionary with these fields:

- ``pool``: the set it came from, the unit of the sampling weights of ``train.py``;
- ``question``, and ``context`` (the title of the document, or "");
- ``positives``: ``[sentence, answer start, answer end, previous sentence]``, -1 where the answer is unknown;
- ``natural``: sentences of the same paragraph or list that do not answer;
- ``mined``: sentences that BM25 finds for the question in the same text and that do not hold the answer;
- ``edits``: human questions near to this one which the positive sentence does not answer.

Groups without a positive keep one sentence in ``natural`` and its unanswerable question.
Everything is deterministic. Hold-out sets are cut here, by sentence: no held-out sentence is trained on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import bm25s
import Stemmer

from training.sentences import split_sentences

Group = dict[str, Any]

HELD_OUT_FROM = (
    "first large solar distillation"  # the last two articles of squad2_train: Solar energy, Kanye West
)
MINED = 8  # BM25 negatives kept for a question: more are hardly ever drawn
POOL_DEPTH = 16  # BM25 candidates looked at, before those that hold the answer are dropped
PAIR_SETS = (
    "squad2_train_11articles",
    "squad1_train_44articles",
    "selqa",
    "qamr",
    "fairytaleqa",
    "covidqa",
    "qed_dev",
    "nq_oracle_weak",
    "molweni_test",
    "onestopqa",
    "squad_es_dist",
)
MINED_SETS = (
    "squad2_train_11articles",
    "squad1_train_44articles",
    "fairytaleqa",
    "covidqa",
    "qamr",
    "squad_es_dist",
)
SHIFTS = ("squadshifts_new_wiki", "squadshifts_reddit", "squadshifts_amazon_reviews")
_DETOKENISE = (
    (re.compile(r" (n't|'s|'re|'ve|'ll|'d|'m)\b"), r"\1"),
    (re.compile(r" ([,.;:?!%)\]])"), r"\1"),
    (re.compile(r"([(\[$]) "), r"\1"),
    (re.compile(r"(\w) - (\w)"), r"\1-\2"),
    (re.compile(r"(\d) , (\d)"), r"\1,\2"),
)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the records of a JSON-lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def detokenise(text: str) -> str:
    """Undo the spaces that word tokenisation put before punctuation."""
    for pattern, replacement in _DETOKENISE:
        text = pattern.sub(replacement, text)
    return text


def key(text: str) -> str:
    """Return letters and digits only, to compare texts across tokenisations."""
    return re.sub(r"[^\w]+", "", text.lower())


def bucket(text: str) -> int:
    """Return a number from 0 to 99 that depends on the text alone."""
    return hashlib.sha256(key(text).encode()).digest()[0] * 100 // 256


def locate(answer: str | None, sentence: str) -> tuple[int, int]:
    """Return the first occurrence of the answer in the sentence, (-1, -1) where there is none."""
    start = sentence.find(answer) if answer else -1
    return (start, start + len(answer)) if answer and start >= 0 else (-1, -1)


def mine(groups: list[Group], sentences: list[str]) -> None:
    """Fill ``mined`` of each group with BM25 neighbours that are no positive and do not hold the answer."""
    unique = sorted(set(sentences))
    stemmer = Stemmer.Stemmer("english")
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(unique, stemmer=stemmer, show_progress=False), show_progress=False)
    queries = bm25s.tokenize([group["question"] for group in groups], stemmer=stemmer, show_progress=False)
    found, _ = retriever.retrieve(queries, k=min(POOL_DEPTH, len(unique)), show_progress=False)
    for group, indices in zip(groups, found, strict=True):
        known = {positive[0] for positive in group["positives"]} | set(group["natural"])
        answers = [
            positive[0][positive[1] : positive[2]].lower()
            for positive in group["positives"]
            if positive[1] >= 0
        ]
        for index in indices:
            sentence = unique[int(index)]
            if sentence in known or any(answer in sentence.lower() for answer in answers):
                continue
            group["mined"].append(sentence)
            if len(group["mined"]) == MINED:
                break


def new_group(pool: str, question: str, context: str = "", **extra: Any) -> Group:
    """Return an empty group."""
    return {
        "pool": pool,
        "question": question.strip(),
        "context": context,
        "positives": [],
        "natural": [],
        "mined": [],
        "edits": [],
        **extra,
    }


def groups_of_pairs(folder: Path, pool: str) -> list[Group]:
    """Return one group a question of a ``pairs.jsonl``; BM25 negatives come from the whole set."""
    groups: dict[str, Group] = {}
    sentences = []
    for row in read_lines(folder / pool / "pairs.jsonl"):
        group = groups.setdefault(row["question"], new_group(pool, row["question"], ids=[]))
        group["ids"].append(row["source_id"].split(":", 1)[1])
        sentence = row["sentence"].strip()
        sentences.append(sentence)
        if row["label"] == 1:
            group["positives"].append([sentence, *locate(row.get("answer"), sentence), ""])
        else:
            group["natural"].append(sentence)
    listed = list(groups.values())
    if pool in MINED_SETS:
        mine(listed, sentences)
    return listed


def _fill(group: Group, text: str, ranges: list[tuple[int, int]], answers: list[dict[str, Any]]) -> bool:
    """Sort sentences into positives (with their shortest answer) and naturals; say if there is a positive."""
    chosen: dict[int, tuple[int, int]] = {}
    for answer in answers:
        first, last = answer["start"], answer["start"] + len(answer["text"])
        for order, (start, end) in enumerate(ranges):
            if start <= first and last <= end:
                known = chosen.get(order)
                if known is None or last - first < known[1] - known[0]:
                    chosen[order] = (first - start, last - start)
    words = [answer["text"].lower() for answer in answers]
    for order, (start, end) in enumerate(ranges):
        sentence = text[start:end]
        previous = text[slice(*ranges[order - 1])] if order else ""
        if order in chosen:
            group["positives"].append([sentence, *chosen[order], previous])
        elif not any(word in sentence.lower() for word in words):
            group["natural"].append(sentence)
    return bool(chosen)


def groups_of_shifts(folder: Path, pool: str) -> list[Group]:
    """Return one group a question with offsets; the other sentences of its paragraph are its negatives."""
    titled = pool == "squadshifts_new_wiki"
    texts: dict[tuple[str, str], str] = {}
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    titles: dict[str, str] = {}
    for document in read_lines(folder / pool / "documents.jsonl"):
        titles[document["doc_id"]] = unquote(document["title"])
        for paragraph in document["paragraphs"]:
            place = (document["doc_id"], paragraph["id"])
            texts[place] = paragraph["text"]
            spans[place] = split_sentences(paragraph["text"])
    sentences_of: dict[str, list[str]] = defaultdict(list)
    for (doc_id, _), ranges in spans.items():
        place = (doc_id, _)
        sentences_of[doc_id if titled else ""] += [texts[place][start:end] for start, end in ranges]
    by_document: dict[str, list[Group]] = defaultdict(list)
    for row in read_lines(folder / pool / "questions.jsonl"):
        place = (row["doc_id"], row["gold_paragraph_id"])
        text, ranges = texts[place], spans[place]
        group = new_group(pool, row["question"], titles[row["doc_id"]] if titled else "")
        if _fill(group, text, ranges, row["answers"]):
            by_document[row["doc_id"] if titled else ""].append(group)
    for doc_id, groups in by_document.items():
        mine(groups, sentences_of[doc_id])
    return [group for groups in by_document.values() for group in groups]


def groups_of_edits(folder: Path, known: Iterable[Group]) -> list[Group]:
    """Return groups of a sentence, its question and human unanswerable edits of that question."""
    by_sentence: dict[str, list[Group]] = defaultdict(list)
    for group in known:
        for positive in group["positives"]:
            by_sentence[key(positive[0])].append(group)
    groups: dict[str, Group] = {}
    rows = read_lines(folder / "unansq_pairs" / "pairs.jsonl") + read_lines(
        folder / "squad2cr_linked" / "pairs.jsonl"
    )
    rows += [
        row
        for row in read_lines(folder / "squad2_train_11articles" / "pairs.jsonl")
        if row["kind"] == "adversarial"
    ]
    for row in rows:
        sentence = detokenise(row["sentence"].strip())
        group = groups.setdefault(key(sentence), new_group("edits", "", sentence=sentence, questions=[]))
        question = detokenise(row["question"].strip())
        (group["questions"] if row["label"] == 1 else group["edits"]).append(question)
    for sentence_key, group in groups.items():
        for partner in by_sentence[sentence_key]:
            group["questions"].append(partner["question"])
            span = next(
                positive[1:3] for positive in partner["positives"] if key(positive[0]) == sentence_key
            )
            group.setdefault("answers", {})[partner["question"]] = span
            group["sentence"] = next(p[0] for p in partner["positives"] if key(p[0]) == sentence_key)
        group["questions"] = sorted(set(group["questions"]))
        group["edits"] = sorted(set(group["edits"]) - set(group["questions"]))
    return [group for group in groups.values() if group["edits"]]


def substitutions(folder: Path, held_out: set[str]) -> dict[str, list[tuple[str, int]]]:
    """Return word replacements that people used to make a question unanswerable, with their counts."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in read_lines(folder / "unansq_question_pairs" / "question_pairs.jsonl"):
        if key(row["answerable"]) in held_out or key(row["unanswerable"]) in held_out:
            continue
        old, new = detokenise(row["answerable"]).split(), detokenise(row["unanswerable"]).split()
        head = 0
        while head < min(len(old), len(new)) and old[head] == new[head]:
            head += 1
        tail = 0
        while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        before, after = old[head : len(old) - tail], new[head : len(new) - tail]
        if len(before) == 1 and 1 <= len(after) <= 2:
            counts[before[0].strip("?.,")][" ".join(after).strip("?.,")] += 1
    return {
        word: replacements.most_common(12)
        for word, replacements in sorted(counts.items())
        if word
        and not word.isdigit()
        and word not in {"who", "what", "when", "where", "which", "the", "a", "of"}
    }


def prepare(folder: Path, out: Path) -> dict[str, int]:
    """Write ``train.jsonl``, ``held_out.jsonl`` and ``substitutions.json`` into ``out``; return counts."""
    groups = [group for pool in PAIR_SETS for group in groups_of_pairs(folder, pool)]
    groups += [group for pool in SHIFTS for group in groups_of_shifts(folder, pool)]
    edits = groups_of_edits(folder, [g for g in groups if g["pool"].startswith("squad")])
    squad2 = [group for group in groups if group["pool"] == "squad2_train_11articles"]
    first = next(i for i, group in enumerate(squad2) if HELD_OUT_FROM in group["question"])
    held_articles = squad2[first:]
    held_sentences = {key(p[0]) for g in held_articles for p in g["positives"]}
    held_sentences |= {key(s) for g in held_articles for s in g["natural"]}
    held_edits = [
        g
        for g in edits
        if key(g["sentence"]) in held_sentences or (bucket(g["sentence"]) < 12 and g["questions"])
    ]
    held_sentences |= {key(g["sentence"]) for g in held_edits}
    held_questions = {key(g["question"]) for g in held_articles}
    held_questions |= {key(q) for g in held_edits for q in g["questions"] + g["edits"]}
    kept = []
    for group in groups:
        if key(group["question"]) in held_questions:
            continue
        group["positives"] = [p for p in group["positives"] if key(p[0]) not in held_sentences]
        for name in ("natural", "mined"):
            group[name] = [s for s in group[name] if key(s) not in held_sentences]
        group.pop("ids", None)
        if group["positives"]:
            kept.append(group)
    kept_edits = [g for g in edits if key(g["sentence"]) not in held_sentences]
    out.mkdir(parents=True, exist_ok=True)
    write_lines(out / "train.jsonl", kept + kept_edits)
    for group in held_articles:
        group.pop("ids", None)
    write_lines(out / "held_out.jsonl", [g for g in held_articles if g["positives"]] + held_edits)
    table = substitutions(folder, held_questions)
    (out / "substitutions.json").write_text(json.dumps(table, ensure_ascii=False, indent=0), encoding="utf-8")
    counts = Counter(group["pool"] for group in kept + kept_edits)
    return {
        **counts,
        "held_out": len(held_articles),
        "held_out_edits": len(held_edits),
        "substitutions": len(table),
    }


def write_lines(path: Path, records: Iterable[dict[str, Any]]) -> None:
    """Write a JSON-lines file."""
    with path.open("w", encoding="utf-8") as lines:
        for record in records:
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", type=Path, default=Path("../shared/train"))
    parser.add_argument("--out", type=Path, default=Path("training/runs/data"))
    arguments = parser.parse_args()
    print(json.dumps(prepare(arguments.train, arguments.out), indent=1))


if __name__ == "__main__":
    main()
