"""A count under way: who is still in, the table as it stands, and the stages closed so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from votes.count.ballots import Contest
from votes.count.result import Action, Count, Rule, Stage, Transfer
from votes.count.ties import About, TieBreaker


class Progress:
    """The table that the stages of a count are read from. Candidate n is at `totals[n]`; numbers in rule units."""

    def __init__(self, contest: Contest) -> None:
        self.contest = contest
        self.continuing = list(contest.standing)
        self.elected: list[int] = []
        self.totals = [0] * (len(contest.candidates) + 1)
        self.exhausted = 0
        self.rounding_loss = 0
        self.stages: list[Stage] = []
        self.breaker = TieBreaker(contest.lot)

    @property
    def vacancies(self) -> int:
        """Seats not taken yet; "re-open nominations" takes one like anybody."""
        return self.contest.seats - len(self.elected)

    @property
    def next_stage(self) -> int:
        """The number of the stage that is not closed yet."""
        return len(self.stages) + 1

    def choose(self, between: Sequence[int], about: About, *, lowest: bool = False) -> int:
        """The one on whom a tie falls, looking back through the stages closed so far."""
        earlier = [stage.totals for stage in self.stages]
        return self.breaker.choose(between, about, self.next_stage, earlier, lowest=lowest)

    def lowest(self) -> int:
        """The continuing candidate with the fewest votes."""
        fewest = min(self.totals[candidate] for candidate in self.continuing)
        tied = [candidate for candidate in self.continuing if self.totals[candidate] == fewest]
        return self.choose(tied, About.EXCLUSION, lowest=True)

    def ranked(self, candidates: Iterable[int]) -> tuple[int, ...]:
        """In the order of their votes, most first: the order of election at one stage."""
        left, ordered = list(candidates), []
        while left:
            most = max(self.totals[candidate] for candidate in left)
            tied = [candidate for candidate in left if self.totals[candidate] == most]
            ordered.append(self.choose(tied, About.ORDER))
            left.remove(ordered[-1])
        return tuple(ordered)

    def elect(self, candidates: Iterable[int]) -> tuple[int, ...]:
        """Deems them elected, in the order of their votes."""
        newly = self.ranked(candidates)
        self.elected += newly
        self.continuing = [candidate for candidate in self.continuing if candidate not in newly]
        return newly

    def exclude(self, candidate: int) -> None:
        """Takes a candidate out of the count."""
        self.continuing.remove(candidate)

    def credit(self, transfers: Iterable[Transfer]) -> int:
        """Adds what was transferred to the table; the votes that arrived somewhere, exhausted ones included."""
        arrived = 0
        for transfer in transfers:
            arrived += transfer.votes
            if transfer.to is None:
                self.exhausted += transfer.votes
            else:
                self.totals[transfer.to] += transfer.votes
        return arrived

    def close_stage(
        self,
        action: Action,
        subject: int | None = None,
        transfers: Sequence[Transfer] = (),
        elected: tuple[int, ...] = (),
        quota: int | None = None,
        keep: tuple[int, ...] | None = None,
        *,
        untransferred: bool = False,
    ) -> None:
        """Publishes the table as it stands."""
        excluded = (subject,) if action is Action.EXCLUSION and subject is not None else ()
        self.stages.append(
            Stage(
                number=self.next_stage,
                action=action,
                subject=subject,
                totals=tuple(self.totals[1:]),
                exhausted=self.exhausted,
                rounding_loss=self.rounding_loss,
                transfers=tuple(transfers),
                elected=elected,
                excluded=excluded,
                quota=quota,
                keep=keep,
                untransferred=untransferred,
            )
        )

    def result(self, rule: Rule, quota: int | None = None) -> Count:
        """The finished count."""
        return Count(
            rule=rule,
            candidates=self.contest.candidates,
            withdrawn=withdrawn(self.contest),
            ron=self.contest.ron,
            seats=self.contest.seats,
            valid=self.contest.valid,
            blank=self.contest.blank,
            elected=tuple(candidate for candidate in self.elected if candidate != self.contest.ron),
            ties=tuple(self.breaker.ties),
            quota=quota,
            stages=tuple(self.stages),
        )


def withdrawn(contest: Contest) -> tuple[int, ...]:
    """The numbers on the paper that nobody stands behind any more."""
    return tuple(number for number in range(1, len(contest.candidates) + 1) if number not in contest.standing)
