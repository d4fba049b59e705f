"""Owners neither reach what belongs to another owner nor learn that it exists."""

import re

from domain.access import Scope
from tests.api.harness import TEXT, ApiHarness, problem, text_source
from tests.api.owners import as_owner, key_for

URL = "/api/v1/podcasts"


async def test_another_owners_ids_are_not_there_on_any_route(harness: ApiHarness) -> None:
    """Every route of the document that takes an id, with ids that exist: 404, and the very words of an unknown one."""
    anna, ben = await key_for(harness, "anna", Scope.ADMIN), await key_for(harness, "ben", Scope.ADMIN)
    as_owner(harness, anna)
    podcast_id = (await harness.submit(title="Anna's"))["podcast_id"]
    await harness.complete(podcast_id)
    uploaded = await harness.client.post(
        "/api/v1/files?name=a.txt", content=TEXT.encode(), headers={"Content-Type": "text/plain"}
    )
    collection = await harness.client.post("/api/v1/collections", json={"name": "Anna's"})
    owned = {
        "podcast_id": podcast_id,
        "job_id": podcast_id,
        "file_id": uploaded.json()["file_id"],
        "collection_id": collection.json()["collection_id"],
    }
    ids = {**owned, "index": "1", "name": "episode.mp3", "document_id": "none", "version": "1", "n": "1"}
    document = (await harness.client.get("/openapi.json")).json()
    as_owner(harness, ben)
    walked = 0
    for path, operations in document["paths"].items():
        named = set(re.findall(r"{(\w+)}", path))
        assert named <= {*ids, "vendor"}, f"{path}: a new kind of id, which this test does not make yet"
        if not named & owned.keys():
            continue
        for verb in operations:
            body = b"{}" if verb in ("post", "put", "patch") else None
            answers = [
                await harness.client.request(
                    verb, path.format(**ids | change), content=body, headers={"Content-Type": "application/json"}
                )
                for change in ({}, dict.fromkeys(owned, "f" * 24))
            ]
            assert [each.status_code for each in answers] == [404, 404], (verb, path)
            theirs, unknown = (problem(each)["detail"] for each in answers)
            assert theirs == unknown, (verb, path)
            walked += 1
    assert walked >= 22
    assert (await harness.client.get(URL)).json()["items"] == []
    assert (await harness.client.get("/api/v1/files")).json()["items"] == []
    taken = await harness.client.post(URL, json={"sources": [{"type": "file", "file_id": ids["file_id"]}]})
    assert problem(taken)["code"] == "file_not_found"
    as_owner(harness, anna)
    assert (await harness.client.get(f"{URL}/{podcast_id}")).json()["status"] == "COMPLETED", "nothing was done to it"
    assert harness.specs[0].owner == "anna"


async def test_two_owners_may_use_the_same_idempotency_key(harness: ApiHarness) -> None:
    made = []
    for owner in ("anna", "ben"):
        as_owner(harness, await key_for(harness, owner))
        answer = await harness.client.post(
            URL, json={"sources": [text_source()], "title": owner}, headers={"Idempotency-Key": "one"}
        )
        assert answer.status_code == 202
        made.append(answer.json()["podcast_id"])
    assert made[0] != made[1]
