"""The sentences that `?done=` may show after a write: a closed list, so that an address cannot put words on a page."""

from __future__ import annotations

from common.i18n import gettext as _


def banner(key: str) -> str | None:
    """The sentence of a banner, or None for an unknown key."""
    return {
        "signed-in": _("You are signed in."),
        "signed-out": _("You are signed out."),
        "survey-created": _("The survey is ready. Check it, then open it."),
        "survey-opened": _("The survey is open. Share its link or poster."),
        "closing-date-set": _("The closing date is saved."),
        "survey-closed": _("The survey is closed."),
        "analysis-asked": _("The comments are being read. This page shows the result as soon as it is there."),
        "finding-published": _("The finding is published to the council."),
        "concern-acknowledged": _("Recorded."),
        "motion-raised": _("The draft motion is saved."),
        "motion-saved": _("The motion is saved."),
        "motion-submitted": _("The motion is submitted to the clerk."),
        "motion-withdrawn": _("The motion is withdrawn."),
        "agenda-added": _("The motion is on the agenda."),
        "agenda-saved": _("The agenda is saved."),
        "meeting-planned": _("The meeting is planned."),
        "notice-sent": _("Notice of the meeting has been sent."),
        "meeting-opened": _("The meeting is open."),
        "meeting-closed": _("The meeting is closed. Its minutes are in draft."),
        "attendance-saved": _("Attendance is saved."),
        "motion-moved": _("Moved."),
        "motion-seconded": _("Seconded."),
        "motion-put": _("The motion is put to the vote: voting is open."),
        "poll-closed": _("The vote is closed. The count follows by itself."),
        "poll-opened": _("The vote is open. Everybody on the roll has been told."),
        "box-opened": _("The box is open. The count follows by itself. The sheets can be destroyed."),
        "poll-void": _("The vote has ended without a result."),
        "vote-cast": _("Your vote is in. Keep the receipt."),
        "vote-replaced": _("Your new vote is in and has replaced the earlier one. Keep the new receipt."),
        "lot-settled": _("The lot is recorded. The count goes on by itself."),
        "open-vote-recorded": _("Recorded. Check it, then declare it."),
        "open-vote-closed": _("The vote is closed. Its result follows at once."),
        "resolution-signed": _("You have signed. You can change it until it closes."),
        "resolution-passed": _("You have signed, and with that the resolution is passed."),
        "casting-vote-recorded": _("The casting vote is recorded."),
        "minutes-approved": _("The minutes are approved."),
        "note-saved": _("The note is saved."),
    }.get(key)
