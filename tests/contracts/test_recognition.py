"""What every vendor of recognition honours, run against each of them: it hears every word, when it is said."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.media.cutter import FfmpegCutter
from adapters.vendor import NotServed, RecognitionService
from domain.errors import AccountFault, ItemFault, TransientFault
from domain.transcribe.ports import RecognitionAsk
from domain.vendors.declarations import ProviderRole, RecognitionDeclaration
from tests.contracts.far_ends import build, vendors_of
from tests.fakevendor import audio, tones
from tests.fakevendor.control import KeyState, Misdeed
from tests.fakevendor.vendor import FakeVendor

TEXT = "Bees tell each other where food is, and dance. The longer it lasts, the farther they fly."
FAR = [name for name in vendors_of(ProviderRole.RECOGNITION) if name != "local"]
"""Those whose far end hears the letters that `tests.fakevendor.tones` speaks."""


async def unheard(_: str) -> None:
    return None


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def fake() -> AsyncIterator[FakeVendor]:
    async with FakeVendor() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=FAR)
async def service(request: pytest.FixtureRequest, fake: FakeVendor) -> AsyncIterator[RecognitionService]:
    async with AsyncExitStack() as stack:
        try:
            built = await stack.enter_async_context(build(request.param, ProviderRole.RECOGNITION, fake))
        except NotServed as missing:
            pytest.skip(str(missing))
        assert isinstance(built, RecognitionService)
        yield built


@pytest.fixture(autouse=True)
def well(fake: FakeVendor) -> None:
    fake.reset()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def piece(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("piece")
    seconds = audio.seconds_of(TEXT)
    (folder / "said").write_bytes(tones.pcm(TEXT, rate=16_000, seconds=seconds))
    await FfmpegCutter().cut(folder / "said", start=0.0, end=round(seconds, 2), to=folder / "piece.flac")
    return folder / "piece.flac"


def declared(found: object) -> RecognitionDeclaration:
    assert isinstance(found, RecognitionDeclaration)
    return found


async def test_it_declares_the_same_again(service: RecognitionService) -> None:
    made = declared(await service.declare())
    assert await service.declare() == made, "ledger keys are made of it"
    assert made.engine
    for model in (*made.models, "another"):
        assert made.of(model).maximum_seconds >= 60
        assert made.of(model).maximum_bytes >= 1_000_000
        assert made.of(model).usd_per_minute >= 0


async def test_every_model_hears_every_word_and_bills_the_minutes(
    service: RecognitionService, fake: FakeVendor, piece: Path
) -> None:
    seconds, made = audio.seconds_of(TEXT), declared(await service.declare())
    heard_by = {"whisper-1", "gpt-4o-transcribe", "gpt-4o-transcribe-diarize", "scribe_v2"} & made.traits.keys()
    assert len(heard_by) in (1, 3)
    for model in heard_by:
        traits = made.of(model)
        ask = RecognitionAsk(
            language="en", prompt="Apis, waggle dance" if traits.prompt else "", speakers=traits.speakers
        )
        heard = await service.recognizer_named(model).recognize(piece, ask, seconds=seconds, on_progress=unheard)
        assert " ".join(each.text for each in heard.words) == tones.spelled(TEXT)
        assert heard.usage.cost_usd == pytest.approx(seconds / 60 * traits.usd_per_minute)
        assert all(0 <= each.start <= each.end <= seconds for each in heard.words)
        assert all(bool(each.speaker) == traits.speakers for each in heard.words)
        if traits.word_times:
            assert heard.language in ("en", "")
            place = tones.spelled(TEXT).index("farther") / audio.CHARACTERS_PER_SECOND
            assert abs(next(each for each in heard.words if each.text == "farther").start - place) < 0.1


@pytest.mark.parametrize(
    ("misdeed", "more", "kind", "code"),
    [
        (Misdeed.STATUS, {"status": 429}, TransientFault, "rate_limited"),
        (Misdeed.STATUS, {"status": 503}, TransientFault, "vendor_error"),
        (Misdeed.STATUS, {"status": 400}, ItemFault, "request_rejected"),
        (Misdeed.RESET_BEFORE, {}, TransientFault, "vendor_unreachable"),
        (Misdeed.RESET_MIDDLE, {}, TransientFault, "vendor_unreachable"),
        (Misdeed.JSON_200, {}, TransientFault, "bad_answer"),
        (Misdeed.WRONG_TYPE, {}, TransientFault, "bad_answer"),
        (Misdeed.EMPTY, {}, TransientFault, "bad_answer"),
    ],
    ids=["429", "503", "400", "reset before", "reset in the middle", "an error with 200", "a web page", "nothing"],
)
async def test_what_goes_wrong_is_a_fault(
    service: RecognitionService,
    fake: FakeVendor,
    piece: Path,
    misdeed: Misdeed,
    more: dict[str, object],
    kind: type[Exception],
    code: str,
) -> None:
    fake.misbehave(misdeed, kind="transcription", **more)
    with pytest.raises(kind) as raised:
        await service.recognizer_named("").recognize(piece, RecognitionAsk(), seconds=6.0, on_progress=unheard)
    assert getattr(raised.value, "code", "") == code
    assert len(fake.calls(kind="transcription")) == 1, "the SDK retries nothing"


@pytest.mark.parametrize(
    ("state", "code"), [(KeyState.INVALID, "key_refused"), (KeyState.OVER_QUOTA, "quota_exhausted")]
)
async def test_a_refused_account_is_its_own_fault(
    service: RecognitionService, fake: FakeVendor, piece: Path, state: KeyState, code: str
) -> None:
    fake.control(other_keys=state)
    with pytest.raises(AccountFault) as raised:
        await service.recognizer_named("").recognize(piece, RecognitionAsk(), seconds=6.0, on_progress=unheard)
    assert raised.value.code == code


async def test_a_file_that_is_none_is_the_items_fault(service: RecognitionService, tmp_path: Path) -> None:
    broken = tmp_path / "piece.flac"
    broken.write_bytes(b"not sound " * 50)
    with pytest.raises(ItemFault) as raised:
        await service.recognizer_named("").recognize(broken, RecognitionAsk(), seconds=6.0, on_progress=unheard)
    assert "stt" in raised.value.advice


async def test_a_call_that_is_cancelled_ends(service: RecognitionService, fake: FakeVendor, piece: Path) -> None:
    fake.misbehave(Misdeed.HANG, kind="transcription")
    port = service.recognizer_named("")
    calling = asyncio.create_task(port.recognize(piece, RecognitionAsk(), seconds=6.0, on_progress=unheard))
    while not fake.calls(kind="transcription"):  # noqa: ASYNC110 - the far end is in another task
        await asyncio.sleep(0.01)
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling


async def test_a_good_account_passes_its_probe(service: RecognitionService) -> None:
    await service.probe()
