"""What was learned of writer and voices decides the spec; what was not leaves it as declared."""

from domain.podcast.learned import NO_RATES, as_learned, keys_of
from domain.podcast.spec import PodcastSpec
from domain.script.budget import parts_of, words_for
from domain.script.model import Writer
from domain.tts.learned import Rate
from domain.tts.speaker import Role, Speaker


def spec() -> PodcastSpec:
    speaker = Speaker(
        name="Ada", role=Role.HOST, vendor="v", model="m", engine="e", voice="x", words_per_minute=150,
        maximum_characters=100,
    )  # fmt: skip
    other = speaker.model_copy(update={"name": "Bo", "role": Role.EXPERT, "voice": "y"})
    writer = Writer(vendor="w", model="n", input_tokens=1000)
    return PodcastSpec(podcast_id="p", sources=(), minutes=5, speakers=(speaker, other), writer=writer)


def test_a_slow_voice_gets_fewer_words() -> None:
    one = spec()
    writer_key, _, slow = keys_of(one, language="en-GB")
    rates = {writer_key: Rate(gave=600, took=1000), slow: Rate(gave=880, took=100)}
    writer, speakers = as_learned(one.writer, one.speakers, rates, language="en")
    assert (writer.delivery, speakers[0], speakers[1].characters_per_second) == (0.6, one.speakers[0], 8.8)
    assert words_for(5, parts_of(speakers)) < 0.9 * words_for(5, parts_of(one.speakers))


def test_what_is_not_known_stays_as_it_is_declared() -> None:
    one = spec()
    writer, speakers = as_learned(one.writer, one.speakers, NO_RATES, language="en")
    assert (writer, speakers) == (one.writer, one.speakers)
    assert "delivery" not in writer.model_dump_json()
