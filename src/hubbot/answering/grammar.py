"""How English, Spanish and Portuguese ask: question words, comparisons, pronouns, as data.

All patterns are matched against a normalised question (case-folded, accents stripped), so they are written
without accents. Nothing here names anything of a corpus.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class AnswerType(StrEnum):
    """What kind of thing a question wants."""

    CITY = "city"
    COUNTRY = "country"
    PERSON = "person"
    NUMBER = "number"
    DATE = "date"
    MONEY = "money"
    DURATION = "duration"
    YES_NO = "yes_no"
    LIST = "list"
    REASON = "reason"
    DEFINITION = "definition"
    ANY = "any"


class Direction(StrEnum):
    """Which end of a scale a comparison points to."""

    MORE = "more"
    LESS = "less"


@dataclass(frozen=True)
class Grammar:
    """One language's ways of asking. Patterns are tried in the order given; the first that matches wins."""

    code: str
    function_words: frozenset[str]
    markers: frozenset[str]
    answer_types: tuple[tuple[re.Pattern[str], AnswerType], ...]
    comparative: re.Pattern[str]
    superlative: re.Pattern[str]
    than: re.Pattern[str]
    less_words: frozenset[str]
    more_words: frozenset[str]
    counting: re.Pattern[str]
    ranking: re.Pattern[str]
    figures: frozenset[str]
    difference: re.Pattern[str]
    total: re.Pattern[str]
    average: re.Pattern[str]
    threshold_above: re.Pattern[str]
    threshold_below: re.Pattern[str]
    either_or: re.Pattern[str]
    question_words: re.Pattern[str]
    speech: re.Pattern[str]
    saying: re.Pattern[str]
    pronouns: frozenset[str]
    follow_up: re.Pattern[str]
    correction: re.Pattern[str]

    @property
    def scale_words(self) -> frozenset[str]:
        """Words that point to either end of a scale."""
        return self.less_words | self.more_words

    def asks_figures(self, words: Collection[str]) -> bool:
        """Say whether the content words of a question ask for figures of no particular kind: "key numbers"."""
        return not self.figures.isdisjoint(words) and self.figures | _QUALIFIERS >= frozenset(words)


_QUALIFIERS = frozenset(
    ["key", "main", "basic", "listed", "clave", "principales", "basicos", "chave", "principais"]
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _types(**patterns: str) -> tuple[tuple[re.Pattern[str], AnswerType], ...]:
    return tuple((re.compile(pattern), AnswerType(name.lower())) for name, pattern in patterns.items())


ENGLISH = Grammar(
    code="en",
    function_words=_words(
        "a an the of in on at to for from by with about between into over than as and or but if so not no is are was were "
        "be been being am do does did doing have has had having will would shall should can could may might must "
        "it its this that these those there here he she they him her them his their we us our you your i me my "
        "who whom whose which what when where why how many much more less most least some any all each every "
        "both either other others another such same own too very just also only even still please tell show give "
        "while although though despite since until during because however unlike among likes liked someone anyone anybody somebody everybody nobody everyone know like kind sort thing things way get got go one ones s t re ve ll d m "
        "isn't aren't wasn't weren't doesn't don't didn't haven't hasn't hadn't can't couldn't won't wouldn't shouldn't "
        "isnt arent wasnt werent doesnt dont didnt havent hasnt hadnt cant couldnt wont wouldnt shouldnt"
    ),
    markers=_words(
        "the which what who when where why how is are does did do has have of and than many much says said about "
        "with there any can could or was were they in thanks hello hi please tell quote compare list name"
    ),
    answer_types=_types(
        duration=r"\bhow long\b|\bhow (?:many|much) (?:time(?![ -]?zones?|s\b)|years?|months?|weeks?|days?|hours?|minutes?)\b|\bhow quickly\b|\bhow fast\b",
        money=r"\bhow much (?:money|funding|cash)\b|(?<!by )\bhow much (?:did|does|was|were|is|has|have|will|would|do)\b(?!.*\b(?:fall|fell|fallen|rise|risen|decline|increase|grow|grown|drop|decrease|shrink|change|weigh|improve|reduce|differ|know|matter)(?:s|d|ed)?\b)|\bhow many (?:dollars|euros|pesos)\b|\bwhat (?:is the )?(?:price|cost|amount|budget)\b",
        number=r"\bhow (?:many|much|big|large|old|far|high|tall)\b|\b(?:what|which) (?:number|percentage|percent|share|proportion|population|count)\b|\bwhat(?: is|'s|s)? the (?:number|population|percentage|total|count|figure|headcount|size|tally|amount)\b|\b(?:number|headcount|size|tally|amount) of\b",
        date=r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)\b|\bsince when\b",
        person=r"\bwho\b|\bwhom\b|\bwhose\b|\b(?:which|what) (?:developers?|persons?|people|experts?|speakers?|interviewees?|engineers?|programmers?|authors?|professors?)\b",
        country=r"\b(?:which|what) (?:\w+ ){0,4}?(?:country|countries|nations?)\b|"
        r"^(?:the )?(?:best|worst|top|second|third|most|least|\w{3,}est) (?:[\w-]+ ){0,3}?(?:country|nation)\b",
        city=r"\b(?:which|what) (?:\w+ ){0,5}?(?:city|cities|towns?|places?|hubs?|locations?|municipality|capital)\b|\bwhere\b|"
        r"^(?:the )?(?:best|worst|top|second|third|most|least|\w{3,}est) (?:[\w-]+ ){0,3}?(?:city|town|place|hub|location)\b",
        reason=r"\bwhy\b|\bhow come\b|\bwhat(?: is| was|'s)? the reason\b|\bfor what reasons?\b|\bwhat makes\b|\bwhat made\b",
        definition=r"^(?:so )?what(?: is|'s|s| are) (?:a |an |the )?[\w .'\-]+\??$|\bwhat does .* mean\b|\bdefine\b|\bdefinition of\b|\bmeaning of\b",
        list=r"^(?:please )?(?:list|name|enumerate|give me)\b|\b(?:which|what) (?:are|were) (?:the|some|all)\b|\bwhat (?:all|else)\b",
        yes_no=r"^(?:and |so |but |then |also )?(?:is|are|was|were|am|does|do|did|has|have|had|can|could|may|must|shall|will|would|should|isn'?t|aren'?t|doesn'?t|don'?t|didn'?t|wasn'?t|weren'?t|haven'?t|hasn'?t|hadn'?t|can'?t|couldn'?t|won'?t|wouldn'?t|shouldn'?t)\b",
    ),
    comparative=re.compile(
        r"\b(?:more|less|fewer|lower|higher|bigger|larger|smaller|greater|better|worse|cheaper|faster|slower|older|"
        r"younger|easier|harder|lighter|heavier|busier|quieter|safer|warmer|colder|stronger|weaker|(?!other\b|rather\b|"
        r"whether\b|either\b|neither\b|another\b)\w{3,}er)\b(?=.*\b(?:th[ae]n|(?:alternatives?|options?) to)\b)|\bas \w+ as\b"
    ),
    superlative=re.compile(
        r"\b(?:most|least|fewest|biggest|largest|greatest|highest|smallest|lowest|best|worst|cheapest|busiest|top|"
        r"maximum|minimum|leads?|(?!west\b|east\b|test\b|rest\b|best\b|interest\b|invest\b|request\b|latest\b|honest\b)"
        r"\w{3,}est)\b"
    ),
    than=re.compile(
        r"\bth[ae]n\b|\b(?:alternatives?|options?) to\b|\bcompared (?:to|with)\b|\bversus\b|\bvs\b|\bas \w+ as\b"
    ),
    less_words=_words(
        "less les fewer least fewest lower lowest smaller smallest cheaper cheapest lighter lightest quieter slower "
        "fewest under below minimum worse worst weaker poorer shorter younger not never without lacks lack reduced "
        "little few small low minus"
    ),
    more_words=_words(
        "more most higher highest bigger biggest larger largest greater greatest heavier heaviest busier better best "
        "over above maximum stronger faster longer older expensive exceeds beyond top leads lead increased plenty big "
        "large high"
    ),
    counting=re.compile(
        r"\bhow many (?:of )?(?:the |these |those )?(?:\w+ )?(?:cities|countries|places|hubs|towns|locations|sections|nations)\b"
    ),
    ranking=re.compile(
        r"\brank(?:ing|ed)?\b|\border(?:ed)? (?:the|by|of|all)\b|\bsort(?:ed)?\b|\bcompare\b|\bcomparison\b|\bversus\b|\bvs\b|\btable of\b|\bside by side\b|\bfrom (?:most|highest|largest|biggest|least|lowest|smallest)\b|\btop (?:\d+|two|three|four|five)\b"
    ),
    figures=_words("figures numbers statistics stats data facts metrics indicators"),
    difference=re.compile(
        r"\bdifference\b|\b(?:by )?what margin\b|\bhow (?:many|much) (?:more|fewer|less|larger|bigger|smaller)\b|\bgap\b|\bby how (?:many|much)\b|"
        r"\bhow far (?:ahead|behind|above|below)\b"
    ),
    total=re.compile(
        r"\b(?:in total|total(?: \w+){0,3} of|altogether|together|jointly|combined|sum of|add(?:ed)? up|all together|sum)\b"
    ),
    average=re.compile(r"\baverage\b|\bmean number\b|\bon average\b"),
    threshold_above=re.compile(
        r"\b(?:more than|over|above|at least|exceed(?:s|ing)?|surpass(?:es|ing)?|greater than|larger than|bigger than|higher than|no (?:fewer|less) than)\b"
    ),
    threshold_below=re.compile(
        r"\b(?:less than|fewer than|under|below|at most|up to|smaller than|lower than|no more than)\b"
    ),
    either_or=re.compile(r"\b\w+ or \w+"),
    question_words=re.compile(r"\b(?:who|whom|whose|which|what|when|where|why|how)\b"),
    speech=re.compile(
        r"\bwho (?:said|says|thinks?|thought|believes?|told|mention(?:s|ed)?|noted|claims?|claimed|recommends?|"
        r"recommended|likes?|dislikes?|loves?|praises?|talks?|spoke|called|argue[sd]?|suggests?|suggested|"
        r"described|describes|complain(?:s|ed)?|prefer(?:s|red)?|praised|criticis(?:es|ed)|criticiz(?:es|ed)|liked|loved|warn(?:s|ed)?|points? out|pointed out|brings? up|brought up|told|tells)\b|\bquotes?\b|\bsaid by\b|\bwhat (?:did|does|do|has|have|didn't|doesn't|don't) [\w .\-]+? "
        r"(?:say|said|think|mention|mentioned|note|tell|told|believe|add|claim|recommend|like|love|dislike|feel|argue|suggest|explain)\b|\baccording to\b|"
        r"\b(?:opinions?|views?|thoughts?|words?|statements?|comments?) (?:of|on|about|from|by)\b|\b(?:\w+'s|their|his|her) (?:opinion|view|thoughts|words)\b|\bwhose (?:words|opinion|view)\b"
    ),
    saying=re.compile(
        r"\b(?:say|says|said|think|thinks|thought|believe|believes|tell|told|mention|mentions|mentioned|note|noted|notes|quote|quotes|quoted|claim|claims|opinion|opinions|view|views|according|words|comment|comments|statement|statements|feel|feels|add|adds|added|recommend|recommends|suggest|suggests|argue|argues|(?:talk|talks|talked|speak|speaks|spoke) (?:about|of|on))\b"
    ),
    pronouns=_words(
        "he she it they him her them his hers their theirs its that this these those there one ones here"
    ),
    follow_up=re.compile(
        r"^(?:and|what about|how about|or|but|also|then|same for|same question for|ok(?:ay)? and)\b"
    ),
    correction=re.compile(
        r"^(?:oh |ah |um |er )?(?:no|nope|sorry|oops|wait|hang on|hold on|actually|i meant|i mean|not|rather|scratch that)\b[ ,.:;\-]*"
        r"(?:(?:no|sorry|wait|hang on|hold on|rather|make (?:it|that)|i meant|i mean|actually)\b[ ,.:;\-]*)*"
    ),
)

SPANISH = Grammar(
    code="es",
    function_words=_words(
        "el la los las un una unos unas lo al del de en a ante con contra desde entre hacia hasta para por segun sin "
        "sobre tras y e o u pero si no ni que cual cuales quien quienes cuando donde como cuanto cuanta cuantos "
        "cuantas es son fue fueron era eran ser sido esta estan estar estaba hay habia ha han he haber hacer hace "
        "tiene tienen tener tenia puede pueden se su sus me mi te tu le les nos este esta estos estas ese esa esos "
        "esas aquel esto eso ello ella el ellos ellas yo usted mas menos muy tambien solo todo todos toda todas otro "
        "otra otros otras mismo misma dime dame muestrame ensename cuentame favor articulo mi mis tus suya suyo suyos "
        "nuestra nuestro nuestras nuestros cuyo cuya ya aun asi aqui aquella aquellos aquellas cada cualquier algun alguna alguien nadie ningun "
        "ninguna porque pues aunque mientras durante q soy eres somos estoy estuvo fueron sera sea sean tengo tienes "
        "tenemos tuvo puedo puedes podemos podria debo debe deben debes deberia quiero quisiera haga hago hizo voy iba"
    ),
    markers=_words(
        "el los las una del cual cuales quien quienes donde cuantos cuantas cuanto cuanta hay tiene tienen y con por "
        "ciudad ciudades pais paises dice dijo segun es esta hola gracias opina opinan piensa cree que por mas lista hablan habla cuando poblacion datos cifras "
        "para si muy sobre sin su sus fue era soy tengo puedo quiero"
    ),
    answer_types=_types(
        duration=r"\bcuanto (?:(?:se|te|le|les|nos|me) )?(?:tiempo|tard\w+|dur\w+|llev\w+|demor\w+|hace)\b|\bhace cuanto\b|\bcuantos (?:anos|meses|dias|horas|minutos)\b|\ben cuanto tiempo\b",
        money=r"\bcuanto (?:(?:se|te|le|les|nos|me|ha|han) )*(?:dinero|cuestan?|costo|costaron|costaria|valen?|gan[ao]n?|cobr[ao]n?|pag[ao]n?|gast[ao]n?|invirtio|invirtieron|invertido|pagado|gastado|costado)\b|\bprecio de\b|\bcuantos (?:dolares|euros|pesos|millones)\b|\bque cantidad de dinero\b",
        number=r"\bcuant[oa]s?\b|\bque (?:numero|cantidad|porcentaje|poblacion)\b|\bcual es (?:el numero|la poblacion|la cantidad|el porcentaje|el tamano|la cifra)\b|\b(?:numero|cantidad|tamano|cifra) de\b",
        date=r"\bcuando\b|\b(?:en )?que (?:ano|fecha|dia|mes|siglo|decada)\b",
        person=r"\bquien(?:es)?\b|\bque (?:desarrollador(?:es|a|as)?|persona|personas|expertos?|autor)\b",
        country=r"\b(?:que|cual(?:es)?) (?:de (?:los|estos|esos) )?(?:pais|paises|nacion|naciones)\b",
        city=r"\b(?:que|cual(?:es)?) (?:es la |de (?:las|los|estas|esas|estos|esos) )?(?:ciudad|ciudades|lugar|lugares|sitio|sitios|capital|polo)\b|(?<!por )(?<!cita )(?<!frase )(?<!parte )\bdonde\b|\badonde\b",
        reason=r"\bpor que\b|\bporque razon\b|\bcual es (?:la razon|el motivo)\b|\ba que se debe\b",
        definition=r"\bque (?:es|son|significa)\b|\bdefinicion de\b|\bdefine\b",
        list=r"^(?:lista|listame|nombra|enumera|dame)\b|\bcuales son\b|\bque (?:ciudades|paises|empresas|iniciativas|programas)\b",
        yes_no=r"^(?:y |entonces |pero |o sea )?(?:(?:se|me|te|le|les|nos) )?(?:es|son|era|eran|esta|estan|estaba|estaban|tiene|tienen|tenia|hay|habia|puede|pueden|puedo|podemos|podria|fue|fueron|existe|existen|ha|han|"
        r"soy|estoy|debo|debe|deben|deberia|tengo que|tenemos que|hay que|hace falta|necesito|necesitamos|conviene|vale la pena)\b",
    ),
    comparative=re.compile(
        r"\b(?:mas|menos|mejor|peor|mayor|menor)\b(?=.*\bque\b)|\btan \w+ como\b|\btanto \w* ?como\b"
    ),
    superlative=re.compile(
        r"\b(?:(?:el|la|los|las|con|tiene|hay|cuenta con|de) )?(?:mas|menos|mayor|menor|mejor|peor)\b(?!.*\bque\b(?! (?:tiene|tienen|hay)))"
    ),
    than=re.compile(
        r"\b(?:mas|menos|mejor|peor|mayor|menor)\b.*?\bque\b|\bcomparad[oa]s? con\b|\btan \w+ como\b|\bfrente a\b|\bversus\b"
    ),
    less_words=_words(
        "menos menor menores barata barato baratas baratos poco poca pocos pocas chico chica chicos chicas pequeno pequena pequenos pequenas bajo baja no sin peor minimo minima debajo inferior ligero ligera"
    ),
    more_words=_words(
        "mas mayor mayores mejor mucho mucha alto alta caro cara maximo maxima encima superior grande grandes pesado"
    ),
    counting=re.compile(r"\bcuant[oa]s (?:de las |de los )?(?:ciudades|paises|lugares|secciones|sitios)\b"),
    ranking=re.compile(
        r"\bordena\b|\branking\b|\bclasifica(?:cion)?\b|\bcompara(?:cion)?\b|\bversus\b|\bvs\b|\bde mayor a menor\b|\bde menor a mayor\b"
    ),
    figures=_words("cifras numeros estadisticas datos indicadores"),
    difference=re.compile(
        r"\bdiferencia\b|\bcuant[oa]s? (?:mas|menos)\b|\bcuant[oa]s (?!ciudades|paises|lugares|secciones|sitios)(?:\w+ ){1,2}(?:mas|menos) (?!de\b)(?=.*\bque\b)"
    ),
    total=re.compile(r"\ben total\b|\btotal de\b|\bsuma\b|\bjuntos\b|\bjuntas\b|\bsumados?\b"),
    average=re.compile(r"\bpromedio\b|\bmedia de\b|\ben promedio\b"),
    threshold_above=re.compile(
        r"\b(?:mas de|superan?|sobrepasan?|pasan? de|rebasan?|exceden?|por encima de|al menos|como minimo|mayor (?:que|a|de))\b"
    ),
    threshold_below=re.compile(
        r"\b(?:menos de|por debajo de|como maximo|a lo sumo|menor (?:que|a|de)|inferior a)\b"
    ),
    either_or=re.compile(r"\b\w+ [ou] \w+"),
    question_words=re.compile(
        r"\b(?:quien|quienes|que|cual|cuales|cuando|donde|adonde|como|cuant[oa]s?|por que)\b"
    ),
    speech=re.compile(
        r"\bquien(?:es)? (?:dijo|dice|dicen|dijeron|piensan?|penso|cree|creen|menciona|menciono|afirma|afirmo|opina|comento|conto|recomienda|prefiere|habla[n]? (?:de|sobre)|hablo (?:de|sobre))\b|"
        r"\bque (?:dice|dijo|dicen|piensa|piensan|opina|opinan|cree|menciona|menciono|cuenta|conto|comenta|comento|afirma) |\bcita\b|\bcitas\b|\bsegun\b|\bopinion(?:es)? de\b|\bpalabras de\b"
    ),
    saying=re.compile(
        r"\b(?:dice|dijo|dicen|dijeron|piensa|piensan|opina|opinan|cree|creen|menciona|menciono|cita|citas|opinion|opiniones|segun|comenta|comento|afirma|afirmo|cuenta|conto|palabras)\b"
    ),
    pronouns=_words("el ella ello ellos ellas eso esto ese esa alli ahi aqui suyo su sus le lo"),
    follow_up=re.compile(r"^(?:y|e|que hay de|que tal|o|pero|tambien|lo mismo)\b"),
    correction=re.compile(
        r"^(?:no|perdon|espera|quise decir|queria decir|me referia a|quiero decir)\b[ ,.:;\-]*(?:(?:quise decir|queria decir|me referia a|quiero decir|perdon)\b[ ,.:;\-]*)*"
    ),
)

PORTUGUESE = Grammar(
    code="pt",
    function_words=_words(
        "o a os as um uma uns umas ao aos do da dos das de em no na nos nas por pelo pela pelos pelas para com sem sob "
        "sobre entre ate desde e ou mas se nao nem que qual quais quem quando onde como quanto quanta quantos quantas "
        "e sao foi foram era eram ser sido esta estao estar ha havia tem tinha ter pode podem seu sua seus suas me meu "
        "te teu lhe nos este esta estes estas esse essa esses essas aquele isto isso ele ela eles elas eu voce mais "
        "menos muito tambem so todo todos toda todas outro outra outros outras mesmo mesma diga favor artigo meus minha "
        "minhas teus tua nosso nossa nossos nossas dele dela deles delas cujo cuja num numa nesse nessa neste nesta nisso "
        "desse dessa deste desta disso desses dessas destes destas nesses nessas nestes nestas daquele daquela daqueles daquelas pra pro pras ja ainda assim aqui ali aquela aqueles aquelas cada qualquer algum "
        "alguma alguem ninguem nenhum nenhuma porque pois embora enquanto durante q pq sou somos estou estava esteve estavam sera "
        "seja sejam tenho temos teve posso podemos poderia devo deve devem deveria quero queria faco faz fazer fazem vou vai havia haver"
    ),
    markers=_words(
        "o os um uma do da dos das em no na nos nas qual quais quem onde quantos quantas quanto quanta tem ha nao mais "
        "cidade cidades pais paises diz disse segundo sao ola oi obrigado obrigada com voce quando populacao para e que por pelo pela num numa foi seu sua dados cifras "
        "se muito sobre sem era sou tenho posso quero"
    ),
    answer_types=_types(
        duration=r"\bquanto (?:(?:se|te|lhe|me) )?(?:tempo|demor\w+|dur\w+|lev\w+)\b|\bquant[oa]s (?:anos|meses|dias|horas|minutos)\b|\bem quanto tempo\b",
        money=r"\bquanto (?:(?:se|me|te|lhe|foi|foram) )*(?:dinheiro|custam?|custou|custaria|val[ei]m?|ganh\w+|cobr\w+|pag\w+|gast\w+|investiu|investiram|investido)\b|\bpreco d[aeo]s?\b|\bquantos (?:dolares|reais|euros|milhoes)\b",
        number=r"\bquant[oa]s?\b|\bque (?:numero|quantidade|porcentagem)\b|\bqual (?:e )?(?:o numero|a populacao|a quantidade|a porcentagem|o tamanho)\b|\b(?:numero|quantidade|tamanho) d[aeo]s?\b",
        date=r"\bquando\b|\b(?:em )?(?:que|qual) (?:ano|data|dia|mes|seculo|decada)\b",
        person=r"\bquem\b|\b(?:que|qual|quais) (?:desenvolvedor(?:es|a|as)?|pessoa|pessoas|especialistas?|autor)\b",
        country=r"\b(?:que|qual|quais)(?: dos| desses| destes| e o)? (?:pais|paises|nacao|nacoes)\b",
        city=r"\b(?:que|qual|quais)(?: das| dessas| destas| dos| desses| destes| e a| e o)? (?:cidade|cidades|lugar|lugares|local|locais|capital|polo)\b|(?<!citacao )(?<!frase )(?<!parte )(?<!trecho )\bonde\b|\baonde\b",
        reason=r"\bpor ?que\b|\bqual (?:e )?(?:a razao|o motivo)\b",
        definition=r"\bo que (?:e|sao|significa)\b|\bdefinicao de\b|\bdefina\b",
        list=r"^(?:liste|lista|nomeie|enumere)\b|\bquais (?:sao|foram)\b",
        yes_no=r"^(?:e |entao |mas |ou seja )?(?:e(?! (?:a|o|as|os|com|como|da|das|de|do|dos|em|na|nas|no|nos|onde|para|pra|pro|por|quais|qual|quando|quant[ao]s?|que|quem|se)\b)|"
        r"sao|era|eram|esta|estao|estava|estavam|tem|tinha|ha|havia|pode|podem|posso|podemos|poderia|foi|foram|existe|existem|"
        r"sou|estou|devo|deve|devem|deveria|tenho que|temos que|preciso|precisamos|vale a pena|da para|da pra)\b",
    ),
    comparative=re.compile(
        r"\b(?:mais|menos|melhor|pior|maior|menor)\b(?=.*\b(?:do )?que\b)|\btao \w+ (?:quanto|como)\b"
    ),
    superlative=re.compile(r"\b(?:mais|menos|maior|menor|melhor|pior)\b(?!.*\b(?:do )?que\b(?! (?:tem|ha)))"),
    than=re.compile(
        r"\b(?:mais|menos|melhor|pior|maior|menor)\b.*?\b(?:do )?que\b|\bcomparad[oa]s? (?:com|a)\b|\btao \w+ (?:quanto|como)\b|\bversus\b"
    ),
    less_words=_words(
        "menos menor menores barata barato baratas baratos pouco pouca poucos poucas pequeno pequena pequenos pequenas baixo baixa nao sem pior minimo minima abaixo inferior leve"
    ),
    more_words=_words(
        "mais maior maiores melhor muito muita alto alta caro cara maximo maxima acima superior grande grandes pesado"
    ),
    counting=re.compile(r"\bquant[oa]s (?:das |dos )?(?:cidades|paises|lugares|secoes|locais)\b"),
    ranking=re.compile(
        r"\bordene\b|\branking\b|\bclassifi(?:que|cacao)\b|\bcompar(?:e|acao|ar)\b|\bversus\b|\bvs\b|\bdo maior para o menor\b|\bdo menor para o maior\b"
    ),
    figures=_words("cifras numeros estatisticas dados indicadores"),
    difference=re.compile(
        r"\bdiferenca\b|\bquant[oa]s? (?:a )?(?:mais|menos)\b|\bquant[oa]s (?!cidades|paises|lugares|secoes|locais)(?:\w+ ){1,2}(?:a )?(?:mais|menos) (?!de\b)(?=.*\bque\b)"
    ),
    total=re.compile(r"\bno total\b|\bao todo\b|\btotal de\b|\bsoma\b|\bjunt[oa]s\b"),
    average=re.compile(r"\bmedia de\b|\bem media\b"),
    threshold_above=re.compile(
        r"\b(?:mais de|superam?|ultrapassam?|passam? d[eo]s?|excedem?|acima de|pelo menos|no minimo|maior (?:que|do que))\b"
    ),
    threshold_below=re.compile(r"\b(?:menos de|abaixo de|no maximo|menor (?:que|do que)|inferior a)\b"),
    either_or=re.compile(r"\b\w+ ou \w+"),
    question_words=re.compile(r"\b(?:quem|que|qual|quais|quando|onde|aonde|como|quant[oa]s?)\b"),
    speech=re.compile(
        r"\bquem (?:disse|diz|dizem|disseram|pensa|acha|acham|acredita|menciona|mencionou|afirma|afirmou|comentou|contou|recomenda|prefere|fala[m]? (?:de|sobre)|falou (?:de|sobre))\b|"
        r"\bo que (?:\w+ )?(?:diz|disse|dizem|pensa|pensam|acha|acham|acredita|menciona|mencionou|conta|contou|comenta|comentou|afirma)\b|\bcitacao\b|\bcitacoes\b|\bcite\b|\bsegundo\b|\bopiniao de\b|\bopinioes\b|\bpalavras de\b"
    ),
    saying=re.compile(
        r"\b(?:diz|disse|dizem|disseram|pensa|pensam|acha|acham|acredita|menciona|mencionou|cite|citacao|citacoes|opiniao|opinioes|segundo|comenta|comentou|afirma|afirmou|conta|contou|palavras)\b"
    ),
    pronouns=_words("ele ela eles elas isso isto esse essa ali la aqui dele dela seu sua"),
    follow_up=re.compile(r"^(?:e|que tal|e quanto a|ou|mas|tambem|o mesmo)\b"),
    correction=re.compile(
        r"^(?:nao|desculpe|espera|espere|quis dizer|quero dizer|eu quis dizer)\b[ ,.:;\-]*(?:(?:eu quis dizer|quis dizer|quero dizer|desculpe)\b[ ,.:;\-]*)*"
    ),
)

GRAMMARS = {grammar.code: grammar for grammar in (ENGLISH, SPANISH, PORTUGUESE)}
