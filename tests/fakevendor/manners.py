"""How a model falls short of what it is asked: too few words or too many, no citations, the wrong voice, inventions."""

import json
import re
from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from tests.fakevendor import lines as subtitles

_WORDS = re.compile(r"^((?:More words|Words): )(\d+)", re.MULTILINE)
INVENTED = "Doctor Ludmila Krantz of Novabruk counted 7431 of them."
"""What no document says."""
EMBELLISHED = "Those who were there remembered it fondly, and told their grandchildren."
"""What no document says either, without a number or a name."""


class Manner(BaseModel):
    """`delivers`: words said ÷ words asked. `invents`: a sentence in the second turn; `embellishes`: so many turns,
    from the second on, with one that only who understands it finds in no passage; `insists`: when it mends them, too.
    `judges` turns well, not at all, or the first half of them. `lines` of subtitles: tests.fakevendor.lines."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    delivers: float = 1.0
    cites: bool = True
    wrong_voice_begins: bool = False
    invents: bool = False
    embellishes: int = 0
    insists: bool = False
    judges: Literal["well", "nothing", "half"] = "well"
    lines: subtitles.Lines = "well"


OBEDIENT = Manner()


def answered(author: Callable[[dict[str, object]], str], body: dict[str, object], manner: Manner) -> str:
    """What `author` answers, in that manner."""
    if (rewritten := subtitles.answered(body, manner.lines, insists=manner.insists)) is not None:
        return rewritten
    if manner == OBEDIENT:
        return author(body)
    text = author(_asked_for(body, manner.delivers))
    try:
        answer = json.loads(text)
    except ValueError:
        return text
    if isinstance(answer, dict) and "verdicts" in answer:
        return _judged(answer["verdicts"], manner)
    turns = answer.get("turns") if isinstance(answer, dict) else None
    if not isinstance(turns, list) or not turns:
        return text
    mends = "Turns to mend: " in str(body.get("messages"))
    if manner.invents and (manner.insists or not mends):
        wrong = turns[min(1, len(turns) - 1)]
        wrong["text"] = f"{wrong['text']} {INVENTED}"
    if manner.insists or not mends:
        first = 0 if mends or len(turns) == 1 else 1
        for wrong in turns[first : first + manner.embellishes]:
            wrong["text"] = f"{wrong['text']} {EMBELLISHED}"
    if not manner.cites:
        for turn in turns:
            turn["citations"] = []
    if manner.wrong_voice_begins and len(turns) > 1 and not mends:
        turns[:2] = [turns[1], turns[0]]
    return json.dumps(answer, ensure_ascii=False)


def _judged(verdicts: list[dict[str, object]], manner: Manner) -> str:
    if manner.judges == "nothing":
        return "They all look fine to me. Shall I go on?"
    judged = verdicts[: (len(verdicts) + 1) // 2] if manner.judges == "half" else verdicts
    return json.dumps({"verdicts": judged}, ensure_ascii=False)


def _asked_for(body: dict[str, object], share: float) -> dict[str, object]:
    """The request as one reads it who writes that share of what is asked."""
    messages = body.get("messages")
    if share == 1.0 or not isinstance(messages, list):
        return body
    changed = [
        {**one, "content": _WORDS.sub(lambda found: f"{found[1]}{round(int(found[2]) * share)}", str(one["content"]))}
        for one in messages
    ]
    return {**body, "messages": changed}
