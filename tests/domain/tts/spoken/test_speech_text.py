"""The normaliser as a whole: what holds for any text, and what each kind of writing becomes."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.tts.spoken import speech_text

_SNIPPETS = (
    "e.g. ", "i.e., ", "etc.", "Dr. Smith", "Smith et al. (2020)", "(Smith, 2020; Doe & Roe, 2019a)", "[12]", "[3–5]",
    "https://www.example.com/a?b=c", "jane.doe@example.com", "example.org", "<break time='1s'/>",
    "<b>bold</b>", "&amp;",
    "&lt;p&gt;", "**bold**", "_it_", "`code`", "[text](http://x.y)", "# Title\n", "- item\n", "```\ncode\n```", "\n\n",
    "5–10%", "10 km/h", "−5 °C", "$5M", "€3.5 bn", "½", "10⁶", "m²", "x² ", "α", "Δt", "≤", " × ", "~30", "…", "...",
    " — ", "--", "“quoted”", "'single'", "WARNING", "THIS IS VERY LOUD TEXT", "NASA", "U.S. ", "Ph.D.", "p. 5", "No. 7",
    "😀", "\u00ad", "\u200d", "\ufeff", "\x00", "(", ")", "\"", ".", "?", "!", ",", " ", "word", "7", "3.14", "1,234",
    "and/or",
    "&c.", "|", "*", "#", "^", "/", "-", "–", "Fig. 3", "(see Table 2)", "†", "note¹ ", "ﬁ", "²", "Σ", "C++",
)  # fmt: skip
_WRITTEN = st.lists(st.one_of(st.sampled_from(_SNIPPETS), st.text(max_size=6)), max_size=14).map("".join)


@settings(max_examples=400, deadline=None)
@given(_WRITTEN, st.sampled_from(["en", "en-US", "de", "ja"]))
def test_what_was_normalised_stays_as_it_is(text: str, language: str) -> None:
    once = speech_text(text, language=language)
    assert speech_text(once, language=language) == once


@settings(max_examples=400, deadline=None)
@given(_WRITTEN)
def test_english_is_one_line_that_ends_as_a_sentence_without_markup(text: str) -> None:
    spoken = speech_text(text, language="en")
    if not spoken:
        return
    assert spoken[-1] in ".?!"
    assert "\n" not in spoken
    assert "  " not in spoken
    assert spoken == spoken.strip()
    assert not re.search(r"[<>{}|*_`#\\\[\]~^@=]|://|&", spoken)
    assert not [one for one in spoken if unicodedata.category(one) in ("Cc", "Cf", "Co", "Cs", "So")]


def _digit_runs(text: str) -> set[str]:
    raised = {ord(sign): f" {digit}" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
    return set(re.findall(r"\d+", text.translate(raised)))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from([one for one in _SNIPPETS if "\u00ad" not in one]), max_size=14).map(" ".join))
def test_no_number_is_made_or_changed(text: str) -> None:
    assert _digit_runs(speech_text(text, language="en")) <= _digit_runs(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["plain", "words", "NOT", "a", "I", "[12]", "(Smith, 2020)", "😀", "…"]), min_size=1))
def test_a_text_with_words_never_becomes_empty(words: list[str]) -> None:
    text = " ".join(words)
    assert bool(speech_text(text, language="en")) == any(one.isalpha() for one in text)


PLAIN_PROSE = (
    "In 2024, 1,234,567 people paid $19.99 at 7:30 pm.",
    "She didn't come on the 3rd of March, did she?",
    "NASA and the EU agreed: it was the first co-operation.",
    'He said "no" (twice), and left; nobody knew why!',
    "Chapter 5.2 covers half a cup, 1/2, at 3:1 odds.",
    "Mr. Brown and Mrs. White own an iPhone.",
)


@pytest.mark.parametrize("text", PLAIN_PROSE)
def test_what_voices_say_rightly_is_left_alone(text: str) -> None:
    assert speech_text(text, language="en") == text


CASES = {
    # units, ranges, currencies
    "It was 21 °C": "It was 21 degrees Celsius.",
    "30 km/h, 1 km and a 5-km run": "30 kilometers per hour, 1 kilometer and a 5-kilometer run.",
    "by 5–10%": "by 5 to 10 percent.",
    "13,000-14,000 bricks, 1990-95 and 1990-1995": "13,000 to 14,000 bricks, 1990 to 95 and 1990 to 1995.",
    "in 2019-03, 1990-1980 and 555-1234, a 3-2 win": "in 2019-03, 1990-1980 and 555-1234, a 3-2 win.",
    "from 10-20% to 10 °C–20 °C": "from 10 to 20 percent to 10 to 20 degrees Celsius.",
    "9.81 m/s² over 5 km²": "9.81 meters per second squared over 5 square kilometers.",
    "ten per km², 4 km² and x²": "ten per square kilometer, 4 square kilometers and x squared.",
    "Ca²⁺, Na⁺, SO₄²⁻ and Cl⁻": "Ca 2 plus, Na plus, SO4 2 minus and Cl minus.",
    "¹⁴C and ²³⁸U, ²⁷Al": "carbon 14 and uranium 238, Al 27.",
    "CO₂, H₂O and PM2.5": "CO2, H2O and PM2.5.",
    "xᵢ and vₘ, 2ⁿ": "x i and v m, 2 to the power of n.",
    "E = mc², V = 4/3 πr³": "E equals mc squared, V equals 4/3 pi r cubed.",
    "v = s ∕ t and √(x + 1)": "v equals s divided by t and the square root of (x plus 1).",
    "x^(a + b) and 10⁻³": "x to the power of (a plus b) and 10 to the power of minus 3.",
    "50 µg or 5 μm": "50 micrograms or 5 micrometers.",
    "3 × 10⁸ m/s": "3 times 10 to the power of 8 meters per second.",
    "-5 °C and −3": "minus 5 degrees Celsius and minus 3.",
    "$5M, €3bn, £5–10 million": "5 million dollars, 3 billion euros, 5 to 10 million pounds.",
    "5 €, EUR 20, ¥500, $19.99": "5 euros, 20 euros, 500 yen, $19.99.",
    "1990–1995, Monday–Friday, Paris–London": "1990 to 1995, Monday to Friday, Paris-London.",
    "1\u202f234\u202f567 people": "1,234,567 people.",
    "2½ hours, ~30 people, 10x faster": "2 and one half hours, about 30 people, 10 times faster.",
    "in the 1920s, on 5G": "in the 1920s, on 5G.",
    # abbreviations
    "fruit (e.g. apples), i.e., food": "fruit (for example, apples), that is, food.",
    "Pears, plums, etc. were sold. Figs, etc.": "Pears, plums and so on were sold. Figs and so on.",
    "Dr. Smith vs. Prof. Jones": "Doctor Smith versus Professor Jones.",
    "Fig. 3, pp. 12–15, No. 7": "Figure 3, pages 12 to 15, Number 7.",
    "He said no. 5 people ate a fig. Then": "He said no. 5 people ate a fig. Then.",
    "in the U.S. The end": "in the US. The end.",
    "the U.S. economy": "the US economy.",
    # references
    "True [12], as shown [3–5, 7].": "True, as shown.",
    "True (Smith et al., 2020; see Doe & Roe, 2019a, p. 5).": "True.",
    "Smith et al. (2020) agree": "Smith and colleagues (2020) agree.",
    "It was held (Paris 2024) and (June, 2020)": "It was held (Paris 2024) and (June, 2020).",
    "It rose (see Figure 2) twice (Table 4).": "It rose twice.",
    "The mice.12 Then word¹ end.²": "The mice. Then word end.",
    # addresses
    "See https://www.example.com/a/b?c=d#e.": "See example dot com.",
    "(at http://localhost:8233/x)": "(at localhost).",
    "Ask jane.doe@example.co.uk!": "Ask jane dot doe at example dot co dot uk!",
    "arxiv.org/abs/2101.00001 has it": "arxiv dot org has it.",
    "end.Start of Smith.In": "end.Start of Smith.In.",
    # markup
    'Wait <break time="1s"/> here': "Wait here.",
    "&lt;speak&gt;Hello &amp;lt;b&amp;gt; world&lt;/speak&gt;": "Hello world.",
    "H<sub>2</sub>O<br>next": "H2O next.",
    "if a<b and c>d": "if a less than b and c greater than d.",
    "**Bold**, _it_, `code`, [link](http://x.y/z) ![alt](i.png)": "Bold, it, code, link alt.",
    "# Title\nSome wrapped\ntext\n\n- one\n- two": "Title. Some wrapped text. one. two.",
    "[laughs] Well [he] said [citation needed]": "Well he said.",
    # signs
    "α-helices, Δt, TGF-β1": "alpha-helices, delta t, TGF-beta 1.",
    "p < 0.05, x² + y² ≤ 10": "p less than 0.05, x squared plus y squared at most 10.",
    "R&D in C++ and C#": "R and D in C plus plus and C sharp.",
    "snake_case, read/write, and/or": "snake case, read write, and or.",
    # capitals
    "This is NOT NASA, but a WARNING": "This is not NASA, but a warning.",
    "THIS IS A VERY LOUD SENTENCE ABOUT NASA! OK": "This is a very loud sentence about NASA! OK.",
    "IT and WHO and US": "IT and WHO and US.",
    # characters and ends
    "The ﬁrst co\u00adoperation 😀🎉": "The first cooperation.",
    "Paused… then... Then stopped…": "Paused, then. Then stopped.",
    "it is – really — so": "it is — really — so.",
    "He said “go.”": 'He said "go".',
    "What?!! No!!!": "What? No!",
    "and then,": "and then.",
}


@pytest.mark.parametrize(("written", "spoken"), CASES.items())
def test_english_as_it_is_said(written: str, spoken: str) -> None:
    assert speech_text(written, language="en-GB") == spoken


def test_other_languages_lose_only_what_no_language_speaks() -> None:
    text = "**Es** waren 5–10 % [12], z. B. <b>hier</b>: https://www.example.com/pfad?x=1 😀"
    assert speech_text(text, language="de") == "Es waren 5–10 %, z. B. hier: example.com."
    assert speech_text("これは本です😀", language="ja") == "これは本です。"
    assert speech_text("می\u200cخواهم", language="fa") == "می\u200cخواهم."


@pytest.mark.parametrize("text", ["", "  \n", "😀", "<br/>", "…", "[12]", "\x00"])
def test_nothing_to_say_is_the_empty_text(text: str) -> None:
    assert speech_text(text, language="en") == ""


@pytest.mark.parametrize("text", ["(Smith, 2020)", "[citation needed]", "```\nprint\n```", "[sic]"])
def test_a_text_that_is_all_reference_is_said_rather_than_lost(text: str) -> None:
    assert any(one.isalpha() for one in speech_text(text, language="en"))


@pytest.mark.parametrize(
    "unit", ["<", "[", "(", "*", "A. ", "a@", "http://", "1-", "&amp;", "(Smith ", "x_", "\n- ", "5 km/"]
)
@pytest.mark.timeout(30)  # each takes a fraction of a second; what grows with the square takes minutes
def test_long_hostile_texts_end(unit: str) -> None:
    speech_text(unit * (6000 // len(unit)), language="en")
