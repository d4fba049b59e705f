"""What a language model would write for our own prompts: an outline, or turns made of whole sentences of the passages.

Deterministic. The facts of the task stand in lines of their own in the prompt (`Segments:`, `Words:`, `Speakers:`);
any other request is answered by a walk of its JSON schema.
"""

import json
import re
from dataclasses import dataclass

from tests.fakevendor import answers

_FACT = r"^{}: (?:exactly )?(\d+)"
_SPEAKER = re.compile(r'("(?:[^"\\]|\\.)*") \((\w+)\)')
_PASSAGE = re.compile(r"^\[([\w-]*p\d+)\] ?(.*)$", re.MULTILINE)
_END = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+|(?<=[。！？])")
_HOST_WORDS, _EXPERT_WORDS = 20, 45


@dataclass(frozen=True)
class _Sentence:
    passage: str
    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())


def author(body: dict[str, object]) -> str:
    """The answer's text to a chat request."""
    task, passages = _task(body)
    segments, words = _fact(task, "Segments"), _fact(task, "Words")
    if passages and segments:
        return json.dumps(_outline(task, passages, segments), ensure_ascii=False)
    if passages and (wrong := _fact(task, "Turns to mend")):
        return json.dumps({"turns": _mended(task, passages, wrong)}, ensure_ascii=False)
    if passages and _fact(task, "Turns to check"):
        return json.dumps({"verdicts": _verdicts(task, passages)}, ensure_ascii=False)
    said, more = _so_far(body)
    if passages and (more or words):
        answer: dict[str, object] = {"turns": _turns(task, passages, more or words, said=said)}
        if _fact(task, "Turns"):
            answer = {"title": _short(_heading(*passages[0][1:]) or passages[0][2], 5), **_opening(answer)}
        return json.dumps(answer, ensure_ascii=False)
    return answers.author(body)


def _task(body: dict[str, object]) -> tuple[str, list[tuple[str, str, str]]]:
    """What the message with passages says before them, and the passages as (id, heading, text)."""
    messages = body.get("messages")
    for message in messages if isinstance(messages, list) else []:
        content = str(message.get("content", "")) if isinstance(message, dict) else ""
        before, opened, rest = content.partition("\n<passages>\n")
        if opened:
            parts = _PASSAGE.split(rest.partition("\n</passages>")[0])[1:]
            found = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
            return before, [(name, heading, text.strip()) for name, heading, text in found]
    return "", []


def _so_far(body: dict[str, object]) -> tuple[str, int]:
    """What the answers before said, and how many words more are asked for; none when it is not to go on."""
    messages = body.get("messages")
    listed = [one for one in messages if isinstance(one, dict)] if isinstance(messages, list) else []
    more = _fact(str(listed[-1].get("content", "")), "More words") if listed else 0
    said = re.search(r"\n<said>\n(.*?)\n</said>", str(listed[-1].get("content", "")), re.DOTALL) if more else None
    return (said[1] if said else ""), more


def _opening(answer: dict[str, object]) -> dict[str, object]:
    """The host's first turn, and all that the expert says in one."""
    turns = answer["turns"]
    if not isinstance(turns, list) or len(turns) < 3:
        return answer
    others = [turn for turn in turns[1:] if turn["speaker"] != turns[0]["speaker"]]
    text = " ".join(turn["text"] for turn in turns[1:])
    cited = list(dict.fromkeys(one for turn in others for one in turn["citations"]))
    return {"turns": [turns[0], {"speaker": others[0]["speaker"], "text": text, "citations": cited}]}


def _mended(task: str, passages: list[tuple[str, str, str]], count: int) -> list[dict[str, object]]:
    """Each turn by its own speaker, with a sentence of the passages."""
    names = [json.loads(name) for name in re.findall(r'^\d+\. ("(?:[^"\\]|\\.)*"): ', task, re.MULTILINE)]
    sentences = _sentences(passages)
    chosen = [sentences[n % len(sentences)] for n in range(count)]
    return [
        {"speaker": name, "text": one.text, "citations": [one.passage]}
        for name, one in zip(names, chosen, strict=False)
    ]


def _verdicts(task: str, passages: list[tuple[str, str, str]]) -> list[dict[str, object]]:
    """Supported is what stands in the passages, sentence by sentence."""
    held = " ".join(" ".join(text.split()) for _, _, text in passages)
    said = re.findall(r'^(\d+)\. "(?:[^"\\]|\\.)*": (.*)$', task, re.MULTILINE)
    wrong = {n: next((one for one in _END.split(text) if one and one not in held), None) for n, text in said}
    return [{"turn": int(n), "supported": one is None, "why": one or ""} for n, one in wrong.items()]


def _fact(task: str, name: str) -> int:
    found = re.search(_FACT.format(name), task, re.MULTILINE)
    return int(found.group(1)) if found else 0


def _outline(task: str, passages: list[tuple[str, str, str]], count: int) -> dict[str, object]:
    """Even slices of the passages, in order; each is called by its first heading or its first words."""
    segments: list[dict[str, object]] = []
    for n in range(count):
        start = len(passages) * n // count
        chosen = passages[start : max(start + 1, len(passages) * (n + 1) // count)]
        first = next((one for one in chosen if _sentences([one])), chosen[0])
        opening = (_sentences([first]) or [_Sentence(first[0], first[2])])[0].text
        title = next((_heading(heading, text) for _, heading, text in chosen if _heading(heading, text)), opening)
        segment: dict[str, object] = {
            "title": _short(title, 6),
            "summary": opening,
            "passages": [name for name, _, _ in chosen],
        }
        segments.append(segment)
    source = re.search(r"^1\. (.+?)(?: \([^()]*\))?$", task, re.MULTILINE)
    return {"title": source.group(1) if source else str(segments[0]["title"]), "segments": segments}


def _heading(path: str, text: str) -> str:
    """The innermost heading above a passage: the first line of its text when that is none of its sentences."""
    line = text.partition("\n")[0]
    return line if line and line[-1] not in ".!?…:,;" and len(line.split()) <= 10 else path.rpartition(" / ")[2]


def _short(text: str, words: int) -> str:
    return " ".join(text.split()[:words]).rstrip(".,;:!?")


def _turns(task: str, passages: list[tuple[str, str, str]], words: int, *, said: str = "") -> list[dict[str, object]]:
    """The host says one sentence, the expert the next few, in the order of the passages; without what was `said`."""
    host, others = _cast(task)
    fresh = [one for one in _sentences(passages) if one.text not in said]
    waiting = _chosen(fresh, words)
    turns: list[dict[str, object]] = []
    while waiting:
        host_says = waiting.pop(_host_sentence(waiting))
        reply: list[_Sentence] = []
        while waiting and (not reply or sum(one.words for one in reply) + waiting[0].words <= _EXPERT_WORDS):
            reply.append(waiting.pop(0))
        if len(waiting) == 1:
            reply.append(waiting.pop())  # no sentence would be left to answer the host
        cited = list(dict.fromkeys(one.passage for one in reply))
        own = [] if others else [host_says.passage]
        turns.append({"speaker": host, "text": host_says.text, "citations": own})
        if reply:
            expert = others[len(turns) // 2 % len(others)] if others else host
            turns.append({"speaker": expert, "text": " ".join(one.text for one in reply), "citations": cited})
    return turns


def _cast(task: str) -> tuple[str, list[str]]:
    """The host, or who speaks alone, and the others that speak in this segment."""
    found = [(json.loads(name), role) for name, role in _SPEAKER.findall(task)]
    host = next((name for name, role in found if role == "host"), found[0][0] if found else "HOST")
    here = re.search(r"^In this segment speak, each at least once: (.+)\.$", task, re.MULTILINE)
    wanted = [json.loads(name) for name in re.findall(r'"(?:[^"\\]|\\.)*"', here[1])] if here else None
    others = [name for name, _ in found if name != host and (wanted is None or name in wanted)]
    return host, others if found else ["EXPERT"]


def _host_sentence(waiting: list[_Sentence]) -> int:
    """The next sentence, or a shorter one right behind it; never the last when the expert would have none."""
    near = waiting[: min(3, len(waiting))]
    if near[0].words <= _HOST_WORDS:
        return 0
    return min(range(len(near)), key=lambda at: near[at].words)


def _sentences(passages: list[tuple[str, str, str]]) -> list[_Sentence]:
    """Whole sentences of 4 to 45 words, each once; where there are none, the lines as they stand."""
    lines = [(name, line.strip()) for name, _, text in passages for line in text.splitlines() if line.strip()]
    every = [_Sentence(name, part.strip()) for name, line in lines for part in _END.split(line) if part.strip()]
    whole = [one for one in every if 4 <= one.words <= 45 and one.text[-1] in '.!?…。！？"”’)']
    return list({one.text: one for one in whole or every}.values())


def _chosen(sentences: list[_Sentence], words: int) -> list[_Sentence]:
    """Sentences from the whole length of the passages, in order, with `words` words in all as nearly as they allow.

    Material shorter than that is said again, each time with one more word left out at the front of each sentence.
    """
    chosen: list[_Sentence] = []
    rest, again = words, sentences
    while again and rest >= (available := sum(one.words for one in again)):
        chosen += again
        rest -= available
        again = [_Sentence(one.passage, one.text.partition(" ")[2]) for one in again if one.words > 3]
    return chosen + _closest(_spread(again, rest), again, rest)


def _spread(sentences: list[_Sentence], words: int) -> list[_Sentence]:
    available, passed, total = sum(one.words for one in sentences), 0, 0
    kept: list[_Sentence] = []
    for one in sentences:
        passed += one.words
        if total + one.words / 2 <= words * passed / available:
            kept.append(one)
            total += one.words
    return kept


def _closest(kept: list[_Sentence], sentences: list[_Sentence], words: int) -> list[_Sentence]:
    """Adds, drops or swaps one sentence at a time as long as that comes closer to `words`."""
    while True:
        total = sum(one.words for one in kept)
        held = set(kept)
        coming = [0, *(one.words for one in sentences if one not in held)]
        going = [0, *(one.words for one in kept)]
        best, add, drop = min(
            (abs(total + a - d - words), i, j) for i, a in enumerate(coming) for j, d in enumerate(going)
        )
        if best >= abs(total - words):
            return kept
        added = [one for one in sentences if one not in held][add - 1 : add] if add else []
        held = (held | set(added)) - set(kept[drop - 1 : drop] if drop else [])
        closer = [one for one in sentences if one in held]
        if abs(sum(one.words for one in closer) - words) >= abs(total - words):
            return kept  # equal sentences came or went together
        kept = closer
