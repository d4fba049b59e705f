"""A new release beside an old one, and back: what is parked for days meets code that it was not begun with."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from adapters.temporal.stalls import TemporalStalls
from api.podcasts.views import PodcastStatus
from domain.jobs.runs import StallReason
from tests.durability.bill import paid_once
from tests.durability.listening import whole_and_in_order
from tests.durability.stack import Stack, all_but_parked_are_spoken
from tests.durability.vendor import CHECKOUT
from tests.durability.versions import FIRST_LOOK, LAST_LOOK, LATER, LATEST, version, working
from tests.durability.waiting import tell, until
from tests.fakevendor.elevenlabs_api import GEORGE, SARAH

pytestmark = [pytest.mark.durability, pytest.mark.timeout(180)]


@pytest.fixture
def unmanned(stack: Stack) -> Iterator[Stack]:
    """Temporal and the API, and no worker but those of the test."""
    stack.kill("supervisor")
    stack.kill("worker")
    yield stack


def parked(stack: Stack, about: str) -> str:
    speakers = [{"name": "HOST", "voice": SARAH}, {"name": "EXPERT", "voice": "VoiceOfNobody"}]
    podcast = stack.submit(about, duration_minutes=0.5, speakers=speakers)
    stack.until(podcast, all_but_parked_are_spoken, "the expert's turns are parked")
    return podcast


def resumed(stack: Stack, podcast: str, about: str) -> PodcastStatus:
    """A resume that no worker takes up yet is repeated, as its 503 says it may be."""

    def taken() -> bool:
        answer = stack.http.post(f"/podcasts/{podcast}/resume", json={"voices": {"EXPERT": GEORGE}})
        assert answer.status_code in (202, 200, 503), answer.text
        return answer.is_success

    took = until(taken, "the resume is taken up", seconds=60)
    tell(f"the resume was taken up after {took:.1f} s")
    done = stack.finished(podcast)
    whole_and_in_order(stack, done)
    good = [call for call in stack.vendor.calls(about) if call.status == 200]
    assert len(good) == len({call.sha for call in good}) == done.step_details.total_turns, "every turn was paid once"
    return done


async def looks(client: Client, podcast: str) -> set[str]:
    """The patches of the changed versions that a run has met; this code has patches of its own."""
    attributes = (await client.get_workflow_handle(podcast).describe()).search_attributes
    return {str(value) for value in attributes.get("TemporalChangeVersion", [])} & {LAST_LOOK, FIRST_LOOK}


async def test_a_rolling_deploy_and_back(unmanned: Stack, tmp_path: Path) -> None:
    stack = unmanned
    client = await Client.connect(stack.temporal_address, data_converter=pydantic_data_converter)
    later = version(tmp_path / "later", LATER)
    with ExitStack() as old:
        old.enter_context(working(stack, CHECKOUT))
        begun_before = parked(stack, "Millrace")
        with working(stack, later):
            both = stack.submit("Weirside", duration_minutes=0.5)
            stack.finished(both)
            paid_once(stack, "Weirside", stack.status(both))
            old.close()
            resumed(stack, begun_before, "Millrace")
            assert await looks(client, begun_before) == {LAST_LOOK}, "it went on with the new code"
            begun_later = parked(stack, "Sluicegate")
    with working(stack, CHECKOUT):
        resumed(stack, begun_later, "Sluicegate")
        assert await looks(client, begun_later) == set(), "the old code did it, and dropped the field it does not know"


async def test_back_from_a_release_that_a_podcast_already_knows(unmanned: Stack, tmp_path: Path) -> None:
    stack, about = unmanned, "Towpath"
    client = await Client.connect(stack.temporal_address, data_converter=pydantic_data_converter)
    latest = version(tmp_path / "latest", LATEST)
    with working(stack, latest):
        podcast = parked(stack, about)
        assert await looks(client, podcast) == {FIRST_LOOK}
    with working(stack, CHECKOUT):
        refused = stack.http.post(f"/podcasts/{podcast}/resume", json={"voices": {"EXPERT": GEORGE}})
        assert (refused.status_code, refused.json()["code"]) == (503, "no_worker")
        assert stack.status(podcast).status == "NEEDS_ATTENTION", "nothing is lost; it waits"
        stalled = (await TemporalStalls(client, workflow_attempts=1).stalled()).runs
        assert [each.reason for each in stalled if each.job_id == podcast] == [StallReason.WORKFLOW_FAILS]
        other = stack.submit("Lockkeeper", duration_minutes=0.5)
        assert stack.finished(other).status == "COMPLETED", "it holds up nobody else"
    with working(stack, latest):
        resumed(stack, podcast, about)
