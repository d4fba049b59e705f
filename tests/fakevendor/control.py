"""The settings of the fake vendor, at start or while it runs (`POST /_control` takes a `Control`)."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from tests.fakevendor.manners import OBEDIENT, Manner


class Misdeed(StrEnum):
    """How one call goes wrong. The last block answers 200 with something that is not what was asked."""

    STATUS = "status"  # `status`, `body`, `headers` as given
    RESET_BEFORE = "reset_before"
    RESET_MIDDLE = "reset_middle"
    HANG = "hang"  # until the client gives up
    SLOW = "slow"  # `seconds` more, then a good answer
    HOLD = "hold"  # until the rule is cleared, then a good answer

    JSON_200 = "json_200"
    WRONG_TYPE = "wrong_type"
    EMPTY = "empty"

    TRUNCATED = "truncated"  # `fraction` of the audio, well-formed
    SHORT = "short"  # a tenth of the audio
    LONG = "long"  # ten times the audio
    SILENT = "silent"
    CLIPPED = "clipped"
    UNDECODABLE = "undecodable"

    REFUSAL = "refusal"
    CONTENT_FILTER = "content_filter"
    STALL = "stall"  # after `fraction` of a streamed answer nothing more comes, until the client gives up
    CUT_OFF = "cut_off"  # `fraction` of the answer, finish_reason length
    INVALID_JSON = "invalid_json"
    ANSWER = "answer"  # `body` is the model's answer

    LOOPING = "looping"  # the last words heard, ten times
    INVENTED = "invented"  # words in the longest pause
    DROPPED = "dropped"  # every third word is not heard


class Rule(BaseModel):
    """Matches calls by every field that is set; `nth` counts this rule's own matches from 1. The first rule wins."""

    model_config = ConfigDict(extra="forbid")

    vendor: str | None = None
    kind: str | None = None  # chat | speech | transcription | voices | models | subscription
    text: str | None = None  # a substring of the text, or of the last message
    voice: str | None = None
    nth: tuple[int, ...] = ()  # empty: every match
    do: Misdeed
    status: int = 500
    body: str | dict[str, object] | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    seconds: float = 1.0
    fraction: float = 0.5
    seen: int = 0

    def takes(self, *, vendor: str, kind: str, text: str, voice: str) -> bool:
        """Whether this call is to go wrong; counts the match."""
        if (
            (self.vendor not in (None, vendor))
            or (self.kind not in (None, kind))
            or (self.voice not in (None, voice))
            or (self.text is not None and self.text not in text)
        ):
            return False
        self.seen += 1
        return not self.nth or self.seen in self.nth


class KeyState(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    OVER_QUOTA = "over_quota"
    NO_PLAN = "no_plan"


class Latency(BaseModel):
    """Seconds. A streamed answer begins after `chat_base`."""

    model_config = ConfigDict(extra="forbid")

    chat_base: float = 0.0
    chat_per_token: float = 0.0
    speech_base: float = 0.0
    speech_per_10_characters: float = 0.0


class Behaviour(BaseModel):
    """How the vendor behaves at the moment. `structured`: the response formats that the chat API knows."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    latency: Latency = Latency()
    concurrency: dict[str, int] = Field(default_factory=dict)  # "elevenlabs/speech": 5; absent: no limit
    retry_after: str = "1"  # sent with 429: seconds, or an HTTP date
    keys: dict[str, KeyState] = Field(default_factory=dict)
    other_keys: KeyState = KeyState.VALID  # keys that are not in `keys`
    structured: tuple[str, ...] = ("json_schema", "json_object", "text")
    structured_refusal: int = 400  # 0: a format it does not know is ignored in silence
    unknown_parameters: tuple[str, ...] = ()  # request fields of the chat API that are refused with 400
    cut_streams_after: int | None = None  # bytes of a chat stream, after which the connection is reset
    streams: bool = True  # False: answers whole although a stream was asked
    models: tuple[str, ...] = ("fake-writer",)
    context: int | None = None  # tokens that a model holds, where its list says so
    traceable: bool = False  # a chat answer names its call behind the model
    manner: Manner = OBEDIENT
    recognisable: bool = False  # voices speak in letters that its own recognition hears
    pace: float = 1.0  # of all voices: 0.8 takes a quarter longer for a text
    dialect: str = "plain"  # what stands around an answer: tests.fakevendor.dialects
    formats_refused: tuple[str, ...] = ()  # audio formats that the plan (or the server) does not allow
    voices: tuple[str, ...] = ()  # more ElevenLabs voices
    speakers_at: str = "/v1/audio/voices"  # where the speech API lists its voices; nowhere: ""
    speakers: object = None  # what it lists there; None: the usual names


class Control(BaseModel):
    """A change of behaviour. Only what is given changes; `rules` are added after the ones that stand."""

    model_config = ConfigDict(extra="forbid")

    latency: Latency | None = None
    concurrency: dict[str, int] | None = None
    retry_after: str | None = None
    keys: dict[str, KeyState] | None = None
    other_keys: KeyState | None = None
    structured: tuple[str, ...] | None = None
    structured_refusal: int | None = None
    unknown_parameters: tuple[str, ...] | None = None
    cut_streams_after: int | None = None
    streams: bool | None = None
    models: tuple[str, ...] | None = None
    context: int | None = None
    traceable: bool | None = None
    manner: Manner | None = None
    recognisable: bool | None = None
    pace: float | None = None
    dialect: str | None = None
    formats_refused: tuple[str, ...] | None = None
    voices: tuple[str, ...] | None = None
    speakers_at: str | None = None
    speakers: object = None
    clear_rules: bool = False
    rules: tuple[Rule, ...] = ()
    forget_calls: bool = False
