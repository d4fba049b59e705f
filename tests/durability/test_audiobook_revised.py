"""One passage of a finished book is changed: the vendor's bill grows by that passage."""

import pytest

from api.audiobooks.routes import AudiobookView
from tests.durability.stack import Stack
from tests.durability.waiting import until

pytestmark = [pytest.mark.durability, pytest.mark.timeout(120)]

ABOUT = "Fulmar Stack"


def test_a_changed_passage_is_all_that_the_vendor_bills(stack: Stack) -> None:
    text = "\n\n".join(f"## Chapter {n}\n\nIn year {n} the warden of {ABOUT} counted the nests." for n in (1, 2, 3))
    source = {"type": "text", "text": text, "title": ABOUT}
    created = stack.http.post("/audiobooks", json={"source": source, "tts": "elevenlabs"})
    assert created.status_code == 202, created.text
    path = f"/audiobooks/{created.json()['job_id']}"

    def looked() -> AudiobookView:
        return AudiobookView.model_validate_json(stack.http.get(path).content)

    until(lambda: looked().status.ended, "the book is read", seconds=60)
    before = stack.vendor.calls(ABOUT)
    assert (looked().status, len(before)) == ("COMPLETED", 3), looked().error
    script = stack.http.get(f"{path}/chapters/2/script")
    turns = script.json()["turns"]
    changed = f"In the second year the fog over {ABOUT} hid all of them."
    turns[-1]["text"] = changed
    edit = stack.http.put(
        f"{path}/chapters/2/script", json={"turns": turns}, headers={"If-Match": script.headers["etag"]}
    )
    assert edit.status_code == 202, edit.text
    until(lambda: looked().version == 2, "the next version is served", seconds=60)
    [billed] = stack.vendor.calls(ABOUT)[len(before) :]
    assert billed.characters == len(changed)
    job = f"/jobs/{edit.json()['revision']['job_id']}"
    until(lambda: stack.http.get(job).json()["status"] == "COMPLETED", "the revision has ended", seconds=20)
    assert stack.http.get(job).json()["usage"]["tts_characters"] == len(changed)
    assert [each["version"] for each in stack.http.get(f"{path}/versions").json()["items"]] == [1, 2]
