"""A long document of varied prose: the texts that people wrote for other benchmarks and for tests, one behind another.

A document that a formula makes says the same in other words sooner or later, which a writer is right to leave out.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache

from benchmarks.stack.laptop import CHECKOUT

_CLAIMS = CHECKOUT / "benchmarks" / "claims"
_TEXTS = """
    airline animal bikes biography booster brewery cable canal catalogue climber composer dishwasher economics
    encyclopedia espresso ferry garden glass history inquiry kimchi knee lake law leaflet manual minutes moth news
    orbit outage paper photos quake quarantine quarter reading recipe refunds release report sponge sports talk
    tenancy travel violin wildfire wolves
"""
"""Named, so that figures of one commit and of another are of the same document."""
_DOCUMENTS = (
    CHECKOUT / "tests" / "domain" / "script" / "extractive" / "documents",
    CHECKOUT / "tests" / "listening" / "documents",
)


@cache
def document() -> str:
    """Markdown of 13,000 words and more, in some forty parts."""
    return "# A reader of plain prose\n\n" + "\n\n".join((*_passages(), *_documents())) + "\n"


def _passages() -> Iterator[str]:
    """Of the texts by which the check of scripts is measured."""
    for name in _TEXTS.split():
        text = tomllib.loads((_CLAIMS / f"{name}.toml").read_text(encoding="utf-8"))
        yield "\n\n".join((f"## {text['title']}", *text["passages"].values()))


def _documents() -> Iterator[str]:
    """Of the tests of the local writer, each a heading deeper than it stands."""
    for folder in _DOCUMENTS:
        for path in sorted(folder.glob("*.md")):
            yield re.sub(r"^#", "##", path.read_text(encoding="utf-8").strip(), flags=re.MULTILINE)
