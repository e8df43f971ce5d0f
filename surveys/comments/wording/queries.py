"""Reads of a finding's words: the machine's, people's, and whether people have seen what was read since."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db
from common.errors import NotFound


@dataclass(frozen=True)
class EditLine:
    """The words as somebody left them. Without a headline: the machine's words again."""

    id: UUID
    headline: str | None
    sentences: tuple[str, ...]
    made_by: str | None
    made_at: datetime


@dataclass(frozen=True)
class Wording:
    """A finding's words and their history, the latest first. `outdated`: the comments have been read again since, and
    the machine would say something else now."""

    machine_headline: str
    machine_sentences: tuple[str, ...]
    edits: tuple[EditLine, ...]
    outdated: bool

    @property
    def edited(self) -> EditLine | None:
        """Whose words stand; None for the machine's."""
        return self.edits[0] if self.edits and self.edits[0].headline is not None else None

    def own(self, text: str) -> bool:
        """Whether a sentence or the headline is in a person's words, as it stands in a finding that somebody edited."""
        return self.edited is not None and text not in (self.machine_headline, *self.machine_sentences)

    def left_out(self, sentences: Collection[str]) -> int:
        """How many of the machine's sentences do not stand among those of the finding."""
        return sum(text not in sentences for text in self.machine_sentences) if self.edited else 0

    @property
    def seen(self) -> str:
        """What a form carries along, so that nobody writes over words that they have not read."""
        return str(self.edits[0].id) if self.edits else ""


async def wording_of(school: UUID, finding: UUID) -> Wording:
    """The words of a finding. Raises NotFound."""
    found = await db.row(
        "SELECT machine, analysis, headline, sentences FROM finding WHERE school = $1 AND id = $2", school, finding
    )
    if found is None:
        raise NotFound()
    edits = await db.rows(
        "SELECT e.id, e.headline, e.sentences, e.reading, e.made_at, p.name AS made_by FROM finding_edit e"
        " LEFT JOIN person p ON p.id = e.made_by WHERE e.school = $1 AND e.finding = $2 ORDER BY e.made_at DESC, e.id",
        school,
        finding,
    )
    # A finding from before the machine's words were kept apart has those that stand.
    machine = found["machine"] or found
    return Wording(
        machine_headline=machine["headline"],
        machine_sentences=_texts(machine["sentences"]),
        edits=tuple(
            EditLine(line["id"], line["headline"], _texts(line["sentences"]), line["made_by"], line["made_at"])
            for line in edits
        ),
        outdated=bool(edits and edits[0]["headline"] and edits[0]["reading"] != found["analysis"]),
    )


def _texts(sentences: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(sentence["text"] for sentence in sentences)
