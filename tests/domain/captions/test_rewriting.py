"""Windows of cues before a language model: whatever it answers, every cue has its own text or keeps the one it had."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.fake.language import FakeLanguageModel
from domain.captions.answered import lines_in
from domain.captions.cues import Cue
from domain.captions.judging import Flaw, judged
from domain.captions.markup import marked_like, marks_in
from domain.captions.rewriting import Rewritten, rewrite, takes
from domain.captions.windows import CHARACTERS, CUES, Rewriting, Window, ask_of, rewritable, windows_of
from domain.script.ports import Ask, Completion

SAID = (
    "I have never seen the sea so calm.",
    "Nobody in this town beleives you any more.",
    "<i>Bring the lantern and follow me down.</i>",
    "We left before the rain had started to fall.",
    "There are twelve ships in the harbour tonight.",
)
CUES_SAID = tuple(
    Cue(id=number, start=2000 * number, end=2000 * number + 1500, text=text) for number, text in enumerate(SAID, 11)
)
IDS = [each.id for each in CUES_SAID]
FIXED = [*SAID[:1], SAID[1].replace("beleives", "believes"), *SAID[2:]]
GERMAN = [
    "Ich sah das Meer noch nie so ruhig.",
    "Niemand in dieser Stadt glaubt dir noch.",
    "<i>Bring die Laterne und komm mit hinab.</i>",
    "Wir gingen, bevor der Regen begann.",
    "Heute liegen zwölf Schiffe im Hafen.",
]
FIX, TRANSLATE = Rewriting(), Rewriting(language="de")


def answer(texts: list[str], ids: list[int] | None = None) -> str:
    return json.dumps({"cues": [{"id": at, "text": text} for at, text in zip(ids or IDS, texts, strict=True)]})


async def silent(_: str) -> None: ...


async def rewritten(*answers: str, rewriting: Rewriting = FIX, again: bool = True) -> tuple[Rewritten, list[Ask]]:
    left = list(answers)
    model = FakeLanguageModel(author=lambda _: left.pop(0))

    async def may() -> bool:
        return again

    window = Window(first=0, last=len(CUES_SAID))
    done = await rewrite(model, CUES_SAID, window, rewriting, may_ask_again=may, on_progress=silent)
    return done, model.asks


def plain(texts: list[str]) -> dict[int, str]:
    return dict(zip(IDS, texts, strict=True))


GOOD: dict[str, str] = {
    "as asked": answer(FIXED),
    "reordered": answer(FIXED[::-1], IDS[::-1]),
    "in a fence, with prose around": f"Sure! Here you go:\n```json\n{answer(FIXED)}\n```\nAnything else?",
    "thought about": f"<think>Cue 11: fine. {{'id': 11}}</think>{answer(FIXED)}",
    "a bare list": json.dumps([{"id": at, "text": text} for at, text in zip(IDS, FIXED, strict=True)]),
    "ids as texts": json.dumps({str(at): text for at, text in zip(IDS, FIXED, strict=True)}),
    "texts alone": json.dumps(FIXED),
    "numbered anew": answer(FIXED, [1, 2, 3, 4, 5]),
    "numbered from nought": answer(FIXED, [0, 1, 2, 3, 4]),
    "lines": "\n".join(f"{at}: {text}" for at, text in zip(IDS, FIXED, strict=True)),
    "a list in Markdown": "Here:\n\n"
    + "\n".join(f"- **{at}.** {text}" for at, text in zip(IDS, FIXED, strict=True)).replace("**", ""),
    "SubRip": "\n\n".join(f"{at}\n00:00:01,000 --> 00:00:02,000\n{text}" for at, text in zip(IDS, FIXED, strict=True)),
    "more than was asked": answer([*FIXED, "And now what?"], [*IDS, 16]),
    "said twice alike": answer([*FIXED, FIXED[0]], [*IDS, IDS[0]]),
    "markup lost": answer([*FIXED[:2], "Bring the lantern and follow me down.", *FIXED[3:]]),
    "markup of its own": answer([f"<b>{text}</b>" if "<" not in text else text for text in FIXED]),
}


@pytest.mark.parametrize("form", GOOD)
async def test_answers_are_read_in_every_form(form: str) -> None:
    done, asks = await rewritten(GOOD[form])
    assert done.texts == plain(FIXED)
    assert (done.flaws, len(asks), done.asked_again) == ({}, 1, False)


MERGED = [FIXED[0], f"{FIXED[1]} {FIXED[2]}", *FIXED[3:]]

BAD: dict[str, tuple[str, set[Flaw]]] = {
    "fewer": (answer(FIXED[:3], IDS[:3]), {Flaw.MISSING}),
    "merged": (answer(MERGED, [11, 12, 14, 15]), {Flaw.MISSING, Flaw.MERGED}),
    "merged and moved up": (answer(MERGED, IDS[:4]), {Flaw.MISSING, Flaw.MISPLACED}),
    "moved down": (answer(["Well, hello there to you all.", *FIXED[:4]]), {Flaw.MISPLACED, Flaw.ANOTHER_TEXT}),
    "nothing": ("", {Flaw.MISSING}),
    "empty lines": (answer(["", "  ", "<i></i>", "…", "\n"]), {Flaw.EMPTY}),
    "prose": ("I am sorry, but there is nothing that I could correct in 5 lines.", {Flaw.MISSING}),
    "another language": (answer(GERMAN), {Flaw.ANOTHER_TEXT}),
    "two texts for one": (answer([*FIXED, "We arrived late."], [*IDS, 14]), {Flaw.TWICE}),
    "a novel": (answer([*FIXED[:4], "There are ships. " * 30]), {Flaw.LONG}),
}


@pytest.mark.parametrize("form", BAD)
async def test_what_cannot_be_used_is_asked_for_again(form: str) -> None:
    bad, flaws = BAD[form]
    done, asks = await rewritten(bad, answer(FIXED))
    assert (done.texts, done.flaws, done.asked_again) == (plain(FIXED), {}, True)
    assert flaws & set(judged(CUES_SAID, lines_in(bad, IDS), FIX).flaws.values()) == flaws
    assert "of no use" in asks[1].messages[-1].content


@pytest.mark.parametrize("form", BAD)
async def test_a_cue_keeps_its_text_when_the_second_answer_is_no_better(form: str) -> None:
    bad, _ = BAD[form]
    done, asks = await rewritten(bad, bad)
    assert len(asks) == 2
    assert set(done.texts) | set(done.flaws) == set(IDS) and not set(done.texts) & set(done.flaws)
    assert done.flaws
    for each, text in done.texts.items():
        assert text == plain(FIXED)[each], "what is taken is right"


async def test_the_second_answer_is_not_asked_for_without_money() -> None:
    done, asks = await rewritten(BAD["fewer"][0], again=False)
    assert len(asks) == 1
    assert set(done.flaws) == set(IDS[3:])


async def test_lines_are_translated() -> None:
    done, asks = await rewritten(answer(GERMAN), rewriting=TRANSLATE)
    assert done.texts == plain(GERMAN)
    assert "German (de)" in asks[0].messages[0].content


MOVED = {
    "fewer, moved up": answer(GERMAN[1:], IDS[:4]),
    "more, moved down": answer(["Also gut.", *GERMAN], [*IDS, 16]),
    "not translated": answer(FIXED),
}


@pytest.mark.parametrize("form", MOVED)
async def test_of_a_translation_that_may_have_moved_nothing_is_taken(form: str) -> None:
    done, _ = await rewritten(MOVED[form], MOVED[form], rewriting=TRANSLATE)
    assert (done.texts, set(done.flaws)) == ({}, set(IDS))
    better, _ = await rewritten(MOVED[form], answer(GERMAN), rewriting=TRANSLATE)
    assert better.texts == plain(GERMAN)


async def test_a_merged_translation_leaves_both_cues_as_they_were() -> None:
    merged = answer([GERMAN[0], f"{GERMAN[1]} {GERMAN[2]}", *GERMAN[3:]], [11, 12, 14, 15])
    done, _ = await rewritten(merged, merged, rewriting=TRANSLATE)
    assert done.flaws == {12: Flaw.MERGED, 13: Flaw.MISSING}
    assert set(done.texts) == {11, 14, 15}


async def test_instructions_may_change_every_word() -> None:
    shouted = [
        "AHOY",
        "ARR, BE GONE",
        "<i>LIGHT, YE DOG</i>",
        "BEFORE THE STORM WE WERE AWAY",
        "A DOZEN SHIPS BE LYING HERE",
    ]
    done, asks = await rewritten(answer(shouted), rewriting=Rewriting(instructions="As a pirate would say it."))
    assert done.texts == plain(shouted)
    assert "As a pirate would say it." in asks[0].messages[0].content


def test_only_whole_answers_are_for_all() -> None:
    accept = takes(CUES_SAID, FIX)
    assert all(accept(Completion(text=each)) for each in GOOD.values())
    assert not any(accept(Completion(text=each)) for each, _ in BAD.values())


@pytest.mark.parametrize(
    ("text", "original", "made"),
    [
        ("Hallo", "<i>Hello</i>", "<i>Hallo</i>"),
        ("Hallo\ndu", "{\\an8}<i>Hello\nyou</i>", "{\\an8}<i>Hallo\ndu</i>"),
        ("Hallo\ndu", "<i>Hello</i>\n<i>you</i>", "<i>Hallo</i>\n<i>du</i>"),
        ("<v Ann>Hallo", "<v Anne>Hello", "<v Anne>Hallo"),
        ("<b>Hallo</b>", "Hello", "Hallo"),
        ("Hallo du", "Hello <i>you</i>", None),
        ("Hallo <i>du</i>", "Hello <i>you</i>", "Hallo <i>du</i>"),
        ("Hallo du", "<00:00:01.000>Hello <00:00:02.000>you", None),
        ("1 < 2 und 3 > 2", "1 < 2 and 3 > 2", "1 < 2 und 3 > 2"),
    ],
)
def test_markup_stays(text: str, original: str, made: str | None) -> None:
    assert marked_like(text, original) == made


def test_lines_of_a_correction_are_no_longer_than_before() -> None:
    long = f"{FIXED[0]} {FIXED[3]}".replace("the rain", "it")
    cue = Cue(id=1, start=0, end=1, text=long.replace(" We", "\nWe"))
    (text,) = judged([cue], {1: [long]}, FIX).texts.values()
    assert text == "I have never seen the sea so calm.\nWe left before it had started to fall."


def test_windows_hold_every_cue_once_and_end_with_sentences() -> None:
    cues = [Cue(id=n, start=n, end=n + 1, text="and then" if n % 7 else "so it went.") for n in range(1, 101)]
    windows = windows_of(cues)
    assert [each for window in windows for each in window.of(cues)] == cues
    assert all(window.last - window.first <= CUES for window in windows)
    assert all(window.of(cues)[-1].text.endswith(".") for window in windows[:-1])
    shown = json.loads(ask_of(cues, windows[1], FIX).messages[1].content)
    assert (len(shown["before"]), len(shown["after"])) == (4, 4)
    huge = [each.model_copy(update={"text": "x" * 1500}) for each in cues]
    assert all(window.last - window.first == -(-CHARACTERS // 1500) for window in windows_of(huge))


def test_music_and_noise_are_left_alone() -> None:
    cues = [Cue(id=n, start=0, end=1, text=text) for n, text in enumerate(["♪ ♪", "...", "", "Hm.", "x" * 3000], 1)]
    assert [each.text for each in rewritable(cues)] == ["Hm."]


@given(
    st.one_of(
        st.text(),
        st.lists(st.tuples(st.integers(8, 18), st.text())).map(
            lambda pairs: json.dumps([{"id": at, "text": text} for at, text in pairs])
        ),
    )
)
def test_every_cue_has_a_text_or_a_flaw_whatever_the_answer_is(text: str) -> None:
    for rewriting in (FIX, TRANSLATE):
        found = judged(CUES_SAID, lines_in(text, IDS), rewriting)
        assert set(found.texts) | set(found.flaws) == set(IDS) and not set(found.texts) & set(found.flaws)
        for cue in CUES_SAID:
            new = found.texts.get(cue.id, cue.text)
            assert marks_in(new) == marks_in(cue.text)
            assert "-->" not in new and "\n\n" not in new and new.strip()
