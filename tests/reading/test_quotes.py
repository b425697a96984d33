import pytest

from hashing import ROOT
from hubbot.reading.structure import parse_text
from hubbot.sources.metadata import Metadata
from hubbot.types import SpeechKind

SEED = (ROOT / "corpus" / "latam-tech-hubs.txt").read_bytes().decode()
DEVELOPER = "senior\u00a0Node.js/React.js developer"


def parsed(text, language="en"):
    return parse_text(text, document_id="x", metadata=Metadata(language=language))


def speeches(text, kind, language="en"):
    document = parsed(text, language)
    for speech in document.speeches:
        if speech.speaker_span is not None:
            assert document.slice(speech.speaker_span) == speech.speaker
        if speech.role_span is not None:
            assert document.slice(speech.role_span) == speech.speaker_role
    return [
        (document.slice(one.span), one.speaker, one.speaker_role)
        for one in document.speeches
        if one.kind is kind
    ]


def direct(text, language="en"):
    return speeches(text, SpeechKind.DIRECT, language)


def reported(text, language="en"):
    return [(speaker, role) for _, speaker, role in speeches(text, SpeechKind.REPORTED, language)]


def test_the_article_quotes_two_people():
    first, second = direct(SEED)
    assert first[0].startswith("60-80% of the people") and first[0].endswith("better than Bogota for many.")
    assert first[1:] == ("Jorge", DEVELOPER)
    assert second[0].startswith("The culture is amazing there;") and second[0].endswith("other cities.")
    assert second[1:] == ("Miguel", "senior RoR developer")


def test_the_article_reports_what_eight_people_say():
    node = "Node.js and JavaScript developer"
    assert reported(SEED) == [
        ("Luís", "local\u00a0Node.js/React.js developer"),
        ("Rafael", node),
        ("Rafael", node),
        ("Jorge", DEVELOPER),
        ("Jonathan", "RoR developer"),
        ("Miguel", "senior RoR developer"),
        ("Omar", "RoR developer"),
        ("Miguel", "senior RoR developer"),
        ("Juan", "RoR developer"),
        ("Alex Barrios", "senior RoR developer"),
    ]


ENGLISH_DIRECT = [
    ("[Ann Lee](https://example.org), owner of Acme, said “it is by far the best”.",
     [("it is by far the best", "Ann Lee", "owner of Acme")]),
    ("[@ann](https://example.org/a) said: “It is by far the best.”", [("It is by far the best.", "@ann", None)]),
    ("Mr. Lee said on Tuesday that “we will see what happens.”", [("we will see what happens.", "Mr. Lee", None)]),
    ("Ann Lee, WHO director-general, said \"we are deeply concerned\".",
     [("we are deeply concerned", "Ann Lee", "WHO director-general")]),
    ("“It’s sad,” one resident, Ann Lee, told the BBC. “We lost it,” she added.",
     [("It’s sad,", "Ann Lee", "resident"), ("We lost it,", "Ann Lee", "resident")]),
    ("“We grow,” said Ann Lee, a teacher from Leeds.", [("We grow,", "Ann Lee", "teacher from Leeds")]),
    ("Ann Lee, the school's director, said: “We grow.”", [("We grow.", "Ann Lee", "school's director")]),
    ("The school's director, Ann Lee, said: “We grow.”", [("We grow.", "Ann Lee", "school's director")]),
    ("Ann Lee runs a bakery. \"It is cheap,\" she said.", [("It is cheap,", "Ann Lee", None)]),
    ("“I like it,” says Ben. “But,” he adds, “it is far.”",
     [("I like it,", "Ben", None), ("But,", "Ben", None), ("it is far.", "Ben", None)]),
    ("“We grow,” said Ann. “We need help.”", [("We grow,", "Ann", None), ("We need help.", "Ann", None)]),
    ("‘I never liked it,’ said Tom, a local guide.", [("I never liked it,", "Tom", "local guide")]),
    ("'I never liked it,' said Tom, a local guide.", [("I never liked it,", "Tom", "local guide")]),
    ("„We grow well“, said Tom.", [("We grow well", "Tom", None)]),
    ("“Rents rise,” according to Ann Lee, an economist at Acme Bank.",
     [("Rents rise,", "Ann Lee", "economist at Acme Bank")]),
    ("In an email, Ann Lee wrote that “the rents are rising” in Lima.", [("the rents are rising", "Ann Lee", None)]),
    ("Spokesman Tom Kirby told CNN: \"We are watching.\"", [("We are watching.", "Tom Kirby", "Spokesman")]),
    ("“We must act,” Prime Minister Ann Lee said on Monday.", [("We must act,", "Ann Lee", "Prime Minister")]),
    ("As coauthor Ann Lee told The Post, “it is clear to us”.", [("it is clear to us", "Ann Lee", "coauthor")]),
    ("“It is slow,” Smith, 45, said.", [("It is slow,", "Smith", None)]),
    ("“We will win,” the coach said.", [("We will win,", "the coach", None)]),
    ("“We will win,” said a spokesman for the company.", [("We will win,", "a spokesman for the company", None)]),
    ("\"It is cheap,\" she said.", [("It is cheap,", None, None)]),
    ("Todd Park: “You already have the right people.”", [("You already have the right people.", "Todd Park", None)]),
    ("“The people here are kind all year.” – Ann Lee, nurse", [("The people here are kind all year.", "Ann Lee", "nurse")]),
    ("“The people here are kind all year.”\n\n— Ann Lee, nurse", [("The people here are kind all year.", "Ann Lee", "nurse")]),
    ("> “The people are kind.” – Ann Lee", [("The people are kind.", "Ann Lee", None)]),
    ("> The people are kind.\n>\n> — @ann, [\"A talk\"](https://example.org)", [("The people are kind.", "@ann", None)]),
    ("> The people are kind.\n> – Ann Lee, head of sales\n\nMore.", [("The people are kind.", "Ann Lee", "head of sales")]),
    ("Ann Lee said:\n\n> The people are kind.", [("The people are kind.", "Ann Lee", None)]),
    ("Let me share this quote of [Ann Lee](https://x.org/a):\n\n> The people are kind.", [("The people are kind.", "Ann Lee", None)]),
    ("Here are a few words by Ann Lee:\n\n> The people are kind.", [("The people are kind.", "Ann Lee", None)]),
    ("Ann said: “One is here.\n\n“Two is here.”\n\nMore.", [("One is here.\n\n“Two is here.", "Ann", None)]),
    ("“One is here.\n\n“Two is here,” said Ann Lee, the owner.", [("One is here.\n\n“Two is here,", "Ann Lee", "owner")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ENGLISH_DIRECT)
def test_direct_quotes_in_english(text, expected):
    assert direct(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The mayor called it a “smart city” project.",
        "The program “Start-Up Chile” was launched by the state.",
        "His book “The Great Gatsby of Lima” sold well.",
        'See ["How to Spread the Word"](https://example.org) for more.',
        'A 5" pipe and a 6" pipe were found.',
        "The dogs’ house and the cats’ house.",
        "> The town lies on the coast.\n\nMore text follows here.",
        "Tools like Node.js help.",
        "Colorado State University opened.",
    ],
)
def test_names_titles_and_scare_quotes_are_no_speech(text):
    assert direct(text) == []
    assert reported(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bob told reporters that rents are rising.", [("Bob", None)]),
        ("Dr. Amy Wong of Leeds University said it was clear.", [("Dr. Amy Wong", None)]),
        ("Jane Doe (CEO of Acme) said the city is cheap.", [("Jane Doe", "CEO of Acme")]),
        ("According to the World Bank, growth is slow.", [("World Bank", None)]),
        ("From Juan, a cook with 10 years here, we learned that it is cheap.", [("Juan", "cook")]),
        ("Anna Berg thinks the city is loud. She prefers the coast.", [("Anna Berg", None)] * 2),
        ("Anna, a nurse for 9 years, has moved twice and loves the sea.", [("Anna", "nurse")]),
        ("It is quiet, said Tom, another guide.", [("Tom", "guide")]),
        ("Anna, a nurse, likes it.\n\nAnna also noted that rents are low.", [("Anna", "nurse")] * 2),
        ("They think it is cheap.", []),
        ("He thinks it is cheap.", []),
        ("The city enjoys mild winters. Lima loves football.", []),
    ],
)
def test_reported_speech_in_english(text, expected):
    assert reported(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("«La ciudad es barata», dijo Ana Ruiz, profesora de inglés.",
         [("La ciudad es barata", "Ana Ruiz", "profesora de inglés")]),
        ("“La ciudad es barata”, explicó el alcalde, Juan Pérez.", [("La ciudad es barata", "Juan Pérez", "alcalde")]),
        ("El director, Luis Soto, afirmó: “Es una gran ciudad”.", [("Es una gran ciudad", "Luis Soto", "director")]),
        ("Luis Soto dijo que es cara. “No puedo pagar la renta”, agregó.", [("No puedo pagar la renta", "Luis Soto", None)]),
        ("—No sé —dijo Ana—. Vamos ya.", [("No sé", "Ana", None), ("Vamos ya.", "Ana", None)]),
        ("El presidente de la Liga, Luis Soto, señaló: \"Suspendemos los juegos\".",
         [("Suspendemos los juegos", "Luis Soto", "presidente de la Liga")]),
        ("—¿Vienes? —preguntó Pedro.", [("¿Vienes?", "Pedro", None)]),
        ("La llamada “ciudad inteligente” crece.", []),
    ],
)  # fmt: skip
def test_direct_quotes_in_spanish(text, expected):
    assert direct(text, "es") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Ruiz, una desarrolladora de Lima, nos contó que es barata.", [("Ana Ruiz", "desarrolladora de Lima")]),
        ("Según Pedro Gómez, otro programador, la ciudad crece.", [("Pedro Gómez", "programador")]),
        ("Para Marta Díaz, la ciudad es segura.", [("Marta Díaz", None)]),
        ("Luis Gómez, alcalde de Cali, aseguró que es segura. Él cree que crece.", [("Luis Gómez", "alcalde de Cali")] * 2),
        ("Ella cree que Bogotá es cara.", []),
        ("Me di cuenta de que Mine tenía razón.", []),
    ],
)  # fmt: skip
def test_reported_speech_in_spanish(text, expected):
    assert reported(text, "es") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“A cidade é barata”, disse Ana Souza, professora de inglês.",
         [("A cidade é barata", "Ana Souza", "professora de inglês")]),
        ("— Não sei — disse Ana. — Vamos já.", [("Não sei", "Ana", None), ("Vamos já.", "Ana", None)]),
        ("«É uma grande cidade», acrescentou Rui Costa.", [("É uma grande cidade", "Rui Costa", None)]),
        ("João Lima, diretor do Museu, afirmou que é boa. “É a melhor do país”, completou ele.",
         [("É a melhor do país", "João Lima", "diretor do Museu")]),
        ("\"Temos que agir agora\", disse à BBC o médico Rui Costa.", [("Temos que agir agora", "Rui Costa", "médico")]),
        ("O “Silicon Valley” do Brasil cresce.", []),
    ],
)  # fmt: skip
def test_direct_quotes_in_portuguese(text, expected):
    assert direct(text, "pt") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Segundo João Lima, um desenvolvedor sênior, a cidade cresce.",
            [("João Lima", "desenvolvedor sênior")],
        ),
        ("De acordo com a diretora Paula Reis, a escola cresceu.", [("Paula Reis", "diretora")]),
        ("Mariana, uma médica, contou que gosta. Ela acha a cidade boa.", [("Mariana", "médica")] * 2),
        ("Ela acha que Lisboa é cara.", []),
    ],
)
def test_reported_speech_in_portuguese(text, expected):
    assert reported(text, "pt") == expected


INTERVIEW = """**Jane Doe: What do you do?**

**Ann Lee:** I teach. I like it.

My school is big.

**JD: Where do you live?**

**AL:** I live in Leeds.
"""


def test_an_interview_gives_each_turn_its_speaker():
    assert direct(INTERVIEW) == [
        ("What do you do?", "Jane Doe", None),
        ("I teach. I like it.", "Ann Lee", None),
        ("My school is big.", "Ann Lee", None),
        ("Where do you live?", "Jane Doe", None),
        ("I live in Leeds.", "Ann Lee", None),
    ]


@pytest.mark.parametrize(
    ("after", "speaker"),
    [
        ("More seriously, I studied maps.", "Ann Lee"),  # the last turn goes on
        ("The school has two doors.", None),
        ("I thank Ann Lee for her time.", None),  # somebody else says so
    ],
)
def test_the_last_turn_goes_on_as_long_as_it_says_i(after, speaker):
    said = [who for words, who, _ in direct(f"{INTERVIEW}\n{after}\n") if words == after]
    assert said == ([speaker] if speaker else [])


def test_questions_and_answers_without_names_have_no_speaker():
    text = "Q: What do you do?\n\nA: I teach.\n\nQ: Where do you live?\n\nA: In my school.\n"
    assert [speaker for _, speaker, _ in direct(text)] == [None] * 4
    assert parsed(text).facts == ()


def test_a_pronoun_does_not_reach_over_a_heading():
    text = "# A\n\nAnna Berg thinks it is loud.\n\n# B\n\nShe thinks it is quiet.\n"
    assert reported(text) == [("Anna Berg", None)]


@pytest.mark.xfail(reason="the name stands in a sentence of its own after the quote", strict=True)
def test_speaker_in_the_sentence_after_a_finished_quote():
    assert direct("“It is clear to all of us.” Amy Wong said.") == [
        ("It is clear to all of us.", "Amy Wong", None)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> “The mill is old.” – Ann Lee\n>\n> “It turns all day.” – Tom Hale, miller\n",
         [("The mill is old.", "Ann Lee", None), ("It turns all day.", "Tom Hale", "miller")]),
        ("> The mill is old.\n>\n> — Ann Lee\n>\n> It turns all day.\n>\n> — Tom Hale\n",
         [("The mill is old.", "Ann Lee", None), ("It turns all day.", "Tom Hale", None)]),
        ("> “The mill is old.”\n>\n> “It turns all day.”\n",
         [("The mill is old.", None, None), ("It turns all day.", None, None)]),
        ("> “The mill is old.\n>\n> “It turns all day.” – Ann Lee\n",
         [("The mill is old.\n>\n> “It turns all day.", "Ann Lee", None)]),
    ],
)  # fmt: skip
def test_a_block_quote_may_hold_several_quotes(text, expected):
    assert direct(text) == expected
