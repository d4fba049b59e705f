"""`python -P caller.py CATALOG VENDOR NAME`: twelve calls at a time for the fleet's slots, until it is killed.

Prints the calls that this process has in flight whenever they are more than ever before, and every fault.
"""

import asyncio
import sys
from datetime import timedelta

from activities.vendors.slots import FleetSlots
from adapters.catalog.catalog import open_catalog
from adapters.openai.speech import OpenAISpeech
from domain.errors import Fault
from domain.tts.utterance import Utterance
from domain.vendors.declarations import ProviderRole
from domain.vendors.ports import LeaseTerms

TERMS = LeaseTerms(
    vendor="openai",
    role=ProviderRole.SPEECH,
    total=5,
    life=timedelta(seconds=4),
    rotate=timedelta(days=1),
)


async def unheard(_: str) -> None:
    return None


def tell(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


class Caller:
    def __init__(self, slots: FleetSlots, speech: OpenAISpeech) -> None:
        self._slots, self._speech = slots, speech
        self._in_flight = self._peak = 0

    async def call_for_ever(self, which: int) -> None:
        said = Utterance(vendor="openai", model="tts-1", engine="1", voice="coral", language="en", text=f"Bee {which}.")
        while True:
            async with self._slots.acquire(unheard):
                self._in_flight += 1
                if self._in_flight > self._peak:
                    self._peak = self._in_flight
                    tell(str(self._peak))
                try:
                    await self._speech.synthesize(said, on_progress=unheard)
                except Fault as fault:
                    tell(f"fault {fault.code} {fault.message}")
                finally:
                    self._in_flight -= 1


async def main(catalog_url: str, vendor_url: str, name: str) -> None:
    catalog = await open_catalog(catalog_url)
    slots = FleetSlots(catalog.leases, TERMS, holder=name, renew=timedelta(seconds=0.5))
    caller = Caller(slots, OpenAISpeech("tts-1", api_key=name, base_url=vendor_url))
    await asyncio.gather(*(caller.call_for_ever(which) for which in range(12)))


asyncio.run(main(*sys.argv[1:]))
