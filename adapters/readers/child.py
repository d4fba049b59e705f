"""The process that opens strangers' files: one request on stdin, one answer on stdout.

It bounds its own memory, time and files before it touches the file; the parent kills it besides.
"""

import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

from adapters.readers.found import Found, ParseFault, too_large
from adapters.readers.sniffing import COMPOUND, DOCX, EPUB, HTML, MARKDOWN, PDF, TEXT

SMALLER = "Send a part of it, or save it anew in a simpler form."
ANEW = "Open it in its own program, save it again and send the new copy."

_MAXIMUM_TEXT = 64 * 2**20  # bytes of one text or HTML file


def _confine(seconds: float, memory_mb: int) -> None:
    signal.setitimer(signal.ITIMER_REAL, seconds + 2)  # should the parent be gone: SIGALRM ends the process
    try:
        import resource  # noqa: PLC0415  # POSIX only
    except ImportError:
        return
    for limit, value in (
        (resource.RLIMIT_CPU, int(seconds) + 2),
        (resource.RLIMIT_AS, memory_mb * 2**20),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):  # macOS has no bound on address space
            continue


def parse(path: Path, media_type: str, *, only_check: bool) -> Found:
    """Reads a file, or only opens it. Libraries are imported for their format alone: a start costs what it must."""
    if media_type == PDF:
        from adapters.readers.pdf import check_pdf, read_pdf  # noqa: PLC0415

        return check_pdf(path) if only_check else read_pdf(path)
    if media_type == EPUB:
        from adapters.readers.epub import check_epub, read_epub  # noqa: PLC0415

        if only_check:
            check_epub(path)
            return Found()
        return read_epub(path)
    if media_type == DOCX:
        from adapters.readers.docx import check_docx, read_docx  # noqa: PLC0415

        if only_check:
            check_docx(path)
            return Found()
        return read_docx(path)
    if media_type == COMPOUND:
        raise _compound(path)
    if media_type not in (HTML, MARKDOWN, TEXT):
        raise ParseFault("source_not_supported", f"{media_type} is not read", "Send PDF, EPUB, DOCX, HTML or text.")
    return Found() if only_check else _read_text(path, media_type)


def _read_text(path: Path, media_type: str) -> Found:
    from adapters.readers.decoding import decode  # noqa: PLC0415

    if path.stat().st_size > _MAXIMUM_TEXT:
        raise too_large(f"it has {path.stat().st_size >> 20} MB of text")
    text = decode(path.read_bytes(), declared=media_type == HTML)
    if media_type == HTML:
        from adapters.readers.html import read_html  # noqa: PLC0415

        return read_html(text)
    if media_type == MARKDOWN:
        from adapters.readers.markdown import read_markdown  # noqa: PLC0415

        return read_markdown(text)
    from adapters.readers.plain import read_plain  # noqa: PLC0415

    return read_plain(text)


def _compound(path: Path) -> ParseFault:
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return ParseFault(
            "source_encrypted", "it is encrypted with a password", "Save a copy without the password, as .docx."
        )
    return ParseFault(
        "source_not_supported", "it is in the old binary Office format", "Save it as .docx or as PDF and send that."
    )


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        found = parse(Path(request["path"]), request["media_type"], only_check=request["only_check"])
    except ParseFault as fault:
        return {"fault": {"code": fault.code, "reason": fault.reason, "advice": fault.advice}}
    except MemoryError:
        return {
            "fault": {"code": "source_too_large", "reason": "it needs more memory than is allowed", "advice": SMALLER}
        }
    except Exception as error:  # whatever a library does with a broken file; the parent logs the trace
        reason = f"it cannot be understood ({type(error).__name__})"
        trace = traceback.format_exc()[-4000:]
        return {"fault": {"code": "source_damaged", "reason": reason, "advice": ANEW}, "trace": trace}
    return {
        "pieces": found.pieces,
        "title": found.title,
        "author": found.author,
        "pages": found.pages,
        "hints": sorted(found.hints),
    }


def main() -> None:
    answer_to = os.dup(1)
    os.dup2(2, 1)  # what libraries print is no answer
    request = json.loads(sys.stdin.buffer.read())
    _confine(request["seconds"], request["memory_mb"])
    data = json.dumps(_answer(request)).encode()
    with os.fdopen(answer_to, "wb") as out:
        out.write(data)
    os._exit(0)  # native libraries need no tidy end


if __name__ == "__main__":
    main()
