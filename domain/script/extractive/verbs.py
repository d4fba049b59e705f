"""Verbs as a word list, and whether a word in its place reads as a finite one."""

from domain.script.extractive.lexicon import (
    ADVERBS,
    CONJUNCTIONS,
    DETERMINERS,
    FINITE_AUXILIARIES,
    PREPOSITIONS,
    word_set,
)

REGULAR = word_set(
    "accept achieve act adapt add address adopt affect agree aim allow analyse analyze announce "
    "answer appear apply approach argue arrive ask assess assume attract avoid bake balance behave "
    "believe belong benefit boil borrow breathe brew call carry cause celebrate change charge "
    "circulate claim clean clear climb close collapse collect combine come compare compete complete "
    "compose comprise concentrate concern conclude conduct confirm connect conserve consider consist "
    "constitute consume contain continue contribute control convert cook cool correlate cost cover "
    "create cross dance date decide declare decline decrease define deliver demand demonstrate "
    "depend describe deserve design destroy detect determine develop die differ digest discover "
    "discuss dissolve distinguish divide dominate double drop dry earn eliminate emerge employ "
    "enable encourage end enjoy ensure enter escape establish estimate evaluate evaporate evolve "
    "examine exceed exist expand expect experience explain explore export expose express extend "
    "extract face fail favour favor fear feature ferment fill finance finish flavour float flourish "
    "flow focus follow force form freeze function gain generate govern grind guarantee guide handle "
    "happen harvest heat help hunt identify illustrate imagine implement imply import improve "
    "include increase indicate influence inform inherit inhibit inspire install insist intend "
    "interact introduce invent invest investigate invite involve isolate join judge jump kill knead "
    "lack last launch lead learn leave level limit link list listen live locate look lose love lower "
    "maintain manage manufacture mark marry matter mature mean measure melt mention migrate mill mix "
    "model modify move multiply name need note notice number observe obtain occupy occur offer open "
    "operate oppose order organise organize originate outline outlast outnumber overlap own pass "
    "peak perform persist persuade place plan plant play point pollinate possess pour power practise "
    "praise predict prefer prepare present preserve press prevent print produce prohibit promise "
    "promote prompt propose protect prove provide publish pull pump purchase push raise range reach "
    "react realise realize receive recognise recognize recommend record recover reduce refer reflect "
    "refuse regard regulate reject relate release rely remain remember remove render repeat replace "
    "reply report represent require research resemble resist respond rest restore result retain "
    "return reveal reverse reward roast roll rotate rule sail sample save scatter search secure seem "
    "select separate serve settle shape share shift shop show shrink sign signal slow smell soften "
    "solve sort sound spark specify stabilise start state stay stem steep stimulate stop store "
    "strengthen stretch study succeed suffer suggest suit supply support suppose surprise surround "
    "survive sustain swell switch symbolise taste tend test thank think thrive tie top touch trace "
    "track trade train transfer transform translate transmit transport trap travel treat trigger "
    "trust try turn twist undergo use vanish vary view visit wait walk want warm warn wash waste "
    "watch weaken weigh widen wish wonder work worry yield belong orbit lag bulge circle tilt spin "
    "store spread amplify attach absorb"
)

_PAST_FORMS = (
    "become:became begin:began bind:bound bend:bent bite:bit blow:blew break:broke bring:brought "
    "build:built buy:bought catch:caught choose:chose come:came cost:cost cut:cut deal:dealt draw:drew "
    "drink:drank drive:drove eat:ate fall:fell feed:fed feel:felt fight:fought find:found fly:flew "
    "forget:forgot freeze:froze get:got give:gave go:went grind:ground grow:grew hang:hung hear:heard "
    "hide:hid hit:hit hold:held keep:kept know:knew lay:laid lead:led leave:left let:let lie:lay "
    "lose:lost make:made mean:meant meet:met pay:paid put:put read:read ride:rode ring:rang rise:rose "
    "run:ran say:said see:saw seek:sought sell:sold send:sent set:set shake:shook shine:shone "
    "shrink:shrank sing:sang sink:sank sit:sat sleep:slept speak:spoke spend:spent spin:spun "
    "spread:spread stand:stood steal:stole stick:stuck strike:struck sweep:swept swim:swam swing:swung "
    "take:took teach:taught tear:tore tell:told think:thought throw:threw understand:understood "
    "undergo:underwent wake:woke wear:wore win:won withstand:withstood write:wrote arise:arose "
    "foresee:foresaw show:showed shut:shut swell:swelled "
)
IRREGULAR = dict(pair.split(":") for pair in _PAST_FORMS.split())

BASE_VERBS = frozenset(REGULAR) | frozenset(IRREGULAR)


def _third(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ies"
    return base + "s"


THIRD_PERSON = frozenset(_third(base) for base in BASE_VERBS)
PAST = frozenset(IRREGULAR.values())

NOT_PAST = word_set(
    "need seed feed speed weed breed indeed hundred red bed shed bred embed exceed proceed succeed bleed greed reed"
)
NOUNS_TOO = word_set(
    "acts aims answers appears approaches bakes balances benefits calls causes changes charges "
    "claims climbs collapses concerns conducts contacts "
    "controls costs covers crosses dances dates declines decreases demands designs drops ends "
    "estimates experiences exports extracts faces fears "
    "features ferments fills finishes flavours flavors floats flows focuses forces forms functions "
    "gains guarantees guides handles harvests heats helps "
    "hunts imports increases influences jumps judges kills lacks leads levels limits links lists "
    "lives looks loves marks matters measures mills "
    "mixes models moves names needs notes notices numbers offers orders outlines passes peaks places "
    "plans plants plays points powers practises "
    "presses prints promises prompts pulls pumps purchases pushes ranges reaches records refuses "
    "regards releases remains reports represents "
    "researches rests results returns reverses rewards roasts rolls rules runs sails samples saves "
    "searches senses serves shapes shares shifts shops shows "
    "signals signs smells sorts sounds sparks starts states stays stems stops stores stretches "
    "studies supplies supports surprises switches tastes "
    "tests ties tops touches traces tracks trades trains transfers transports traps travels treats "
    "triggers trusts turns twists uses values views "
    "visits waits walks wants warnings washes wastes watches wishes wonders works yields orbits lags "
    "bulges circles tilts spins spreads rises falls "
    "cuts breaks builds buys catches deals draws drinks drives fights finds hits holds leaves meets "
    "reads rides rings sets shakes sinks stands "
    "strikes sweeps swings takes tears throws wins"
)


def is_past(word: str) -> bool:
    return word in PAST or (len(word) > 4 and word.endswith("ed") and word not in NOT_PAST)


def is_finite_at(words: list[str], at: int) -> bool:
    """Whether the lower-case word at `at` reads as a finite verb, judged with its neighbours."""
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) else ""
    if word in FINITE_AUXILIARIES:
        return True
    if word in THIRD_PERSON:
        return word not in NOUNS_TOO or not (
            following in THIRD_PERSON
            or is_past(following)
            or following in FINITE_AUXILIARIES
            or following in CONJUNCTIONS - {"that", "when", "because", "if", "how"}
        )
    if at == 0 or words[at - 1] in DETERMINERS | PREPOSITIONS | {"to"}:
        return False
    if is_past(word):
        return True
    before = next((earlier for earlier in reversed(words[:at]) if earlier not in ADVERBS), "")
    plural = (before.endswith("s") and not before.endswith("ss")) or before in {
        "people",
        "men",
        "women",
        "children",
        "they",
        "we",
        "you",
        "i",
        "who",
        "which",
        "that",
    }
    return word in BASE_VERBS and plural and following not in FINITE_AUXILIARIES


def has_finite_verb(words: list[str]) -> bool:
    """`words` in lower case. A participle alone passes for a past tense; the other rules catch most fragments."""
    return any(is_finite_at(words, at) for at in range(len(words)))
