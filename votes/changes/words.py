"""Changes of a poll in plain words, in the reader's language: for its page, letters and minutes."""

from __future__ import annotations

from common.dates import moment_in_words
from common.i18n import gettext as _
from common.i18n import ngettext
from votes.changes.queries import ChangeLine
from votes.rules import ChangeKind


def change_in_words(change: ChangeLine, zone: str) -> str:
    """What was changed, without the reason."""
    if change.kind is ChangeKind.EXTENDED:
        return _(
            "More time: it closes on %(after)s in place of %(before)s.",
            after=moment_in_words(change.moment("after"), zone),
            before=moment_in_words(change.moment("before"), zone),
        )
    if change.kind in (ChangeKind.ROLL_ADDED, ChangeKind.ROLL_STRUCK):
        return _roll_in_words(change)
    if change.kind is ChangeKind.PAPERS_EXPLAINED:
        return ngettext(
            "%(num)s more paper ballot came back than was given out, and was counted.",
            "%(num)s more paper ballots came back than were given out, and were counted.",
            int(change.details["papers"]),
        )
    name = change.details.get("name")
    return _("%(name)s no longer stands and is passed over in the count.", name=name or _("A candidate"))


def _roll_in_words(change: ChangeLine) -> str:
    added = change.kind is ChangeKind.ROLL_ADDED
    said = _("A line was added to the roll.") if added else _("A line was struck from the roll.")
    envelopes = int(change.details.get("envelopes", 0))
    if envelopes:
        said += " " + ngettext(
            "%(num)s envelope was taken out of the box unopened.",
            "%(num)s envelopes were taken out of the box unopened.",
            envelopes,
        )
    return (
        said
        + " "
        + _(
            "It now has %(roll)s lines; its fingerprint begins with %(mark)s.",
            roll=change.details["roll_size"],
            mark=str(change.details["roll_hash"])[:12],
        )
    )
