"""Words that mark speech in Portuguese."""

from __future__ import annotations

from hubbot.reading.vocabulary import Lexicon, words

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
        "noticiou reiterou resumiu prosseguiu denunciou denuncia citou negou nega negaram desmentiu descartou",
        "descarta rejeitou rejeita exigiu exige pediu pede prometeu promete admitiram destacaram",
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
    calls=words(
        "chamou chama chamaram classificou classifica classificaram descreveu descreve descreveram definiu define",
        "definiram qualificou qualifica tachou rotulou denominou apelidou acusou criticou condenou elogiou falou fala",
    ),
    finds=words(
        "revelou revela mostrou mostra demonstrou encontrou descobriu calculou decidiu indica apontou"
    ),
    phrases=frozenset([("deixou", "claro"), ("deixa", "claro")]),
    pronouns=words("ele ela"),
    she=words("ela"),
    they=words("eles elas"),
    it=frozenset(),
    that=words("que se"),
    some=words(
        "alguns algumas vários várias muitos muitas uns umas dois duas três quatro cinco ambos ambas outros",
        "outras seu sua seus suas este esta estes estas esse essa nosso nossa cada diversos diversas",
    ),
    folk=words(
        "fontes autoridades vizinhos moradores testemunhas especialistas pesquisadores analistas investigadores",
        "polícia cientistas economistas críticos ativistas familiares médicos organizações",
    ),
    breaks=words("que porque embora enquanto quando onde se mas pois qual cujo cuja como quem"),
    stops=words(
        "que quem durante após depois antes quando enquanto com sem por para ontem hoje amanhã neste nesta este",
        "à ao às aos e mas como sobre segundo desde até disse",
    ),
    no_clause=words("adeus nada algo sim não"),
    prepositions=words(
        "de do da dos das em no na nos nas com por para desde até sobre entre sem contra após ante pelo pela ao",
        "à aos às",
    ),
    objects=frozenset(),
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
