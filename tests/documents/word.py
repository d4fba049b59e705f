"""Word files put together from the XML of their body, as several programs write it."""

import zipfile
from pathlib import Path

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_HEAD = (
    'xmlns:w="{}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
PROSE = (
    "The mill stood on the left bank, and its wheel had not turned since the flood of 1911. Every summer the miller "
    "painted the door, although there was nothing behind it but nettles and a broken stone."
)


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{''.join(runs)}</w:p>"


def chunk(relation: str) -> str:
    return f'<w:altChunk xmlns:r="{_RELATIONS}" r:id="{relation}"/>'


def make_word(
    path: Path,
    body: str,
    *,
    main: str = "word/document.xml",
    target: str = "",
    styles: str = "",
    namespace: str = TRANSITIONAL,
    parts: dict[str, bytes] | None = None,
    relations: bool = True,
    chunks: dict[str, str] | None = None,
) -> Path:
    """`target` is the address of the main part as the package writes it, where it differs from `/main`.

    `chunks`: parts by the ids of their relations, as `chunk` names them.
    """
    head = _HEAD.format(namespace)
    types = f'<Override PartName="/{main}" ContentType="{_MAIN}"/>'
    package = f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="{target or "/" + main}"/>'
    own = "".join(
        f'<Relationship Id="o{at}" Type="{_RELATIONS}/{kind}" Target="/word/{kind}.xml"/>'
        for at, kind in enumerate(("styles", "footnotes"))
    )
    own += "".join(
        f'<Relationship Id="{each}" Type="{_RELATIONS}/aFChunk" Target="/{name}"/>'
        for each, name in (chunks or {}).items()
    )
    opened = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    folder, _, file = main.rpartition("/")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as word:
        word.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>',
        )
        if relations:
            word.writestr("_rels/.rels", f"{opened}{package}</Relationships>")
        word.writestr(f"{folder}/_rels/{file}.rels".lstrip("/"), f"{opened}{own}</Relationships>")
        word.writestr(main, f"<w:document {head}><w:body>{body}{paragraph(run(PROSE))}</w:body></w:document>")
        if styles:
            word.writestr("word/styles.xml", f"<w:styles {head}>{styles}</w:styles>")
        for name, data in (parts or {}).items():
            word.writestr(name, data)
    return path
