"""How a text ends is asked in many ways, and answered by the section that says so."""

from __future__ import annotations

import pytest
from rivers import chatbot_on, rivers

ENDING = "Each of the four cities has found something that the others do not have."


@pytest.mark.parametrize(
    "question",
    [
        "What's the conclusion?",
        "So what is the bottom line?",
        "How does the article end?",
        "how does the writer wrap it all up",
        "¿Cuál es la conclusión del artículo?",
        "Qual é a conclusão do texto?",
    ],
)
def test_the_end_is_the_section_that_concludes(question):
    answer = rivers().ask(question)
    assert answer.citations[0].text == ENDING


def test_another_conclusion_is_not_that_of_the_text():
    answer = rivers().ask("What was the conclusion of the trial in Bergen?")
    assert all(citation.text != ENDING for citation in answer.citations)


def test_a_text_without_such_a_section_has_no_conclusion_of_that_kind():
    bot = chatbot_on("Lima (Peru)\n\nLima has trams.\n\nQuito (Ecuador)\n\nQuito has hills.\n")
    assert bot.ask("What's the conclusion?").abstained
