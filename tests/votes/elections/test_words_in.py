"""Words of a statement are counted alike here and in the browser."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.settings import ROOT
from votes.elections.rules import words_in

WORDS = st.lists(st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=8), max_size=30)
BLANKS = st.text(" \t\n\r\xa0\u2003\u3000\ufeff", min_size=1, max_size=3)


@given(words=WORDS, blank=BLANKS, around=BLANKS)
def test_it_is_the_number_of_words_whatever_blanks_are_between_and_around(
    words: list[str], blank: str, around: str
) -> None:
    assert words_in(around + blank.join(words) + around) == len(words)


@given(first=st.text(max_size=40), second=st.text(max_size=40))
def test_two_texts_with_a_blank_between_have_the_words_of_both(first: str, second: str) -> None:
    assert words_in(f"{first} {second}") == words_in(first) + words_in(second)


@pytest.mark.parametrize(("text", "words"), [("", 0), (" \n ", 0), ("one", 1), ("don't — stop", 3), ("a\x1cb\x85c", 1)])
def test_some_that_are_easily_counted_otherwise(text: str, words: int) -> None:
    assert words_in(text) == words


def test_the_browser_counts_the_same() -> None:
    blanks = "".join(map(chr, [*range(1, 0x3100), 0xFEFF, 0x1F600]))
    text = "x".join(blanks)
    node = ROOT / ".venv" / "bin" / "node"
    if not node.exists():
        pytest.skip("no node beside this Python")
    script = "let t='';process.stdin.setEncoding('utf8').on('data',d=>t+=d).on('end',()=>"
    script += "console.log(t.match(/\\S+/g).length))"
    counted = subprocess.run([node, "-e", script], input=text.encode(), capture_output=True, check=True)  # noqa: S603

    assert "match(/\\S+/g)" in (ROOT / "web" / "static_src" / "site.js").read_text()
    assert int(counted.stdout) == words_in(text)
