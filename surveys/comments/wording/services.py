"""Writes of a finding's words. Every version is kept; published words stay as they are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from common import audit, db
from common.errors import NotFound, Refused
from surveys.comments.wording.forms import Words
from surveys.results.rules import FindingState


class WordsArePublished(Refused):
    """The finding is published."""

    message = "The finding is published, so its words stay as they are."


class WordsHaveChanged(Refused):
    """Somebody else edited the finding, or the comments were read again."""

    message = (
        "These words have changed since you opened them. Look at them as they are now; what you typed is kept below."
    )


async def edit_finding(school: UUID, finding: UUID, by: UUID, words: Words) -> None:
    """Puts a person's words in place of those that they had before them; what each sentence rests on stays.

    A sentence that was added rests on all comments of the finding. Raises NotFound, WordsArePublished,
    WordsHaveChanged.
    """
    async with db.transaction():
        found = await _locked(school, finding)
        last = await db.value(
            "SELECT id FROM finding_edit WHERE finding = $1 ORDER BY made_at DESC, id LIMIT 1", finding
        )
        if words.seen != str(last or "") or words.reading != str(found["analysis"]):
            raise WordsHaveChanged()
        everyone = await db.rows("SELECT comment::text AS id FROM finding_comment WHERE finding = $1", finding)
        sentences = _resting(words, found["sentences"], [line["id"] for line in everyone])
        if (words.headline, sentences) == (found["headline"], found["sentences"]) and last is None:
            return
        await _keep(school, finding, by, words.headline, sentences, found["analysis"])
        await db.rows(
            "UPDATE finding SET headline = $2, sentences = $3 WHERE id = $1", finding, words.headline, sentences
        )


async def take_machine_words(school: UUID, finding: UUID, by: UUID) -> None:
    """Puts the machine's words back; people's are kept in the history. Raises NotFound, WordsArePublished."""
    async with db.transaction():
        found = await _locked(school, finding)
        machine = found["machine"] or found
        if (found["headline"], found["sentences"]) == (machine["headline"], machine["sentences"]):
            return
        await _keep(school, finding, by, None, [], found["analysis"])
        await db.rows(
            "UPDATE finding SET headline = $2, sentences = $3 WHERE id = $1",
            finding,
            machine["headline"],
            machine["sentences"],
        )


async def _locked(school: UUID, finding: UUID) -> db.Row:
    found = await db.row(
        "SELECT state, analysis, headline, sentences, machine FROM finding WHERE school = $1 AND id = $2 FOR UPDATE",
        school,
        finding,
    )
    if found is None:
        raise NotFound()
    if found["state"] == FindingState.PUBLISHED:
        raise WordsArePublished()
    return found


def _resting(words: Words, before: list[dict[str, Any]], everyone: list[str]) -> list[dict[str, Any]]:
    """The sentences with what each rests on: of what it rested on before, the comments that still belong here."""
    still = set(everyone)
    kept = [
        {"text": text, "comments": [c for c in said["comments"] if c in still] or everyone}
        for text, said in zip(words.sentences, before, strict=True)
        if text
    ]
    return [*kept, {"text": words.added, "comments": everyone}] if words.added else kept


async def _keep(
    school: UUID, finding: UUID, by: UUID, headline: str | None, sentences: list[dict[str, Any]], reading: UUID | None
) -> None:
    await db.rows(
        "INSERT INTO finding_edit (id, school, finding, headline, sentences, reading, made_by, made_at)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, clock_timestamp())",
        school,
        finding,
        headline,
        sentences,
        reading,
        by,
    )
    await audit.record(school=school, actor=by, action="edit_finding", kind="finding", subject=finding)
