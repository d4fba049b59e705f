"""Cursors, keys, settings, addresses, models' answers: whatever they hold, the refusal is the one we name."""

import base64
import hashlib
import json
import os
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from adapters.catalog.cursor import after, cursor_after
from adapters.catalog.tables import jobs
from adapters.settings import Settings, SettingsError, load
from domain.errors import PermanentFault
from domain.retrieve.address import check_source_url, check_url, is_public, parse_allowed
from domain.retrieve.words import count_words
from domain.script.model import Part
from domain.script.prompted.answers import UnusableAnswer, parse_turns
from domain.script.prompted.drafting import ShownMaterial, draft_turns
from domain.tts.speaker import Role
from tests.fuzz.hostile import PIECES, TEXT
from tests.fuzz.length import bounded

PARTS = (
    Part(name="Ada", role=Role.HOST, words_per_minute=160),
    Part(name="Ben", role=Role.EXPERT, words_per_minute=160),
)


def read(cursor: str) -> None:
    after(select(jobs), cursor, what="jobs", created_at=jobs.c.created_at, identity=jobs.c.id)


@bounded
@given(st.text(max_size=80) | st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_a_cursor_of_nobody_is_named_so(cursor: str) -> None:
    with pytest.raises(ValueError, match="cursor"):
        read(cursor)


@bounded
@given(st.recursive(st.none() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3)))
def test_a_cursor_that_was_forged_is_named_so_too(body: object) -> None:
    raw = json.dumps(body).encode()
    check = hashlib.sha256(b"jobs\n" + raw).digest()[:6]
    with pytest.raises(ValueError, match="cursor"):
        read(base64.urlsafe_b64encode(check + raw).decode().rstrip("="))


@bounded
@given(st.datetimes(timezones=st.just(UTC)), st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_a_cursor_of_ours_is_read(at: datetime, identity: str) -> None:
    read(cursor_after("jobs", at, identity))


@bounded
@given(
    st.dictionaries(
        st.sampled_from([f"PODWRIGHT_{name.upper()}" for name in Settings.model_fields]),
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
        | st.sampled_from(["0", "-1", "1e9", "nan", "true", "/", "http://", "99999999999999999999"]),
        max_size=6,
    )
)
def test_settings_are_read_or_the_wrong_one_is_named(environment: dict[str, str]) -> None:
    with patch.dict(os.environ, {**environment, "PODWRIGHT_DOTENV": ""}):
        try:
            load()
        except SettingsError as error:
            assert any(name in str(error) for name in environment), error


URLS = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["http://", "https://", "HTTP://", "//", "ftp://", "http:/", "http:\\\\", "file://"]),
    st.sampled_from(["", "user@", "a:b@", "[", "%00"]),
    st.sampled_from(["127.0.0.1", "0x7f.1", "2130706433", "[::1]", "[::ffff:10.0.0.1]", "localhost.", "１２７.0.0.1",
                     "example.org",
                     "a..b", "xn--", "ﬀ.com", "[fe80::1%eth0]", "169.254.169.254", "ß.de", "-a.b"]) | PIECES,
    st.sampled_from(["", ":80", ":0", ":99999", ":x", ":"]),
    st.just("/") | PIECES,
)  # fmt: skip


@bounded
@given(URLS | TEXT)
def test_an_address_is_plain_and_public_or_refused_in_words(url: str) -> None:
    try:
        target = check_source_url(url, parse_allowed(""))
    except PermanentFault as fault:
        assert fault.code == "url_not_allowed"
        assert fault.advice
        return
    assert target.scheme in ("http", "https")
    assert target.host.isascii()
    assert "@" not in target.url.split("/")[2]
    assert target.literal is None or is_public(target.literal)
    again = check_url(target.url)
    assert (again.host, again.port, again.scheme) == (target.host, target.port, target.scheme)


@bounded
@given(
    st.lists(URLS | PIECES | st.sampled_from(["10.0.0.0/8", "[::1]:80", "*", "10.0.0.1/8"]), max_size=4).map(",".join)
)
def test_what_may_be_fetched_is_read_or_named(setting: str) -> None:
    try:
        parse_allowed(setting)
    except ValueError as error:
        assert str(error)


@bounded
@given(
    st.lists(
        st.fixed_dictionaries({"speaker": PIECES, "text": TEXT, "citations": st.lists(PIECES, max_size=2)}), max_size=8
    )
)
def test_what_a_model_answers_becomes_turns_or_is_unusable(turns: list[dict[str, object]]) -> None:
    text = json.dumps({"turns": turns})
    for answer in (text, text[: len(text) // 2], f"Sure!\n```json\n{text}\n```", text.replace('"', "'")):
        try:
            found = draft_turns(
                parse_turns(answer).turns, PARTS, ShownMaterial(passages={"s1-p0001": "It rained in 1932."})
            )
        except UnusableAnswer as unusable:
            assert str(unusable)
            continue
        assert found
        assert all(turn.speaker in ("Ada", "Ben") and count_words(turn.text) for turn in found)
        assert all(not any(c < " " or c == "\x7f" for c in turn.text) for turn in found)
        json.dumps([turn.model_dump() for turn in found])
