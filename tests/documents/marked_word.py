"""Marked sentences as Word files, whose XML is written here: libraries write only some of what Word does."""

import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from tests.documents.marked import Marked

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def write_docx(path: Path, blocks: Sequence[Marked]) -> None:
    body = "".join(_word_of(block) for block in blocks)
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("[Content_Types].xml", types)
        out.writestr("_rels/.rels", relations)
        out.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{_W}" xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{body}</w:body></w:document>',
        )


def _word_of(block: Marked) -> str:
    said = [escape(sentence) for sentence in block.sentences]
    whole = " ".join(said)
    match block.kind:
        case "heading":
            level = '<w:pStyle w:val="Heading1"/>' if block.way % 2 else '<w:outlineLvl w:val="1"/>'
            return f"<w:p><w:pPr>{level}</w:pPr>{_run(whole)}</w:p>"
        case "list" | "ordered" | "nested":
            numbers = "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr>"
            return "".join(f"<w:p>{numbers}{_run(each)}</w:p>" for each in said)
        case "table":
            cells = "".join(f"<w:tr>{_cell('1')}{_cell(each)}</w:tr>" for each in said)
            return f"<w:tbl>{cells}</w:tbl>"
        case "note":
            box = f"<w:pict><v:textbox><w:txbxContent><w:p>{_run(whole)}</w:p></w:txbxContent></v:textbox></w:pict>"
            return f"<w:p><w:r>{box}</w:r></w:p>"
        case "details":
            return f"<w:sdt><w:sdtContent><w:p>{_run(whole)}</w:p></w:sdtContent></w:sdt>"
        case "figure":
            return f'<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>{_run(whole)}</w:p>'
        case "loose":
            return (
                f"<w:smartTag><w:p>{_run(whole)}</w:p></w:smartTag>" if block.way % 2 else f"<w:p>{_run(whole)}</w:p>"
            )
        case "breaks":
            return f"<w:p>{'<w:r><w:br/></w:r>'.join(map(_run, said))}</w:p>"
        case "inline":
            words = whole.split()
            ways = (
                "".join(_run(word + " ") for word in words),
                f"<w:ins>{_run(whole)}</w:ins>",
                f'<w:fldSimple w:instr=" REF x ">{_run(whole)}</w:fldSimple>',
                f'<w:hyperlink w:anchor="x">{_run(whole)}</w:hyperlink>',
                f"<w:sdt><w:sdtContent>{_run(whole)}</w:sdtContent></w:sdt>",
                _run(whole[:9]) + _run(whole[9:]),
            )
            return f"<w:p>{ways[block.way % len(ways)]}</w:p>"
        case "hidden":
            unseen = (
                f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{whole}</w:t></w:r>",
                f"<w:del><w:r><w:delText>{whole}</w:delText></w:r></w:del>",
                f"<w:r><w:instrText>{whole}</w:instrText></w:r>",
            )
            return f"<w:p>{unseen[block.way % len(unseen)]}</w:p>"
        case _:
            return f"<w:p>{_run(whole)}</w:p>"


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _cell(text: str) -> str:
    return f"<w:tc><w:p>{_run(text)}</w:p></w:tc>"
