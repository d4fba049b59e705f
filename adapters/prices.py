"""The price table that people edit: TOML, with one table for each vendor or `vendor:model`."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from adapters.settings import SettingsError
from domain.vendors.prices import PriceTable


def read_prices(path: Path | None) -> PriceTable:
    """Empty without a file.

    Raises:
        SettingsError: naming the entry at fault.
    """
    if path is None:
        return PriceTable()
    try:
        return PriceTable.model_validate({"prices": tomllib.loads(path.read_text(encoding="utf-8"))})
    except OSError as error:
        raise SettingsError(f"PODWRIGHT_PRICES: {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"PODWRIGHT_PRICES: {path} is not TOML: {error}.") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = " · ".join(str(part) for part in first["loc"][1:])
        raise SettingsError(f"PODWRIGHT_PRICES: {path}: {place}: {first['msg']}.") from None
