"""Closed word classes, and how words are counted."""

import re

WORD = re.compile(r"[^\W_]+(?:[’'\-–.,][^\W_]+)*")
"""A word as it is counted: letters and digits, with inner apostrophes, hyphens and decimal points."""


def word_count(text: str) -> int:
    """Words as spoken: `Louis Pasteur's 1,200 loaves` counts four."""
    return len(WORD.findall(text))


def word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


AUXILIARIES = word_set(
    "is are was were am be been has have had does do did can could may might must shall should will would cannot "
    "isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't can't couldn't won't wouldn't shouldn't"
)
FINITE_AUXILIARIES = AUXILIARIES - {"be", "been"}
SINGULAR_VERBS = word_set("is was has does isn't wasn't hasn't doesn't")
PLURAL_VERBS = word_set("are were have do aren't weren't haven't don't")

DETERMINERS = word_set(
    "the a an this that these those my your his her its our their some any no every each all both "
    "many most several few such"
)
PREPOSITIONS = word_set(
    "in on at by for from with without within during after before until since under over through "
    "throughout across around among between against "
    "about along behind beside besides beyond despite inside into like near off onto outside per "
    "than to toward towards unlike upon via as of"
)
CONJUNCTIONS = word_set(
    "and or but nor yet so because although though while when where whereas if unless once that "
    "which who whom whose how why what"
)
SUBORDINATORS = word_set(
    "if when whenever while because although though once since as after before until unless whereas wherever"
)
ADVERBS = word_set(
    "also only even just still already often usually sometimes never always rarely now then today "
    "here there perhaps almost nearly mostly mainly "
    "largely generally typically currently soon later once again too very quite rather instead "
    "together well not ever probably possibly simply merely thus therefore however hence thereby"
)
PRONOUNS = word_set(
    "i me my mine myself we us our ours ourselves you your yours yourself he him his himself she her "
    "hers herself it its itself they them their "
    "theirs themselves this that these those who whom one ones something anything everything nothing "
    "someone anyone everyone nobody others"
)
FUNCTION_WORDS = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | ADVERBS | PRONOUNS | AUXILIARIES
