"""Why something about a vote cannot be done: facts that a page shows as they stand."""

from __future__ import annotations

from http import HTTPStatus

from common.errors import NotAllowed, NotFound, Refused


class NotEntitled(NotFound):
    """The person is not on the roll; to them the poll does not exist."""


class PollNotOpen(Refused):
    """Voting has not begun."""

    message = "This vote is not open yet."


class PollClosed(Refused):
    """Voting is over."""

    message = "This vote is closed and takes no more ballots. A vote that you cast before the close still counts."


class VotedByAnother(Refused):
    """The household's one vote was cast by somebody else of it, who alone may change it."""

    message = (
        "Your household's vote was cast by another member of the household, and only they can change it. "
        "If that is wrong, ask the clerk to look into it before the vote closes."
    )


class ClosesTooSoon(Refused):
    """A poll must close after it opens."""

    message = "The closing time of this vote has passed already. Choose a later one."


class EmptyRoll(Refused):
    """Nobody could vote."""

    message = "There is nobody who may vote in this."


class KeyNotShared(Refused):
    """A secret poll opens once its key is on three sheets."""

    message = "The key of this vote has not been given to three people yet."


class NothingToCast(Refused):
    """A casting vote only settles a tie, once, where the rules allow it."""

    message = "There is no tie here that a casting vote could settle."


class NotYourPoll(NotAllowed):
    """Another body's clerk, or nobody's."""

    message = "Only the clerk of the body that decides, or the returning officer, can do that."


class BadBallot(Refused):
    """A ballot that says what no ballot of this poll can say."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "This ballot names a candidate that there is not, or names one twice, or marks too many."


class VotesOnPaper(Refused):
    """A paper ballot was issued for this line of the roll."""

    message = "A paper ballot was given out for you, so this vote takes none of you here."


class TooManyCandidates(Refused):
    """More names than a ballot paper holds."""

    message = "A ballot paper holds at most %(most)s names."


class NothingToSettle(Refused):
    """No tie waits for a lot."""

    message = "There is no tie here that a lot could settle."


class NotSealed(Refused):
    """An open vote has no envelopes."""

    message = "This is an open vote: it takes no sealed ballots."


class NobodyVoted(Refused):
    """There is a contest and not one valid ballot."""

    message = "There was no valid ballot to count."


class NobodyStands(Refused):
    """An election without candidates."""

    message = "There is nobody to vote for."
