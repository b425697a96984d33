"""Words that mark speech in Spanish."""

from __future__ import annotations

from hubbot.reading.vocabulary import Lexicon, words

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
        "remarca resaltó resalta valoró negó niega negaron desmintió desmiente descartó descarta rechazó",
        "rechaza exigió exige pidió pide prometió promete adelantó adelanta opinó destacaron explicaba",
    ),
    thinks=words("cree creía creyó piensa pensaba pensó opina opinó recomienda recomendó duda confía"),
    feels=words(
        "considera consideró espera esperaba prefiere prefería siente gusta encanta aprecia teme estima"
    ),
    between=words(
        "también nos me le les lo la se te no ya luego además después ha había siempre solo sólo aún",
        "todavía nunca por su parte les",
    ),
    calls=words(
        "llamó llama llamaron calificó califica calificaron describió describe describieron definió define",
        "definieron tildó tilda tacha tachó tildaron catalogó cataloga bautizó denominó acusó criticó condenó",
        "elogió habló habla",
    ),
    finds=words(
        "reveló revela mostró muestra demostró demuestra halló encontró descubrió calculó decidió asegura"
    ),
    phrases=frozenset([("dejó", "claro"), ("deja", "claro")]),
    pronouns=words("él ella"),
    she=words("ella"),
    they=words("ellos ellas"),
    it=frozenset(),
    that=words("que si"),
    some=words(
        "algunos algunas varios varias muchos muchas unos unas dos tres cuatro cinco ambos ambas otros otras su",
        "sus este esta estos estas ese esa nuestro nuestra el la los las distintos diversas cada",
    ),
    folk=words(
        "fuentes autoridades vecinos testigos expertos medios investigadores analistas portavoces organizaciones",
        "policía científicos economistas críticos activistas familiares médicos",
    ),
    breaks=words(
        "que porque aunque mientras cuando donde si pero pues cual cuyo cuya como sino quien quienes"
    ),
    stops=words(
        "que quien durante tras después antes cuando mientras con sin por para ayer hoy mañana este esta a al y",
        "pero como sobre según desde hasta dijo",
    ),
    no_clause=words("adiós nada algo sí no"),
    prepositions=words("a de del en con por para desde hasta sobre entre sin contra hacia tras ante bajo"),
    objects=frozenset(),
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
