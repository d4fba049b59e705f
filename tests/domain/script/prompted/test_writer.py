"""The writer over a language model that answers well, badly, and not at all: calls, results, what was paid."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from activities.vendors.completions import CachedLanguageModel
from activities.vendors.purchases import Purchases
from adapters.artifacts.memory import MemoryArtifacts
from adapters.fake.language import FakeLanguageModel
from domain.artifacts.ledger import Ledger
from domain.errors import ItemFault, TransientFault
from domain.money import NOTHING
from domain.script.model import Brief, DraftTurn, Outline, SegmentDraft
from domain.script.ports import Ask, SegmentWritten
from domain.script.prompted.answers import is_usable
from domain.script.prompted.drafting import spoken_words
from domain.script.prompted.writer import PromptedWriter
from tests.fakevendor.author import author

MODEL = "fake:writer"


async def quiet(_: str) -> None: ...


def by_author(ask: Ask) -> str:
    return author({"messages": [message.model_dump() for message in ask.messages]})


def turns(*said: tuple[str, str]) -> str:
    cited = {"Ada": [], "Bo": ["s1-p0001"]}
    listed = [{"speaker": name, "text": text, "citations": cited.get(name, [])} for name, text in said]
    return json.dumps({"turns": listed})


QUESTION = "How do bees tell each other where food is?"
ANSWER = (
    "A dancer runs in a figure of eight. The angle of the run is the angle to the sun, and one second of running "
    "stands for about 1,000 metres."
)
MORE = "Who read the dance?"
ANSWERED = "Karl von Frisch read it in 1944, with paint on the bees and through glass, and few believed him."
GOOD = turns(("Ada", QUESTION), ("Bo", ANSWER), ("Ada", MORE), ("Bo", ANSWERED))
HALF = turns(("Ada", QUESTION), ("Bo", "In a dance."))
REST = turns(("Ada", MORE), ("Bo", f"{ANSWERED} {ANSWER}"))
READ = "Karl von Frisch, through glass, and with paint on the bees; few believed him."
ASKED = turns(("Ada", MORE), ("Bo", READ))
LESS_THAN_HALF = turns(("Ada", MORE), ("Bo", "He did."))
DOUBLE = turns(("Ada", QUESTION), ("Bo", f"{ANSWER} {ANSWERED}"), ("Ada", MORE), ("Bo", "It was so then. " * 15))
GERMAN = turns(
    ("Ada", "Wie sagen die Bienen einander, wo es etwas zu holen gibt, und was ist der Winkel?"),
    ("Bo", "Die Tänzerin läuft eine Acht, und der Winkel des Laufs ist der Winkel zur Sonne, wie auch von Frisch mit "
     "Farbe auf den Bienen und durch das Glas gesehen hat, was man ihm nicht glaubte."),
)  # fmt: skip
INVENTED = GOOD.replace("1944", "1951")
REPEATED = turns(("Ada", QUESTION), ("Bo", ANSWER))
ROBOT = turns(
    ("Ada", "What came of the robot bee that was built later?"),
    ("Bo", "Living bees followed its directions, though fewer came than after a real dance. " + ANSWER),
    ("Ada", "What remains open?"),
    ("Bo", "How a bee in the dark of the hive reads the angle: it may feel the movement of the air."),
)
CHATTER = f"Certainly! Here it is:\n```json\n{GOOD}\n```\nShall I go on?"
CUT = GOOD[: len(GOOD) // 2]


async def write_segment(
    model: FakeLanguageModel, brief: Brief, outline: Outline, *, index: int = 0, before: tuple[SegmentDraft, ...] = ()
) -> SegmentWritten:
    return await PromptedWriter(model).segment(brief, outline, index, before, on_progress=quiet)


def answering(*answers: str) -> FakeLanguageModel:
    """A model that gives these answers in order, and the last again and again."""
    left = list(answers)
    return FakeLanguageModel(author=lambda _: left.pop(0) if len(left) > 1 else left[0])


def cut_off_always() -> FakeLanguageModel:
    model = answering(GOOD)
    for _ in range(3):
        model.cut_off()
    return model


@dataclass(frozen=True)
class Case:
    """`kept`: words of the second turn. `warnings`: codes. `problem`: words in the last message sent."""

    answers: tuple[str, ...]
    calls: int
    kept: str = ANSWER
    warnings: tuple[str, ...] = ()
    problem: str = ""


def answered(case: Case) -> list[str]:
    return [case.answers[min(n, len(case.answers) - 1)] for n in range(case.calls)]


CASES = {
    "good": Case((GOOD,), 1),
    "fenced, with chatter": Case((CHATTER,), 1),
    "a bare list": Case((json.dumps(json.loads(GOOD)["turns"]),), 1),
    "trailing commas": Case((GOOD.replace("}]}", "},]}"),), 1),
    "renamed speakers": Case((GOOD.replace('"Ada"', '"Anna"').replace('"Bo"', '"Ben"'),), 1),
    "labels in the text": Case((GOOD.replace('"text": "', '"text": "Bo: '),), 1),
    "empty turns": Case((GOOD.replace("]}", ']}, {"speaker": "Ada", "text": ""}', 1),), 1),
    "no JSON": Case(("Bees dance.", GOOD), 2, problem="it holds no JSON object"),
    "cut off without a word of it": Case((CUT, GOOD), 2, problem="cannot be read to the end"),
    "another shape": Case(('{"script": "Ada: Why?"}', GOOD), 2, problem="turns: field required"),
    "mended at the third try": Case(("", "{}", GOOD), 3, problem="field required"),
    "no words": Case((turns(("Ada", "…"), ("Bo", "?")), GOOD), 2, problem="no turn holds any words"),
    "half the words, then the rest": Case((HALF, REST), 2, kept="In a dance.", problem="12 words together"),
    "half the words, then few": Case(
        (HALF, LESS_THAN_HALF, LESS_THAN_HALF), 3, kept="In a dance.", warnings=("segment_length",), problem="18 words"
    ),
    "half the words, then nonsense": Case((HALF, "no"), 2, kept="In a dance.", warnings=("segment_length",)),
    "twice the words": Case((DOUBLE,), 1, kept=ANSWER.partition(". ")[0] + "."),
    "another language": Case((GERMAN, GOOD), 2, problem="English (en)"),
    "an invented figure": Case((INVENTED, GOOD), 2, problem="“1951” stands in none of the passages"),
    "an invented figure, kept": Case((INVENTED,), 2),
    "the expert begins": Case(
        (turns(("Bo", ANSWER), ("Ada", MORE), ("Bo", ANSWERED)),), 1, kept=f"{ANSWER} {ANSWERED}"
    ),
    "the voices exchanged": Case((turns(("Bo", QUESTION), ("Ada", ANSWER), ("Bo", MORE), ("Ada", ANSWERED)),), 1),
    "one voice alone": Case(
        (turns(("Bo", ANSWER),), ASKED), 2, kept=f"{ANSWER} {READ}", problem='have to: "Ada".'
    ),
    "no citations": Case((GOOD.replace("s1-p0001", "p7"),), 1),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
async def test_what_a_model_answers(case: Case, brief: Brief, outline: Outline) -> None:
    model = answering(*case.answers)
    found = await write_segment(model, brief, outline)
    assert len(model.asks) == case.calls
    assert case.problem in model.asks[-1].messages[-1].content
    assert [turn.speaker for turn in found.draft.turns][:2] == ["Ada", "Bo"]
    assert found.draft.turns[1].text == case.kept
    assert tuple(one.code for one in found.draft.warnings) == case.warnings
    asked = sum(len(message.content) for ask in model.asks for message in ask.messages) // 4
    assert found.usage.input == pytest.approx(asked, abs=len(model.asks))
    assert found.usage.output == sum(len(answer) // 4 for answer in answered(case))


async def test_a_refusal_is_raised_at_once(brief: Brief, outline: Outline) -> None:
    model = answering(GOOD)
    model.refuse()
    with pytest.raises(ItemFault, match="I cannot help") as failed:
        await write_segment(model, brief, outline)
    assert (failed.value.code, failed.value.provider, len(model.asks)) == ("content_refused", "fake", 1)


async def test_a_refused_second_attempt_leaves_the_first(brief: Brief, outline: Outline) -> None:
    def wavering(ask: Ask) -> str:
        model.refuse()
        return HALF

    model = FakeLanguageModel(author=wavering)
    assert (await write_segment(model, brief, outline)).draft.turns[1].text == "In a dance."


async def test_an_answer_cut_off_is_asked_for_with_more_room(brief: Brief, outline: Outline) -> None:
    model = answering(GOOD)
    model.cut_off()
    found = await write_segment(model, brief, outline)
    assert [ask.max_output_tokens for ask in model.asks] == [1620, 3240]
    assert model.asks[0].messages == model.asks[1].messages
    assert found.draft.turns[1].text == ANSWER


@pytest.mark.parametrize(
    ("model", "code"),
    [
        (lambda: answering("no"), "answer_unusable"),
        (lambda: answering(GERMAN), "answer_in_wrong_language"),
        (cut_off_always, "answer_cut_off"),
    ],
)
async def test_after_three_answers_a_person_looks_at_it(
    model: Callable[[], FakeLanguageModel], code: str, brief: Brief, outline: Outline
) -> None:
    asked = model()
    with pytest.raises(ItemFault, match=r"answer") as failed:
        await write_segment(asked, brief, outline)
    assert (failed.value.code, len(asked.asks)) == (code, 3)
    prompts = [sum(len(message.content) for message in ask.messages) for ask in asked.asks]
    assert failed.value.billed.input_tokens == sum(length // 4 for length in prompts), "all three were paid for"


async def test_a_vendor_that_fails_later_on_leaves_the_bill_of_the_answers_before(
    brief: Brief, outline: Outline
) -> None:
    broken = TransientFault("vendor_error", "503")

    def then_broken(ask: Ask) -> str:
        if len(model.asks) > 1:
            raise broken
        return HALF

    model = FakeLanguageModel(author=then_broken)
    with pytest.raises(TransientFault) as failed:
        await write_segment(model, brief, outline)
    assert failed.value.code == "vendor_error"
    assert failed.value.billed.output_tokens == len(HALF) // 4
    assert broken.billed == NOTHING, "one fault may be raised for many"


async def test_what_earlier_segments_said_is_not_said_again(brief: Brief, outline: Outline) -> None:
    before = (SegmentDraft(index=0, title="The dance", turns=(DraftTurn(speaker="Bo", text=ANSWER),)),)
    model = answering(REPEATED, ROBOT)
    found = await write_segment(model, brief, outline, index=1, before=before)
    assert "repeats what earlier segments said" in model.asks[1].messages[-1].content
    assert [turn.text.partition(".")[0] for turn in found.draft.turns][1:3] == [
        "Living bees followed its directions, though fewer came than after a real dance",
        "What remains open?",
    ]
    assert not any(ANSWER in turn.text for turn in found.draft.turns)
    stubborn = await write_segment(answering(REPEATED), brief, outline, index=1, before=before)
    assert "segment_repeats" in [one.code for one in stubborn.draft.warnings]


async def test_an_episode_does_not_end_on_a_question(brief: Brief, outline: Outline) -> None:
    model = answering(GOOD.replace("few believed him.", "few believed him. Who would?"), GOOD)
    found = await write_segment(model, brief, outline, index=1)
    assert found.draft.turns[-1].text == ANSWERED


async def test_an_outline_that_an_editor_sends_back(brief: Brief) -> None:
    named = [{"title": "“Dance”", "summary": "", "passages": [f"s1-p000{n}"]} for n in (1, 2)]
    lost = [{"title": "Dance", "summary": "", "passages": ["one"]}] * 7
    model = answering(json.dumps({"title": "x", "segments": lost}), json.dumps({"title": "y", "segments": named}))
    found = await PromptedWriter(model).outline(brief, on_progress=quiet)
    wish = model.asks[1].messages[-1].content
    assert "It has 7 segments; 2 are wanted." in wish
    assert "7 of its segments name no passage" in wish
    assert [segment.title for segment in found.outline.segments] == ["Dance", "Dance"]
    assert found.usage.output > 0


@pytest.mark.parametrize("minutes", [1, 1.5])
async def test_a_whole_episode_by_the_fake_vendors_author(minutes: float, brief: Brief) -> None:
    brief = brief.model_copy(update={"minutes": minutes, "words": round(60 * minutes)})
    model = FakeLanguageModel(author=by_author)
    writer = PromptedWriter(model)
    outline = (await writer.outline(brief, on_progress=quiet)).outline
    drafts: tuple[SegmentDraft, ...] = ()
    for index in range(len(outline.segments)):
        drafts += ((await writer.segment(brief, outline, index, drafts, on_progress=quiet)).draft,)
    assert len(model.asks) == 1 + len(outline.segments)
    assert not any(draft.warnings for draft in drafts)
    assert sum(spoken_words(draft.turns) for draft in drafts) == pytest.approx(brief.words, rel=0.05)
    material = " ".join(passage.text for passage in brief.corpus.passages)
    for draft in drafts:
        assert [turn.speaker for turn in draft.turns] == ["Ada", "Bo"] * (len(draft.turns) // 2)
        assert not any(turn.flags for turn in draft.turns)
        for sentence in (one for turn in draft.turns for one in turn.text.split(". ")):
            assert sentence in material


async def test_kept_answers_cost_nothing_and_unusable_ones_are_not_kept(brief: Brief, outline: Outline) -> None:
    model = answering("no", HALF, REST, HALF)
    kept = PromptedWriter(CachedLanguageModel(model, Purchases(Ledger(MemoryArtifacts())), accept=is_usable))
    first = await kept.segment(brief, outline, 0, (), on_progress=quiet)
    assert (len(model.asks), first.usage.reused) == (3, False)
    # The unusable answer is asked for anew, and is good now.
    again = await kept.segment(brief, outline, 0, (), on_progress=quiet)
    assert (len(model.asks), again.draft) == (4, first.draft)
    third = await kept.segment(brief, outline, 0, (), on_progress=quiet)
    assert (len(model.asks), third.usage.reused, third.usage.output) == (4, True, 0)


async def test_an_invented_cast_keeps_its_voices_through_the_episode(brief: Brief, outline: Outline) -> None:
    """The second segment begins with the one who answered in the first."""
    renamed = GOOD.replace('"Ada"', '"Sam"').replace('"Bo"', '"Robin"')
    first = (await write_segment(answering(renamed), brief, outline)).draft
    assert [turn.speaker for turn in first.turns] == ["Ada", "Bo", "Ada", "Bo"]
    begun = turns(
        ("Robin", "A robot bee was built later."),
        ("Sam", "What came of it?"),
        ("Robin", "Living bees followed its directions, though fewer came than after a real dance of a living bee. "
         "What remains open is how a bee in the dark reads the angle: it may feel the movement of the air."),
    )  # fmt: skip
    second = (await write_segment(answering(begun), brief, outline, index=1, before=(first,))).draft
    assert [(turn.speaker, turn.text[:12]) for turn in second.turns] == [
        ("Ada", "What came of"),
        ("Bo", "Living bees "),
    ]
