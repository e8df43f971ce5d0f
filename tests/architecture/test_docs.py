"""Documents that can be checked are: the rulebook's tests exist, every setting is described, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_test_that_the_rulebook_names_exists() -> None:
    missing = []
    for line in (ROOT / "docs" / "rulebook.md").read_text().splitlines():
        file = re.search(r"([a-z_/]+/test_[a-z_0-9]+\.py)", line)
        named = re.findall(r"`(test_[a-z_0-9]+)`", line)
        if named:
            assert file, line
            text = (ROOT / "tests" / file[1]).read_text()
            missing += [name for name in named if not re.search(rf"def {name}\b", text)]
    assert not missing


def test_every_setting_is_described_and_nothing_else_is() -> None:
    read = set(re.findall(r'"((?:QUORATE|DATABASE)_[A-Z_]+)"', (ROOT / "common" / "settings.py").read_text()))
    told = set(re.findall(r"^\| `((?:QUORATE|DATABASE)_[A-Z_]+)`", (ROOT / "docs" / "operations.md").read_text(), re.M))
    assert read == told


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_its_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text())
    assert not [target for target in targets if not (document.parent / target).exists()]
