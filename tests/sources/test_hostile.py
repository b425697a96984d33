"""Input that nobody should give: each ends in one sentence, and the old index stays."""

import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from hubbot import build_index, store
from hubbot.errors import CorpusError
from hubbot.sources.corpus import find_sources, read_sources
from hubbot.sources.formats import DOCX, EPUB, HTML, PDF
from hubbot.sources.record import Limits
from hubbot.sources.sandbox import Sandbox
from sources import files

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200)
SMALL = Limits(seconds=10, memory_bytes=1 << 30)


def bomb(names: int, size: int) -> bytes:
    return files.zipped(
        {"word/document.xml": b"<x/>", **{f"word/{n}.xml": b"\0" * size for n in range(names)}}
    )


def liar() -> bytes:
    """A document whose archive says that its text is short, while it inflates to eight megabytes."""
    raw = bytearray(files.docx("x" * 8_000_000))
    at = raw.rindex(b"PK\x01\x02", 0, raw.rindex(b"word/document.xml"))
    raw[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(raw)


def many_entries() -> bytes:
    return files.zipped({"word/document.xml": "x", **{f"{n}": "" for n in range(10_001)}}, zipfile.ZIP_STORED)


def locked() -> bytes:
    raw = bytearray(files.docx())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(mark)
        while at >= 0:
            raw[at + offset] |= 1
            at = raw.find(mark, at + 1)
    return bytes(raw)


CASES = {
    "empty.txt": (b"", "empty"),
    "empty.html": (b"", "empty"),
    "empty.pdf": (b"", "empty"),
    "empty.docx": (b"", "empty"),
    "blank.md": (b" \n\t\n", "empty"),
    "junk.txt": (bytes(range(256)) * 50, "NUL character"),
    "junk.pdf": (os.urandom(5000).replace(b"%PDF", b"") + b"\0", "NUL character|no text"),
    "picture.html": (PNG, "no text but .*[Pp]"),
    "program.md": (b"\x7fELF\x02\x01\x01" + bytes(300), "no text but"),
    "page.html": (b"<html><body><script>render()</script></body></html>", "shows no text"),
    "tags.html": (b"<html><p></p><img src=x></html>", "shows no text"),
    "locked.pdf": (files.ENCRYPTED, "an encrypted PDF; save it without a password"),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type /Cat", "a damaged PDF"),
    "scan.pdf": (files.pdf([]), "without a word; if it is scanned"),
    "cut.docx": (files.docx()[:900], "a damaged zip archive"),
    "locked.docx": (locked(), "encrypted; save it without a password"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old or encrypted Office file"),
    "sheet.docx": (files.zipped({"xl/workbook.xml": "<x/>"}), "an Excel workbook, which hubbot does not read"),
    "archive.epub": (files.zipped({"a.txt": "hello"}), "a zip archive, which hubbot does not read"),
    "broken.docx": (files.zipped({"word/document.xml": "<w:document"}), "a damaged Word document"),
    "wordless.docx": (files.docx("<w:p/>"), "holds no words"),
    "wordless.epub": (files.epub(**{"OEBPS/one.xhtml": "<html/>", "OEBPS/two .xhtml": "<html/>"}), "holds no words"),
    "torn.epub": (files.zipped({"META-INF/container.xml": "<x/>"}), "table of contents cannot be read"),
    "drm.epub": (files.epub(**{"META-INF/encryption.xml": '<e xmlns:n="http://www.w3.org/2001/04/xmlenc#"><n:EncryptionMethod Algorithm="aes"/></e>'}), "protected against reading"),
    "bomb.docx": (bomb(40, 10_000_000), "zip bomb"),
    "ratio.docx": (bomb(1, 20_000_000), "zip bomb"),
    "liar.docx": (liar(), "damaged"),
    "entries.docx": (many_entries(), "an archive of 10002 files"),
}  # fmt: skip


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(SMALL) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def home(tmp_path_factory, encoder):
    home = tmp_path_factory.mktemp("home")
    (home / "good.txt").write_text("The river is long and the water is cold.", "utf-8")
    build_index(home / "good.txt", home / "index", encoders=[encoder])
    return home


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_one_sentence_and_leaves_the_old_index(home, encoder, name):
    content, message = CASES[name]
    path = home / name
    path.write_bytes(content)
    before = store.read_manifest(home / "index")
    with pytest.raises(CorpusError, match=message) as caught:
        build_index([home / "good.txt", path], home / "index", encoders=[encoder])
    assert str(path) in str(caught.value) and "\n" not in str(caught.value) and len(str(caught.value)) < 700
    assert store.read_manifest(home / "index") == before


@pytest.mark.parametrize(
    ("name", "content", "kind", "warning"),
    [
        ("a.txt", files.article_pdf(), PDF, "named as plain text but is PDF; read as that."),
        ("a.pdf", b"<!DOCTYPE html><p>The river is long.</p>", HTML, "named as PDF but is HTML"),
        ("a.docx", files.epub(), EPUB, "named as a Word document but is EPUB"),
        ("a.html", files.docx(), DOCX, "named as HTML but is a Word document"),
        ("a.epub", b"The river is long.", "text/plain", "named as EPUB but is plain text"),
    ],
)
def test_a_wrong_name_is_remarked_and_the_content_read(tmp_path, name, content, kind, warning):
    (tmp_path / name).write_bytes(content)
    [source] = read_sources([tmp_path])
    assert source.media_type == kind and source.text.strip()
    assert any(warning in one for one in source.warnings)


def test_a_text_about_pdf_is_a_text(tmp_path):
    (tmp_path / "a.txt").write_text(
        "A file of that sort begins with %PDF-1.7, and then come objects.", "utf-8"
    )
    [source] = read_sources([tmp_path])
    assert (source.media_type, source.warnings) == ("text/plain", ())


def test_a_gigabyte_is_refused_without_being_read(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(1 << 30)  # a hole: it takes no disk
    with pytest.raises(
        CorpusError,
        match=r"1073741824 bytes, the limit is 67108864; part it, or raise HUBBOT_MAX_SOURCE_BYTES",
    ):
        list(read_sources([path]))


def test_a_text_of_too_many_characters_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("The river is long. " * 20, "utf-8")
    with pytest.raises(CorpusError, match="380 characters, the limit is 100"):
        list(read_sources([tmp_path], Limits(max_characters=100)))
    (tmp_path / "a.txt").rename(tmp_path / "a.html")
    with pytest.raises(CorpusError, match="380 characters, the limit is 100"):
        list(read_sources([tmp_path], Limits(max_characters=100)))


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 100_000 + b"The river is long.",
        b"<ul><li>" * 50_000 + b"The river is long.",
        b"<blockquote>" * 50_000 + b"The river is long.",
        b"<b><i>" * 50_000 + b"The river is long.",
        b"<table><tr><td>" * 30_000 + b"The river is long.",
        b"<p>The river is long.</p>" + b"</div>" * 100_000,
        b"<table><tr><td colspan=99999999 rowspan=99999999>The river</td><td>is long.</td></tr></table>",
        b"<p>The river is long. " + b"&#x1F600;" * 50_000,
        b"<!--" * 50_000 + b"--><p>The river is long.",
    ],
    ids=["divs", "lists", "quotes", "inline", "tables", "ends", "colspan", "entities", "comments"],
)
def test_deep_and_odd_nesting_is_read_or_refused_in_time(sandbox, body):
    try:
        found = sandbox.convert(b"<html><body>" + body, HTML, "deep.html")
    except CorpusError as error:
        assert "deep.html" in str(error)
    else:
        assert "The river" in found.text


def test_a_reader_that_takes_too_long_is_stopped():
    slow = files.pdf(*[[(f"Line {n} of a page", 10.0, False, 50.0, 20.0 + n * 8) for n in range(95)]] * 400)
    with (
        Sandbox(replace(SMALL, seconds=0.5)) as sandbox,
        pytest.raises(CorpusError, match=r"slow\.pdf: not read within 0\.5 seconds"),
    ):
        sandbox.convert(slow, PDF, "slow.pdf")


def test_a_reader_that_takes_too_much_memory_is_stopped_and_the_next_file_read():
    large = b"<html><body>" + b"<p>a</p>" * 2_000_000
    with Sandbox(Limits(seconds=60, memory_bytes=400 << 20)) as sandbox:
        with pytest.raises(
            CorpusError,
            match=r"large\.html: (takes more than 400 MiB|its reader broke down, at a limit of 400 MiB)",
        ):
            sandbox.convert(large, HTML, "large.html")
        assert sandbox.convert(b"<p>The river is long.</p>", HTML, "next.html").text == "The river is long.\n"


def test_the_worker_has_no_secret_of_the_environment(monkeypatch, sandbox):
    monkeypatch.setenv("HUBBOT_OWNER_TOKEN", "a-secret-of-the-owner")
    sandbox.convert(b"<p>The river is long.</p>", HTML, "a.html")
    environ = Path(f"/proc/{sandbox._worker.pid}/environ")
    if not environ.exists():
        pytest.skip("no /proc here")
    assert b"a-secret" not in environ.read_bytes()


def test_folders_that_link_to_each_other_are_walked_once(tmp_path):
    """Every folder links to all others: twelve factorial paths, thirteen folders."""
    folders = [tmp_path / f"f{n:02}" for n in range(12)]
    for folder in folders:
        folder.mkdir()
    for folder in folders:
        for other in folders:
            (folder / f"to-{other.name}").symlink_to(other)
        (folder / "a.txt").write_text("The river is long.", "utf-8")
    assert len(find_sources([tmp_path])) == 12


def test_what_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(CorpusError, match="not a corpus file"):
        find_sources([tmp_path / "pipe.txt"])
    with pytest.raises(CorpusError, match="no document found"):
        find_sources([tmp_path])
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    with pytest.raises(CorpusError, match="no such file"):
        find_sources([tmp_path / "loop.txt"])


def test_an_entity_bomb_and_a_foreign_entity_do_nothing(tmp_path, sandbox):
    (tmp_path / "secret").write_text("the secret", "utf-8")
    laughs = (
        '<!DOCTYPE l [<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
        + "]>"
    )
    document = f'<?xml version="1.0"?>{laughs}<w:document xmlns:w="{files.W}"><w:body>{files.paragraph("&j;")}</w:body></w:document>'
    with pytest.raises(CorpusError, match=r"bomb\.docx"):
        sandbox.convert(files.docx(**{"word/document.xml": document}), DOCX, "bomb.docx")
    package = f'<!DOCTYPE p [<!ENTITY s SYSTEM "{(tmp_path / "secret").as_uri()}">]>' + files.PACKAGE.replace(
        '<?xml version="1.0"?>', ""
    ).replace("Dos ríos", "Dos &s; ríos")
    found = sandbox.convert(files.epub(**{"OEBPS/book.opf": package}), EPUB, "a.epub")
    assert "secret" not in (found.metadata.title or "")
