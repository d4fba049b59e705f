"""The rows of profiles: the port."""

from collections.abc import Sequence
from typing import Protocol

from domain.profiles.profile import ProfileKind, StoredProfile


class Profiles(Protocol):
    """Profiles of owners, by folded name. Every method raises CatalogUnavailable."""

    async def add(self, stored: StoredProfile, *, owner: str, most: int) -> bool:
        """False when the name is taken; nothing is added. Raises TooManyProfiles when the owner has `most`."""
        ...

    async def get(self, kind: ProfileKind, name: str, *, owner: str) -> StoredProfile | None: ...

    async def all(self, kind: ProfileKind, *, owner: str) -> Sequence[StoredProfile]:
        """Newest first."""
        ...

    async def replace(self, stored: StoredProfile, *, owner: str, tag: str) -> bool:
        """False when it is gone, or changed since it had that tag."""
        ...

    async def delete(self, kind: ProfileKind, name: str, *, owner: str, tag: str | None) -> bool:
        """False when it is gone, or changed since it had that tag; without a tag, only when it is gone."""
        ...


class TooManyProfiles(Exception):
    """The owner has as many as one may have."""
