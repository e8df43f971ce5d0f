"""Which ballots may be shown to everybody, and who may be named a scrutineer until when. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from common.errors import QuorateError
from insight.suppression import CLOSED_THRESHOLD
from votes.ballots import BallotPaper, Marking, groups_of
from votes.rules import PollState
from votes.scrutiny.errors import ScrutineersTooLate, TooManyScrutineers

MOST_SCRUTINEERS = 30
ALIKE = CLOSED_THRESHOLD
"""How many must have cast each ballot that is shown: the number from which this house shows any group of people."""


def may_show_ballots(tally: Mapping[str, int], paper: BallotPaper) -> bool:
    """Whether the ballots of a tally may be given to everybody.

    A voter who is bought or pressed can be told to order the less known names in one particular way, which nobody else
    would choose, and is then found by it. So every distinct ballot must have been cast by at least ALIKE people. A
    ballot with room for one mark says nothing that the totals do not say, and a blank one is in the totals too.
    """
    if paper.marking is Marking.CHOICE or (paper.marking is Marking.MARKS and paper.most_marks == 1):
        return True
    return all(number >= ALIKE for ballot, number in tally.items() if groups_of(ballot))


def may_name(state: PollState, named: int, *, paper: bool = False) -> QuorateError | None:
    """Why no (further) scrutineer can be named, or None when one can: their names must be known before the close.

    Where there are paper ballots, scrutineers key them too, and can be named until the papers are reckoned up.
    """
    if state not in (PollState.CREATED, PollState.OPEN) and not (paper and state is PollState.CLOSED):
        return ScrutineersTooLate()
    return TooManyScrutineers() if named >= MOST_SCRUTINEERS else None
