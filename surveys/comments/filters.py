"""Which comments of a question a reader asks for, as an address holds it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from surveys.comments.rules import LABELS

MOST_WORDS, LONGEST_SEARCH = 6, 100
SAYS = ("suggestion", "nothing", "unchecked")


@dataclass(frozen=True)
class Filters:
    """What is asked for, "" where nothing is. `came`: "channel:…" or "language:…", one of the groups that are shown."""

    question: str = ""
    theme: str = ""
    feels: str = ""
    says: str = ""
    came: str = ""
    words: str = ""

    @property
    def searched(self) -> tuple[str, ...]:
        """Patterns of which all must be met: a word of the comment begins with what was typed."""
        return tuple(_beginning(word) for word in self.words.split()[:MOST_WORDS])

    @property
    def address(self) -> str:
        """The filters as the query of an address, with a place for more."""
        kept = {name: value for name, value in vars(self).items() if value}
        return f"?{urlencode(kept)}&" if kept else "?"

    def at(self, page: int) -> str:
        """A page of what is asked for, as the query of an address; "" for the first of everything."""
        return self.address[:-1] if page == 1 else f"{self.address}page={page}"


def _beginning(word: str) -> str:
    """As PostgreSQL's regular expressions write it; what is typed has no meaning in them. A number is found as such."""
    return ("\\m" if word[0].isalnum() else "") + re.sub(r"([^\w])", r"\\\1", word) + ("\\M" if word.isdigit() else "")


def filters(query: Mapping[str, str]) -> Filters:
    """What an address asks for. What is none of the choices is left out; which themes and groups there are, the
    database knows."""

    def line(name: str) -> str:
        return " ".join(query.get(name, "").replace("\x00", "").split())[:LONGEST_SEARCH]

    feels, says = line("feels"), line("says")
    return Filters(
        question=line("question"),
        theme=line("theme"),
        feels=feels if feels in LABELS else "",
        says=says if says in SAYS else "",
        came=line("came"),
        words=line("words"),
    )
