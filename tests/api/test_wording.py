"""What is wrong with a field is said in plain words."""

import pytest

from tests.api.harness import ApiHarness, problem

TEXT = {"sources": [{"type": "text", "text": "Bread rises."}]}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"duration_minutes": 0}, "duration_minutes: must be at least 0.5"),
        ({"duration_minutes": "long"}, "duration_minutes: must be a number"),
        ({"priority": 9}, "priority: must be at most 5"),
        ({"priority": 1.5}, "priority: must be a whole number"),
        ({"title": " "}, "title: must not be empty"),
        ({"title": "x" * 500}, "title: must have at most 200 characters"),
        ({"language": "English, please"}, "language: must be a language code, such as en or pt-BR"),
        ({"llm": "gpt 5"}, "llm: must be vendor or vendor:model, such as openai:gpt-5.4-mini"),
        ({"sources": []}, "sources: name at least one"),
        ({"sources": "me"}, "sources: must be a list"),
        ({"sources": [{"type": "text", "text": ""}]}, "sources.0.text: must not be empty"),
        ({"sources": [{"type": "url"}]}, "sources.0.url: is needed"),
    ],
)
async def test_the_words_for_a_field(harness: ApiHarness, body: dict[str, object], words: str) -> None:
    answer = await harness.client.post("/api/v1/podcasts", json=TEXT | body)
    assert answer.status_code == 422
    assert problem(answer)["detail"] == words


async def test_a_private_address_is_refused_with_the_setting_that_allows_it(harness: ApiHarness) -> None:
    body = {"sources": [{"type": "url", "url": "http://10.0.0.1/page"}]}
    answer = await harness.client.post("/api/v1/podcasts", json=body)
    assert "PODWRIGHT_FETCH_ALLOW" in str(problem(answer)["detail"])


async def test_a_number_in_a_query_is_said_in_the_same_words(harness: ApiHarness) -> None:
    answer = await harness.client.get("/api/v1/podcasts?limit=0")
    assert "must be at least 1" in str(problem(answer)["detail"])
