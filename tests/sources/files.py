"""Small real files of each format, made here so that every byte of them is known."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>
</Types>"""
RELS = """<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
DOCUMENT_RELS = """<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="s1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>
<Relationship Id="n1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>"""
STYLES = f"""<?xml version="1.0" encoding="UTF-8"?><w:styles xmlns:w="{W}">
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/></w:style></w:styles>"""
NUMBERING = f"""<?xml version="1.0" encoding="UTF-8"?><w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""
CORE = """<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Two rivers</dc:title><dc:creator>Ina Holt</dc:creator></cp:coreProperties>"""
CONTAINER = """<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
PACKAGE = """<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>Dos ríos</dc:title><dc:creator>Ina Holt</dc:creator><dc:creator>Karl Meyer</dc:creator><dc:language>es-MX</dc:language>
<dc:publisher>Agua</dc:publisher></metadata><manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="b" href="two%20.xhtml" media-type="application/xhtml+xml"/><item id="a" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>"""
CHAPTER = """<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>%s</body></html>"""


def zipped(files: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, compression)
    return buffer.getvalue()


def paragraph(words: str, style: str = "", item: bool = False, bold: bool = False) -> str:
    inner = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner += '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if item else ""
    run = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f"<w:p><w:pPr>{inner}</w:pPr><w:r>{run}<w:t>{words}</w:t></w:r></w:p>"


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"


def docx(body: str | None = None, **more: str | bytes) -> bytes:
    body = body or (
        paragraph("Two rivers", "Title")
        + paragraph("The Aller is 215 km long. “I swim in it,” said Ina Holt.")
        + paragraph("Celle (Germany)", "Heading1")
        + paragraph("Bakers – 12", item=True)
        + paragraph("Mills – 3", item=True)
        + paragraph("It is old, and we love it.", "Quote")
        + f"<w:tbl>{row('River', 'Length')}{row('Aller', '215 km')}</w:tbl>"
        + paragraph("Who swims?", bold=True)
    )
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return zipped(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELS,
            "word/document.xml": document,
            "word/_rels/document.xml.rels": DOCUMENT_RELS,
            "word/styles.xml": STYLES,
            "word/numbering.xml": NUMBERING,
            "docProps/core.xml": CORE,
            **more,
        }
    )


def epub(**more: str | bytes) -> bytes:
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/book.opf": PACKAGE,
            "OEBPS/nav.xhtml": CHAPTER % "<nav><ol><li>Contents</li></ol></nav>",
            "OEBPS/one.xhtml": CHAPTER % "<h1>El Aller</h1><p>El Aller es un río largo y muy frío.</p>",
            "OEBPS/two .xhtml": CHAPTER % "<h1>El Weser</h1><p>El Weser llega hasta el mar del Norte.</p>",
            **more,
        }
    )


Line = tuple[str, float, bool, float, float]


def pdf(*pages: list[Line], title: str = "", trailer: str = "") -> bytes:
    """A PDF of lines (words, size, bold, left, base), one list a page, in Helvetica."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects += [
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
        for name in ("Helvetica", "Helvetica-Bold")
    ]
    kids = []
    for lines in pages:
        drawn = ""
        for words, size, bold, left, base in lines:
            escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            drawn += f"BT /F{2 if bold else 1} {size} Tf {left} {base} Td ({escaped}) Tj ET\n"
        stream = drawn.encode("cp1252").decode("latin-1")
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}endstream")
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>"
    objects.append(f"<< /Title ({title}) >>")
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def article_pdf() -> bytes:
    """Two pages with a heading, a paragraph over both, a list, a running line and page numbers."""
    body = [
        ("Two rivers", 24.0, True, 72.0, 720.0),
        (
            "The Aller is 215 km long, and the people who live along its banks know each of the bends of",
            11.0,
            False,
            72.0,
            690.0,
        ),
        (
            "it. They swim in it, in summer and in winter, and even on days when there are floes on the wa-",
            11.0,
            False,
            72.0,
            676.0,
        ),
        ("ter.", 11.0, False, 72.0, 662.0),
        ("Celle (Germany)", 16.0, True, 72.0, 634.0),
        ("\u2022 Bakers \u2013 12", 11.0, False, 72.0, 610.0),
        ("\u2022 Mills \u2013 3", 11.0, False, 72.0, 596.0),
        (
            "The water is cold and nobody minds it, not even the oldest of those who come here",
            11.0,
            False,
            72.0,
            560.0,
        ),
    ]
    second = [
        ("for it in winter.", 11.0, False, 72.0, 720.0),
        ("Verden", 16.0, True, 72.0, 690.0),
        ("It has a bridge.", 11.0, False, 72.0, 660.0),
    ]
    frame = [
        [("The Daily Water", 9.0, False, 72.0, 810.0), (f"Page {number} of 2", 9.0, False, 280.0, 30.0)]
        for number in (1, 2)
    ]
    return pdf([frame[0][0], *body, frame[0][1]], [frame[1][0], *second, frame[1][1]], title="Two rivers")


ENCRYPTED = pdf(
    [("Secret", 12.0, False, 72.0, 700.0)],
    trailer="/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt << /Filter /Standard /V 2 /R 3 "
    f"/Length 128 /P -44 /O <{'5a' * 32}> /U <{'a5' * 32}> >>",
)
