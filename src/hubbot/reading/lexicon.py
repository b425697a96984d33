"""Words that mark speech in English, Spanish and Portuguese.

Closed lists about language: no name of a person, place or text belongs here. Forms are listed as printed, in
lower case with their accents.
"""

from __future__ import annotations

from dataclasses import dataclass


def words(*lists: str) -> frozenset[str]:
    """Return the words printed in ``lists``, divided by spaces."""
    return frozenset(word for line in lists for word in line.split())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the attribution rules know about one language.

    ``says`` introduce speech, ``thinks`` opinions; ``feels`` are opinions only where their subject is
    known to be a person ("the city enjoys"); ``between`` may stand between a speaker and the verb;
    ``pronouns`` are subjects that stand for one person; ``according`` opens a source ("according to");
    ``inverts`` says that the verb may come before its subject anywhere.
    """

    says: frozenset[str]
    thinks: frozenset[str]
    feels: frozenset[str]
    between: frozenset[str]
    pronouns: frozenset[str]
    objects: frozenset[str]
    articles: frozenset[str]
    indefinite: frozenset[str]
    according: tuple[str, ...]
    opinion_of: tuple[str, ...]
    learned_from: tuple[str, frozenset[str], frozenset[str]]
    who: frozenset[str]
    conjunctions: frozenset[str]
    not_names: frozenset[str]
    role_ends: tuple[str, ...]
    inverts: bool


_MONTHS_DAYS_EN = (
    "january february march april may june july august september october november december monday tuesday "
    "wednesday thursday friday saturday sunday"
)

ENGLISH = Lexicon(
    says=words(
        "say says said saying tell tells told telling note notes noted noting add adds added adding",
        "explain explains explained explaining mention mentions mentioned claim claims claimed argue",
        "argues argued arguing remark remarks remarked comment comments commented report reports",
        "reported announce announces announced warn warns warned warning insist insists insisted recall",
        "recalls recalled admit admits admitted confirm confirms confirmed deny denies denied observe",
        "observes observed stress stresses stressed emphasize emphasizes emphasized emphasise",
        "emphasises emphasised highlight highlights highlighted reveal reveals revealed share shares",
        "shared write writes wrote reply replies replied respond responds responded answer answers",
        "answered ask asks asked asking continue continues continued conclude concludes concluded",
        "declare declares declared suggest suggests suggested acknowledge acknowledges acknowledged",
        "joke jokes joked quip quips quipped agree agrees agreed predict predicts predicted describe",
        "describes described caution cautions cautioned urge urges urged assert asserts asserted",
        "maintain maintains maintained reiterate reiterates reiterated whisper whispers whispered shout",
        "shouts shouted exclaim exclaims exclaimed tweet tweets tweeted testify testifies testified",
        "state states stated lament laments lamented complain complains complained pointed points cry",
        "cried murmur murmured mutter muttered laughed promise promises promised advise advises advised",
    ),
    thinks=words(
        "think thinks thought believe believes believed recommend recommends recommended doubt doubts",
        "doubted reckon reckons reckoned",
    ),
    feels=words(
        "feel feels felt hope hopes hoped expect expects expected consider considers considered like",
        "likes liked love loves loved enjoy enjoys enjoyed prefer prefers preferred appreciate",
        "appreciates appreciated dislike dislikes disliked hate hates hated fear fears feared admire",
        "admires admired wish wishes wished praise praises praised estimate estimates estimated",
    ),
    between=words(
        "also then later recently often once has have had however further still even always never",
        "really just only simply finally subsequently repeatedly publicly jokingly proudly reportedly",
        "has does did do doesn't didn't don't doesn’t didn’t don’t not would could can will may might",
        "must currently too first already personally",
    ),
    pronouns=words("he she"),
    objects=words("us me him her them reporters journalists"),
    articles=words("a an the another one its their his her our"),
    indefinite=words("a an another one"),
    according=("according to", "as per", "in the words of", "in the opinion of", "in the view of"),
    opinion_of=(),
    learned_from=("from", words("we i"), words("learned learnt heard know knew understood found")),
    who=words("who"),
    conjunctions=words("and but or"),
    not_names=words(
        "clearly finally actually generally usually recently currently previously similarly",
        "additionally interestingly importantly ideally basically obviously honestly fortunately",
        "unfortunately surprisingly apparently certainly probably possibly initially ultimately",
        "originally tools whoever whatever others the a an this that these those it its he she they we",
        "i you his her their our my your who what which when where why how if as at in on of for from",
        "to by with without and but or nor so yet because although though while since after before",
        "until unless once then there here now today yesterday tomorrow tonight later recently many",
        "most some all both each every few several other another such no not yes also even only just",
        "still however moreover furthermore meanwhile nevertheless therefore thus instead indeed",
        "perhaps maybe according one two three four five people everyone everybody nobody someone",
        "somebody experts critics officials researchers scientists authorities local us last next",
        "earlier according despite during under over between among through about like please thanks let",
        "let's thank",
        _MONTHS_DAYS_EN,
    ),
    role_ends=(
        "with",
        "who",
        "whose",
        "which",
        "that",
        "based",
        "living",
        "working",
        "speaking",
        "when",
        "while",
        "where",
        "has",
        "is",
        "was",
    ),
    inverts=False,
)

SPANISH = Lexicon(
    says=words(
        "dijo dice dicen dijeron decía diciendo afirmó afirma afirman afirmaron explicó explica",
        "explican explicaron señaló señala señalan agregó agrega agregaron añadió añade añaden comentó",
        "comenta comentan contó cuenta cuentan aseguró asegura aseguran indicó indica sostuvo sostiene",
        "manifestó manifiesta declaró declara expresó expresa destacó destaca subrayó subraya recordó",
        "recuerda reconoció reconoce advirtió advierte respondió responde preguntó pregunta concluyó",
        "concluye apuntó apunta admitió admite insistió insiste reveló revela relató relata confesó",
        "confiesa aclaró aclara detalló detalla mencionó menciona confirmó confirma anunció anuncia",
        "exclamó exclama murmuró gritó susurró contestó contesta replicó replica escribió escribe",
        "resumió resume sugirió sugiere informó informa precisó precisa matizó matiza prosiguió",
        "continuó puntualizó lamentó lamenta celebró denunció denuncia alertó alerta argumentó",
        "argumenta ratificó reiteró reitera planteó bromeó acotó sentenció enfatizó enfatiza remarcó",
        "remarca resaltó resalta valoró",
    ),
    thinks=words("cree creía creyó piensa pensaba pensó opina opinó recomienda recomendó duda confía"),
    feels=words(
        "considera consideró espera esperaba prefiere prefería siente gusta encanta aprecia teme estima"
    ),
    between=words(
        "también nos me le les lo la se te no ya luego además después ha había siempre solo sólo aún",
        "todavía nunca por su parte les",
    ),
    pronouns=words("él ella"),
    objects=words("que"),
    articles=words("un una el la los las otro otra"),
    indefinite=words("un una otro otra"),
    according=(
        "según",
        "de acuerdo con",
        "de acuerdo a",
        "en palabras de",
        "en opinión de",
        "a juicio de",
        "conforme a",
    ),
    opinion_of=("para",),
    learned_from=("de", words("nosotros"), words("aprendimos supimos")),
    who=words("quien que"),
    conjunctions=words("y e pero"),
    not_names=words(
        "el la los las un una unos unas este esta estos estas ese esa eso aquel aquella lo él ella",
        "ellos ellas nosotros yo tú usted ustedes su sus mi mis nuestro nuestra quien que qué cuando",
        "donde cómo como por para con sin desde hasta en de a al del y e o u pero si sí no aunque",
        "porque pues ya también además entonces luego después antes ahora hoy ayer mañana según muchos",
        "muchas algunos algunas todos todas cada otro otra otros otras uno dos tres así sin embargo",
        "mientras tras durante sobre entre mucho más menos muy nada nadie todo alguien le les nos me se",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes",
        "martes miércoles jueves viernes sábado domingo",
    ),
    role_ends=("con", "quien", "que", "cuya", "cuyo", "radicado", "radicada", "donde", "cuando"),
    inverts=True,
)

PORTUGUESE = Lexicon(
    says=words(
        "disse diz dizem disseram dizia dizendo afirmou afirma afirmam afirmaram explicou explica",
        "explicam contou conta contam acrescentou acrescenta comentou comenta comentam destacou destaca",
        "ressaltou ressalta declarou declara relatou relata observou observa completou completa",
        "concluiu conclui respondeu responde perguntou pergunta lembrou lembra avaliou avalia",
        "argumentou argumenta revelou revela informou informa apontou aponta salientou salienta frisou",
        "frisa garantiu garante alertou alerta enfatizou enfatiza reconheceu reconhece admitiu admite",
        "defendeu defende mencionou menciona confirmou confirma anunciou anuncia escreveu escreve",
        "murmurou gritou exclamou sussurrou falou fala reforçou reforça ponderou pondera sugeriu sugere",
        "ressalvou indicou indica sublinhou sublinha referiu refere adiantou esclareceu esclarece",
        "recordou recorda lamentou lamenta insistiu insiste continuou brincou assegurou assegura",
        "noticiou reiterou resumiu prosseguiu denunciou denuncia citou",
    ),
    thinks=words(
        "acha achou acredita acreditava pensa pensou recomenda recomendou opina opinou duvida confia",
        "julga crê",
    ),
    feels=words("considera considerou espera esperava prefere sente gosta adora estima aprecia teme"),
    between=words(
        "também nos me lhe lhes o a se te não já depois ainda ainda além tem tinha havia sempre só",
        "nunca então por sua vez logo",
    ),
    pronouns=words("ele ela"),
    objects=words("que"),
    articles=words("um uma o a os as outro outra"),
    indefinite=words("um uma outro outra"),
    according=(
        "segundo",
        "de acordo com",
        "conforme",
        "nas palavras de",
        "na opinião de",
        "na visão de",
        "na avaliação de",
    ),
    opinion_of=("para",),
    learned_from=("de", words("nós"), words("aprendemos soubemos")),
    who=words("quem que"),
    conjunctions=words("e mas"),
    not_names=words(
        "o a os as um uma uns umas este esta estes estas esse essa isso aquele aquela ele ela eles elas",
        "nós eu você vocês seu sua seus suas meu minha nosso nossa quem que quando onde como por para",
        "com sem desde até em no na nos nas de do da dos das e ou mas se sim não embora porque pois já",
        "também além então depois antes agora hoje ontem amanhã segundo muitos muitas alguns algumas",
        "todos todas cada outro outra outros outras dois três assim enquanto após durante sobre entre",
        "muito mais menos nada ninguém tudo alguém ao à às aos isto lhe há janeiro fevereiro março",
        "abril maio junho julho agosto setembro outubro novembro dezembro segunda terça quarta quinta",
        "sexta sábado domingo",
    ),
    role_ends=("com", "quem", "que", "cuja", "cujo", "radicado", "radicada", "onde", "quando"),
    inverts=True,
)

_LEXICONS = {"en": ENGLISH, "es": SPANISH, "pt": PORTUGUESE}


def lexicon(language: str) -> Lexicon:
    """Return the words of ``language`` ("pt-BR" is "pt"); English where there are none."""
    return _LEXICONS.get(language.casefold()[:2], ENGLISH)
