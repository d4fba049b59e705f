"""The parts of a Word file: which is the main one, and which of the others can be read."""

import posixpath
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from adapters.readers.archive import Archive
from adapters.readers.faults import ParseFault, damaged

_MAIN = re.compile(
    r"wordprocessingml\.(?:document|template)\.main\+xml|ms-word\.(?:document|template)\.macroEnabled\.main"
)


class WordParts:
    """XML parts by name. Only the main one has to be whole; `lost` names the others that cannot be unpacked."""

    def __init__(self, archive: Archive) -> None:
        self.parts: dict[str, bytes] = {}
        self.lost: list[str] = []
        for name in archive.names:
            if not name.endswith((".xml", ".rels")):
                continue
            try:
                data = archive.read(name)
            except ParseFault as fault:
                if fault.code != "source_damaged":
                    raise
                self.lost.append(name)
                continue
            if b"<!DOCTYPE" in data[:4096].upper():
                raise damaged("its XML declares entities, as no Word document does")
            self.parts[name] = data
        self.main = next((name for name in self._candidates() if name in self.parts), None)
        if self.main is None and any(name in self.lost for name in self._candidates()):
            raise damaged("its main part cannot be unpacked")

    def xml(self, name: str) -> Element | None:
        """A part as XML; None for one that is missing or not well-formed."""
        try:
            root: Element | None = ElementTree.fromstring(self.parts[name]) if name in self.parts else None
        except (ParseError, ValueError, DefusedXmlException):
            return None
        return root

    def related(self, kind: str) -> str | None:
        """The part of a kind (`styles`, `footnotes`, …) that belongs to the main one."""
        if self.main is None:
            return None
        folder, _, file = self.main.rpartition("/")
        for target in self._targets(f"{folder}/_rels/{file}.rels".lstrip("/"), kind, folder):
            if target in self.parts:
                return target
        return f"word/{kind}.xml" if f"word/{kind}.xml" in self.parts else None

    def chunk(self, relation: str) -> str:
        """The part that the main one shows by this relation; empty for none."""
        folder, _, file = str(self.main).rpartition("/")
        relations = self.xml(f"{folder}/_rels/{file}.rels".lstrip("/"))
        for each in relations if relations is not None else ():
            if each.get("Id") == relation and each.get("TargetMode") != "External":
                target = each.get("Target", "")
                path = target if target.startswith("/") else posixpath.join(folder, target)
                return posixpath.normpath(path).lstrip("/")
        return ""

    def _candidates(self) -> Iterator[str]:
        yield from self._targets("_rels/.rels", "officeDocument", "")
        types = self.xml("[Content_Types].xml")
        for override in types if types is not None else ():
            if _MAIN.search(override.get("ContentType", "")):
                yield override.get("PartName", "").lstrip("/")
        yield "word/document.xml"

    def _targets(self, name: str, kind: str, folder: str) -> Iterator[str]:
        relations = self.xml(name)
        for relation in relations if relations is not None else ():
            if relation.get("Type", "").rpartition("/")[2] == kind and relation.get("TargetMode") != "External":
                target = relation.get("Target", "")
                path = target if target.startswith("/") else posixpath.join(folder, target)
                yield posixpath.normpath(path).lstrip("/")
