"""A grid: several questions of one's own that share what they begin with and their answers, made with one form.

Each row is a question like any other, so that it has its own answers, conditions and results, and stands by itself on a
phone and for a screen reader. What they share stands once above them.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from common import db
from common.forms import FormData, FormErrors, FormReader
from surveys.building.editing.rules import Wording, options_from
from surveys.building.editing.services import add_question
from surveys.questions.asked import LONGEST_WORDS, MOST_OPTIONS
from surveys.rules import QuestionKind

GRID_KINDS = (QuestionKind.AGREE_SCALE, QuestionKind.SINGLE, QuestionKind.RATING)
MOST_ROWS = 12


@dataclass(frozen=True)
class SentGrid:
    """The questions of a grid in order, and the id that the first is given for this form."""

    rows: tuple[Wording, ...]
    new: UUID


def parse_grid(data: FormData, *, survey: UUID) -> SentGrid | FormErrors:
    """The form of a grid."""
    reader = FormReader(data)
    stem = reader.line("stem", missing="Enter what the questions share, such as I am happy with.", longest=200)
    stem = stem.rstrip(":… ").removesuffix("...").rstrip()
    rows = list(dict.fromkeys(" ".join(line.split()) for line in reader.raw("rows").split("\n") if line.strip()))
    if not 2 <= len(rows) <= MOST_ROWS:
        reader.error("rows", "Enter from 2 to %(most)s questions, one a line.", most=MOST_ROWS)
    if any(len(stem) + len(row) + 2 > LONGEST_WORDS for row in rows):
        reader.error("rows", "Keep each line to %(longest)s characters.", longest=LONGEST_WORDS - 202)
    chosen = reader.choice("kind", [kind.value for kind in GRID_KINDS], missing="Choose how they are answered.")
    kind = QuestionKind(chosen) if chosen else QuestionKind.AGREE_SCALE
    options = options_from(reader.raw("options"), ()) if kind is QuestionKind.SINGLE else ()
    if kind is QuestionKind.SINGLE and not 2 <= len(options) <= MOST_OPTIONS:
        reader.error("options", "Enter at least two options, one a line.")
    shared = {"kind": kind, "options": options, "grid": stem, "required": bool(reader.raw("required"))}
    dont_know = bool(reader.raw("dont_know"))
    wordings = tuple(Wording(text=f"{stem}: {row}", dont_know=dont_know, **shared) for row in rows)  # type: ignore[arg-type]
    return reader.errors() or SentGrid(wordings, uuid5(survey, f"grid-{reader.raw('form_key')}"))


async def add_grid(school: UUID, survey: UUID, section: UUID, grid: SentGrid, by: UUID | None) -> UUID:
    """Adds all rows to the end of a page, or none; the first one's id. The same form sent twice adds them once."""
    async with db.transaction():
        ids = [uuid5(grid.new, str(number)) for number in range(len(grid.rows))]
        for new, wording in zip(ids, grid.rows, strict=True):
            await add_question(school, survey, section, wording, by, new)
    return ids[0]
