"""What a meeting allows in which state, as facts to be refused with. Pure."""

from __future__ import annotations

from common.errors import NotAllowed, Refused
from governance.rules import MeetingState

IN_SESSION = frozenset({MeetingState.OPEN, MeetingState.INQUORATE})
"""The meeting has been opened and not closed. Inquorate, it may talk and decide nothing."""

BEFORE = frozenset({MeetingState.PLANNED, MeetingState.NOTICED})
"""The meeting is still to come."""


OVER = frozenset({MeetingState.CLOSED, MeetingState.CANCELLED})
"""Nothing more happens in the meeting."""


class NotYourMeeting(NotAllowed):
    """Only the clerk of the body runs its meetings."""

    message = "Only the clerk of this body, or its secretary where it has no clerk, can do that."


class MeetingIsOver(Refused):
    """The meeting is closed."""

    message = "This meeting is closed. What comes now belongs to the next one."


class MeetingCancelled(Refused):
    """The meeting does not take place."""

    message = "This meeting was cancelled. Its motions wait for another one."


class OpensEarly(Refused):
    """The day of the meeting is still to come; the clerk has to say why it is held now."""

    message = "This meeting is called for a later day. Say why it is held now."


class NothingToCancel(Refused):
    """A meeting is cancelled before it begins."""

    message = "This meeting has begun, so it cannot be cancelled. It can be adjourned or closed."


class NothingToResume(Refused):
    """Only what was adjourned goes on."""

    message = "Only a meeting that was adjourned can be resumed."


class MeetingHasBegun(Refused):
    """The order of business stands once the meeting is open."""

    message = "The meeting has begun, so its agenda can no longer be reordered or cut."


class MeetingNotOpen(Refused):
    """Business needs an open meeting."""

    message = "The meeting is not open. The clerk opens it when attendance has been taken."


class AttendanceNotTaken(Refused):
    """A meeting opens with its quorum counted, so somebody has to be marked first."""

    message = "Take attendance first: the meeting opens with its quorum counted."


class NoQuorum(Refused):
    """No motion is put while too few are present."""

    message = (
        "There is no quorum: %(present)s of the %(needed)s voting members needed are present. "
        "No motion can be moved, seconded or put."
    )


class ParentsOutnumbered(Refused):
    """Enough are present, but the parents among them do not outnumber the others."""

    message = (
        "There is no quorum: parents must outnumber the other members present, and %(parents)s parents face %(others)s "
        "others. No motion can be moved, seconded or put."
    )


class NoticeTooShort(Refused):
    """Notice sent now would be shorter than the rules ask; the clerk has to say that it shall go all the same."""

    message = "Notice sent now gives %(given)s clear days where %(needed)s are needed: %(short_by)s too few."


class NotPresent(Refused):
    """Who moves and seconds is in the room."""

    message = "Only a voting member who is marked as present can move or second a motion."


class NotOnAgenda(Refused):
    """The motion is not before this meeting."""

    message = "That motion is not on the agenda of this meeting."


class WrongBody(Refused):
    """A motion goes to a meeting of its own body."""

    message = "That motion belongs to another body, so it cannot go on this agenda."


class ItemHasBusiness(Refused):
    """Something was noted under the item."""

    message = "Something has been noted under this item, so it stays on the agenda."
