"""SIGKILL of the worker while a collection is indexed: it goes on where it was, and no text is embedded twice."""

import httpx2
import pytest

from api.jobs.views import JobView
from tests.durability.stack import Stack
from tests.durability.waiting import until

pytestmark = [pytest.mark.durability, pytest.mark.timeout(180)]

DOCUMENTS = 24


def text(about: str, number: int) -> dict[str, str]:
    sentence = f"In the year {1800 + number} the keeper of {about} wrote down what the sea had brought to the shore."
    return {"type": "text", "title": f"{about} {number}", "text": " ".join([sentence] * 4)}


def test_the_worker_while_documents_are_indexed(stack: Stack) -> None:
    about = "Lanternreef"
    stack.interrupt()
    stack.up(PODWRIGHT_EMBEDDINGS="openai:some-model")
    collection = stack.http.post("/collections", json={"name": about}).json()["collection_id"]
    sources = [text(about, number) for number in range(DOCUMENTS)]
    job = stack.http.post(f"/collections/{collection}/documents", json={"sources": sources}).json()["job_id"]
    last: list[JobView] = []

    def at_least(documents: int) -> bool:
        try:
            answer = stack.http.get(f"/jobs/{job}")
        except httpx2.TransportError:
            return False
        if answer.status_code != 200:
            return False
        last[:] = [JobView.model_validate_json(answer.content)]
        return int(str(last[0].step_details["completed_documents"])) >= documents

    until(lambda: at_least(4), "some documents are indexed", seconds=60)
    stack.kill("worker")
    before = last[0].step_details["completed_documents"]
    stack.up()
    until(lambda: at_least(DOCUMENTS) and last[0].status.ended, "the job has ended", seconds=90)
    done = last[0]
    assert (done.status, done.error) == ("COMPLETED", None)
    assert isinstance(before, int) and before < DOCUMENTS, "it was killed in the middle"
    details = done.step_details
    assert (details["passages"], details["embedded_passages"]) == (DOCUMENTS, DOCUMENTS)
    embedded: list[str] = []
    for call in stack.vendor.calls(about, kind="embeddings"):
        texts = call.body["input"]
        assert isinstance(texts, list)
        embedded += texts
    assert len(embedded) == len(set(embedded)) == DOCUMENTS, "no text is bought twice"
    found = stack.http.get(f"/collections/{collection}/search", params={"q": "what came ashore in 1807?"}).json()
    assert found["items"][0]["document"] == f"{about} 7"
    assert found["ranked_by"] == ["full_text", "embeddings"]
