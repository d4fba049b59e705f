"""Hostile text: markup of every format we write, controls, marks, scripts, and pieces of it all."""

from hypothesis import strategies as st

SNIPPETS = (
    "-->", "00:00:01.000 --> 00:00:02.000", "1", "WEBVTT", "NOTE", "<v Eve>", "</v>", "&amp;", "&lt;b&gt;", "{\\an8}",
    "\r\n\r\n", "\u2028", "\u2029", "\x85", "\x0b", "\x00", "\x1b[31m", "\u202e", "\u200f", "\u200b", "\ufeff",
    "\u0301" * 9,
    "שלום עולם.", "مرحبا بالعالم؟", "你好，世界。", "😀👩‍👩‍👧‍👦", "🇩🇪", "\ud800", "\udfff", "\ufffe", 
    "\U0010ffff", "a" * 300,
    "<script>alert(1)</script>", "[click](javascript:x)", "```", "# Title", "| a | b |", "http://a.b/c?d=e&f=g",
    "1e999",
    '{"turns": [', "${x}", "%s%n", "'; drop table jobs; --", "HOST: ", "EXPERT: said.", "[s1-p0001]", "Dr. A. B. Smith",
    "It rained.", "The bridge was built in 1932 (or 1933?).", "?!…", "—", "“quoted”", "naïve café", "I" * 40,
)  # fmt: skip

PIECES = st.sampled_from(SNIPPETS) | st.text(max_size=12) | st.sampled_from(["word", "of", "the", "a.", "\n"])

TEXT = st.lists(PIECES, max_size=25).map(" ".join)
"""Lone surrogates too: some readers of old formats make them."""
