"""Draw what a step reads: groups of one question with a sentence that answers it and some that do not."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace

from training.negatives import Table, edit_question
from training.prepare import Group
from training.reading import Pair
from training.wording import Synonyms, as_yes_no, reword
from training.written import POOL

PAIRS = 48  # pairs a step: larger batches were no faster on two cores
ITEMS = 4  # pairs a group: the positive and three that do not answer
LOOKAHEAD = 24  # steps whose groups are sorted by length together, so that a batch holds little padding
WEIGHTS = {
    "squad2_train_11articles": 0.14,
    "squad1_train_44articles": 0.22,
    "squadshifts_new_wiki": 0.16,
    "squadshifts_reddit": 0.06,
    "squadshifts_amazon_reviews": 0.05,
    "edits": 0.18,
    "qamr": 0.06,
    "selqa": 0.03,
    "qed_dev": 0.02,
    "nq_oracle_weak": 0.02,
    "fairytaleqa": 0.025,
    "covidqa": 0.01,
    "molweni_test": 0.005,
    "onestopqa": 0.01,
    "squad_es_dist": 0.01,
    POOL: 0.33,
}
EDIT_SHARE = 0.5  # share of groups where one negative is the positive's sentence with an edited question
RANDOM_SHARE = 0.15  # share of groups where one negative comes from anywhere
TITLE_SHARE, PREVIOUS_SHARE = 0.3, 0.45
YES_NO_SHARE = 0.12  # of the groups whose answer is known: their questions are asked as yes/no questions
ANOTHERS = (
    0.35  # of those, the share asked with another question's answer: the sentence decides that, with no
)
WRITTEN_HEADED = (
    0.7  # of the groups of written questions, the share read with the headings of their sentences
)
WRITTEN_NEAR = (
    0.6  # of those, the share where the answer's sentence is read with a question that nothing answers
)
TITLE_TOO = 0.5  # of the groups with the sentence before, the share that has the title before it
PREVIOUS_LONGEST = 200  # characters of a sentence before: of longer ones the end is read
AFTER_THE_ANSWER = 0.4  # of the other sentences read with one before, the share that has the answer before it


class Sampler:
    """Draws groups by the weights of their sets; what it draws depends on the seed and the step alone."""

    def __init__(
        self,
        groups: list[Group],
        table: Table,
        seed: int,
        switches: dict[str, bool],
        synonyms: Synonyms | None = None,
        weights: dict[str, float] = WEIGHTS,
    ) -> None:
        self.table, self.seed, self.switches, self.synonyms = table, seed, switches, synonyms
        self.pools: dict[str, list[Group]] = defaultdict(list)
        for group in groups:
            self.pools[group["pool"]].append(group)
        self.names = sorted(name for name in self.pools if name != "edits" or switches["human_edits"])
        self.weights = [weights[name] for name in self.names]

    def _edit_pairs(self, group: Group, source: random.Random) -> list[Pair]:
        sentence = group["sentence"]
        pairs = [
            Pair(q, "", sentence, 0.0) for q in source.sample(group["edits"], min(2, len(group["edits"])))
        ]
        if group["questions"]:
            question = source.choice(group["questions"])
            start, end = group.get("answers", {}).get(question, (-1, -1))
            pairs.insert(0, Pair(question, "", sentence, 1.0, start, end))
            if self.switches["made_edits"]:
                edited = edit_question(question, sentence, group["edits"], self.table, source)
                if edited:
                    pairs.append(Pair(edited[0], "", sentence, 0.0))
        return pairs

    def _written_pairs(self, group: Group, source: random.Random) -> list[Pair]:
        """Return a written question with what answers it, where something does, and with sentences that do not.

        One of these is among the two that share most words with the question, the others are any of the text.
        """
        headed = source.random() < WRITTEN_HEADED
        question, pairs = group["question"], []
        if group["positives"]:
            heading, sentence, start, end = source.choice(group["positives"])
            context = heading if headed else ""
            pairs.append(Pair(question, context, sentence, 1.0, start, end))
            if group["unanswered"] and source.random() < WRITTEN_NEAR:
                pairs.append(Pair(source.choice(group["unanswered"]), context, sentence, 0.0))
        others = [tuple(other) for other in group["others"]]
        near = others[: len(others) and source.randint(1, 2)][-1:]
        rest = [other for other in others if other not in near]
        drawn = near + source.sample(rest, min(len(rest), ITEMS - len(pairs) - len(near)))
        return pairs + [Pair(question, heading if headed else "", other, 0.0) for heading, other in drawn]

    def _drawn(self, source: random.Random) -> Group:
        return source.choice(self.pools[source.choices(self.names, weights=self.weights)[0]])

    def group(self, source: random.Random) -> list[Pair]:
        """Return the pairs of one group, the positive first where there is one."""
        group = self._drawn(source)
        pairs = self._pairs(group, source)
        return pairs if group.get("language", "en") != "en" else self.reworded(pairs, source)

    def _pairs(self, group: Group, source: random.Random) -> list[Pair]:
        if group["pool"] == "edits":
            return self._edit_pairs(group, source)
        if group["pool"] == POOL:
            return self._written_pairs(group, source)
        sentence, start, end, previous = source.choice(group["positives"])
        question, context, title = group["question"], "", ""
        chance = source.random()
        follows = bool(previous) and TITLE_SHARE <= chance < TITLE_SHARE + PREVIOUS_SHARE
        if chance < TITLE_SHARE:
            context = group["context"]
        elif follows:
            title = group["context"] if source.random() < TITLE_TOO else ""
            context = _follows(title, previous)
        pairs = [Pair(question, context, sentence, 1.0, start, end)]
        others = group["natural"] + group["mined"]
        if self.switches["made_edits"] and source.random() < EDIT_SHARE and group["pool"] != "squad_es_dist":
            edited = edit_question(question, sentence, others, self.table, source)
            if edited:
                pairs.append(Pair(edited[0], context, sentence, 0.0))
        if source.random() < RANDOM_SHARE:
            far = self._drawn(source)
            far_sentence = _any_sentence(far)
            before = self._before(far_sentence, sentence, others, title, source) if follows else context
            pairs.append(Pair(question, before, far_sentence, 0.0))
        hard = group["mined"][:5] if self.switches["mined"] else []
        natural = list(group["natural"])
        while len(pairs) < ITEMS and (hard or natural):
            drawn = source.choice(hard if hard and (not natural or source.random() < 0.5) else natural)
            (hard if drawn in hard else natural).remove(drawn)
            before = self._before(drawn, sentence, others, title, source) if follows else context
            pairs.append(Pair(question, before, drawn, 0.0))
        return self._decided(pairs, group, source)

    def _decided(self, pairs: list[Pair], group: Group, source: random.Random) -> list[Pair]:
        """Return some groups with their questions asked as yes/no questions, edited ones too."""
        if pairs[0].start < 0 or source.random() >= YES_NO_SHARE:
            return pairs
        answer = pairs[0].sentence[pairs[0].start : pairs[0].end]
        if source.random() < ANOTHERS:
            answer = self._anothers(group, source) or answer
        asked = {q: as_yes_no(q, answer, source) for q in dict.fromkeys(pair.question for pair in pairs)}
        if None in asked.values():
            return pairs
        return [replace(pair, question=asked[pair.question] or "") for pair in pairs]

    def _anothers(self, group: Group, source: random.Random) -> str:
        """Return the answer to another question of the set that begins alike, "" where a few draws find none."""
        for _ in range(12):
            other = source.choice(self.pools[group["pool"]])
            sentence, start, end, _ = other["positives"][0]
            if start >= 0 and other["question"].split()[:2] == group["question"].split()[:2]:
                return str(sentence[start:end])
        return ""

    def _before(self, drawn: str, answer: str, others: list[str], title: str, source: random.Random) -> str:
        """Return what a sentence that does not answer is read with where the one that does has the one before it.

        Often that is the answer itself, which then has to be seen to stand before the sentence and not in it.
        """
        if source.random() < AFTER_THE_ANSWER:
            return _follows(title, answer)
        return _follows(title, source.choice([other for other in others if other != drawn] or [answer]))

    def reworded(self, pairs: list[Pair], source: random.Random) -> list[Pair]:
        """Return the pairs of a group with each of its questions in other words, the same for all its pairs."""
        if self.synonyms is None:
            return pairs
        questions = list(dict.fromkeys(pair.question for pair in pairs))
        others = {q: reword(q, self.synonyms, source, exchange=len(questions) == 1) for q in questions}
        return [replace(pair, question=others[pair.question]) for pair in pairs]

    def block(self, number: int) -> list[list[list[Pair]]]:
        """Return the batches of one look-ahead block, each a list of groups of like length."""
        source = random.Random(f"{self.seed}:{number}")
        groups = [self.group(source) for _ in range(LOOKAHEAD * PAIRS // ITEMS)]
        groups.sort(key=lambda pairs: max(len(p.question) + len(p.context) + len(p.sentence) for p in pairs))
        size = PAIRS // ITEMS
        batches = [groups[at : at + size] for at in range(0, len(groups), size)]
        source.shuffle(batches)
        return batches


def _any_sentence(group: Group) -> str:
    if group["pool"] == "edits":
        return str(group["sentence"])
    return str(group["others"][0][1] if group["pool"] == POOL else group["positives"][0][0])


def _follows(title: str, previous: str) -> str:
    """Return the context of a sentence that is read with the one before it."""
    cut = previous[-PREVIOUS_LONGEST:]
    if len(cut) < len(previous):
        cut = cut.partition(" ")[2]
    return f"{title}. {cut}" if title else cut
