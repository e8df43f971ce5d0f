"""The sentences that `?done=` may show after a write: a closed list, so that an address cannot put words on a page."""

from __future__ import annotations

from common.i18n import gettext as _


def banner(key: str) -> str | None:
    """The sentence of a banner, or None for an unknown key."""
    return {**_people_and_surveys(), **_collecting(), **_bodies(), **_votes(), **_elections_and_papers()}.get(key)


def _people_and_surveys() -> dict[str, str]:
    return {
        "signed-in": _("You are signed in."),
        "signed-out": _("You are signed out."),
        "survey-created": _("The survey is made, as a draft. Look through it before it opens."),
        "plan-saved": _("The plan is saved."),
        "trust-shared": _("Your published results are shared with the trust from now on."),
        "trust-stopped": _("Your results are shared with the trust no more."),
        "question-added": _("The question is added, and results will be shown by it."),
        "invitations-planned": _("The plan is saved. These are the numbers on today’s roll."),
        "reminder-asked": _("The reminder is on its way. At night it waits for the morning."),
        "letter-sent-again": _("The letter is on its way, unless they have answered."),
        "newcomers-invited": _("The families who have joined are invited."),
        "nobody-new": _("Nobody has joined the roll since."),
        "bounce-marked": _("No invitations are sent to this address any more."),
        "bounce-lifted": _("The next letters go to this address again."),
        "survey-opened": _("The survey is open. Share its link or poster."),
        "closing-date-set": _("The closing date is saved."),
        "survey-closed": _("The survey is closed."),
        "survey-published": _("The results are published. Families see them at the address below."),
        "analysis-asked": _("The comments are being read. This page shows the result as soon as it is there."),
        "finding-published": _("The finding is published to the council."),
        "concern-acknowledged": _("Recorded."),
        "reading-corrected": _("Saved. The drafts of findings follow in a moment."),
        "reading-as-it-was": _("Nothing was changed."),
        "name-said": _("Saved. What you took out is gone from every page; what you gave back returns in a moment."),
        "comment-translated": _("Thank you. The English is saved, and the drafts of findings follow in a moment."),
        "comment-translated-too": _(
            "Saved. Somebody else gave the English while you wrote. Both stand below; yours, the later one, holds."
        ),
        "reading-confirmed": _("Thank you. The comment counts from now on."),
        "languages-saved": _("Your languages are saved."),
        "themes-saved": _("The themes are saved. The comments are being read by them."),
        "sample-drawn": _("The comments are drawn. Code them one by one."),
        "coded-already": _("Somebody else coded that comment first. Here is the next one."),
        "finding-edited": _("The words are saved."),
    }


def _collecting() -> dict[str, str]:
    return {
        "form-once": _("Keyed. It is sealed when it has been keyed a second time."),
        "form-sealed": _("Sealed and counted. Destroy the paper."),
        "form-set-aside": _("Set aside. Its code no longer counts."),
        "entry-sent": _("The page is cleared. If the answer was sent, nobody can see it again."),
        "entry-stopped": _("Nothing was sent. What was typed is deleted, and the consent with it."),
        "voice-taken": _("It is yours. Note down what you do."),
        "voice-not-free": _("Somebody else has taken this on already."),
        "voice-noted": _("Saved."),
        "kiosk-ended": _("The kiosk has ended."),
    }


def _bodies() -> dict[str, str]:
    return {
        "motion-raised": _("The draft motion is saved."),
        "motion-saved": _("The motion is saved."),
        "motion-submitted": _("The motion is submitted to the clerk."),
        "motion-withdrawn": _("The motion is withdrawn."),
        "agenda-added": _("The motion is on the agenda."),
        "agenda-saved": _("The agenda is saved."),
        "meeting-planned": _("The meeting is planned."),
        "notice-sent": _("Notice of the meeting has been sent."),
        "meeting-opened": _("The meeting is open."),
        "meeting-adjourned": _("The meeting is adjourned."),
        "meeting-resumed": _("The meeting goes on."),
        "meeting-cancelled": _("The meeting is cancelled."),
        "meeting-closed": _("The meeting is closed. Its minutes are in draft."),
        "attendance-saved": _("Attendance is saved."),
        "motion-moved": _("Moved."),
        "motion-seconded": _("Seconded."),
        "motion-circulated": _("It is sent round: every voting member has been written to."),
        "motion-put": _("The motion is put to the vote: voting is open."),
        "rules-adopted": _("The rules are adopted. Meetings called from now on follow them."),
        "minutes-approved": _("The minutes are approved."),
        "note-saved": _("The note is saved."),
    }


def _votes() -> dict[str, str]:
    return {
        "poll-closed": _("The vote is closed. The count follows by itself."),
        "poll-opened": _("The vote is open. Everybody on the roll has been told."),
        "box-opened": _("The box is open. The count follows by itself. The sheets can be destroyed."),
        "poll-void": _("The vote has ended without a result."),
        "scrutineer-named": _("The scrutineer is named."),
        "scrutineer-removed": _("The scrutineer is no longer named."),
        "vote-cast": _("Your vote is in. Keep the receipt."),
        "vote-replaced": _("Your new vote is in and has replaced the earlier one. Keep the new receipt."),
        "lot-settled": _("The lot is recorded. The count goes on by itself."),
        "open-vote-recorded": _("Recorded. Check it, then declare it."),
        "open-vote-closed": _("The vote is closed. Its result follows at once."),
        "resolution-signed": _("You have signed. You can change it until it closes."),
        "resolution-passed": _("You have signed, and with that the resolution is passed."),
        "proxy-recorded": _("The proxy is recorded."),
        "proxy-taken-back": _("The proxy is taken back."),
        "own-proxy-taken-back": _("You have taken your proxy back. Your vote is yours again."),
        "poll-extended": _("The vote has more time. Everybody on the roll is told."),
        "roll-added": _("Added to the roll."),
        "roll-struck": _("Struck from the roll."),
        "casting-vote-recorded": _("The casting vote is recorded."),
    }


def _elections_and_papers() -> dict[str, str]:
    return {
        "paper-given-out": _("The paper is marked as given out. The vote is now on paper."),
        "paper-taken-back": _("The paper is taken back. Destroy it."),
        "bundle-added": _("The bundle is entered. Two people key it now."),
        "bundle-saved": _("Saved. Go on when you like."),
        "bundle-keyed": _("Thank you. The bundle is compared when another person has keyed it too."),
        "bundle-agreed": _("The bundle is agreed."),
        "bundle-corrected": _("The hand count is corrected."),
        "bundle-removed": _("The bundle is removed."),
        "papers-reconciled": _("Everything is reckoned up. The count goes on."),
        "election-drafted": _("The draft is saved. Look it over, then open nominations."),
        "election-saved": _("The draft is saved."),
        "election-cancelled": _("The election is cancelled."),
        "nominations-opened": _("Nominations are open. Everybody who may stand is told."),
        "nominations-closed": _("Nominations are closed. Those who stand are told."),
        "nominations-extended": _("There is more time to stand. Everybody who may stand is told."),
        "nomination-written": _("The nomination is written down."),
        "nomination-withdrawn": _("The name is taken out."),
        "nomination-declined": _("You have said no. Nobody will ask you again in this election."),
        "somebody-nominated": _("Thank you. They have been asked, and decide for themselves."),
        "you-stand": _("You stand. You can change your statement until nominations close."),
        "you-withdrew": _("You have withdrawn."),
        "statement-saved": _("Your statement is saved."),
        "photo-saved": _("Your photo is saved."),
        "photo-removed": _("Your photo is removed."),
        "elected-without-vote": _("Declared. Everybody who would have voted is told."),
        "elected-seated": _("Those elected are members of the body from the first day of the term."),
    }
