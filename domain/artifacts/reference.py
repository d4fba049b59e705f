"""A reference to bytes. Payloads carry references, never bytes."""

from domain.artifacts.layout import BLOBS
from domain.value import Value


class ArtifactRef(Value):
    """Bytes at `blobs/<sha256>`. `size` in bytes."""

    sha256: str
    size: int
    media_type: str

    @property
    def key(self) -> str:
        return f"{BLOBS}/{self.sha256}"
