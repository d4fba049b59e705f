"""The body of a Word file made plain before it is turned into HTML.

Hidden runs, prompts of empty fields and page numbers go; formulas become text; what stands in wrappers that the
converter passes over (fields, text boxes, ruby, directions) is put where it is read.
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from adapters.readers.formulas.mathml import linear
from adapters.readers.formulas.terms import UNREAD, NotSimple
from adapters.readers.word.chunks import place_of
from domain.retrieve.words import count_words

_WRAPPERS = frozenset({"fldSimple", "hyperlink", "dir", "bdo", "smartTag", "customXml", "ins", "moveTo"})
_GONE = frozenset({"delText", "moveFrom", "lastRenderedPageBreak"})
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES")
_OFF = frozenset({"0", "false", "off"})
_SMALLEST = 2  # half points: letters of one point cannot be seen
_DEEPEST = 10  # styles based on each other
_RAISED = 3  # half points


def local(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]


def child(node: Element | None, name: str) -> Element | None:
    return next((one for one in node if local(one) == name), None) if node is not None else None


def inside(node: Element | None) -> list[Element]:
    return list(node) if node is not None else []


def attribute(node: Element, name: str) -> str:
    """An attribute whatever its namespace is."""
    return next((text for key, text in node.attrib.items() if key.rpartition("}")[2] == name), "")


def value(node: Element | None) -> str:
    return attribute(node, "val") if node is not None else ""


def is_on(properties: Element | None, name: str) -> bool:
    node = child(properties, name)
    return node is not None and value(node).lower() not in _OFF


def hidden_styles(styles: Element | None) -> frozenset[str]:
    """Ids of the styles whose text is hidden, by their own properties or by those of the style they are based on."""
    own: dict[str, bool | None] = {}
    based: dict[str, str] = {}
    for style in (node for node in styles if local(node) == "style") if styles is not None else ():
        name = attribute(style, "styleId")
        properties = child(style, "rPr")
        own[name] = is_on(properties, "vanish") if child(properties, "vanish") is not None else None
        based[name] = value(child(style, "basedOn"))
    found = set()
    for name in own:
        at = name
        for _ in range(_DEEPEST):
            if own.get(at) is not None or at not in own:
                break
            at = based[at]
        if own.get(at):
            found.add(name)
    return frozenset(found)


class Body:
    """One part with text (document, footnotes, endnotes). `unseen`: words left out since they are hidden."""

    def __init__(self, styles: Element | None) -> None:
        self._hidden_styles = hidden_styles(styles)
        self._namespace = ""
        self._boxes: list[list[Element]] = []
        self._fields: list[_Field] = []  # that are open, innermost last
        self._coloured = 0  # elements around that may have a colour of their own
        self._hidden_paragraph = False
        self.unseen = 0

    def made_plain(self, root: Element) -> Element:
        self._namespace = str(root.tag).rpartition("}")[0] + "}"
        self._coloured = int(child(root, "background") is not None)
        return self._rebuilt(root)[0]

    def _rebuilt(self, node: Element) -> list[Element]:  # one kind a return
        name = local(node)
        if name in _GONE or _is_prompt(node, name):
            return []
        if name in ("oMath", "oMathPara", "altChunk"):
            return [self._chunk(node) if name == "altChunk" else self._formula(node)]
        if name == "AlternateContent":
            choice = child(node, "Choice")
            boxed = choice is not None and any(local(one) == "txbxContent" for one in choice.iter())
            return self._all(inside(choice if boxed else child(node, "Fallback")))
        if name in _WRAPPERS:
            return [] if _starts(attribute(node, "instr")) else self._all(node)
        if name == "r":
            return self._run(node)
        if name == "cr":
            node.tag = f"{self._namespace}br"
        coloured = _has_colour(node, name)
        self._coloured += coloured
        if name == "p":
            found = self._paragraph(node)
        elif name == "txbxContent" and self._boxes:
            self._boxes[-1].extend(self._all(node))
            found = []
        else:
            node[:] = self._all(node)
            found = [node]
        self._coloured -= coloured
        return found

    def _all(self, nodes: Iterable[Element]) -> list[Element]:
        return [one for inner in list(nodes) for one in self._rebuilt(inner)]

    def _paragraph(self, node: Element) -> list[Element]:
        """The paragraph, and behind it those of the text boxes that hang on it."""
        self._boxes.append([])
        before, self._hidden_paragraph = self._hidden_paragraph, self._has_hidden_style(node)
        node[:] = self._all(node)
        self._hidden_paragraph = before
        self._fields = [field for field in self._fields if not _starts(field.instruction)]
        return [node, *self._boxes.pop()]

    def _run(self, node: Element) -> list[Element]:
        properties = child(node, "rPr")
        if self._is_hidden(properties):
            self.unseen += count_words("".join(one.text or "" for one in node.iter() if local(one) == "t"))
            return []
        for mark in node:
            self._note_field(mark)
        if any(field.shown and _starts(field.instruction) for field in self._fields):
            node[:] = [mark for mark in node if local(mark) == "fldChar"]
        raised = _number(value(child(properties, "position"))) >= _RAISED
        if properties is not None and raised and child(properties, "vertAlign") is None:
            SubElement(properties, f"{self._namespace}vertAlign", {f"{self._namespace}val": "superscript"})
        struck = child(properties, "dstrike")
        if struck is not None:
            struck.tag = f"{self._namespace}strike"
        ruby = child(node, "ruby")
        if ruby is not None:
            return self._all(inside(child(ruby, "rubyBase")))
        node[:] = self._all(node)
        return [node]

    def _note_field(self, mark: Element) -> None:
        name, kind = local(mark), attribute(mark, "fldCharType")
        if name == "instrText" and self._fields:
            self._fields[-1].instruction += mark.text or ""
        elif kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].shown = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _has_hidden_style(self, paragraph: Element) -> bool:
        return value(child(child(paragraph, "pPr"), "pStyle")) in self._hidden_styles

    def _is_hidden(self, properties: Element | None) -> bool:
        if any(is_on(properties, name) for name in ("vanish", "specVanish", "webHidden")):
            return True
        styled = value(child(properties, "rStyle")) in self._hidden_styles or self._hidden_paragraph
        if styled and child(properties, "vanish") is None:
            return True
        if 0 < _number(value(child(properties, "sz"))) <= _SMALLEST:
            return True
        bare = child(properties, "shd") is None and child(properties, "highlight") is None
        return bare and not self._coloured and value(child(properties, "color")).upper() == "FFFFFF"

    def _formula(self, node: Element) -> Element:
        try:
            text = linear(node, lambda one: (local(one), one.text or "", list(one)))
        except NotSimple:
            text = UNREAD
        run = Element(f"{self._namespace}r")
        SubElement(run, f"{self._namespace}t").text = text
        return run

    def _chunk(self, node: Element) -> Element:
        paragraph = Element(f"{self._namespace}p")
        run = SubElement(paragraph, f"{self._namespace}r")
        SubElement(run, f"{self._namespace}t").text = place_of(attribute(node, "id"))
        return paragraph


class _Field:
    """A field that is open: its instruction, and whether what follows is its result."""

    def __init__(self) -> None:
        self.instruction, self.shown = "", False


def _is_prompt(node: Element, name: str) -> bool:
    """A content control that shows only what to type, or that holds a table of contents or a page number."""
    properties = child(node, "sdtPr") if name == "sdt" else None
    if properties is None:
        return False
    gallery = next((value(one) for one in properties.iter() if local(one) == "docPartGallery"), "")
    return child(properties, "showingPlcHdr") is not None or gallery.startswith(("Table of Contents", "Page Numbers"))


def _has_colour(node: Element, name: str) -> bool:
    """Whether an element may be filled with a colour: white letters can be seen there."""
    if name == "txbxContent":
        return True
    if name == "tbl":
        return child(child(node, "tblPr"), "tblStyle") is not None
    return name in ("tc", "p") and child(child(node, f"{name}Pr"), "shd") is not None


def _starts(instruction: str) -> bool:
    return instruction.split()[:1] in [[name] for name in _PAGE_FIELDS]


def _number(text: str) -> int:
    return int(text) if text.lstrip("-").isdigit() and len(text) < 8 else 0
