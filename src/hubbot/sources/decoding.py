"""Bytes to text: a byte order mark, what the sender declares, UTF-8, and only then the best of many encodings."""

from __future__ import annotations

import codecs
import re

from hubbot.errors import CorpusError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What pages call these is, by the Encoding Standard of the WHATWG, another encoding that holds them.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
_META = re.compile(rb"""(?i)<meta[^>]{0,500}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""")
_XML = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})["']""")
_META_WITHIN = 4096  # bytes; the standard says 1024, pages come later with it
_SAMPLE = 200_000  # bytes that the detector judges by
# Text of western Europe is told from other text in one byte a letter by its letters: few of them, none a symbol in the
# middle of a word. charset-normalizer 3.5 takes Spanish in windows-1252 for windows-1250, which turns "ñ" into "ń".
_WESTERN = frozenset("áàâãäåæçéèêëíìîïñóòôõöøœúùûüýÿßÁÀÂÃÄÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÕÖØŒÚÙÛÜÝŸªº")
_WESTERN_SHARE = 0.3  # of all letters
_SYMBOL_IN_WORD = re.compile(r"[^\W\d_][¡¿¢£¤¥¦§¨©¬®¯°±²³´µ¶·¸¹¼½¾×÷‡†‰ˆ˜ƒ€‚„][^\W\d_]|[³¹¿¡](?=[\s.,]|\Z)")
# The detector's share of odd character sequences above which its best guess is no text at all.
_CHAOS = 0.15


def decode(raw: bytes, name: str, declared: str | None = None) -> tuple[str, str, str | None]:
    """Return the text, its encoding, and a warning where that is not UTF-8.

    ``declared`` is what a server or a page says. Raises CorpusError for bytes that are no text in any encoding.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _by_mark(raw[len(mark) :], name, encoding)
    stated = _known(declared)
    # Text that decodes as UTF-8 is UTF-8, whatever a template declares; these few look like ASCII and are not.
    in_disguise = stated is not None and stated.startswith(("iso2022", "hz"))
    if not in_disguise and (text := _strictly(raw, "utf-8")) is not None:
        return text, "utf-8", None
    if stated is not None and (text := _strictly(raw, stated)) is not None:
        return text, stated, f"{name}: read as {stated}, the encoding that it declares."
    if b"\0" in raw:
        raise CorpusError(
            f"{name}: NUL character at offset {raw.index(0)}; this is no text file, give the text itself"
        )
    return _detected(raw, name)


def declared_in_html(raw: bytes) -> str | None:
    """Return the encoding that an HTML page names in its head, or None."""
    match = _XML.search(raw[:_META_WITHIN]) or _META.search(raw[:_META_WITHIN])
    return match.group(1).decode("ascii") if match else None


def _by_mark(raw: bytes, name: str, encoding: str) -> tuple[str, str, str | None]:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{name}: begins as {encoding.upper()} but is broken at byte {error.start}; save it as UTF-8"
        ) from error
    if encoding == "utf-8":
        return text, encoding, None
    return text, encoding, f"{name}: read as {encoding}, by its byte order mark."


def _detected(raw: bytes, name: str) -> tuple[str, str, str | None]:
    """Return the bytes as text of western Europe if they are, else as what charset-normalizer takes them for."""
    if (western := _western(raw)) is not None:
        return western, "windows-1252", _warning(name, "windows-1252")
    from charset_normalizer import from_bytes  # only text that is not UTF-8 needs it

    best = from_bytes(raw[:_SAMPLE], threshold=_CHAOS).best()
    if best is not None and best.encoding.startswith(("utf_16", "utf_32")):
        best = None  # nearly any bytes are; without a mark or a NUL it is a guess
    text = _strictly(raw, best.encoding) if best is not None else None
    if best is None or text is None or "\0" in text:
        raise CorpusError(
            f"{name}: neither UTF-8 nor any encoding that can be told: byte 0x{_odd(raw):02x} at offset "
            f"{_odd_at(raw)}; convert it, for example with `iconv -f WINDOWS-1252 -t UTF-8`"
        )
    return text, best.encoding, _warning(name, best.encoding)


def _warning(name: str, encoding: str) -> str:
    return (
        f"{name}: not UTF-8; read as {encoding}, which fits best. If letters look wrong, convert it yourself with "
        "`iconv -t UTF-8`."
    )


def _western(raw: bytes) -> str | None:
    """Return the bytes as windows-1252 text if its letters are those of a western European language, else None."""
    text = _strictly(raw, "cp1252")
    if text is None or "\0" in text or _SYMBOL_IN_WORD.search(text):
        return None
    letters = [letter for letter in text[:_SAMPLE] if letter.isalpha()]
    foreign = [letter for letter in letters if not letter.isascii()]
    few = len(foreign) <= _WESTERN_SHARE * len(letters)
    return text if few and _WESTERN.issuperset(foreign) else None


def _strictly(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _known(name: str | None) -> str | None:
    """Return Python's name of an encoding of text, or None for an unknown one."""
    try:
        info = codecs.lookup((name or "").strip())
    except (LookupError, ValueError):
        return None
    plain = _MEANT.get(info.name, info.name)
    return (
        plain
        if getattr(info, "_is_text_encoding", True) and plain not in ("utf-7", "idna", "punycode")
        else None
    )


def _odd_at(raw: bytes) -> int:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _odd(raw: bytes) -> int:
    return raw[_odd_at(raw)]
