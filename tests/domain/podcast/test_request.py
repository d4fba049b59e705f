"""The request: bounds, defaults, and that nothing is taken and ignored."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.podcast.request import NOT_YET, PodcastRequest, ResumeRequest
from domain.tts.request import SpeakerRequest

TEXT = {"type": "text", "text": "Bread rises."}


def request(**fields: Any) -> PodcastRequest:
    return PodcastRequest.model_validate({"sources": [TEXT], **fields})


def test_only_sources_are_required() -> None:
    made = request()
    assert (made.duration_minutes, made.formats, made.speakers, made.llm) == (5.0, ("mp3",), None, None)


@pytest.mark.parametrize(
    "fields",
    [
        {"duration_minutes": 0.49},
        {"duration_minutes": 180.1},
        {"duration_minutes": float("nan")},
        {"duration_minutes": float("inf")},
        {"language": "german language"},
        {"llm": "not a name"},
        {"llm": ":model"},
        {"sources": [TEXT] * 21},
        {"sources": [{"type": "url", "url": "ftp://example.org/"}]},
        {"sources": [{"type": "url", "url": "https://user:word@example.org/"}]},
        {"sources": [{"type": "url", "url": "https://[bad/"}]},
        {"sources": [{"type": "url", "url": "https://example.org:99999/"}]},
        {"speakers": [{"name": "A"}, {"name": "B", "speed": 9}]},
        {"speakers": [{"name": "A" * 41}, {"name": "B"}]},
        {"speakers": [{"name": "A: B"}, {"name": "B"}]},
        {"speakers": [{"name": "A\nB"}, {"name": "B"}]},
        {"speakers": [{"name": "Ä"}, {"name": "ä"}]},
        {"speakers": [{"name": "A"}, {"name": "A\u200b"}]},
        {"speakers": [{"name": "Ｂ"}, {"name": "b"}]},
        {"speakers": [{"name": "A", "role": "x" * 41}]},
        {"speakers": [{"name": each} for each in "ABCDE"]},
        {"speakers": [{"name": "A", "settings": {"stability": float("nan")}}]},
        {"speakers": [{"name": "A", "settings": {"stability": None}}]},
        {"instructions": ""},
        {"instructions": "x" * 2001},
        {"style": "opera"},
        {"formats": []},
        {"title": ""},
        {"title": "x" * 201},
    ],
)
def test_what_is_out_of_bounds(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        request(**fields)


@given(st.text(min_size=1, max_size=20).filter(lambda name: name not in PodcastRequest.model_fields))
def test_no_other_field_is_taken(name: str) -> None:
    with pytest.raises(ValidationError):
        request(**{name: None})


def test_what_is_not_built_is_no_field_of_ours() -> None:
    assert not NOT_YET["request"] & set(PodcastRequest.model_fields)
    assert not NOT_YET["speaker"] & set(SpeakerRequest.model_fields)


def test_settings_keep_their_kind() -> None:
    made = request(speakers=[{"name": "A", "settings": {"a": 1, "b": True, "c": "x", "d": 0.5}}]).speakers
    assert made is not None
    assert [(name, type(value)) for name, value in made[0].settings.items()] == [
        ("a", float),
        ("b", bool),
        ("c", str),
        ("d", float),
    ]


@pytest.mark.parametrize("name", ["2", "🎙 Ann", "🦊", "Žofie", "O'Neill"])
def test_names_of_people_and_others(name: str) -> None:
    made = request(speakers=[{"name": name}, {"name": "🦉"}]).speakers
    assert made is not None
    assert made[0].name == name


def test_an_empty_resume_changes_nothing() -> None:
    assert ResumeRequest().changes_nothing
    assert not ResumeRequest(skip_turns=("t001",)).changes_nothing
