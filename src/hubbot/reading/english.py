"""Words that mark speech in English."""

from __future__ import annotations

from hubbot.reading.vocabulary import Lexicon, words

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
    calls=words(
        "call calls called describe describes described dub dubs dubbed label labels labelled labeled",
        "characterize characterizes characterized characterise characterises characterised brand branded",
        "denounce denounces denounced decry decried dismiss dismisses dismissed hail hails hailed condemn",
        "condemns condemned criticize criticizes criticized criticise criticised blast blasted slam slammed",
        "praise praises praised welcome welcomes welcomed deem deems deemed refer refers referred term terms termed",
        "accuse accuses accused tout touts touted",
    ),
    finds=words(
        "find finds found show shows showed shown conclude concluded indicate indicates indicated estimate",
        "estimates estimated suggest suggests suggested decide decided rule ruled demonstrate demonstrates",
        "demonstrated vow vows vowed pledge pledges pledged allege alleges alleged contend contends contended",
        "assure assures assured inform informs informed remind reminds reminded imply implied hint hinted argue",
    ),
    phrases=frozenset(
        [("put", "it"), ("puts", "it"), ("made", "clear"), ("makes", "clear"), ("went", "on"), ("goes", "on")]
    ),
    pronouns=words("he she"),
    she=words("she"),
    they=words("they"),
    it=words("it"),
    that=words("that whether how"),
    some=words(
        "some several many most all both few two three four five six seven eight nine ten dozens hundreds",
        "thousands other others each every another various senior local state federal government former this",
        "these those more no unnamed top u.s",
    ),
    folk=words(
        "police people staff officials authorities residents witnesses critics experts researchers scientists",
        "prosecutors lawyers doctors analysts economists investigators firefighters organizers organisers",
        "sources supporters opponents activists parents teachers students neighbors neighbours locals locals",
        "campaigners protesters lawmakers regulators reporters economists historians relatives friends workers",
        "unions employers health security military court",
    ),
    breaks=words(
        "that which because although though while when whenever where whereas if unless until since but so as",
        "after before whether who whom whose what why how than",
    ),
    stops=words(
        "on in during after before when while who whom which that as with without late early earlier last this",
        "to about over under because and but or at told said says speaking yesterday today tomorrow following",
    ),
    no_clause=words(
        "goodbye hello prayers grace mass nothing something anything little much farewell thanks yes no so",
        "sorry cheese amen everything more less words",
    ),
    prepositions=words("in at of from with near by to for on into across like against about among than"),
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
