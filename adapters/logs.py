"""The log of a process, on standard error: our own lines, and what libraries warn of."""

import logging
import sys

TALKATIVE = ("httpx", "httpx2", "httpcore", "httpcore2", "openai", "elevenlabs", "hpack")
"""HTTP clients, which write the whole URL of each request, with the tokens that people paste into sources."""


def configure(level: str) -> None:
    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
