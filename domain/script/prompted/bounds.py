"""What answers may take at most: words and tokens, for asks and for budgets (domain.script.ceiling)."""

MOST_CARRIED = 0.3
"""Of a segment's words: what earlier segments left over or took, a segment makes good by no more than this."""
WORDS_OF_PLAN = 60
"""What the outline says of one segment."""
TOKENS_PER_WORD = 2.0
"""Of output: 1.35 for English, up to 2 for other languages; what JSON adds is the allowance below."""
ALLOWANCE = 1500
