"""The styles of an episode, as prompts ask for them: how it is told, who says what, and how it ends."""

from dataclasses import dataclass

from domain.script.style import Complexity, Style

_ASK = """\
- The host stands for the listener: asks what a curious listener would want to know next, or links to the next point. \
The host claims nothing of its own and judges nothing. A question is concrete and short, can be answered from the \
passages, and is answered by the very next turn. Vary how questions begin; never ask two in one turn.
- The expert answers in the first sentence, then explains: what it is, how it works or why it is so, and the figure \
or the example that the passages give for it. One idea a turn.
- Each answer leads to the next question, so that the listener always knows why this comes now. No two answers begin \
alike."""

_ASKED_TURNS = "The host says 4 to 25 words a turn, the expert 25 to 70."
_ASKED_END = (
    "The last question asks what is worth remembering and the answer says it, from the passages. Then the host ends "
    "with one short sentence that names the material again and asks nothing."
)
_TOLD_END = "The last turn says what is worth remembering, from the passages, and names the material again."


@dataclass(frozen=True)
class Form:
    """`manner`: how it is told, by one voice or several. `voices`: who says what, for two and more; `turns`: how long.
    `asks`: the host asks and the others answer; else all state and answer. `end`: of the episode. `plan`: for the
    outline."""

    manner: str
    voices: str
    turns: str = _ASKED_TURNS
    asks: bool = True
    end: str = _ASKED_END
    plan: str = ""


FORMS = {
    Style.CONVERSATIONAL_INTERVIEW: Form(manner="", voices=_ASK),
    Style.NARRATIVE: Form(
        manner="""\
- It is told as a story, in the order in which things happened or follow from each other: who and where, what was at \
stake, what changed it, what came of it, as far as the passages say so.
- Scenes, persons and turning points are those of the passages. No invented detail: no weather, thoughts, looks or \
spoken words that they do not give.
- Each turn ends where the listener wants to know how it goes on.""",
        voices="""\
- The host leads through the story in short turns: sets the place and time, and says where it turns. The others tell \
what happened. No interview: few questions, and none that only asks for the next part.""",
        turns="The host says 10 to 35 words a turn, the others 35 to 90.",
        asks=False,
        end="The last turn says how it ended and what remains of it, from the passages. It asks nothing.",
        plan="Plan a story: each segment is one stage of it, in the order of events, and ends on what comes next.",
    ),
    Style.EDUCATIONAL: Form(
        manner="""\
- It is a lesson: what has to be known first comes first, and each idea builds on the one before.
- Each idea is named, explained, shown by the example or the figure that the passages give for it, and then said once \
more in other words before the next one.""",
        voices="""\
- The host is the learner: asks what is not clear yet, what follows from it, or where it holds, and says nothing that \
the expert has not said.
- The expert is the teacher and answers in the first sentence. One idea a turn.""",
        plan="Plan a lesson: each segment teaches one idea, and none needs what only a later one explains.",
    ),
    Style.DISCUSSION: Form(
        manner="- It is a talk among equals who all know the passages, not an interview.",
        voices="""\
- One voice brings a point with its figure or example; the next takes it up: adds what the passages say about it, sets \
it beside another point, asks what it means, or says what it leaves open. Every turn answers the one before.
- All voices state and ask, the host too, who opens and leads over. No opinion that is not in the passages; what an \
author holds is the author's.""",
        turns="Turns have 15 to 60 words, of all voices about alike; some are short.",
        asks=False,
        end="The last turns gather what the passages agree on and what they leave open. The last one asks nothing.",
    ),
    Style.DEBATE: Form(
        manner="""\
- It sets against each other the positions that the passages hold. Positions, grounds and objections come from the \
passages alone, and it is said whose they are.
- Where the passages hold one side only, one voice puts it, and the other asks for its grounds, its conditions and the \
limits that the passages name. A counter-argument is never invented.""",
        voices="""\
- Each voice speaks for one position and keeps to it: claims, gives the ground or the figure, and answers the point \
that was just made. The host opens, and speaks for a position where there are only two voices.
- Sharp in the matter, fair in tone. No voice wins, and none gives in unless the passages say so.""",
        turns="Turns have 15 to 60 words, of all voices about alike.",
        asks=False,
        end="The last turns say what stands against what, and what the passages leave open. The last one asks nothing.",
        plan="Plan a debate: each segment is one point at issue, with what the passages say for it and against it.",
    ),
    Style.CRITIQUE: Form(
        manner="""\
- It weighs the material: what it claims, what that rests on, what speaks for it and what against it, as the passages \
themselves give it: method, numbers, conditions, limits, doubts, what other sources among them say.
- Every strength and every weakness comes with its ground from the passages. No verdict from outside, and no \
fault that they do not show.""",
        voices="""\
- The host asks what a careful reader would: how that is known, how sure it is, for whom it holds, what is missing.
- The expert answers in the first sentence with the strength or the weakness, then gives its ground. One point a \
turn.""",
        end="The last answer weighs it: what holds, what is uncertain, what is missing, by the passages. The host ends "
        "with one short sentence that names the material again and asks nothing.",
        plan="Plan a review: what is claimed, how it was found, what is strong, what is weak, what follows.",
    ),
    Style.BRIEF: Form(
        manner="""\
- It is a briefing: the result first, then what it rests on, then what follows from it. One fact a sentence.
- No scene, no history, no example unless it carries the point; nothing is summed up that was just said.""",
        voices="""\
- The host asks in as few words as can be. The expert answers in one to three sentences, with the figure.""",
        turns="The host says 3 to 12 words a turn, the expert 12 to 40.",
        end="The last answer says what to do or to watch, if the passages say so. The host ends with one short "
        "sentence that asks nothing.",
        plan="Plan a briefing: the most important first; leave out what does not change what a listener knows.",
    ),
}  # fmt: skip

SOLO_TURNS = "One voice speaks alone: each turn is a paragraph of 40 to 90 words that goes on from the one before."
SOLO_END = _TOLD_END

LEVELS = {
    Complexity.BEGINNER: "The listener knows nothing of the subject: everyday words, each term explained when it first "
    "comes, one thing at a time; leave out what only specialists need.",
    Complexity.INTERMEDIATE: "The listener knows the basics of the subject: use its usual terms, explain the rare "
    "ones, and spend the time on how and why.",
    Complexity.ADVANCED: "The listener works in the field: use its terms without explaining the basics, and go into "
    "method, figures, conditions and limits as the passages give them.",
}
