"""What kind of media a file is, by its first bytes. It knows what `commands.DEMUXERS` opens."""

SNIFFED_BYTES = 4096

_EXACT = (
    (0, b"fLaC", "audio/flac"),
    (0, b"\x1aE\xdf\xa3", "video/x-matroska"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"caff\x00\x01", "audio/x-caf"),
    (0, b".snd", "audio/basic"),
    (0, b"wvpk", "audio/x-wavpack"),
    (0, b"MAC ", "audio/x-ape"),
    (0, b"riff\x2e\x91\xcf\x11", "audio/x-w64"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"),
    (0, b"\x00\x00\x01\xba", "video/mpeg"),
    (0, b"\x00\x00\x01\xb3", "video/mpeg"),
    (0, b"\x06\x0e\x2b\x34\x02\x05\x01\x01", "application/mxf"),
)
_FORMS = {
    (b"RIFF", b"WAVE"): "audio/wav",
    (b"RF64", b"WAVE"): "audio/wav",
    (b"RIFF", b"AVI "): "video/x-msvideo",
    (b"FORM", b"AIFF"): "audio/aiff",
    (b"FORM", b"AIFC"): "audio/aiff",
}
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_PACKET = 188
"""Bytes of a packet of MPEG-TS; each begins with the same byte."""


def sniff(head: bytes) -> str | None:
    """Media type of a file that starts with `head` (4 kB are enough); None: neither audio nor video."""
    return sniff_container(head) or _frames(head)


def sniff_container(head: bytes) -> str | None:
    """The same for files with a signature. Samples without a header may look like the frames of a bare stream."""
    for at, signature, media_type in _EXACT:
        if head[at : at + len(signature)] == signature:
            return media_type
    if (form := _FORMS.get((head[:4], head[8:12]))) is not None:
        return form
    if head[:4] == b"OggS":
        return "video/ogg" if b"theora" in head[:512] else "audio/ogg"
    if head[4:8] in _BOXES:
        return _box(head)
    if len(head) > 2 * _PACKET and all(head[at] == 0x47 for at in range(0, min(len(head), 5 * _PACKET), _PACKET)):
        return "video/mp2t"
    return "audio/mpeg" if head[:3] == b"ID3" else None


def _box(head: bytes) -> str | None:
    """Of the ISO family; still pictures (HEIC, AVIF) use the same boxes."""
    brand = head[8:12]
    if head[4:8] == b"ftyp" and brand in (b"heic", b"heix", b"mif1", b"avif", b"crx "):
        return None
    return "audio/mp4" if brand in (b"M4A ", b"M4B ", b"M4P ") else "video/mp4"


def _frames(head: bytes) -> str | None:
    """Streams without a container: a synchronising word, confirmed by the next one where the frame tells its length."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return "audio/ac3" if head[:2] == b"\x0b\x77" else None
    if head[1] & 0xF6 == 0xF0:  # ADTS
        length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5 if len(head) > 6 else 0
        following = head[length : length + 2]
        return "audio/aac" if length > 6 and (not following or following[:1] == b"\xff") else None
    layer, rate, bits = head[1] >> 1 & 3, head[2] >> 2 & 3, head[2] >> 4
    return "audio/mpeg" if layer in (1, 2) and rate != 3 and bits != 15 else None  # 3, layer I: the mark of UTF-16
