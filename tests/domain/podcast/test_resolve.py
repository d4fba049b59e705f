"""Resolving: defaults, choices, refusals and estimates, without anything outside."""

from datetime import timedelta

import pytest

from domain.errors import Refused
from domain.money import cents
from domain.tts.casting import recast
from domain.vendors.serving import Serving
from tests.domain.podcast.resolving import LOCAL, NOW, PAID, made, refusal, source


def test_defaults_are_what_workers_announced_as_such() -> None:
    spec = made().spec
    assert (spec.writer.vendor, spec.writer.model) == ("openai", "big")
    assert [(each.name, each.role, each.vendor, each.model, each.voice) for each in spec.speakers] == [
        ("HOST", "host", "eleven", "turbo", "v1"),
        ("EXPERT", "expert", "eleven", "turbo", "v2"),
    ]
    assert (spec.speakers[0].engine, spec.speakers[0].words_per_minute) == ("eleven 2", 160)
    assert spec.language is None, "the sources' own is found when they are read"
    assert spec.speech_window == 6


def test_two_speakers_never_get_one_voice_by_default() -> None:
    speakers = [{"name": "A"}, {"name": "B", "voice": "Ann"}]
    assert [each.voice for each in made(speakers=speakers).spec.speakers] == ["v2", "v1"]
    speakers = [{"name": "A", "voice": "v2"}, {"name": "B", "voice": "v2"}]
    assert [each.voice for each in made(speakers=speakers).spec.speakers] == ["v2", "v2"], "asked for is asked for"


def test_roles_fill_each_other_in() -> None:
    for given, expected in (
        (({}, {}), ("host", "expert")),
        (({"role": "expert"}, {}), ("expert", "host")),
        (({}, {"role": "host"}), ("expert", "host")),
    ):
        speakers = [{"name": "A", **given[0]}, {"name": "B", **given[1]}]
        assert tuple(each.role for each in made(speakers=speakers).spec.speakers) == expected


def test_speakers_of_two_vendors_share_neither_pace_nor_window() -> None:
    speakers = [{"name": "A", "tts": "local:fine", "speed": 1.1}, {"name": "B"}]
    spec = made(speakers=speakers).spec
    assert [(each.vendor, each.model) for each in spec.speakers] == [("local", "fine"), ("eleven", "turbo")]
    assert spec.speakers[0].words_per_minute == pytest.approx(176)
    assert spec.speech_window == 12


def test_refusals_name_the_field() -> None:
    for refused, code, loc in (
        (refusal(llm="acme:x"), "provider_not_configured", ("llm",)),
        (refusal(llm="local:x"), "provider_not_configured", ("llm",)),
        (refusal(speakers=[{"name": "A"}, {"name": "B", "tts": "eleven:x"}]), "provider_not_configured",
         ("speakers", 1, "tts")),
        (refusal(speakers=[{"name": "A", "tts": "local", "voice": "x"}, {"name": "B"}]), "voice_not_found",
         ("speakers", 0, "voice")),
        (refusal(speakers=[{"name": "A", "speed": 1.3}, {"name": "B"}]), "speed_not_supported",
         ("speakers", 0, "speed")),
        (refusal(*LOCAL, language="de"), "language_not_supported", ("language",)),
        (refusal(*LOCAL, sources=(source(language="de"),)), "language_not_supported", ("sources",)),
        (refusal(PAID[1], LOCAL[0], language="de"), "needs_llm", ("language",)),
        (refusal(LOCAL[0], PAID[1], language="en", sources=(source(language="de"),)), "needs_llm", ("sources",)),
    ):  # fmt: skip
        assert (refused.code, refused.loc, refused.status) == (code, loc, 422)


def test_models_a_remote_writer_did_not_list_are_its_own_to_judge() -> None:
    assert made(llm="openai:newest").spec.writer.model == "newest"
    assert made(speakers=[{"name": "A", "voice": "anyone"}, {"name": "B"}]).spec.speakers[0].voice == "anyone"


def test_languages() -> None:
    english = made(*LOCAL, language="en-GB").spec
    assert english.language == "en"
    assert made(sources=(source(language="de"),)).estimate.language == "de"
    mostly = (source(100, "de"), source(900, "en"))
    assert made(*LOCAL, sources=mostly).estimate.language == "en"
    unread = (source(100, "de"), source(None, None))
    assert made(*LOCAL, sources=unread).estimate.language is None, "a page that is not read yet may be longer"


def test_nobody_serves_just_now() -> None:
    later = NOW + timedelta(minutes=10)
    for fields in ({}, {"llm": "openai"}):
        refused = refusal(now=later, **fields)
        assert (refused.code, refused.status) == ("no_worker", 503)
    assert refusal(now=later, llm="acme").status == 422
    assert refusal(*PAID[1:], *LOCAL, now=NOW, llm="openai").code == "provider_not_configured"


def test_an_estimate() -> None:
    estimate = made(duration_minutes=10).estimate
    assert estimate.words == pytest.approx(10 * 155 * 0.94, abs=1)
    assert estimate.minutes == 10
    speech_alone = estimate.characters * 0.3 / 1000
    assert speech_alone < estimate.cost_usd.low < estimate.cost_usd.high < 3 * speech_alone
    assert made(duration_minutes=10).spec.estimated_cost_usd == estimate.cost_usd.high
    assert (estimate.writer.name, estimate.writer.why) == ("openai:big", "its key is set")
    free = made(*LOCAL, sources=(source(300),), duration_minutes=10).estimate
    assert (free.words, free.cost_usd.high) == (300, 0)
    assert free.minutes < 3
    assert free.notes


def test_prices_never_round_to_nothing() -> None:
    assert cents(0) == 0
    assert cents(0.0000004) == 0
    assert cents(0.00001) == 0.0001
    assert cents(1.23456) == 1.2346


def test_recasting() -> None:
    spec = made().spec
    serving = Serving((*PAID, *LOCAL), now=NOW)
    one = recast(spec.speakers, voices={"EXPERT": "v3"}, tts=None, serving=serving)
    assert one[0] == spec.speakers[0]
    assert (one[1].voice, one[1].vendor) == ("v3", "eleven")
    moved = recast(spec.speakers, voices={}, tts="local", serving=serving)
    assert [(each.vendor, each.voice, each.engine) for each in moved] == [
        ("local", "v1", "local 2"),
        ("local", "v2", "local 2"),
    ]
    for voices, tts, code in (
        ({"NOBODY": "v1"}, None, "unknown_speaker"),
        ({"HOST": "x"}, "local", "voice_not_found"),
        ({}, "acme", "provider_not_configured"),
    ):
        with pytest.raises(Refused) as caught:
            recast(spec.speakers, voices=voices, tts=tts, serving=serving)
        assert caught.value.code == code
