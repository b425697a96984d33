"""The commonest given names of English, Spanish and Portuguese with their gender, for pronouns alone."""

from __future__ import annotations

from hubbot.reading.vocabulary import words
from hubbot.text import normalise

# Common knowledge, normalised; a name borne by women and men alike is in neither list.
_FEMALE = words(
    "ada adele agnes alice alicia alison amanda amelia amparo amy ana andrea angela anita ann anna anne",
    "annie antonia barbara beatrice beatriz becky bella beth betty brenda bridget camila carla carmen",
    "carol caroline cassandra catherine cecilia charlotte chloe christina christine claire clara clare",
    "consuelo cristina cynthia dalva daniela debbie deborah diana diane dolores donna dora doris dorothy",
    "edith eileen elaine elena elisa elizabeth ella ellen elsa emily emma esther eva eve fatima fernanda",
    "fiona florence frances gabriela georgia gloria grace greta hannah heather helen helena ida ines",
    "ingrid irene iris isabel isabella jane janet janice jean jennifer jenny jessica jill joan joana",
    "joanna josephine joyce judith judy julia juliana julie juliet karen kate katherine kathleen kathy",
    "katie kelly kirsten laura lauren lena leticia lily linda lisa lois lorena louise lucia lucy luisa",
    "lydia magdalena marcia margaret maria mariana marie marina marion marta martha mary matilda megan",
    "melissa mercedes mia michelle mila miriam molly monica nadia nancy natalia natalie nicole nina nora",
    "olga olivia paloma pamela patricia paula pauline penny pilar priya rachel raquel rebecca renata rita",
    "rosa rosario rose rosemary ruth sally samantha sandra sara sarah shirley silvia simone sofia sonia",
    "sophia sophie stella susan susana susanne teresa theresa tina valentina vanessa vera veronica",
    "victoria virginia vivian wendy yolanda yvonne zoe",
)
_MALE = words(
    "aaron abel adam adrian alan albert alberto alejandro alfred alfredo allan andres andrew angel",
    "anthony antonio arthur arturo ben benjamin bernard bill bob boris brad brandon brian bruce bruno",
    "caio carl carlos cesar charles charlie chris christian christopher colin craig daniel dave davi",
    "david dennis derek diego dmitri donald doug douglas duncan edgar eduardo edward emilio enrique eric",
    "ernest ernesto eugene fabio felipe felix fernando francisco frank fred frederick gabriel gary george",
    "gerald gilbert gonzalo gordon graham greg gregory guillermo gustavo hank hans harold harry hector",
    "heinz helmut henry herbert howard hugo ian ignacio ivan jack jacob jaime james jason javier jeff",
    "jeffrey jeremy jerome jerry jim jimmy joao joaquim joaquin joe john johnny jonathan jorge jose josh",
    "joshua juan julian julio jurgen justin karl keith ken kenneth kevin larry lars leo leon leonard",
    "lewis louis luca lucas luis luke manuel marc marcelo marco marcos mario mark martin mateo matt",
    "matthew mauro max michael miguel mike mikhail mohammed muhammad nathan neil nicholas nick nicolas",
    "nuno oliver omar oscar owen pablo patrick paul pedro per pete peter phil philip pierre piotr rafael",
    "ralph ramon raul ray raymond ricardo richard rob robert roberto rodrigo roger roland ron ronald roy",
    "ruben rui russell ryan sam samuel santiago scott sean sebastian sergio simon stefan stephen steve",
    "steven stuart ted terry theodore thiago thomas tim timothy tom tomas tommy tony trevor vicente",
    "victor vincent vladimir walter warren wayne will william wolfgang xavier",
)
_SHE_TITLES = words(
    "mrs ms miss lady dame sra dona doña spokeswoman chairwoman congresswoman actress mother queen",
    "princess businesswoman alcaldesa presidenta directora ministra profesora doctora prefeita diretora",
    "professora governadora senadora vecina daughter sister wife widow aunt grandmother",
)
_HE_TITLES = words(
    "mr sir lord sr don spokesman chairman congressman actor father king prince businessman alcalde",
    "ministro profesor doctor prefeito diretor professor governador senador vecino son brother husband",
    "widower uncle grandfather",
)


def is_given_name(word: str) -> bool:
    """Say whether a word is a common given name."""
    return normalise(word) in _FEMALE or normalise(word) in _MALE


def gender(name: str, role: str | None = None) -> str | None:
    """Return "f" or "m" where a name with its role shows it, else None."""
    titles = {word.strip(".,").casefold() for word in f"{name} {role or ''}".split()}
    she, he = not titles.isdisjoint(_SHE_TITLES), not titles.isdisjoint(_HE_TITLES - {"professor", "doctor"})
    if she != he:
        return "f" if she else "m"
    given = normalise(name.split()[0]) if name.split() else ""
    if given in _FEMALE:
        return "f"
    if given in _MALE:
        return "m"
    return None
