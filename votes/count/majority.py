"""Whether a motion is carried, and by how many votes. Integers and cross-multiplication only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from votes.rules import UNREADABLE, Choice, DecisionRule, MotionResult, VoteBase


def count_motion(
    ballots: Mapping[str, int],
    decision: DecisionRule,
    entitled: int,
    present: int | None = None,
    quorum: int | None = None,
) -> MotionResult:
    """The result of a motion from how many ballots said each thing; words that are no Choice count as spoilt.

    The majority is taken of the votes for and against (valid), of all ballots (cast), of the roll (entitled) or of
    those in the room (present, or all who voted if that is more). Nothing is carried without a vote for; a tie is
    lost; without the quorum of ballots nothing is carried. Rulebook: Majorities.
    Raises ValueError for negative counts, more ballots than entitled, or a base of present without `present`.
    """
    if any(number < 0 for number in ballots.values()):
        raise ValueError("a number of ballots is negative")
    cast = sum(ballots.values())
    if cast > entitled:
        raise ValueError("there are more ballots than people entitled to vote")
    for_, against, abstain = (ballots.get(choice, 0) for choice in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN))
    spoilt = cast - for_ - against - abstain
    fixed = _fixed_base(decision, entitled, cast, present)
    others = against if decision.base is VoteBase.VALID else cast - for_
    base = for_ + others if fixed is None else fixed
    needed = votes_needed(decision, others, fixed)
    return MotionResult(
        for_=for_,
        against=against,
        abstain=abstain,
        spoilt=spoilt,
        unreadable=ballots.get(UNREADABLE, 0),
        entitled=entitled,
        cast=cast,
        base=base,
        needed=needed,
        margin=-others if needed is None else for_ - needed,
        carried=_carries(decision, for_, base) and (quorum is None or cast >= quorum),
        tied=for_ == against > 0,
        quorum=quorum,
    )


def with_casting_vote(result: MotionResult, decision: DecisionRule, choice: Choice) -> MotionResult:
    """A tied result as the chair's casting vote, for or against, settles it. The ballots stay as they were counted.

    Raises ValueError when one vote decides nothing.
    """
    if not result.one_vote_decides or choice not in (Choice.FOR, Choice.AGAINST):
        raise ValueError("a casting vote for or against settles a tie, and nothing else")
    if choice is Choice.FOR:
        return replace(result, casting_vote=choice, carried=True, margin=0)
    growing = {VoteBase.VALID: result.against, VoteBase.CAST: result.cast - result.for_}
    fixed = None if decision.base in growing else result.base
    needed = votes_needed(decision, growing.get(decision.base, 0) + 1, fixed)
    return replace(result, casting_vote=choice, margin=result.margin if needed is None else result.for_ - needed)


def votes_needed(decision: DecisionRule, others: int, fixed: int | None) -> int | None:
    """The fewest votes for that carry, when `others` in a growing base are not for, or the base is `fixed`.

    None when no number is enough: unanimity with somebody not for.
    """
    part, whole = decision.numerator, decision.denominator
    if fixed is not None:
        least = fixed * part // whole + 1 if decision.more_than else _ceiling(fixed * part, whole)
    elif part == whole:
        return 1 if others == 0 else None
    elif decision.more_than:
        least = others * part // (whole - part) + 1
    else:
        least = _ceiling(others * part, whole - part)
    return max(least, 1)


def _ceiling(number: int, by: int) -> int:
    return -(-number // by)


def _carries(decision: DecisionRule, for_: int, base: int) -> bool:
    ours, theirs = for_ * decision.denominator, base * decision.numerator
    return for_ > 0 and (ours > theirs if decision.more_than else ours >= theirs)


def _fixed_base(decision: DecisionRule, entitled: int, cast: int, present: int | None) -> int | None:
    if decision.base is VoteBase.ENTITLED:
        return entitled
    if decision.base is VoteBase.PRESENT:
        if present is None:
            raise ValueError("how many were present is not given")
        return max(present, cast)
    return None
