"""Collections on the page."""

from tests.cli.contract import ESTIMATE, FakeServer, Json, reply
from tests.web.conftest import Open, shown

FOUND = {
    "passage_id": "d1-0001", "document_id": "d1", "document": "Tides", "page": 3, "chapter": None,
    "headings": ["Why", "The moon"], "text": "The moon <b>pulls</b> at the sea.", "score": 0.016,
}  # fmt: skip


def collection(name: str, documents: int = 0, indexed: int = 0, failed: int = 0) -> Json:
    about = {"description": "", "passages": 40 * indexed, "words": 4000 * indexed, "language": None, "embeddings": None}
    counts = {"documents": documents, "indexed": indexed, "failed": failed}
    times = {"created_at": "2026-03-01T12:00:00Z", "updated_at": "2026-03-01T12:00:00Z"}
    return {"collection_id": name, "name": name.title(), **about, **counts, **times}


def holds(server: FakeServer, *collections: Json) -> None:
    server.on("GET /collections?limit=20", reply({"items": list(collections), "next_cursor": None}))


def test_one_is_made_and_an_address_added(server: FakeServer, opened: Open) -> None:
    page = opened()
    page.run("document.querySelector('#library details').open = true")
    assert page.run("document.getElementById('no-collections').hidden") is False
    server.on("POST /collections", reply(collection("tides"), 201))
    holds(server, collection("tides"))
    page.run("document.getElementById('collection-name').value = ' Tides '")
    page.run("document.getElementById('collection-form').requestSubmit()")
    page.until("document.querySelector('#collections h3')?.textContent === 'Tides'")
    [made] = server.called("POST /collections")
    assert made.json == {"name": "Tides"}
    assert page.run("document.querySelector('#collections .speak').disabled") is True, "there is nothing to say yet"
    page.run("document.querySelector('#collections .adding').requestSubmit()")
    page.until("document.querySelector('#collections .fault').textContent.includes('Choose files')")
    server.on("POST /collections/tides/documents", reply({"job_id": "j1", "documents": []}, 202))
    holds(server, collection("tides", 2, 1))
    page.run("document.querySelector('#collections [name=address]').value = 'https://example.org/essay'")
    page.run("document.querySelector('#collections .adding').requestSubmit()")
    page.until("document.querySelector('#collections .state').textContent.includes('1 of 2 documents read')")
    [added] = server.called("POST /collections/tides/documents")
    assert added.json == {"sources": [{"type": "url", "url": "https://example.org/essay"}]}
    assert page.run("document.querySelector('#collections progress').value") == 1


def test_what_is_found_names_its_place_and_is_no_markup(server: FakeServer, opened: Open) -> None:
    holds(server, collection("tides", 3, 3))
    server.on("GET /collections/tides/search?limit=5&q=why%20%26%20when%3F", reply({"items": [FOUND], "ranked_by": []}))
    page = opened()
    page.until("document.querySelector('#collections li')")
    page.run("document.querySelector('#library details').open = true")
    page.run("document.querySelector('#collections [name=query]').value = 'why & when?'")
    page.run("document.querySelector('#collections .finding').requestSubmit()")
    page.until("document.querySelector('.found li')")
    assert page.run("[...document.querySelectorAll('.found p')].map((each) => each.textContent)") == [
        "Tides · page 3 · The moon",
        "The moon <b>pulls</b> at the sea.",
    ]


def test_a_podcast_is_made_of_one(server: FakeServer, opened: Open) -> None:
    holds(server, collection("bread", 1, 1), collection("tides", 3, 3))
    server.on("POST /podcasts/estimate", reply({**ESTIMATE, "cost_usd": {"low": 0.0, "high": 0.0}}))
    server.on("POST /podcasts", reply(shown("QUEUED", 0), 202))
    page = opened()
    page.until("document.querySelectorAll('#collections > li').length === 2")
    page.run("document.querySelectorAll('#collections .speak')[1].click()")
    assert page.run("document.activeElement.id") == "topic"
    assert page.run("document.querySelector('[data-kind=collection]').hidden") is False
    page.run("document.getElementById('topic').value = 'spring tides'")
    page.run("document.getElementById('create-form').requestSubmit()")
    page.until("document.querySelector('.podcast')")
    [sent] = server.called("POST /podcasts")
    assert sent.json["sources"] == [{"type": "collection", "collection_id": "tides"}]
    assert sent.json["topic"] == "spring tides"


def test_what_is_typed_stays_while_the_list_is_refreshed_and_deleting_asks_once_more(
    server: FakeServer, opened: Open
) -> None:
    holds(server, collection("tides", 3, 1))
    page = opened()
    page.until("document.querySelector('#collections li')")
    page.run("document.querySelector('#collections [name=query]').value = 'moo'")
    holds(server, collection("tides", 3, 3))
    page.until("document.querySelector('#collections .badge').textContent === 'Ready'")
    assert page.run("document.querySelector('#collections [name=query]').value") == "moo"
    holds(server)
    server.on("DELETE /collections/tides", reply(None, 204))
    page.run("document.querySelector('#collections .danger').click()")
    assert server.called("DELETE /collections/tides") == []
    page.run("document.querySelector('#collections .danger').click()")
    page.until("!document.querySelector('#collections li')")
    assert len(server.called("DELETE /collections/tides")) == 1
