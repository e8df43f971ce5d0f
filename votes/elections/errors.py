"""Why something about an election cannot be done before its vote: facts that a page shows as they stand."""

from __future__ import annotations

from common.errors import NotAllowed, Refused


class NotYourElection(NotAllowed):
    """Somebody else runs it."""

    message = "Only the clerk of the body, or the returning officer, can do that."


class NoLongerDraft(Refused):
    """What was announced is not changed any more."""

    message = "Nominations have been opened, so what was announced can no longer be changed."


class ChangedMeanwhile(Refused):
    """Two people edited one draft."""

    message = "Somebody else has saved changes to this election since you opened this page."


class NotNominating(Refused):
    """Nominations have not been opened."""

    message = "Nominations are not open yet."


class NominationsClosed(Refused):
    """Nominations are over."""

    message = "Nominations for this election are closed."


class NominationsStillOpen(Refused):
    """The list is not final yet."""

    message = "Nominations are still open."


class DatesPassed(Refused):
    """A time that was to come has gone by."""

    message = "A date of this election has passed already. Choose later ones."


class MayNotStand(Refused):
    """Somebody outside the group out of which people may stand."""

    message = "In this election only people of this group may stand: %(group)s."


class AlreadyNominated(Refused):
    """Put forward twice."""

    message = "This person has been put forward already."


class NotPutForward(Refused):
    """Nobody has put this person forward, or they said no."""

    message = "You are not standing in this election."


class StatementTooLong(Refused):
    """Over the one limit that holds for all."""

    message = "The statement has %(words)s words. Everybody has %(most)s at most."


class TooLateToWithdraw(Refused):
    """The ballots are closed or counted."""

    message = "Voting is over, so no name can be taken out any more."


class EnoughStand(Refused):
    """As many stand as a ballot paper holds."""

    message = "A ballot paper holds %(most)s names at most, and so many stand already."


class NotContested(Refused):
    """No more stand than there are seats."""

    message = "No more people stand than there are seats, so there is nothing to vote on."


class Contested(Refused):
    """More stand than there are seats, or voters may ask for new nominations."""

    message = "This election needs a vote: more people stand than there are seats, or voters may re-open nominations."


class CannotBeCancelled(Refused):
    """There is a vote, or a result."""

    message = "This election can no longer be cancelled. A vote that is open can be given up on its own page."


class NobodyToSeat(Refused):
    """No result is declared, nobody is elected, or the seats are on no body."""

    message = "There is nobody to seat yet: the result is not declared, or these seats are on no body."


class NotAPhoto(Refused):
    """A file that is no photo that we take."""

    message = "Choose a photo as a JPEG, PNG or WebP file of 2 MB at most."
