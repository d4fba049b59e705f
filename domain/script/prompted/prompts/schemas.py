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

SEGMENT_SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {
            "turns": {
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
        },
        "required": ["turns"],
        "additionalProperties": False,
    }
)
