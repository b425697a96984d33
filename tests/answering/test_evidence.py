"""How well a passage answers: signals in their ranges, a probability in 0..1, silence below a threshold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rivers import chatbot_on, rivers, understood

from hubbot.answering.answerer import answer, weigh
from hubbot.answering.evidence import (
    Signals,
    confidence,
    informative,
    measure,
    preference,
    silence_threshold,
    type_fits,
)
from hubbot.answering.query import QueryKind
from hubbot.scorer import ReadBy
from hubbot.types import Hit, PassageKind

GOOD = Signals(2.0, 0.5, 0.8, 1.0, 1.0, 1.0, 1.0, 1.0, 0.9)
POOR = Signals(0.1, -0.5, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.05)
OPEN = understood("Which school was given money?")
FIGURE = understood("To what school did the government give $9 million?")
UNIT = st.floats(0, 1)
SIGNALS = st.builds(
    Signals, st.floats(-5, 10), st.floats(-5, 5), st.floats(-1, 1), UNIT, UNIT, UNIT, UNIT, UNIT, UNIT, UNIT
)
QUERIES = st.sampled_from(
    [OPEN, FIGURE, understood("Is the rent low?"), understood("rent"), understood("¿Quién vende sal?"), understood("Does Marta use Rustoleum on boats?")]
)  # fmt: skip


def read(query, scored, reader=ReadBy.ENGLISH):
    return replace(query, read_by=reader if scored else ReadBy.NOTHING)


def passage_of(text):
    return next(p for p in rivers().index.passages if p.text == text and p.kind is not PassageKind.PARAGRAPH)


@given(QUERIES, SIGNALS, st.booleans())
def test_a_probability_lies_in_0_to_1(query, signals, scored):
    assert 0.0 <= confidence(read(query, scored), signals) <= 1.0
    assert 0.0 < silence_threshold(read(query, scored)) < 1.0


@pytest.mark.parametrize("scored", [False, True])
@pytest.mark.parametrize("query", [OPEN, understood("Is the rent low?"), understood("¿Quién vende sal?")])
def test_better_evidence_is_more_probable(query, scored):
    limit = silence_threshold(read(query, scored))
    assert confidence(read(query, scored), POOR) < limit < confidence(read(query, scored), GOOD)
    assert preference(read(query, scored), POOR) < preference(read(query, scored), GOOD)


@given(SIGNALS, st.booleans())
def test_a_figure_that_the_passage_lacks_lowers_the_probability(signals, scored):
    there, absent = replace(signals, numbers=1.0), replace(signals, numbers=0.0)
    for weigh_by in (confidence, preference):
        assert weigh_by(read(FIGURE, scored), absent) <= weigh_by(read(FIGURE, scored), there)


def test_a_figure_that_is_absent_lowers_the_odds_to_a_fifth():
    with_figure = confidence(read(FIGURE, False), GOOD)
    without = confidence(read(FIGURE, False), replace(GOOD, numbers=0.0))
    odds = (without / (1 - without)) / (with_figure / (1 - with_figure))
    assert odds == pytest.approx(0.2, abs=0.01)  # e ** -1.6


def test_a_yes_no_question_may_get_another_figure():
    query = understood("Did the government give $9 million?")
    assert query.kind is QueryKind.YES_NO
    absent = replace(GOOD, numbers=0.0)
    assert confidence(read(query, False), absent) == confidence(read(query, False), GOOD)


@given(SIGNALS, st.booleans())
def test_a_word_that_the_text_lacks_lowers_the_probability(signals, scored):
    unknown = replace(OPEN, unknown=("Rustoleum",))
    assert confidence(read(unknown, scored), signals) <= confidence(read(OPEN, scored), signals)


@given(SIGNALS, UNIT)
def test_the_scorer_counts_for_all_but_other_languages(signals, score):
    other = replace(signals, scorer=score)
    foreign = understood("¿Quién vende sal?")
    low, high = sorted((signals.scorer, score))
    for weigh_by in (confidence, preference):
        assert weigh_by(read(foreign, True), signals) == weigh_by(read(foreign, True), other)
        for query in (OPEN, understood("Is the rent low?")):
            doubted, believed = (replace(signals, scorer=each) for each in (low, high))
            assert weigh_by(read(query, True), doubted) <= weigh_by(read(query, True), believed)


@pytest.mark.parametrize(
    ("question", "sentence", "fits"),
    [
        ("How many sailors are there?", "Valdivia has a museum of canoes and 1,300 sailors in its schools.", 1.0),
        ("How many mills are there?", "Arequipa lies under a volcano and builds boats of reed.", 0.0),
        ("When did the market open?", "Its fish market opened in 1908.", 1.0),
        ("When did the market open?", "The harbour never sleeps.", 0.0),
        ("How much money was given?", "The government gave $3.5 million to the school of rope makers.", 1.0),
        ("How much money was given?", "Its fish market opened in 1908.", 0.0),
        ("How long is the course?", "A course there takes eight months.", 1.0),
        ("How long is the course?", "The harbour never sleeps.", 0.0),
        ("Why is the rent low?", "The rent is low because the old mills stand empty.", 1.0),
        ("Why is the rent low?", "The harbour never sleeps.", 0.4),
        ("Which country buys salt?", "Aveiro sells its salt to France and the United States.", 1.0),
        ("Which country buys salt, France or the United States?", "Aveiro sells its salt to France and the United States.", 0.0),
        ("Which city lies under a volcano?", "Arequipa lies under a volcano and builds boats of reed.", 1.0),
        ("Which city never sleeps?", "The harbour never sleeps.", 0.6),  # by its heading
        ("Who never sleeps?", "The harbour never sleeps.", 1.0),  # by its speaker
        ("Who sells salt?", "Its fish market opened in 1908.", 0.0),
        ("What is sold?", "Its fish market opened in 1908.", 0.5),
    ],
)  # fmt: skip
def test_the_kind_of_thing_asked_for_is_there_or_not(question, sentence, fits):
    assert type_fits(understood(question), passage_of(sentence), rivers().knowledge) == fits


def measured(question, sentence):
    (signals,) = measure(understood(question), [Hit(passage_of(sentence), 1.5, 0.7)], rivers().knowledge)
    return signals


def test_signals_say_what_the_passage_holds_of_the_question():
    gave = "The government gave $3.5 million to the school of rope makers."
    full = measured("Which school did the government of Bergen give $3.5 million?", gave)
    assert (full.names, full.own_names, full.numbers) == (1.0, 0.0, 1.0)  # Bergen is the heading
    assert full.similarity == 0.7
    assert full.rank_score == 0.75  # one dense arm and the lexical one
    assert measured("Which school was given $9 million?", gave).numbers == 0.0
    assert measured("Which school was given $9 or $3.5 million?", gave).numbers == 0.5
    assert measured("Which school of Aveiro was given money?", gave).names == 0.0
    assert measured("rope makers", gave).coverage == 1.0
    assert 0.0 < measured("rope volcano", gave).coverage < 1.0
    assert measured("volcano", gave).coverage == 0.0
    # the whole paragraph speaks of winters, the sentence does not
    assert measured("winters", gave).context == 1.0 and measured("winters", gave).coverage == 0.0


def test_the_best_is_measured_against_the_second_best():
    first, second = (Hit(p, s) for p, s in zip(rivers().knowledge.cited[:2], (3.0, 1.0), strict=True))
    signals = measure(OPEN, [first, second], rivers().knowledge)
    assert [s.margin for s in signals] == [1.0, -1.0]
    assert measure(OPEN, [], rivers().knowledge) == ()


def test_a_bare_name_that_is_asked_about_is_no_answer():
    chatbot = rivers()
    query = chatbot.understand("What is the harbour that never sleeps?")
    hits = [
        Hit(passage_of("The harbour never sleeps."), 1.0),
        Hit(passage_of("Its fish market opened in 1908."), 1.0),
    ]
    assert [h.passage.text for h in informative(query, hits, chatbot.knowledge)] == [
        "Its fish market opened in 1908."
    ]


def test_candidates_come_by_their_order_not_by_how_sure_hubbot_is():
    query, candidates = rivers().weigh("Which school was given money by the government?")
    chances = [round(preference(read(query, False), candidate.signals), 6) for candidate in candidates]
    assert chances == sorted(chances, reverse=True)
    assert candidates == weigh(query, [c.hit for c in candidates], rivers().knowledge)


def test_below_the_threshold_there_is_silence_with_the_closest_passages():
    chatbot = rivers()
    query, candidates = chatbot.weigh("Which school was given money by the government?")
    best = candidates[0].probability
    finding, closest = answer(query, candidates, chatbot.knowledge, threshold=best + 0.001)
    assert (finding.silent, finding.answer, finding.citations) == (True, None, ())
    assert finding.certainty == best
    assert 1 <= len(closest) <= 2
    finding, closest = answer(query, candidates, chatbot.knowledge, threshold=best)
    assert (finding.silent, closest) == (False, ())
    assert finding.citations[0].text == candidates[0].passage.text


def test_without_candidates_nothing_is_like_it():
    finding, closest = answer(OPEN, (), rivers().knowledge, threshold=0.5)
    assert (finding.reason, closest) == ("Nothing in the article is about this.", ())


@pytest.mark.parametrize(
    ("question", "silent"),
    [
        ("To what school did the government give $3.5 million?", False),
        ("When did the fish market of Valdivia open?", False),
        ("When did the glass factory of Valdivia close?", True),
        ("Why is the rent low in Arequipa?", False),
        ("blah", True),
        ("asdf qwer zxcv", True),
    ],
)
def test_what_the_text_does_not_say_is_not_answered(question, silent):
    found = rivers().ask(question)
    assert found.abstained is silent
    assert (found.reason is None) is not silent
    assert bool(found.citations) is not silent


def test_a_passage_with_another_figure_is_half_as_likely_at_most():
    ask = "To what school did the government give {}?".format
    _, (there, *_) = rivers().weigh(ask("$3.5 million"))
    _, absent = rivers().weigh(ask("$9 million"))
    (other,) = (c for c in absent if c.passage == there.passage)
    assert other.probability < there.probability / 2


@pytest.mark.parametrize("explain", [False, True])
def test_signals_are_shown_when_asked_for(explain):
    found = rivers().ask("Why is the rent low in Arequipa?", explain=explain)
    assert (found.explanation is not None) is explain
    if explain:
        first = found.explanation["candidates"][0]
        assert set(first["signals"]) == set(GOOD.to_dict())
        assert first["probability"] == found.confidence


def test_yes_or_no_is_believed_by_a_threshold_of_its_own():
    decide = understood("Is the rent low?")
    assert decide.kind is QueryKind.YES_NO
    assert silence_threshold(read(decide, True)) != silence_threshold(read(OPEN, True))
    assert silence_threshold(read(decide, False)) == silence_threshold(read(OPEN, False))


def test_yes_or_no_without_a_word_in_common_needs_more_than_a_name():
    near = replace(GOOD, coverage=0.0, context=0.0, similarity=0.8, margin=0.0, rank_score=0.5, scorer=0.1)
    decide = understood("Is the rent low?")
    assert confidence(read(decide, True), near) < silence_threshold(read(decide, True))
    assert confidence(read(decide, True), GOOD) > confidence(read(decide, True), near)


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("It began in 911 as a fief.", 1.0),
        ("It was built in the late 1980s.", 1.0),
        ("People come out in the evenings.", 1.0),
        ("There were 911 boats.", 0.0),
    ],
)
def test_a_time_is_a_year_a_decade_or_a_part_of_the_day(said, fits):
    bot = chatbot_on(f"The harbour\n\n{said} The wind blows.\n")
    query = bot.understand("When does it happen?")
    passage = next(p for p in bot.index.passages if p.text == said)
    assert type_fits(query, passage, bot.knowledge) == fits
