"""Everything the API's own document allows, and what it does not: no broken answer, none that is undocumented."""

import asyncio
from collections import Counter
from typing import Any

import pytest
import schemathesis
from schemathesis import Case, CheckContext, Response
from schemathesis.engine import events, from_schema

from tests.fuzz.conftest import KEY
from tests.fuzz.length import LONG, SECONDS, SEED

pytestmark = pytest.mark.thorough


@schemathesis.check
def refused_in_words(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """What the schema cannot say is refused too (an unknown cursor, a vendor that is not served): as a problem."""
    if response.status_code < 400 or response.request.method == "HEAD":
        return
    kind = response.headers.get("content-type", [""])[0]
    if response.status_code == 503 and case.operation.path.endswith("/health/ready"):
        return
    assert kind == "application/problem+json", f"refused as {kind}"
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["detail"], "no words"
    assert problem["code"].replace("_", "").isalpha(), problem["code"]


def shoot(address: str, *, seconds: int, examples: int, seed: int) -> tuple[Counter[str], list[str]]:
    """How many requests each phase made, and what was wrong with the answers."""
    config = schemathesis.Config.from_dict(
        {
            "seed": seed,
            "max-time": seconds,
            "request-timeout": 2.0,
            "headers": {"Authorization": f"Bearer {KEY}"},
            "continue-on-failure": True,
            "checks": {"positive_data_acceptance": {"enabled": False}},
            "generation": {"max-examples": examples, "database": "none", "no-shrink": True},
            "phases": {"examples": {"enabled": True}, "coverage": {"enabled": True}, "stateful": {"enabled": True}},
        }
    )
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json", config=config)
    made: Counter[str] = Counter()
    wrong: dict[str, str] = {}
    for event in from_schema(schema).execute():
        match event:
            case events.ScenarioFinished():
                made[event.phase.value] += len(event.recorder.interactions)
                for checks in event.recorder.checks.values():
                    for check in checks:
                        if check.failure_info is not None:
                            failure = check.failure_info.failure
                            if check.name == "ignored_auth" and "`429 Too Many Requests`" in failure.message:
                                continue  # refused as well: so many wrong keys came that none is looked at any more
                            title = f"{event.recorder.label}: {check.name}: {failure.title}"
                            wrong.setdefault(title, f"{failure.message}\n{check.failure_info.code_sample}")
            case events.NonFatalError() | events.FatalError():
                wrong.setdefault(str(event), repr(getattr(event, "value", getattr(event, "exception", event))))
    return made, [f"{title}\n{detail}" for title, detail in wrong.items()]


@pytest.mark.timeout(SECONDS + 120)
async def test_no_answer_is_broken_or_undocumented(address: str) -> None:
    examples = 200 if LONG else 10
    made, wrong = await asyncio.to_thread(shoot, address, seconds=SECONDS, examples=examples, seed=SEED)
    assert not wrong, "\n\n".join([f"seed {SEED}: {len(wrong)} kinds of wrong answers to {made}", *wrong])
    assert sum(made.values()) > 50
