"""Database URLs as people write them."""

import pytest

from adapters.catalog.database import database_url


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgres://u:p@db:5432/podwright", "postgresql+psycopg"),
        ("postgresql://u:p@db/podwright", "postgresql+psycopg"),
        ("postgresql+psycopg://u:p@db/podwright", "postgresql+psycopg"),
        ("sqlite:////var/catalog.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:////var/catalog.db", "sqlite+aiosqlite"),
    ],
)
def test_urls_get_the_driver_we_use(given: str, driver: str) -> None:
    url = database_url(given)
    assert url.drivername == driver
    assert url.password in (None, "p")


@pytest.mark.parametrize("url", ["mysql://u@h/d", "catalog.db", "", "sqlite://", "sqlite:///:memory:"])
def test_other_urls_are_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match="catalog"):
        database_url(url)
