"""Plain text with what stands around its prose: letters, marks of transcribers, drawn tables, old charsets."""

from pathlib import Path

import pytest

from adapters.readers.child import parse
from adapters.readers.content import Content, Piece
from adapters.readers.finishing import finish
from adapters.readers.seen.measure import measure
from adapters.readers.sniffing import HTML, MARKDOWN, SAVED_PAGE, TEXT, sniff
from adapters.readers.text.decoding import decode

PROSE = "The harbour of Tarn was built in 1871 by masons who had come from the north with their families."


def read(path: Path, data: str | bytes, kind: str = TEXT) -> Content:
    raw = data.encode() if isinstance(data, str) else data
    path.write_bytes(raw)
    assert sniff(raw[:4096], name=path.name) == kind
    content = finish(parse(path, kind, only_check=False))
    measure(path, kind, content)
    return content


def test_a_letter_is_read_without_its_head_and_the_signs_of_quotation(tmp_path: Path) -> None:
    letter = (
        f"From: Ann Mason <ann@example.org>\nTo: b@example.org\nSubject: The wall\n  of Tarn\nDate: Mon, 3 Mar 2025\n\n"
        f"{PROSE}\n\nBob wrote:\n> Did the wall\n> hold?\n>> It did not.\nIt did.\n\n-- \nAnn Mason\nHarbour Office\n"
    )
    content = read(tmp_path / "a.txt", letter)
    assert (content.title, content.author, content.share) == ("The wall of Tarn", "Ann Mason", 1.0)
    assert content.pieces == [
        Piece("paragraph", PROSE),
        Piece("paragraph", "Bob wrote:"),
        Piece("quote", "Did the wall hold? It did not."),
        Piece("paragraph", "It did."),
    ]


def test_two_fields_are_no_head_of_a_letter(tmp_path: Path) -> None:
    text = f"From: the harbour\nTo: the hill\n\n{PROSE}\n"
    assert read(tmp_path / "a.txt", text).pieces[0].text == "From: the harbour To: the hill"


def test_marks_of_transcribers_are_no_text(tmp_path: Path) -> None:
    text = (
        "[Illustration: A view]\n\n_Nobody_ believed it,[2] and [Pg 12]the _old\nmen_ laughed at snake_case_names.\n\n"
        f"       *       *       *\n\n[Footnote 2: She did.]\n\n{PROSE}\n"
    )
    assert read(tmp_path / "a.txt", text).pieces == [
        Piece("paragraph", "Nobody believed it, and the old men laughed at snake_case_names."),
        Piece("footnote", "She did."),
        Piece("paragraph", PROSE),
    ]


def test_the_licence_of_a_short_story_is_no_loss(tmp_path: Path) -> None:
    licence = "\n".join(f"You may copy it under clause {word} of the licence." for word in "abcdefghij")
    text = (
        f"The Project Gutenberg eBook of Tarn\n\n{licence}\n\n*** START OF THE PROJECT GUTENBERG EBOOK TARN ***\n\n"
        f"{PROSE} It stood for years.\n\n{PROSE}\n\n*** END OF THE PROJECT GUTENBERG EBOOK TARN ***\n\n{licence}\n"
    )
    content = read(tmp_path / "a.txt", text)
    assert (content.share, content.left_out) == (1.0, [])
    assert "clause" not in " ".join(piece.text for piece in content.pieces)


@pytest.mark.parametrize(
    "table",
    [
        "Year      Cost\n----      ----\n1871      £400\n1872      £900",
        "+------+------+\n| Year | Cost |\n+------+------+\n| 1871 | £400 |\n| 1872 | £900 |\n+------+------+",
        "│ Year │ Cost │\n├──────┼──────┤\n│ 1871 │ £400 │\n│ 1872 │ £900 │",
        "Year\tCost\n1871\t£400\n1872\t£900",
    ],
)
def test_drawn_and_spaced_tables_are_tables(table: str, tmp_path: Path) -> None:
    content = read(tmp_path / "a.txt", f"{PROSE}\n\n{table}\n\n{PROSE}\n")
    assert content.pieces[1] == Piece("table", "Year | Cost\n1871 | £400\n1872 | £900")


def test_wide_gaps_in_prose_are_no_table(tmp_path: Path) -> None:
    text = "It stood.  It was old.\nIt fell.  It was gone.\nIt rose.  It was new."
    assert read(tmp_path / "a.txt", text).pieces[0].kind == "paragraph"


def test_running_lines_go_where_a_form_feed_stands_alone(tmp_path: Path) -> None:
    pages = [
        f"{PROSE}\nIt goes on, part {word}.\n\nMason        Memo      [Page {at}]" for at, word in enumerate("abcd")
    ]
    content = read(tmp_path / "a.txt", "\n\f\nRFC 9      Tarn     2001\n\n".join(pages))
    assert "Memo" not in " ".join(piece.text for piece in content.pieces)
    assert "RFC 9" not in " ".join(piece.text for piece in content.pieces)
    assert content.share == 1.0


def test_markdown_that_is_called_text_is_markdown(tmp_path: Path) -> None:
    content = read(tmp_path / "a.txt", f"# Tarn\n\n{PROSE} It is **old**.\n\n## Wall\n\nIt stood.\n", MARKDOWN)
    assert [piece.kind for piece in content.pieces] == ["heading", "paragraph", "heading", "paragraph"]
    assert sniff(b"# a setting\nname = 1\n# another\n", name="a.txt") == TEXT


CHARSETS = {
    "cp1251": "Гавань была построена в 1871 году сорока двумя каменщиками. Она стоила вдвое больше.",
    "koi8-r": "Гавань была построена в 1871 году сорока двумя каменщиками. Она стоила вдвое больше.",
    "gb18030": "港口建于1871年，由四十二名石匠修建。费用为12400英镑，是计划的两倍。",
    "big5": "港口建於1871年，由四十二名石匠修建。費用為12400英鎊，是計劃的兩倍。",
    "shift_jis": "港は一八七一年に建てられた。費用は一万二千ポンドで、予定の二倍であった。",
    "euc-jp": "港は一八七一年に建てられた。費用は一万二千ポンドで、予定の二倍であった。",
    "euc-kr": "항구는 1871년에 마흔두 명의 석공이 지었다. 비용은 계획의 두 배였다.",
    "cp1253": "Το λιμάνι χτίστηκε το 1871 από σαράντα δύο χτίστες. Κόστισε διπλάσια.",
    "cp1255": "הנמל נבנה בשנת 1871 על ידי ארבעים ושניים בנאים. החורף היה קר מאוד.",
    "hebrew-short": "הנמל נבנה בשנת 1871.",
    "cp1256": "بني الميناء في عام 1871 على يد اثنين وأربعين بناء. وكلف ضعف ما كان مخططا له.",
    "cp874": "ท่าเรือถูกสร้างขึ้นในปี 1871 โดยช่างก่ออิฐสี่สิบสองคน",
    "cp1254": "Liman 1871 yılında kırk iki duvarcı tarafından inşa edildi. Şehrin gururuydu, çok güzeldi.",
    "cp1250": "Przystań została zbudowana w 1871 roku przez czterdziestu dwóch murarzy. Żółta łódź.",
    "iso-8859-2": "Přístav byl postaven v roce 1871 čtyřiceti dvěma zedníky. Žluťoučký kůň.",
    "cp1252": "The “harbour” – it cost €5 – was the café’s pride. It stood for 50 years…",
    "mac-roman": "Le port a été construit en 1871 par des maçons; il coûta plus cher que prévu, à l’époque.",
    "utf-16-le": "The harbour cost £5, and the café was its pride.",
    "iso-8859-15": "Le port a coûté 5 € de plus que prévu, à l'époque.",
    "cp1257": "Uostas pastatytas 1871 metais keturiasdešimt dviejų mūrininkų. Žiema buvo šalta, sąlygos – sunkios.",
    "cp850": "Der Hafen wurde 1871 von Maurern gebaut. Er kostete über zwölftausend Pfund; größer als geplant.",
    "cp437": "Le port a été construit en 1871 par des maçons; il coûta plus cher que prévu, là-bas.",
    "cp852": "Przystań została zbudowana w 1871 roku przez czterdziestu dwóch murarzy. Żółta łódź.",
    "iso-8859-13": "Osta tika uzcelta 1871. gadā, un tās sienas būvēja četrdesmit divi mūrnieki no ziemeļiem.",
    "cp1252-danish": "Havnen blev bygget i 1871 af toogfyrre murere. Den kostede dobbelt så meget som ventet, på Ærø.",
    "cp1252-icelandic": "Höfnin var byggð árið 1871 af fjörutíu og tveimur múrurum. Það kostaði tvöfalt meira.",
    "iso2022-jp": "港は一八七一年に建てられた。費用は一万二千ポンドで、予定の二倍であった。",
    "utf-16-be": "The harbour cost £5, and the café was its pride.",
}


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_charset_that_nothing_names_is_found(charset: str) -> None:
    text = CHARSETS[charset]
    charset = "cp1255" if charset.startswith("hebrew") else charset.partition("-danish")[0].partition("-icelandic")[0]
    assert decode(text.encode(charset)) == text
    page = f"<!doctype html><html><head><meta charset=utf-8></head><body><p>{text}</p></body></html>"
    data = page.encode(charset)
    assert sniff(data[:4096], name="a.html") == HTML
    assert text in decode(data, declared=True)


def test_a_charset_that_markup_declares_counts() -> None:
    text = '<?xml version="1.0" encoding="windows-1251"?><p>Мост</p>'
    assert "Мост" in decode(text.encode("cp1251"), declared=True)


def test_files_of_two_programs_in_one_lose_no_letter() -> None:
    text = "The café on the quay.\n"
    data = text.encode() * 3 + text.encode("cp1252")
    assert decode(data) == text * 4


def test_a_mail_with_a_page_in_it_is_read_as_the_page(tmp_path: Path) -> None:
    mail = (
        "From: Ann <ann@example.org>\nTo: b@example.org\nSubject: The wall\nMIME-Version: 1.0\n"
        'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain\n\nPlain =3D.\n'
        f"--b\nContent-Type: text/html; charset=utf-8\n\n<html><body><p>{PROSE}</p></body></html>\n--b--\n"
    )
    assert [piece.text for piece in read(tmp_path / "a.eml", mail, SAVED_PAGE).pieces] == [PROSE]


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["gb18030", "shift_jis", "euc-kr", "koi8-r", "cp874"])
def test_wide_text_of_other_letters_needs_no_mark(name: str, charset: str) -> None:
    data = f"{CHARSETS[name]}\n\n{CHARSETS[name]}\n".encode(charset)
    assert sniff(data[:4096], name="a.txt") == TEXT
    assert CHARSETS[name] in decode(data)


@pytest.mark.parametrize("charset", ["cp1251", "koi8-r", "cp1253"])
def test_a_line_of_other_letters_in_a_page_of_ascii_is_found(charset: str) -> None:
    page = f"<html><body>{'<p>The harbour was its pride.</p>' * 9}<p>{CHARSETS[charset]}</p></body></html>"
    assert CHARSETS[charset] in decode(page.encode(charset), declared=True)
