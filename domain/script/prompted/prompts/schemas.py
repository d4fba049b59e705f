"""The JSON Schemas of the answers. Their text is part of a completion's key: a changed one is paid for again."""

import json

OUTLINE_SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "segments": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "title": {"type": "string"},
                        "summary": {"type": "string"},
                        "passages": {"type": "array", "items": {"type": "string"}},
                    },
                    "required": ["title", "summary", "passages"],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["title", "segments"],
        "additionalProperties": False,
    }
)

_TURNS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "speaker": {"type": "string"},
            "text": {"type": "string"},
            "citations": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["speaker", "text", "citations"],
        "additionalProperties": False,
    },
}

SEGMENT_SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {"turns": _TURNS},
        "required": ["turns"],
        "additionalProperties": False,
    }
)

VERDICTS_SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {
            "verdicts": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "turn": {"type": "integer"},
                        "supported": {"type": "boolean"},
                        "why": {"type": "string"},
                    },
                    "required": ["turn", "supported", "why"],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["verdicts"],
        "additionalProperties": False,
    }
)

OPENING_SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {"title": {"type": "string"}, "turns": _TURNS},
        "required": ["title", "turns"],
        "additionalProperties": False,
    }
)
