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


class PollVoid(Refused):
    """The poll was given up, and with it whatever was in its box."""

    message = "This vote was ended without a result. No ballot of it counts."


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

    message = "A paper ballot was given out for you, so you vote on that paper and not here."


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


class NoPaper(Refused):
    """The poll is held online alone."""

    message = "No paper ballots are issued in this vote."


class VotedOnline(Refused):
    """The line of the roll has an envelope in the box, and a paper ballot would be a second vote."""

    message = "A vote was cast online for this line of the roll already, so no paper ballot can be given out for it."


class NotClosedYet(Refused):
    """Papers are keyed once nobody can vote any more."""

    message = "Voting is not closed yet. Paper ballots are bundled and keyed after the close."


class BundleNumbered(Refused):
    """Two people entered a bundle under one number."""

    message = "Somebody else has just entered bundle %(number)s. Look at the list and enter yours again."


class BundleKeyedByTwo(Refused):
    """Two people have keyed a bundle, and a third would not be compared with anybody."""

    message = "Two people are keying this bundle already."


class HandCountDiffers(Refused):
    """Fewer or more papers were keyed than the bundle holds."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = (
        "You keyed %(keyed)s papers, and by hand count the bundle holds %(papers)s. Count the papers again; if the "
        "hand count was wrong, correct it below."
    )


class NothingDiffers(Refused):
    """Only two finished keyings that differ have something to settle."""

    message = "There is no difference to settle in this bundle."


class BundlesOpen(Refused):
    """Some bundle is not keyed twice, or its keyings differ."""

    message = "Not every bundle of papers is agreed yet."


class MorePapersThanIssued(Refused):
    """Papers that nobody was given."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = (
        "Papers above those that were given out: %(extra)s. Count the bundles again. If they are all "
        "there, write down where the extra papers came from; everybody sees what you write."
    )


class MoreBallotsThanVoters(Refused):
    """Somebody's vote is in twice, beyond doubt."""

    message = (
        "There are more ballots than there are voters on the roll, so somebody's vote is in twice. This cannot be "
        "counted. Look for a bundle that was entered twice; if there is none, give the vote up and hold it again."
    )


class NoProxies(Refused):
    """The rules of this poll know no proxies."""

    message = "Nobody can vote for somebody else in this vote."


class NotOnRoll(Refused):
    """A proxy is between two people on the roll."""

    message = "Both must be on the roll of this vote."


class ProxyGiven(Refused):
    """One vote cannot be given twice."""

    message = "This person's vote is given to somebody already. Record first that it was taken back."


class ProxyChain(Refused):
    """Who gave their vote away votes for nobody, and who votes for others casts their own."""

    message = "A proxy cannot be passed on: nobody both gives their vote away and votes for others."


class ProxiesFull(Refused):
    """The rules cap how many votes come into one hand."""

    message = "Nobody may vote for more than %(most)s others in this vote, and this person does already."


class ProxyVoted(Refused):
    """The holder has cast the giver's vote; only the giver's own ballot takes that back."""

    message = "The vote was cast by proxy already. To take it back, its owner votes themselves."


class ProxyTakenBack(Refused):
    """The giver has taken the proxy back, or has voted."""

    message = (
        "The person whose vote you held has taken it back or has voted themselves. Your ballot for them was not taken; "
        "your own vote is not touched."
    )


class Lapses(Refused):
    """A written resolution may be signed for so long, and no extension makes it longer."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "A written resolution lapses after the days that the body's rules give it. Choose an earlier time."


class NotLater(Refused):
    """An extension gives more time."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "Choose a time that is later than now and later than the present closing time."


class PaperInHand(Refused):
    """A paper ballot is out for the line that should be struck, and cannot be told from the others."""

    message = (
        "A paper ballot was given out for this line of the roll. Take the unused paper back first. If it is in the "
        "ballot box already, it can no longer be told from the others, and the line has to stay."
    )


class LastOnRoll(Refused):
    """A poll needs somebody who may vote."""

    message = "This is the last line of the roll. A vote that nobody may take part in is given up instead."
