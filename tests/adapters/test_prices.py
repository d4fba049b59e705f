"""The price table that people edit, and how it changes what is announced and resolved."""

from pathlib import Path

import pytest

from adapters.prices import read_prices
from adapters.settings import SettingsError
from domain.vendors.declarations import SpeechDeclaration, WriterDeclaration
from domain.vendors.prices import PriceTable

WRITER = WriterDeclaration(models=("small",), input_tokens=1000, usd_per_million_input=0.1, usd_per_million_output=0.4)
SPEECH = SpeechDeclaration(models=("flash",), engine="e", usd_per_1000_characters=0.3)


def table(tmp_path: Path, text: str) -> PriceTable:
    path = tmp_path / "prices.toml"
    path.write_text(text)
    return read_prices(path)


def test_without_a_table_the_declared_prices_stand() -> None:
    prices = read_prices(None)
    assert prices.of("openai", WRITER) is WRITER
    assert prices.of("elevenlabs", SPEECH) is SPEECH


def test_a_models_own_price_wins_over_its_vendors(tmp_path: Path) -> None:
    prices = table(
        tmp_path,
        """
        [elevenlabs]
        usd_per_1000_characters = 0.05
        [openai]
        usd_per_million_input = 1
        usd_per_million_output = 2
        usd_per_1000_characters = 0.02
        ["openai:large"]
        usd_per_million_input = 10
        usd_per_million_output = 20
        """,
    )
    assert prices.of("elevenlabs", SPEECH).usd_per_1000_characters == 0.05
    assert prices.of("openai", SPEECH).usd_per_1000_characters == 0.02
    assert prices.of("local", SPEECH) is SPEECH
    writer = prices.of("openai", WRITER)
    assert writer.price_of("large").usd_per_million_output == 20
    assert writer.price_of("small").usd_per_million_output == 2
    assert prices.of("local", WRITER).price_of("small").usd_per_million_output == 0.4


def test_what_costs_nothing_is_said_so(tmp_path: Path) -> None:
    prices = table(tmp_path, "[elevenlabs]\nusd_per_1000_characters = 0")
    assert prices.of("elevenlabs", SPEECH).usd_per_1000_characters == 0


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[elevenlabs]\nusd_per_1000_characters = -1", "elevenlabs · usd_per_1000_characters"),
        ("[elevenlabs]\nusd_per_character = 1", "elevenlabs · usd_per_character"),
        ("[openai]\nusd_per_million_input = 1", "given together"),
        ("elevenlabs = 3", "elevenlabs"),
        ("[openai", "not TOML"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(SettingsError, match="PODWRIGHT_PRICES") as raised:
        table(tmp_path, text)
    assert named in str(raised.value)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_prices(tmp_path / "nowhere.toml")
