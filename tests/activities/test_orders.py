"""Orders to the writer: what was added to them is left out of JSON while it says nothing, so that results are found."""

from activities.script import WriteOutline
from domain.artifacts.reference import ArtifactRef
from domain.script.style import Complexity, Style
from domain.tts.speaker import Role, Speaker

HOST = Speaker(
    name="HOST",
    role=Role.HOST,
    vendor="fake",
    model="m",
    engine="e",
    voice="v",
    words_per_minute=150,
    maximum_characters=100,
)
ORDER = WriteOutline(
    podcast_id="p",
    corpus=ArtifactRef(sha256="0" * 64, size=1, media_type="application/json"),
    title=None,
    topic=None,
    language="en",
    minutes=5,
    model="m",
    speakers=(HOST,),
)
BEFORE_STYLES = {"podcast_id", "corpus", "title", "topic", "language", "minutes", "model", "speakers", "allowance"}
SPEAKER_BEFORE = {
    "name", "role", "vendor", "model", "engine", "voice", "speed", "words_per_minute", "maximum_characters",
    "usd_per_1000_characters", "languages",
}  # fmt: skip


def test_orders_of_before_styles_keep_their_digests() -> None:
    order = ORDER.model_dump(mode="json")

    assert set(order) == BEFORE_STYLES
    assert set(order["speakers"][0]) == SPEAKER_BEFORE


def test_a_style_and_a_persona_make_another_order() -> None:
    speaker = HOST.model_copy(update={"persona": "A patient teacher.", "settings": (("stability", 0.4),)})
    order = ORDER.model_copy(
        update={
            "style": Style.DEBATE,
            "complexity": Complexity.BEGINNER,
            "instructions": "No jokes.",
            "speakers": (speaker,),
        }
    )

    again = WriteOutline.model_validate_json(order.model_dump_json())

    assert again == order
    assert {"style", "complexity", "instructions"} <= set(order.model_dump(mode="json"))
