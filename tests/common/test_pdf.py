"""Papers: accessible, the same for the same data, and nothing that was typed is ever code."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest

from common import pdf as papers
from common.pdf import PaperFault, pdf

PLAIN = """#import "/print.typ": paper, paper-data
#show: paper.with(paper-data)
= #paper-data.title
#paper-data.text
"""
DATA = {"title": "Minutes of 3 May", "school": "Marigold", "body": "Parent Council", "language": "en", "text": "Hello."}


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A paper with one paragraph, beside the shared look."""
    (tmp_path / "print.typ").write_text((papers.TEMPLATES / "print.typ").read_text())
    (tmp_path / "plain.typ").write_text(PLAIN)
    monkeypatch.setattr(papers, "TEMPLATES", tmp_path)
    return "plain.typ"


def opened(paper: bytes) -> str:
    """All of a PDF that is text once its streams are inflated."""
    found = [paper]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.S):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found).decode("latin-1")


def test_a_paper_is_tagged_and_has_a_title_and_a_language(template: str) -> None:
    inside = opened(pdf(template, DATA))
    assert "/StructTreeRoot" in inside
    assert re.search(r"/Lang\s*\(en\)", inside)
    assert "Minutes of 3 May" in inside
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>", inside)
    assert re.search(r"/S\s*/H1", inside)


def test_the_same_data_give_the_same_bytes_and_carry_their_own_date(template: str) -> None:
    dated = {**DATA, "dated": "2026-11-21T10:30:00+00:00"}
    assert pdf(template, dated) == pdf(template, dict(reversed(dated.items())))
    assert "D:20261121103000" in opened(pdf(template, dated))
    assert "D:1970" in opened(pdf(template, DATA))


def test_what_was_typed_is_never_code(template: str) -> None:
    code = '#panic("run") $x$ *bold* `raw` #read("/print.typ") \\u{41} "\' <label> @cite'
    assert pdf(template, {**DATA, "text": code}).startswith(b"%PDF")


@pytest.mark.parametrize("name", ["Zoë Łukasz Nguyễn", "Ελένη", "Олена", "שרה", "محمد"])
def test_names_of_these_scripts_have_letters(template: str, name: str) -> None:
    assert name in _set(template, name)


@pytest.mark.parametrize("name", ["王小明", "অনিতা", "শরৎকালীন অভিভাবক", "ਸਿੰਘ", "😀"])
def test_a_letter_without_a_font_becomes_a_square_and_the_paper_says_so(template: str, name: str) -> None:
    data = _set(template, name)
    assert f"Signed by {papers.UNSHOWN}" in data
    assert '"unshown": true' in data


def _set(template: str, name: str) -> str:
    """The data of which the paper was made in the end."""
    said: list[str] = []
    made = papers._made

    def watched(template: str, data: str, timestamp: int) -> bytes:
        said.append(data)
        return made(template, data, timestamp)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(papers, "_made", watched)
        assert pdf(template, {**DATA, "text": f"Signed by {name}, chair"}).startswith(b"%PDF")
    return said[-1]


def test_a_faulty_template_says_why(template: str, tmp_path: Path) -> None:
    (tmp_path / "broken.typ").write_text("#nothing-of-that-name")
    with pytest.raises(PaperFault, match="nothing-of-that-name"):
        pdf("broken.typ", DATA)
