import pytest

from hubbot.errors import CorpusError
from hubbot.sources.decoding import declared_in_html, decode

SPANISH = "El año pasado la señora Núñez dijo: “Mañana será otro día” — y así fue, según cuentan los niños."


@pytest.mark.parametrize(
    ("raw", "text", "encoding"),
    [
        ("Año".encode(), "Año", "utf-8"),
        (b"\xef\xbb\xbfA\xc3\xb1o", "Año", "utf-8"),
        (SPANISH.encode("utf-16"), SPANISH, "utf-16-le"),
        (b"\xfe\xff" + SPANISH.encode("utf-16-be"), SPANISH, "utf-16-be"),
        (b"\xff\xfe\x00\x00" + SPANISH.encode("utf-32-le"), SPANISH, "utf-32-le"),
        (SPANISH.encode("cp1252"), SPANISH, "windows-1252"),
        ("Año nuevo".encode("latin-1"), "Año nuevo", "windows-1252"),
        ("Москва — столица России, и здесь живут люди.".encode("cp1251"), "Москва — столица России, и здесь живут люди.", "cp1251"),
        ("Łódź jest dużym miastem, gdzie rosną żółte kwiaty.".encode("cp1250"), "Łódź jest dużym miastem, gdzie rosną żółte kwiaty.", "cp1250"),
        ("東京は日本の首都です。人々は公園で散歩する。".encode("shift_jis"), "東京は日本の首都です。人々は公園で散歩する。", "cp932"),
    ],
)  # fmt: skip
def test_an_encoding_is_found_and_named(raw, text, encoding):
    found, name, warning = decode(raw, "a.txt")
    assert (found, name) == (text, encoding)
    assert warning is None if encoding == "utf-8" else "a.txt" in warning and encoding in warning


def test_what_a_sender_declares_goes_before_a_guess():
    raw = "Łódź".encode("iso8859-2")
    assert decode(raw, "x", "ISO-8859-2")[:2] == ("Łódź", "iso8859-2")
    assert decode("“Ça”".encode("cp1252"), "x", "iso-8859-1")[0] == "“Ça”", "pages mean windows-1252 by it"


@pytest.mark.parametrize("declared", ["ascii-x", "utf-16", "iso-8859-1", "utf-8", ""])
def test_utf8_is_utf8_whatever_a_template_declares(declared):
    assert decode("Año".encode(), "x", declared) == ("Año", "utf-8", None)


def test_japanese_mail_that_looks_like_ascii_is_told_by_its_declaration():
    assert decode("日本".encode("iso-2022-jp"), "x", "iso-2022-jp")[0] == "日本"


@pytest.mark.parametrize(
    ("raw", "message"),
    [(b"a\xff\x00b", "NUL character at offset 2"), (b"\xff\xfeA", "broken"), (b"\xef\xbb\xbf\xff", "broken")],
)
def test_bytes_that_are_no_text_are_refused(raw, message):
    with pytest.raises(CorpusError, match=message):
        decode(raw, "a.txt")


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b'<html><head><meta charset="Windows-1251">', "Windows-1251"),
        (b"<meta http-equiv='Content-Type' content='text/html; charset=ISO-8859-15'>", "ISO-8859-15"),
        (b'<?xml version="1.0" encoding="utf-16"?>', "utf-16"),
        (b"<p>charset=utf-8</p>", None),
        (b" " * 5000 + b'<meta charset="x-y">', None),
    ],
)
def test_a_page_names_its_encoding_in_its_head(raw, name):
    assert declared_in_html(raw) == name
