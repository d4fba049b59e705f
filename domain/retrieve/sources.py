"""What is known of a request's sources before a job is started."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Sequence

from pydantic import ValidationError

from domain.artifacts.files import Files
from domain.artifacts.layout import file_name
from domain.artifacts.ports import Names
from domain.artifacts.reference import ArtifactRef
from domain.artifacts.zipped import ZIP
from domain.errors import Loc, PermanentFault, Refused
from domain.retrieve.address import shown_url
from domain.retrieve.ports import CollectionFinder, DetectLanguage, UrlGuard
from domain.retrieve.request import CollectionSource, FileSource, Source, TextSource
from domain.retrieve.source import SourceRef, SourceType
from domain.retrieve.uploads import FileFacts
from domain.retrieve.words import count_words
from domain.value import Value

REMEMBERED = 256
"""Texts whose language is known."""


class SourceFacts(Value):
    """What is known of a source before anything starts; a page from the web is not fetched yet, so it is unknown."""

    ref: SourceRef
    words: int | None = None
    language: str | None = None  # detected; None when unknown


class Sources:
    def __init__(
        self,
        *,
        files: Files,
        names: Names,
        guard: UrlGuard,
        detect: DetectLanguage,
        collections: CollectionFinder | None = None,
    ) -> None:
        self._files, self._names, self._guard, self._detect = files, names, guard, detect
        self._collections = collections
        self._languages: OrderedDict[str, str | None] = OrderedDict()

    async def facts(self, sources: Sequence[Source], *, owner: str) -> list[SourceFacts]:
        """Of documents. Raises Refused with the first source at fault."""
        looking = (self._of(source, ("sources", at), owner) for at, source in enumerate(sources))
        found: list[SourceFacts] = []
        for each in await asyncio.gather(*looking, return_exceptions=True):  # none is left running behind a refusal
            if isinstance(each, BaseException):
                raise each
            found.append(each)
        for at, one in enumerate(found):
            media_type = one.ref.artifact.media_type if one.ref.artifact else ""
            if media_type.startswith(("audio/", "video/")):
                message = f"{one.ref.name} is {media_type}; it holds no text that could be read."
                raise Refused("source_not_supported", message, loc=("sources", at))
        return found

    async def facts_of_one(self, source: Source, *, owner: str) -> SourceFacts:
        """Of a request that has one, in its field `source`. Raises Refused."""
        return await self._of(source, ("source",), owner)

    async def language(self, text: str) -> str | None:
        found = await self._detect(text)
        return None if found == "und" else found

    async def _of(self, source: Source, loc: Loc, owner: str) -> SourceFacts:
        if isinstance(source, TextSource):
            return await self._of_text(source)
        if isinstance(source, FileSource):
            return await self._of_file(source, loc, owner)
        if isinstance(source, CollectionSource):
            return await self._of_collection(source, loc, owner)
        try:
            await self._guard(source.url)
        except PermanentFault as fault:
            raise Refused(fault.code, f"{fault.message} {fault.advice}".strip(), loc=(*loc, "url")) from fault
        return SourceFacts(ref=SourceRef(type=SourceType.URL, name=shown_url(source.url), url=source.url))

    async def _of_collection(self, source: CollectionSource, loc: Loc, owner: str) -> SourceFacts:
        found = await self._collections.facts(source.collection_id, owner=owner) if self._collections else None
        if found is None:
            message = f"No collection has the id {source.collection_id!r}."
            raise Refused("collection_not_found", message, loc=(*loc, "collection_id"))
        if not found.passages:
            message = f"Nothing of the collection “{found.name}” is indexed yet: add documents, or wait for their job."
            raise Refused("collection_empty", message, loc=(*loc, "collection_id"))
        ref = SourceRef(
            type=SourceType.COLLECTION,
            name=found.name,
            collection_id=source.collection_id,
            embeddings=found.embeddings,
        )
        return SourceFacts(ref=ref, words=found.words, language=found.language)

    async def _of_text(self, source: TextSource) -> SourceFacts:
        ref = text_ref(source)
        return SourceFacts(
            ref=SourceRef(type=SourceType.TEXT, name=source.title or _heading(source.text), artifact=ref),
            words=count_words(source.text),
            language=await self._language(ref.sha256, source.text),
        )

    async def _language(self, sha256: str, text: str) -> str | None:
        """Detected once for a text that is first estimated and then submitted: it takes 2 ms of a processor."""
        if sha256 in self._languages:
            return self._languages[sha256]
        found = self._languages[sha256] = await self.language(text)
        while len(self._languages) > REMEMBERED:
            self._languages.popitem(last=False)
        return found

    async def _of_file(self, source: FileSource, loc: Loc, owner: str) -> SourceFacts:
        file = await self._files.get(source.file_id, owner=owner)
        if file is None:
            raise Refused("file_not_found", f"No file has the id {source.file_id!r}.", loc=(*loc, "file_id"))
        if file.media_type == ZIP:
            message = f"{file.name} is a ZIP archive. A batch makes a job of each file in it: POST /batches."
            raise Refused("source_not_supported", message, loc=loc)
        record = await self._names.get(file_name(file.file_id, "facts"))
        facts = _read(record) if record is not None else None
        ref = ArtifactRef(sha256=file.sha256, size=file.size, media_type=file.media_type)
        return SourceFacts(
            ref=SourceRef(type=SourceType.FILE, name=file.name, artifact=ref),
            words=facts.words if facts else None,
            language=facts.language if facts else None,
        )


def text_ref(source: TextSource) -> ArtifactRef:
    """The reference that storing the text will give."""
    data = source.text.encode()
    return ArtifactRef(sha256=hashlib.sha256(data).hexdigest(), size=len(data), media_type="text/plain")


def _heading(text: str) -> str:
    """The first line when it looks like a title, that is, short and not a sentence; else empty."""
    line = text.lstrip().partition("\n")[0].strip("# \t\r")
    return line if 0 < len(line) <= 80 and not line.endswith((".", "!", ",", ";", ":")) and line != text.strip() else ""


def _read(record: bytes) -> FileFacts | None:
    try:
        return FileFacts.model_validate_json(record)
    except ValidationError:
        return None
