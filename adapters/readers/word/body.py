"""The body of a Word file made plain before it is turned into HTML.

Hidden runs, prompts of empty fields and page numbers go; formulas become text; what stands in wrappers that the
converter passes over (fields, text boxes, ruby, directions) is put where it is read.
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from adapters.readers.formulas.mathml import linear
from adapters.readers.formulas.terms import UNREAD, NotSimple
from adapters.readers.word.chunks import place_of
from adapters.readers.word.styles import (
    BODY_TEXT,
    BY_NAME,
    Styles,
    attribute,
    child,
    hidden_styles,
    inside,
    is_on,
    is_out_of_sight,
    local,
    number,
    outline_levels,
    raised_styles,
    value,
)
from domain.retrieve.words import count_words

_WRAPPERS = frozenset({"fldSimple", "hyperlink", "dir", "bdo", "smartTag", "customXml", "ins", "moveTo"})
_GONE = frozenset({"delText", "moveFrom", "lastRenderedPageBreak"})
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES")
_RAISED = 3  # half points
_LEVELS = 6  # of headings that the converter knows
_LONGEST_HEADING = 40  # words; a longer paragraph with a level is text that someone wanted in the outline


class Body:
    """One part with text (document, footnotes, endnotes). `unseen`: what is left out since it is hidden."""

    def __init__(self, styles: Element | None) -> None:
        self._styles = Styles(styles)
        self._hidden_styles = hidden_styles(styles)
        self._levels = outline_levels(styles)
        self._places = raised_styles(styles)
        self._namespace = ""
        self._boxes: list[list[Element]] = []
        self._fields: list[_Field] = []  # that are open, innermost last
        self._coloured = 0  # elements around that may have a colour of their own
        self._paragraph_style = ""
        self.unseen: list[str] = []

    def made_plain(self, root: Element) -> Element:
        self._namespace = str(root.tag).rpartition("}")[0] + "}"
        self._coloured = int(child(root, "background") is not None)
        return self._rebuilt(root)[0]

    def _rebuilt(self, node: Element) -> list[Element]:  # noqa: PLR0911  # one kind a return
        name = local(node)
        if name in _GONE or _is_prompt(node, name):
            return []
        if name == "tr" and is_on(child(node, "trPr"), "hidden"):
            self.unseen.append(" ".join(one.text or "" for one in node.iter() if local(one) == "t"))
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
        if name in ("cr", "br"):
            node.tag = f"{self._namespace}br"
            node.attrib.clear()  # the end of a page or a column is the end of a line
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
        before, self._paragraph_style = self._paragraph_style, value(child(child(node, "pPr"), "pStyle"))
        shaded = self._styles.is_shaded(self._paragraph_style)
        self._coloured += shaded
        node[:] = self._all(node)
        self._coloured -= shaded
        self._paragraph_style = before
        self._mark_heading(node)
        self._fields = [field for field in self._fields if not _starts(field.instruction)]
        return [node, *self._boxes.pop()]

    def _mark_heading(self, paragraph: Element) -> None:
        """Gives a short paragraph that the outline of the document lists the style of a heading."""
        properties = child(paragraph, "pPr")
        style, own = child(properties, "pStyle"), child(properties, "outlineLvl")
        level = self._levels.get(value(style), BODY_TEXT)
        if own is not None and level != BY_NAME:
            level = number(value(own))
        words = count_words("".join(one.text or "" for one in paragraph.iter() if local(one) == "t"))
        if properties is None or not 0 <= level < BODY_TEXT or words > _LONGEST_HEADING:
            return
        if style is None:
            style = SubElement(properties, f"{self._namespace}pStyle")
        style.set(f"{self._namespace}val", f"Heading{min(level + 1, _LEVELS)}")

    def _run(self, node: Element) -> list[Element]:
        properties = child(node, "rPr")
        if self._is_hidden(properties):
            self.unseen.append("".join(one.text or "" for one in node.iter() if local(one) == "t"))
            return []
        for mark in node:
            self._note_field(mark)
        if any(field.shown and _starts(field.instruction) for field in self._fields):
            node[:] = [mark for mark in node if local(mark) == "fldChar"]
        self._place(properties)
        struck = child(properties, "dstrike")
        if struck is not None:
            struck.tag = f"{self._namespace}strike"
        ruby = child(node, "ruby")
        if ruby is not None:
            return self._all(inside(child(ruby, "rubyBase")))
        node[:] = self._all(node)
        return [node]

    def _place(self, properties: Element | None) -> None:
        """Says of a run itself that it is set above or below its line, when its style or its position does."""
        if properties is None or child(properties, "vertAlign") is not None:
            return
        position = number(value(child(properties, "position")))
        place = self._places.get(value(child(properties, "rStyle")), "")
        if abs(position) >= _RAISED and (position > 0 or child(properties, "sz") is not None):
            place = "superscript" if position > 0 else "subscript"
        if place:
            SubElement(properties, f"{self._namespace}vertAlign", {f"{self._namespace}val": place})

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

    def _is_hidden(self, properties: Element | None) -> bool:
        if any(is_on(properties, name) for name in ("vanish", "specVanish", "webHidden")):
            return True
        styles = value(child(properties, "rStyle")), self._paragraph_style
        if any(style in self._hidden_styles for style in styles) and child(properties, "vanish") is None:
            return True
        return is_out_of_sight(
            lambda name: self._styles.effective(properties, styles, name), on_colour=self._coloured > 0
        )

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
