"""The most tokens that one answer of a language model should take, before its prompt is known: for budgets."""

from domain.money import Bill
from domain.script.budget import segment_count
from domain.script.prompted.bounds import ALLOWANCE, MOST_CARRIED, TOKENS_PER_WORD, WORDS_OF_PLAN

RULES_TOKENS = 2000
"""Rules, schema and task: 4.6 kB at three bytes a token (`Ask.most`), and the end of what was written before."""

TOKENS_PER_WORD_READ = 2.0
"""An English word has six bytes with its space, at three bytes a token (`Ask.most`)."""

MOST_ANSWERS = 4
"""Three to one that can be used, and one to an editor's complaint (domain.script.prompted.attempts)."""


def outline_ceiling(*, minutes: float, words_read: int, input_tokens: int) -> Bill:
    return _answer(2 * segment_count(minutes) * WORDS_OF_PLAN, words_read, input_tokens)


def segment_ceiling(*, words: float, words_read: int, input_tokens: int) -> Bill:
    """`words`: of the segment as planned; it makes good what those before it left over."""
    return _answer(words * (1 + MOST_CARRIED), words_read, input_tokens)


def _answer(words: float, words_read: int, input_tokens: int) -> Bill:
    read = min(input_tokens, round(TOKENS_PER_WORD_READ * words_read))
    return Bill(input_tokens=read + RULES_TOKENS, output_tokens=round(words * TOKENS_PER_WORD) + ALLOWANCE)
