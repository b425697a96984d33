import pytest

from hubbot.reading.structure import parse_text
from hubbot.sources.metadata import Metadata

BODY = "\n\nThe mill stands by the river and has turned for two hundred years without a pause.\n"


def credited(text, **metadata):
    document = parse_text(text, document_id="x", metadata=Metadata(language="en", **metadata))
    return document.author, document.date


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("# The mill\n\nBy Ann Lee | 2016-04-26", ("Ann Lee", "2016-04-26")),
        ("# The mill\n\nBy Ann Lee", ("Ann Lee", None)),
        ("# The mill\n\n*By Ann Lee and Tom Hale*\n\nMarch 3, 2021", ("Ann Lee and Tom Hale", "2021-03-03")),
        ("# The mill\n\nBy [Ann Lee](https://example.org/ann)\n\n3 March 2021", ("Ann Lee", "2021-03-03")),
        ("# The mill\n\nWritten by Ann Lee, the Evening Post", ("Ann Lee", None)),
        ("The mill\n\nWednesday, September 7, 2016", (None, "2016-09-07")),
        ("# El molino\n\nPor Ana Pérez | 7 de septiembre de 2016", ("Ana Pérez", "2016-09-07")),
        ("# O moinho\n\nPor Ana Souza, 2 de março de 2020", ("Ana Souza", "2020-03-02")),
        ("# The mill\n\nPublished: 1st of April 2020\n\nUpdated 2 Apr. 2020", (None, "2020-04-01")),
        (
            "# The mill\n\nThe wheel was drawn in all its parts\nby Ann Lee, who lived in the old mill for thirty years\nand then left it.",
            (None, None),
        ),
        (
            "# The mill\n\nAnn Lee, Tom Hale, Yanina de la Vega Ruiz",
            ("Ann Lee, Tom Hale, Yanina de la Vega Ruiz", None),
        ),
        ("# The mill\n\n*Ann Lee and Tom Hale*\n\nMarch 3, 2021", ("Ann Lee and Tom Hale", "2021-03-03")),
        ("# The mill\n\nNew York, Los Angeles", (None, None)),
        ("# The mill\n\nAnn Lee", (None, None)),  # it may be what the article is about
        ("# The mill\n\nAnn, Tom", (None, None)),
        ("# The mill\n\nAnn Lee, Tom Hale.", (None, None)),
        ("# The mill\n\n31 June 2020", (None, None)),
        ("# The mill\n\nBy the river stands a mill.", (None, None)),
        ("# The mill\n\nBy April the river was dry.", (None, None)),
        ("# The mill\n\nPor Navidad cierra el molino", (None, None)),
        (
            "# The mill\n\nIt was on 3 March 2021 that the old wheel broke and fell into the river",
            (None, None),
        ),
    ],
)
def test_author_and_date_are_read_above_the_text(head, expected):
    assert credited(head + BODY) == expected


def test_what_the_metadata_says_comes_first():
    text = "# The mill\n\nBy Ann Lee | 2016-04-26" + BODY
    assert credited(text, author="Tom Hale", date="2001-01-01") == ("Tom Hale", "2001-01-01")


def test_a_byline_far_below_is_none_of_the_article_s():
    assert credited("# The mill" + BODY * 15 + "\nBy Ann Lee | 2016-04-26\n") == (None, None)
