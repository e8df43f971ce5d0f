"""Templates: no inline script or style, every form with its hidden field, nothing that turns escaping off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FILES = sorted(TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(TEMPLATES)) for path in FILES])
def test_it_keeps_the_content_security_policy_and_the_forms_safe(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"<style|\sstyle\s*=", text), "inline style"
    assert not re.search(r"\son[a-z]+\s*=|javascript:|hx-on|js:", text), "inline handler"
    assert not re.search(r"\|\s*safe\b", text), "escaping is switched off"
    assert not re.search(r"(href|src|action)=\"https?:", text), "another site's address"
    posts = len(re.findall(r'<form[^>]*method="post"', text))
    assert posts <= len(re.findall(r"csrf_input", text)), "a form without {{ csrf_input }}"
