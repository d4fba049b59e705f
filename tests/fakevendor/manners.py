"""How a model falls short of what it is asked: too few words or too many, no citations, the wrong voice, inventions."""

import json
import re
from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, ConfigDict

_WORDS = re.compile(r"^((?:More words|Words): )(\d+)", re.MULTILINE)
INVENTED = "Doctor Ludmila Krantz of Novabruk counted 7431 of them."
"""What no document says."""
EMBELLISHED = "Those who were there remembered it fondly, and told their grandchildren."
"""What no document says either, without a number or a name."""


class Manner(BaseModel):
    """`delivers`: words said ÷ words asked. `invents`: a sentence in the second turn; `embellishes`: with one that
    only who understands it finds in no passage; `insists`: when it is to mend it, too. `judges` turns well, not at all,
    or every other one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    delivers: float = 1.0
    cites: bool = True
    wrong_voice_begins: bool = False
    invents: bool = False
    embellishes: bool = False
    insists: bool = False
    judges: Literal["well", "nothing", "half"] = "well"


OBEDIENT = Manner()


def answered(author: Callable[[dict[str, object]], str], body: dict[str, object], manner: Manner) -> str:
    """What `author` answers, in that manner."""
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
    if manner.embellishes and (manner.insists or not mends):
        wrong = turns[min(1, len(turns) - 1)]
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
    return json.dumps({"verdicts": verdicts[:: 2 if manner.judges == "half" else 1]}, ensure_ascii=False)


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
