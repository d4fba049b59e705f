"""Windows of subtitles, answered well, or in the ways in which models answer them badly."""

import json
import re
from typing import Literal

Lines = Literal["well", "fewer", "more", "merged", "moved", "reordered", "prose", "other_language", "empty", "plain"]

AGAIN = "An earlier answer was of no use"
_GERMAN = ("die", "der", "und", "nicht", "ist", "das", "ein", "mit", "sich", "auf", "auch", "für", "von", "dem")
_WORD = re.compile(r"<[^<>]*>|\{[^{}]*\}|[^\W\d_]+(?:['’][^\W\d_]+)*")


def corrected(text: str) -> str:
    """`teh` is what it corrects."""
    return text.replace("teh ", "the ").replace("Teh ", "The ")


def translated(text: str) -> str:
    """Each word becomes a German one, markup and figures stay."""
    return _WORD.sub(lambda word: word[0] if word[0][0] in "<{" else _GERMAN[sum(map(ord, word[0])) % 14], text)


def answered(body: dict[str, object], lines: Lines, *, insists: bool) -> str | None:
    """None for a request that is about something else."""
    messages = body.get("messages")
    said = [str(one.get("content", "")) for one in messages] if isinstance(messages, list) else []
    shown = _shown(said[-1]) if said else None
    if shown is None:
        return None
    rewrite = translated if "Translate them into" in said[0] else corrected
    good = [(int(cue["id"]), rewrite(str(cue["text"]))) for cue in shown]
    if AGAIN in said[-1] and not insists:
        lines = "well"
    return _written(good, [(int(cue["id"]), str(cue["text"])) for cue in shown], lines)


def _shown(content: str) -> list[dict[str, str | int]] | None:
    try:
        value, _ = json.JSONDecoder().raw_decode(content)
    except ValueError:
        return None
    cues = value.get("cues") if isinstance(value, dict) else None
    return cues if isinstance(cues, list) and "before" in value else None


def _written(good: list[tuple[int, str]], sent: list[tuple[int, str]], lines: Lines) -> str:
    ids, texts = [at for at, _ in good], [text for _, text in good]
    middle = len(good) // 2
    match lines:
        case "fewer":
            good = good[: max(1, middle)]
        case "more":
            good = [*good, (ids[-1] + 1, "And they lived happily ever after."), (ids[-1] + 2, "The end.")]
        case "merged" if len(good) > 1:
            both = (ids[middle - 1], f"{texts[middle - 1]} {texts[middle]}")
            good = [*good[: middle - 1], both, *good[middle + 1 :]]
        case "moved" if len(good) > 1:
            merged = [*texts[: middle - 1], f"{texts[middle - 1]} {texts[middle]}", *texts[middle + 1 :]]
            good = list(zip(ids, merged, strict=False))
        case "reordered":
            good = good[::-1]
        case "prose":
            return "These subtitles look wonderful to me. I would not change a thing."
        case "other_language":
            good = [
                (at, translated(text) if text == done or corrected(text) == done else text)
                for (at, text), (_, done) in zip(sent, good, strict=True)
            ]
        case "empty":
            good = [(at, "") for at in ids]
        case "plain":
            return "Here you are:\n\n" + "\n".join(f"{at}: {text}" for at, text in good)
        case _:
            pass
    return json.dumps({"cues": [{"id": at, "text": text} for at, text in good]}, ensure_ascii=False)
