"""A count in plain English: what happened at each stage and why, from templates, with nothing that the count lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from votes.count.result import Action, Count, Rule, Stage, Transfer
from votes.count.ties import About, SettledBy, Tie


def decimal(value: int, places: int) -> str:
    """A number in units of 10^-places, as text with that many decimals."""
    if not places:
        return str(value)
    whole, part = divmod(abs(value), 10**places)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{places}d}"


def plain(value: int, places: int) -> str:
    """The same, cut off after two decimals and without idle zeros, for reading."""
    text = decimal(value, places)
    if not places:
        return text
    whole, _, part = text.partition(".")
    part = part[:2].rstrip("0")
    return f"{whole}.{part}" if part else whole


def listed(words: Sequence[str]) -> str:
    """“A”, “A and B”, “A, B and C”."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def why(count: Count, stage: Stage) -> str:
    """What happened at a stage, in sentences."""
    ties = [_tie(count, tie) for tie in count.ties if tie.stage == stage.number and tie.about is not About.ORDER]
    return " ".join([*ties, *_action(count, stage), *_elected(count, stage)])


def outcome(count: Count) -> list[str]:
    """The result of the whole count in sentences; for pairwise rules also how the order came about."""
    sentences = list(_pairwise(count)) if count.pairwise else []
    elected = [count.name(candidate) for candidate in count.elected]
    if elected:
        sentences.append(f"Elected: {listed(elected)}.")
    if count.vacant:
        reason = "nominations are re-opened" if _reopened(count) else "there are no more candidates"
        sentences.append(f"{_number(count.vacant, 'seat')} {_verb(count.vacant, 'stays', 'stay')} vacant: {reason}.")
    if count.by_lot:
        sentences.append(
            f"{_number(len(count.by_lot), 'tie')} {_verb(len(count.by_lot), 'was', 'were')} settled by lot."
        )
    return sentences


def _reopened(count: Count) -> bool:
    return count.ron is not None and len(count.candidates) - len(count.withdrawn) - 1 >= count.seats


def _number(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _verb(number: int, one: str, many: str) -> str:
    return one if number == 1 else many


def _action(count: Count, stage: Stage) -> Iterator[str]:
    places = count.places
    if stage.action is Action.VOTES:
        given = "point" if count.rule is Rule.SCORE else "vote"
        yield f"{_number(count.valid, 'valid ballot')} gave {_number(sum(stage.totals), given)}."
    elif stage.action is Action.FIRST_PREFERENCES:
        yield f"First preferences on {_number(count.valid, 'valid ballot')} were counted."
        quota = count.quota if stage.quota is None else stage.quota
        if quota is not None:
            yield f"The quota, enough votes to be sure of a seat, is {_exact(quota, places)}."
    elif stage.action is Action.SURPLUS and stage.subject is None:
        yield (
            "The elected keep only as much of each vote as the quota needs, and the rest moved on to next preferences; "
            f"the quota is now {plain(stage.quota or 0, places)}."
        )
    elif stage.action is Action.SURPLUS:
        surplus = _votes(_before(count, stage) - (count.quota or 0), places)
        yield f"{_subject(count, stage)} had {surplus} more than the quota."
        yield from _moves(count, stage)
    else:
        yield from _exclusion(count, stage)


def _exact(value: int, places: int) -> str:
    """A quota: whole where it is, else with every decimal."""
    return plain(value, places) if value % 10**places == 0 else decimal(value, places)


def _subject(count: Count, stage: Stage) -> str:
    return count.name(stage.subject) if stage.subject is not None else "Nobody"


def _before(count: Count, stage: Stage) -> int:
    """The subject's votes when the stage began."""
    return count.stages[stage.number - 2].totals[(stage.subject or 1) - 1]


def _exclusion(count: Count, stage: Stage) -> Iterator[str]:
    votes = _votes(_before(count, stage), count.places)
    yield f"{_subject(count, stage)} had the fewest votes and was excluded with {votes}."
    if stage.untransferred:
        yield "No transfer is needed any more."
    elif stage.quota is not None:
        yield f"Their votes moved on to next preferences; the quota is now {plain(stage.quota, count.places)}."
    else:
        yield from _moves(count, stage)


def _moves(count: Count, stage: Stage) -> Iterator[str]:
    """Where papers went, the most votes first."""
    going: dict[int | None, list[Transfer]] = {}
    for transfer in stage.transfers:
        going.setdefault(transfer.to, []).append(transfer)
    gone = going.pop(None, [])
    votes = {to: sum(move.votes for move in moves) for to, moves in going.items()}
    order = sorted(going, key=lambda to: (-votes[to], to))
    told = [f"{plain(votes[to], count.places)} to {count.name(to or 1)}{_papers(count, going[to])}" for to in order]
    if told:
        yield f"Moved on: {listed(told)}."
    if gone:
        exhausted = _votes(sum(move.votes for move in gone), count.places)
        named = _number(sum(move.papers for move in gone), "ballot")
        yield f"{named} named nobody else who was still in, so {exhausted} went no further."


def _votes(votes: int, places: int) -> str:
    return f"{plain(votes, places)} {'vote' if votes == 10**places else 'votes'}"


def _papers(count: Count, moves: Sequence[Transfer]) -> str:
    """“ (41 ballots at 0.21000 each)”; nothing where a ballot still is a vote."""
    number = _number(sum(move.papers for move in moves), "ballot")
    values = {move.value for move in moves}
    if values == {10**count.places}:
        return ""
    each = f"at {decimal(values.pop(), count.places)} each" if len(values) == 1 else "at different values"
    return f" ({number} {each})"


def _elected(count: Count, stage: Stage) -> Iterator[str]:
    quota = count.quota if stage.quota is None else stage.quota
    names = {candidate: count.name(candidate) for candidate in stage.elected if candidate != count.ron}
    reached = [name for candidate, name in names.items() if quota is None or stage.totals[candidate - 1] >= quota]
    others = [name for name in names.values() if name not in reached]
    if reached and quota is not None:
        yield f"{listed(reached)} reached the quota and {_verb(len(reached), 'is', 'are')} elected."
    elif reached:
        because = "has" if len(reached) == 1 else "have"
        most = {Rule.IRV: "more than half of the votes", Rule.SCORE: "the most points"}.get(
            count.rule, "the most votes"
        )
        yield f"{listed(reached)} {because} {most} and {_verb(len(reached), 'is', 'are')} elected."
    if others:
        take = _verb(len(others), "takes the last seat", "take the last seats")
        yield f"{listed(others)} {take}, as nobody else is left."
    if count.ron in stage.elected:
        yield f"{count.name(count.ron or 1)} takes a seat, which stays vacant."


def _tie(count: Count, tie: Tie) -> str:
    names = listed([count.name(candidate) for candidate in tie.between])
    fate = {
        About.EXCLUSION: "is excluded",
        About.SURPLUS: "is transferred first",
        About.SEAT: "takes the seat",
        About.PAIRS: "comes first",
        About.ORDER: "is named first",
    }[tie.about]
    how = "An earlier stage settled it" if tie.settled_by is SettledBy.EARLIER_STAGE else "The lot settled it"
    level = "too close to tell apart" if count.rule is Rule.MEEK_STV else "level"
    return f"{names} were {level}. {how}: {count.name(tie.fell_on)} {fate}."


def _pairwise(count: Count) -> Iterator[str]:
    top = count.order[0] if count.order else ()
    standing = [number for number in range(1, len(count.candidates) + 1) if number not in count.withdrawn]
    beaten = count.pairwise
    for one in top if len(top) == 1 else ():
        others = [other for other in standing if other != one]
        if others and all(beaten[one - 1][other - 1] > beaten[other - 1][one - 1] for other in others):
            yield f"{count.name(one)} is preferred to each of the others by more ballots than not."
        elif others:
            yield f"Nobody is preferred to each of the others; by the rule's order {count.name(one)} comes first."
    if len(top) > 1:
        yield f"{listed([count.name(one) for one in top])} share the first place."
    yield from (_tie(count, tie) for tie in count.ties if tie.about is not About.ORDER)
