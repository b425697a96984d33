"""What the scorer is given, and when a larger network reads the first few passages again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from rivers import chatbot_on, rivers

from hubbot.answering.answerer import weigh
from hubbot.answering.pairs import AGAIN, LARGER_SHARE, OPEN_FROM, OPEN_TO, read_again, read_hits
from hubbot.answering.query import QueryKind
from hubbot.errors import EncoderUnavailableError
from hubbot.scorer import ReadBy, Reading

QUESTION = "When did the fish market of Valdivia open?"


class Fixed:
    """Gives every passage one probability, and notes what it was asked."""

    def __init__(self, probability, reads=ReadBy.ENGLISH, second=None, others=None):
        self.name, self.digest, self.reads = "fixed", "1", reads
        self._probability, self._second, self._others = probability, second, others or {}
        self.asked = []

    def reader_of(self, languages):
        return next((each for language, each in self._others.items() if language in languages), self)

    def second(self):
        return self._second

    def read(self, question, sentences, contexts=()):
        self.asked.append((question, tuple(sentences), tuple(contexts)))
        return Reading(np.full(len(sentences), self._probability, np.float32), (None,) * len(sentences))


def first_reading(scorer, question=QUESTION, language="en"):
    bot = rivers(language)
    query = bot.understand(question)
    hits = [candidate.hit for candidate in bot.weigh(question)[1]][:9]
    query, reading = read_hits(scorer, query, hits, bot.knowledge)
    return bot, query, hits, reading


def again(scorer, probability):
    """What a second reading says where the best passage has that probability."""
    bot, query, hits, reading = first_reading(scorer)
    candidates = [
        replace(each, probability=probability) for each in weigh(query, hits, bot.knowledge, reading)
    ]
    return candidates, hits, read_again(scorer, query, hits, candidates, reading, bot.knowledge)


@pytest.mark.parametrize(
    ("question", "context"),
    [
        ("How long does Ingrid wear rubber boots?", "Ingrid. Bergen (Norway)"),
        ("How long are rubber boots worn?", "Bergen (Norway)"),  # nobody is asked about
        ("Who wears rubber boots?", "Ingrid. Bergen (Norway)"),  # whoever says it
        ("How long does Marta wear rubber boots?", "Bergen (Norway)"),
    ],
)
def test_who_is_asked_about_stands_before_their_own_words(question, context):
    scorer = Fixed(0.5)
    _, _, hits, _ = first_reading(scorer, question)
    contexts = dict(zip([hit.passage.text for hit in hits], scorer.asked[0][2], strict=True))
    assert contexts["We wear rubber boots for half of the year."] == context


INTERVIEW = """# A talk with Ann Lee

**Jane Doe:** What do you do?

**Ann Lee:** I teach. I like it.

**Jane Doe:** I hear that the school has a boat. How did the ferry strike touch your school?

**Ann Lee:** It was hard on everybody.

We sat at home.

**Jane Doe:** Where do you live?

**Ann Lee:** In Leeds, by the ferry.
"""


@pytest.mark.parametrize(
    ("question", "sentence", "context"),
    [
        (
            "What was the strike like?",
            "It was hard on everybody.",
            "How did the ferry strike touch your school?",
        ),
        ("What was the strike like?", "We sat at home.", "How did the ferry strike touch your school?"),
        (
            "What was the strike like?",
            "In Leeds, by the ferry.",
            "A talk with Ann Lee",
        ),  # asked something else
        ("What does the sitting room look like?", "It was hard on everybody.", "A talk with Ann Lee"),
        (
            "What did Ann Lee say of the strike?",
            "It was hard on everybody.",
            "Ann Lee. How did the ferry strike touch your school?",
        ),
    ],
)
def test_what_an_interviewer_asked_stands_before_what_answers_it(question, sentence, context):
    bot = chatbot_on(INTERVIEW)
    passage = next(p for p in bot.knowledge.cited if p.text == sentence)
    scorer = Fixed(0.5)
    hit = replace(bot.weigh(question)[1][0].hit, passage=passage)
    read_hits(scorer, bot.understand(question), [hit], bot.knowledge)
    assert scorer.asked[0][2] == (context,)


def test_the_query_says_what_read_and_the_heading_stands_before():
    scorer = Fixed(0.5)
    _, query, hits, reading = first_reading(scorer)
    assert query.read_by is ReadBy.ENGLISH
    assert len(reading.probabilities) == len(hits) == 9
    (asked, passages, contexts) = scorer.asked[0]
    assert asked == QUESTION
    assert passages == tuple(hit.passage.text for hit in hits)
    assert "Valdivia (Chile)" in contexts


def test_without_a_scorer_nothing_is_read():
    _, query, _, reading = first_reading(None)
    assert (query.read_by, reading) == (ReadBy.NOTHING, None)


def test_a_question_in_another_language_is_read_as_it_was_asked():
    every = Fixed(0.5, ReadBy.MULTILINGUAL)
    _, query, _, _ = first_reading(Fixed(0.5, others={"es": every}), "¿Cuándo abrió el mercado de Valdivia?")
    assert query.read_by is ReadBy.MULTILINGUAL
    assert every.asked[0][0] == "¿Cuándo abrió el mercado de Valdivia?"


def test_an_english_scorer_alone_reads_no_question_without_a_gloss():
    scorer = Fixed(0.5)
    _, query, _, reading = first_reading(scorer, "¿Cuándo abrió el mercado de Valdivia?")
    assert (query.read_by, reading, scorer.asked) == (ReadBy.NOTHING, None, [])


@pytest.mark.parametrize("probability", [OPEN_FROM - 0.01, OPEN_TO + 0.01])
def test_what_is_decided_is_not_read_again(probability):
    larger = Fixed(0.9)
    assert again(Fixed(0.5, second=larger), probability)[2] is None
    assert larger.asked == []


@pytest.mark.parametrize(
    ("question", "kind"), [(QUESTION, QueryKind.OPEN), ("Did the market open?", QueryKind.YES_NO)]
)
def test_what_the_larger_network_says_weighs_by_the_kind_of_question(question, kind):
    bot, query, hits, reading = first_reading(Fixed(0.5, second=Fixed(0.9)), question)
    assert query.kind is kind
    candidates = [replace(each, probability=0.5) for each in weigh(query, hits, bot.knowledge, reading)]
    read = read_again(Fixed(0.5, second=Fixed(0.9)), query, hits, candidates, reading, bot.knowledge)
    mean = LARGER_SHARE * np.log(9)  # the logit of 0.9; that of 0.5 is 0
    assert read.probabilities.max() == pytest.approx(1 / (1 + np.exp(-mean)), abs=1e-6)


def test_there_may_be_no_larger_network():
    assert again(Fixed(0.5), 0.5)[2] is None


def test_the_first_few_get_the_weighed_mean_of_both_logits_and_no_other_more():
    larger = Fixed(0.2)
    candidates, hits, found = again(Fixed(0.8, second=larger), 0.5)
    first = [candidate.passage.id for candidate in candidates[:AGAIN]]
    assert larger.asked[0][1] == tuple(candidate.passage.text for candidate in candidates[:AGAIN])
    by_id = dict(zip([hit.passage.id for hit in hits], found.probabilities.tolist(), strict=True))
    logit = np.log(4) * (1 - LARGER_SHARE) - np.log(4) * LARGER_SHARE  # 0.8 and 0.2
    mean = 1 / (1 + np.exp(-logit))
    assert [by_id[name] for name in first] == pytest.approx([mean] * AGAIN)
    assert {name: value for name, value in by_id.items() if name not in first and value > mean + 0.0001} == {}


def test_a_second_reading_that_believes_more_leaves_the_others_alone():
    candidates, hits, found = again(Fixed(0.5, second=Fixed(0.9)), 0.5)
    first = {candidate.passage.id for candidate in candidates[:AGAIN]}
    others = [p for hit, p in zip(hits, found.probabilities, strict=True) if hit.passage.id not in first]
    assert others == pytest.approx([0.5] * len(others))


class Broken(Fixed):
    """A scorer whose other network is missing."""

    def reader_of(self, languages):
        raise EncoderUnavailableError("the other network is not there; reinstall hubbot")

    def second(self):
        raise EncoderUnavailableError("the larger network is not there; reinstall hubbot")


def test_where_the_other_network_is_missing_what_reads_english_is_left(caplog):
    scorer = Broken(0.5)
    _, query, _, reading = first_reading(scorer)
    assert query.read_by is ReadBy.ENGLISH
    assert reading is not None
    assert "the other network is not there; reinstall hubbot" in caplog.text
    assert again(scorer, 0.5)[2] is None
    assert "the larger network is not there" in caplog.text
