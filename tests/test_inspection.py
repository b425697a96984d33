"""What was understood of a text, as records: the same for the command line and the page."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from hashing import ROOT
from hubbot.errors import CorpusError
from hubbot.inspection import inspect_documents, inspect_index, inspect_paths, near_duplicates
from hubbot.reading.structure import parse_text
from hubbot.sources.metadata import Metadata
from hubbot.surfaces.cli import app
from hubbot.surfaces.commands.inspecting import bar

GUIDE = """# Two mills

## North

“The wheel turns in all weathers,” said Ida Brook, a miller. Brook said that the river has never frozen over.

Photo by Tom Hale on Unsplash

| Mill | Stones | Flour (t) |
|---|---:|---:|
| North | 4 | 1,200 |

## South

Number of stones – 6 (Mill Survey, 19

“Nobody knows who said this, but it was said.”

```
code that nobody cites
```
"""


def document(text=GUIDE, name="guide", language="en"):
    return parse_text(text, document_id=name, metadata=Metadata(language=language))


def view(text=GUIDE, language="en"):
    (found,) = inspect_documents([document(text, language=language)])
    return found


def test_sections_count_what_stands_in_them():
    found = [(s.title, s.depth, s.role, s.quotes, s.facts) for s in view().sections]
    assert found == [
        ("Two mills", 0, "body", 0, 0),
        ("North", 1, "body", 2, 2),
        ("", 2, "credit", 0, 0),
        ("South", 1, "body", 1, 1),
    ]


def test_quotes_are_listed_by_speaker_and_nobody_comes_last():
    first, second, last = view().speakers
    assert (first.speaker, first.role) == ("Ida Brook", "miller")
    assert [(quote.kind, quote.section) for quote in first.quotes] == [("direct", "North")]
    assert (second.speaker, second.quotes[0].kind) == ("Brook", "reported")
    assert last.speaker is None
    assert GUIDE[last.quotes[0].start : last.quotes[0].end] == last.quotes[0].text


def test_facts_say_of_what_they_are():
    found = [(f.section, f.subject, f.label, f.value, f.number, f.truncated) for f in view().facts]
    assert found == [
        ("North", "North", "Stones", "4", 4.0, False),
        ("North", "North", "Flour (t)", "1,200", 1200.0, False),
        ("South", None, "Number of stones", "6", 6.0, True),
    ]


def kind_at(found, words):
    at = GUIDE.index(words)
    return next(stretch.kind for stretch in found.map if stretch.start <= at < stretch.end)


def test_the_map_shows_the_strongest_thing_at_each_place():
    found = view()
    assert kind_at(found, "The wheel") == "quote"
    assert kind_at(found, "said Ida") == "reported"
    assert kind_at(found, "Brook said that") == "reported"
    assert kind_at(found, "Photo by") == "credit"
    assert kind_at(found, "North | 4") == "fact"
    assert kind_at(found, "South") == "heading"
    assert kind_at(found, "|---") == "none"


@given(
    st.lists(st.sampled_from([GUIDE, "# A\n\n", "Yes.\n\n", "“", "> q\n", "- a: 5\n", "x " * 30]), max_size=6)
)
def test_the_map_tiles_any_text(parts):
    text = "".join(parts) + "."
    found = view(text)
    assert [stretch.end for stretch in found.map[:-1]] == [stretch.start for stretch in found.map[1:]]
    assert (found.map[0].start, found.map[-1].end) == (0, len(text))
    assert 0.0 <= found.covered <= 1.0
    json.dumps(found.to_dict())


def test_warnings_name_what_an_owner_should_look_at():
    warnings = " ".join(view().warnings)
    assert "1 fact is cut short" in warnings
    assert "Very short" not in warnings
    assert "No sections" not in warnings
    assert view("Only this.").warnings == ("Very short: 2 words. Is this all of the text?",)
    plain = view("The river is long and the mill is old, and there is no heading over it. " * 10)
    assert plain.warnings == ("No sections: no heading was found.",)


def test_an_unknown_language_is_said():
    assert any("'fr'" in warning for warning in view("Le moulin est vieux. " * 20, "fr").warnings)
    dutch = "De molen staat al eeuwen op dezelfde plek langs het water waar de boten langsvaren. " * 8
    assert any("not clear" in warning for warning in view(dutch).warnings)


def test_quotes_without_speakers_and_text_that_cannot_be_cited_are_said():
    nameless = "# A\n\n" + "“Nobody knows who said this here.”\n\nThe mill is on the river.\n\n" * 8
    assert "8 of 8 quotes have no speaker." in view(nameless).warnings
    table = "# A\n\n" + "| mill of the old town and the new one | b |\n|---|---|\n\n" * 9
    assert any("will never be cited" in warning for warning in view(table).warnings)


def test_near_duplicates_are_found_both_ways():
    words = [f"word{number} of the mill by the river" for number in range(60)]
    one, other = " ".join(words), " ".join([*words[:50], "ends here otherwise"])
    apart = " ".join(f"sentence{number} about another town entirely" for number in range(60))
    texts = [document(one, "one"), document(other, "other"), document(apart, "apart")]
    assert near_duplicates(texts) == {"one": ["other"], "other": ["one"]}
    views = {found.id: found for found in inspect_documents(texts)}
    assert "Much of it also stands in 'other'." in views["one"].warnings


def test_an_index_shows_what_its_text_shows():
    (indexed,) = inspect_index(ROOT / "index")
    (read,) = inspect_paths([ROOT / "corpus"])
    assert indexed == read
    assert (len(indexed.facts), len(indexed.speakers)) == (21, 8)
    assert indexed.covered > 0.95


def test_the_command_shows_it_to_people_and_machines(tmp_path):
    (tmp_path / "guide.md").write_text(GUIDE, "utf-8")
    shown = CliRunner().invoke(app, ["inspect", str(tmp_path / "guide.md")])
    assert shown.exit_code == 0, shown.output
    for words in ("Two mills", "Ida Brook, miller", "(nobody named)", "1,200", "cut short", "can be cited"):
        assert words in shown.output
    machine = CliRunner().invoke(app, ["inspect", str(tmp_path / "guide.md"), "--json"])
    (found,) = json.loads(machine.output)
    assert found["id"] == "guide"
    assert GUIDE[found["facts"][0]["start"] : found["facts"][0]["end"]] == "4"


def test_a_path_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CorpusError, match="no such file"):
        inspect_paths([tmp_path / "none.md"])


def test_the_bar_shows_what_fills_most_of_each_part():
    found = view()
    cells = bar(found.map, found.characters, 8)
    assert len(cells) == 8
    assert set(cells) <= {"fact", "quote", "reported", "sentence", "credit", "heading", "none"}
    assert bar(view("Yes.").map, 4) == ["sentence"] * 4
