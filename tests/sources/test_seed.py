"""The first corpus is read as it always was, whatever is read beside it."""

from hashing import ROOT
from hubbot import build_index
from hubbot import index as index_module
from sources import files
from sources.pages import RIVERS


def test_the_seed_article_has_the_same_passages_and_ids_beside_all_other_formats(tmp_path, encoder):
    for name, raw in {
        "guide.md": b"---\ntitle: A guide\n---\n# Medellin (Colombia)\n\nThe city has 75 tech universities.",
        "page.html": RIVERS.encode(),
        "paper.pdf": files.article_pdf(),
        "letter.docx": files.docx(),
        "book.epub": files.epub(),
        "latin.txt": "La ciudad está en la costa y es muy grande.".encode("cp1252"),
    }.items():
        (tmp_path / name).write_bytes(raw)
    build_index([ROOT / "corpus", tmp_path], tmp_path / "index", encoders=[encoder])
    mixed = index_module.load(tmp_path / "index")
    committed = index_module.load(ROOT / "index")
    assert len(mixed.documents) == 7
    assert mixed.document_by_id["latam-tech-hubs"] == committed.document_by_id["latam-tech-hubs"]
    assert [one for one in mixed.passages if one.document_id == "latam-tech-hubs"] == list(committed.passages)
    raw = (ROOT / "corpus" / "latam-tech-hubs.txt").read_bytes().decode()
    assert mixed.document_by_id["latam-tech-hubs"].text == raw
