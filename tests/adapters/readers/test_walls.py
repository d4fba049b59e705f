"""Pages in the place of an article, told from articles about such things: parked with what was found, or refused."""

from pathlib import Path

import pytest

from adapters.readers.process import ProcessReader
from adapters.readers.sniffing import HTML
from domain.errors import PermanentFault
from domain.retrieve.source import Document

MENU = (
    '<nav><a href="/">Home</a> <a href="/login">Log in</a> <a href="/subscribe">Subscribe</a></nav>'
    '<div class="bar">We use cookies. <button>Accept all</button> <button>Reject</button></div>'
)
FOOT = '<footer><a href="/privacy">Privacy policy</a> <a href="/jobs">Become a member</a> © Salt Review</footer>'
BRINE = (
    "<p>Salt is won from the sea in shallow basins, which the wind and the sun dry within some weeks.</p><p>The "
    "first basin holds the water until the mud has sunk; in the second one the lime falls out, and in the third "
    "the salt itself begins to form at the edges, where the water is lowest.</p><p>Workers rake it together "
    "before the rain comes. A rake is as wide as a door, and made of soft wood, because iron would bring up the "
    "clay.</p><p>In a good summer a basin of forty paces gives twelve tons, most of them coarse and grey. The "
    "fine salt that floats on calm evenings is skimmed off by hand, and sold for twenty times the price of the "
    "other.</p>"
)


def page(title: str, body: str, *, head: str = "") -> str:
    head = f"<head><title>{title}</title>{head}</head>"
    return f"<!DOCTYPE html><html>{head}<body>{MENU}<main>{body}</main>{FOOT}</body></html>"


def links(count: int) -> str:
    return "".join(
        f'<li><a href="/a{n}">How the {n}th basin of the coast was dug and lost again</a></li>' for n in range(count)
    )


CONSENT = (
    "<h1>Your choices</h1><p>We and 812 vendors store and access information on your device, such as identifiers "
    "and small files, to show you personalised advertising and to measure our audience. You can agree to all of "
    "these purposes, refuse them, or set your preferences for each of them on its own. Some vendors do not ask "
    "for your consent, but rely on their legitimate interest; you can object to that as well. Your choices hold "
    "for this site alone, and you can withdraw them at any time in the settings at the foot of each page. Without"
    " your permission we shall show you the same number of advertisements, which then suit you "
    "less.</p><button>Agree to all</button>"
)
WALLS = {
    "missing": page(
        "Salt Review",
        "<h1>Oh dear!</h1><p>The page you were looking for could not be found. It may have been moved, or the "
        "link that brought you here is an old one. Please check the address, or go back to the start page and "
        "search for what you want. Our most read articles of this week are listed below, and our editors are glad"
        " to help you if you write to them. Meanwhile here is a picture of a heron that stands in the reeds by "
        "the third basin.</p>",
    ),
    "missing by its heading": page(
        "404 - Salt Review",
        "<h1>404</h1>" + BRINE,
    ),
    "missing in German": page("Salz", "<h1>Seite nicht gefunden</h1>" + BRINE),
    "error": page("500 Internal Server Error", BRINE),
    "robot": page("Attention Required!", "<h1>One more step</h1>" + BRINE),
    "login": page("Sign in - Salt Review", BRINE),
    "paywall": page(
        "Salt", f"<article>{BRINE}</article><div class='gate'><p>Subscribe to continue reading.</p></div>"
    ),
    "paywall by its data": page(
        "Salt", BRINE, head='<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>'
    ),
    "consent": page("Before you go on", CONSENT),
    "domain": page("salt.example", "<p>This domain is for sale! Inquire about the price.</p>" + BRINE[:300]),
    "listing": page("Salt Review", f"<h1>All about salt</h1>{links(30).replace('li>', 'h2>')}"),
}  # fmt: skip
TOLD = {
    "missing": "does not exist",
    "error": "an error",
    "robot": "robots",
    "login": "login",
    "paywall": "subscribers",
    "consent": "consent",
    "domain": "for sale",
    "listing": "list of links",
}
ARTICLES = {
    "short": page("Salt", f"<article><h1>Salt</h1>{BRINE}</article>"),
    "short, with links after it": page("Salt", f"<article><h1>Salt</h1>{BRINE}</article><ul>{links(20)}</ul>"),
    "with links inside": page("Salt", "<h1>Salt</h1>" + BRINE.replace("basin", "<a href=/b>basin</a>")),
    "about what is missing": page(
        "Salt that was lost",
        "<h1>The works that were never found</h1><p>The site of the old works has not been found yet, although "
        "maps of 1710 "
        f"name it twice.</p>{BRINE}",
    ),
    "about consent": page(
        "Consent in law",
        f"<article><h1>What consent means</h1><p>A cookie needs consent, as the court held.</p>{BRINE * 2}"
        "<p>Partners in a contract accept its purposes. Advertising follows other rules.</p></article>",
    ),
    "about paying": page("Pay at the works", f"<h1>Pay</h1><p>Members of the guild pay to continue.</p>{BRINE * 2}"),
    "long, about not found": page("404, a history", f"<h1>404, a history</h1>{BRINE * 6}"),
}  # fmt: skip


async def read(markup: str, folder: Path) -> Document:
    path = folder / "page.html"
    path.write_text(markup)  # a few lines

    async def silent(words: str) -> None:
        return None

    return await ProcessReader().read(path, media_type=HTML, name="the page", on_progress=silent)


@pytest.mark.parametrize("name", WALLS)
async def test_what_is_no_article_is_doubted_in_words(name: str, tmp_path: Path) -> None:
    doubt = (await read(WALLS[name], tmp_path)).doubt
    assert doubt is not None
    assert doubt.code == "no_article"
    assert doubt.advice
    assert TOLD[name.split(maxsplit=1)[0]] in doubt.message


@pytest.mark.parametrize("name", ARTICLES)
async def test_an_article_is_not_doubted(name: str, tmp_path: Path) -> None:
    document = await read(ARTICLES[name], tmp_path)
    assert document.doubt is None
    assert any("raked" in block.text or "rake" in block.text for block in document.blocks)


async def test_with_hardly_a_word_it_is_refused(tmp_path: Path) -> None:
    for title, body, told in (
        ("Page not found", "<p>Sorry.</p>", "does not exist"),
        ("Service unavailable", "<p>Sorry.</p>", "an error"),
        ("Salt Review", f"<h1>All about salt</h1><ul>{links(30)}</ul>", "list of links"),
    ):
        with pytest.raises(PermanentFault, match=told) as caught:
            await read(page(title, body), tmp_path)
        assert caught.value.code == "no_usable_text"
