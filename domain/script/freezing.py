"""Freezing: a draft becomes turns with the exact utterances to be spoken, once; from then on keys decide."""

import hashlib
from collections.abc import Mapping, Sequence, Set

from domain.errors import ItemFault
from domain.script.frozen import FrozenSegment, FrozenTurn
from domain.script.model import SegmentDraft, Turn
from domain.tts.speaker import Speaker
from domain.tts.splitting import split_for_vendor
from domain.tts.spoken.lexicon import Lexicon
from domain.tts.spoken.text import speech_text
from domain.tts.utterance import Utterance

NO_LEXICON = Lexicon()


def freeze_segment(
    draft: SegmentDraft,
    *,
    first_index: int,
    language: str,
    speakers: Sequence[Speaker],
    lexicon: Lexicon = NO_LEXICON,
    before: FrozenSegment | None = None,
) -> FrozenSegment:
    """Turn ids are `t001`, … by first index, and survive edits. Turns that hold nothing to say are left out.

    `before`: the segment that was edited. What its turns say in the same words, by the same speaker, stays as it was
    frozen, whatever has changed since in how texts are read.

    Raises:
        ItemFault: `unknown_speaker`, or `empty_segment` when nothing remains.
    """
    by_name = {speaker.name: speaker for speaker in speakers}
    frozen = {each.turn.id: each for each in before.turns} if before is not None else {}
    turns: list[FrozenTurn] = []
    for drafted in draft.turns:
        kept = frozen.get(drafted.id)
        if kept is not None and (kept.turn.text, kept.turn.speaker) == (drafted.text, drafted.speaker):
            turn = kept.turn.model_copy(update={"index": first_index + len(turns), "segment": draft.index})
            turns.append(kept.model_copy(update={"turn": turn}))
            continue
        speaker = by_name.get(drafted.speaker)
        if speaker is None:
            raise ItemFault("unknown_speaker", f"“{drafted.speaker}” is none of {', '.join(by_name)}.")
        spoken = speech_text(lexicon.applied(drafted.text), language=language)
        if not any(character.isalnum() for character in spoken):
            continue
        index = first_index + len(turns)
        turn = Turn(
            id=drafted.id or f"t{index:03}",
            index=index,
            segment=draft.index,
            speaker=speaker.name,
            text=drafted.text,
            spoken=spoken,
            citations=drafted.citations,
            flags=drafted.flags,
        )
        turns.append(_freeze(turn, speaker, language))
    if not turns:
        raise ItemFault("empty_segment", f"Segment {draft.index + 1}, “{draft.title}”, holds no words.")
    return FrozenSegment(index=draft.index, title=draft.title, turns=tuple(turns))


def amend_segment(
    frozen: FrozenSegment,
    *,
    speakers: Sequence[Speaker],
    texts: Mapping[str, str],
    open_turns: Set[int],
    language: str,
    lexicon: Lexicon = NO_LEXICON,
) -> FrozenSegment:
    """Open turns are frozen anew with these speakers and texts (by turn id); spoken turns stay, and are reused.

    Raises:
        ItemFault: `empty_turn`.
    """
    by_name = {speaker.name: speaker for speaker in speakers}
    turns: list[FrozenTurn] = []
    for one in frozen.turns:
        turn = one.turn
        if turn.index not in open_turns:
            turns.append(one)
            continue
        text = texts.get(turn.id)
        if text is not None:
            spoken = speech_text(lexicon.applied(text), language=language)
            if not any(character.isalnum() for character in spoken):
                raise ItemFault("empty_turn", f"The new text of turn {turn.index} holds no words.", text=text)
            turn = turn.model_copy(update={"text": text, "spoken": spoken})
        turns.append(_freeze(turn, by_name[turn.speaker], language))
    return frozen.model_copy(update={"turns": tuple(turns)})


def _freeze(turn: Turn, speaker: Speaker, language: str) -> FrozenTurn:
    whole = Utterance(
        vendor=speaker.vendor,
        model=speaker.model,
        engine=speaker.engine,
        voice=speaker.voice,
        language=language,
        speed=speaker.speed,
        settings=speaker.settings,
        text=turn.spoken,
    )
    texts = split_for_vendor(turn.spoken, maximum_characters=speaker.maximum_characters)
    pieces = tuple(whole.model_copy(update={"text": text}) for text in texts)
    keys = [piece.key for piece in pieces]
    single = len(keys) == 1
    return FrozenTurn(
        turn=turn,
        pieces=pieces,
        key=keys[0] if single else hashlib.sha256("/".join(keys).encode()).hexdigest(),
        piece_keys=() if single else tuple(keys),
        words_per_minute=speaker.words_per_minute,
    )
