"""Checks the bundle of a published result with nothing but Python (3.9 or newer): `python verify.py BUNDLE.zip`.

Read it from the end: main, then verify, which makes each check in turn and stops at the first that fails. It counts by
itself and imports nothing from the program that published the result. A bundle without the ballots of an election holds
the table of every stage: then each decision that was taken on those tables is taken again. The sentences that explain a
stage are not checked, only its numbers. Options: `--key HEX`, the public key that you were given by another way;
`--root HEX`, the fingerprint that was mailed at the close; `--receipt HEX`, your own.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any, Dict, List, Tuple  # noqa: UP035 - 3.9 has these

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FORMAT = "quorate-bundle-2"
SIGNED = ("manifest.json", "manifest.sig")
BOX = ("head.json", "receipts.txt", "replaced.txt", "taken_out.txt")
LARGEST = 50_000_000
PLACES = {"scottish-stv": 5, "meek-stv": 9}
PAIRS = ("schulze", "ranked-pairs")
MARKS = ("plurality", "approval", "score")
HIGHEST_SCORE = 5
Point = Tuple[int, int, int, int]  # noqa: UP006
Ranking = List[List[int]]  # noqa: UP006
Tally = Dict[str, int]  # noqa: UP006


class Fault(Exception):
    """What is wrong, in a sentence."""


# ---- Ed25519 (RFC 8032, section 5.1), checking only; slow and plain ----

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_I = pow(2, (_P - 1) // 4, _P)


def _add(a: Point, b: Point) -> Point:
    """Sum of two points in extended coordinates."""
    one, two = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    three, four = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _add(found, point)
        point, number = _add(point, point), number >> 1
    return found


def _point(packed: bytes) -> Point | None:
    """The point that 32 bytes stand for; None when they stand for none."""
    number = int.from_bytes(packed, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _I % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


_BASE = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))


def signature_holds(public_key: bytes, text: bytes, signature: bytes) -> bool:
    """Whether `signature` over `text` was made with the private half of `public_key`."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, first, second = _point(public_key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or first is None or second >= _L:
        return False
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + public_key + text).digest(), "little") % _L
    assert _BASE is not None
    left, right = _times(second, _BASE), _add(first, _times(hashed, key))
    same_x, same_y = left[0] * right[2] - right[0] * left[2], left[1] * right[2] - right[1] * left[2]
    return bool(same_x % _P == 0 and same_y % _P == 0)


# ---- the tree over the receipts (RFC 6962, section 2.1) ----


def tree_root(receipts: list[str]) -> str:
    """The root over receipts in hexadecimal."""
    leaves = [hashlib.sha256(b"\x00" + bytes.fromhex(receipt)).digest() for receipt in receipts]
    return _root(leaves).hex()


def _root(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    cut = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + _root(leaves[:cut]) + _root(leaves[cut:])).digest()


# ---- the count of a motion ----


def carried(rule: dict[str, Any], base: int, for_: int) -> bool:
    """Whether so many votes for, of such a base, carry under the rule. Nothing is carried without a vote for."""
    ours, theirs = for_ * rule["denominator"], base * rule["numerator"]
    return for_ > 0 and (ours > theirs if rule["majority"] in ("simple", "absolute") else ours >= theirs)


def _fewest(rule: dict[str, Any], base_with: Callable[[int], int], most: int) -> int | None:
    """The fewest votes for that carry, all others as they are: found by trying, halving the range each time."""
    low, high = 1, most
    if not carried(rule, base_with(high), high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if carried(rule, base_with(middle), middle) else (middle + 1, high)
    return low


def count(poll: dict[str, Any], tally: dict[str, Any], casting_vote: str | None) -> dict[str, Any]:
    """The result of a motion from its tally, counted anew."""
    rule, cast = poll["rule"], sum(tally.values())
    for_, against, abstain = (tally.get(word, 0) for word in ("for", "against", "abstain"))
    fixed = {"entitled": poll["roll_size"], "present": max(poll["present"] or 0, cast)}.get(rule["base"])
    others = against if rule["base"] == "valid" else cast - for_
    base = for_ + others if fixed is None else fixed
    quorate = poll["quorum"] is None or cast >= poll["quorum"]
    result = {
        "for_": for_, "against": against, "abstain": abstain, "spoilt": cast - for_ - against - abstain,
        "unreadable": tally.get("unreadable", 0), "entitled": poll["roll_size"], "cast": cast, "base": base,
        "carried": carried(rule, base, for_) and quorate, "tied": for_ == against > 0,
        "quorum": poll["quorum"], "casting_vote": casting_vote,
    }  # fmt: skip
    lost_by_one = casting_vote == "against"
    rest = others + (1 if lost_by_one and fixed is None else 0)
    most = 100 * (rest + (fixed or 0) + 1) * rule["denominator"]
    result["needed"] = _fewest(rule, lambda votes: votes + others if fixed is None else fixed, most)
    needed = _fewest(rule, lambda votes: votes + rest if fixed is None else fixed, most)
    result["margin"] = -others if needed is None else for_ - needed
    if casting_vote == "for":
        result["carried"], result["margin"] = True, 0
    return result


# ---- the count of an election: what is on the table, and what decides ----


class Table:
    """Everybody's votes after a stage, in units of the rule's last decimal place; candidate 1 stands at place 1.

    `moved`: how many papers went from whom to whom (0: to nobody) at which value.
    """

    def __init__(self, totals: list[int], exhausted: int = 0, lost: int = 0) -> None:
        self.totals, self.exhausted, self.lost = totals, exhausted, lost
        self.moved: dict[tuple[int, int, int], int] = {}
        self.quota: int | None = None
        self.keep: list[int] | None = None

    def after(self) -> Table:
        """A table that starts from this one, nothing having moved yet."""
        return Table(list(self.totals), self.exhausted, self.lost)

    def move(self, source: int, to: int, papers: int, value: int) -> None:
        """Credits papers that came from `source`, and notes it."""
        kind = (source, to, value)
        self.moved[kind] = self.moved.get(kind, 0) + papers
        if to:
            self.totals[to] += papers * value
        else:
            self.exhausted += papers * value


class Stage:
    """A table with what was done to get there and what was decided on it."""

    def __init__(self, action: str, subject: int | None, table: Table, elected: list[int]) -> None:
        self.action, self.subject, self.table, self.elected = action, subject, table, elected


class Contest:
    """Who stands for how many seats under which rule, the lot, and how far the count has come."""

    def __init__(self, poll: dict[str, Any], root: str) -> None:
        self.rule, self.names, self.seats = str(poll["counting"]["rule"]), poll["candidates"], _whole(poll["seats"])
        if self.rule not in (*PLACES, *PAIRS, *MARKS, "irv"):
            raise Fault(f"poll.json names a rule of counting that is unknown here: {self.rule!r}.")
        self.scale, self.ron, self.lot = 10 ** PLACES.get(self.rule, 0), poll["ron"], poll["lot"] or {}
        everybody = range(1, len(self.names) + 1)
        self.withdrawn = sorted(poll["withdrawn"])
        self.standing = [one for one in everybody if one not in self.withdrawn]
        if set(self.withdrawn) - set(everybody) or (self.ron is not None and self.ron not in self.standing):
            raise Fault("poll.json has a number of somebody who is not on the ballot paper.")
        if self.ron not in (None, len(self.names)):
            raise Fault("On a ballot paper that has it, “re-open nominations” is the last name.")
        by_value, drawn = self.lot.get("how") == "public_value", self.lot.get("order", [])
        if self.lot and by_value != bool(poll["lot_source"]):
            raise Fault("The lot was drawn in another way than was announced before the vote opened.")
        if len(set(drawn)) != len(drawn):
            raise Fault("A name was drawn twice in one lot.")
        self.seed = f"{root}\n{self.lot['value']}" if by_value else None
        self.hopeful: list[int] = list(self.standing)
        self.elected: list[int] = []
        self.stages: list[Stage] = []
        self.ties: list[dict[str, Any]] = []
        self.quota: int | None = None
        self.order: list[list[int]] = []
        self.pairwise: list[list[int]] = []

    @property
    def vacancies(self) -> int:
        return self.seats - len(self.elected)

    def name(self, number: int) -> str:
        return str(self.names[number - 1]) if 1 <= number <= len(self.names) else f"candidate {number}"

    def drawn(self, number: int) -> tuple[int, str]:
        """When a candidate was drawn, as something to sort by: by hash with a seed, else as drawn before witnesses."""
        if self.seed is not None:
            return 0, hashlib.sha256(f"{self.seed}\n{number}".encode()).hexdigest()
        order = self.lot.get("order", [])
        if number not in order:
            raise Fault(f"A tie needs a lot about {self.name(number)}, and poll.json records none.")
        return order.index(number), ""

    def choose(self, level: Iterable[int], about: str, *, lowest: bool = False, earlier: bool = True) -> int:
        """The one on whom a tie falls: by the last earlier stage at which they differ, and so on back, else by lot."""
        between = left = sorted(level)
        if len(between) == 1:
            return between[0]
        for stage in reversed(self.stages if earlier else []):
            totals = stage.table.totals
            extreme = (min if lowest else max)(totals[one] for one in left)
            left = [one for one in left if totals[one] == extreme]
        how = "earlier_stage"
        if len(left) > 1:
            # Both are elected and only their order is open: without a lot they stand as on the ballot paper.
            how = "number" if about == "order" and not self.lot else "lot"
            left = left[:1] if how == "number" else sorted(left, key=self.drawn)
        number = len(self.stages) + 1
        self.ties.append({"stage": number, "between": between, "about": about, "settled_by": how, "for": left[0]})
        return left[0]

    def in_order(self, newly: Iterable[int], totals: list[int]) -> list[int]:
        """Those elected at one stage, the one with the most votes first."""
        left, ordered = list(newly), []
        while left:
            most = max(totals[one] for one in left)
            ordered.append(self.choose([one for one in left if totals[one] == most], "order"))
            left.remove(ordered[-1])
        return ordered

    def elect(self, newly: Iterable[int], totals: list[int]) -> list[int]:
        ordered = self.in_order(newly, totals)
        self.elected += ordered
        self.hopeful = [one for one in self.hopeful if one not in ordered]
        return ordered

    def fill(self, newly: Iterable[int], totals: list[int]) -> list[int]:
        """Elects, and then whoever is left where there is a seat for each."""
        elected = self.elect(newly, totals)
        if 0 < len(self.hopeful) <= self.vacancies:
            elected += self.elect(self.hopeful, totals)
        return elected

    def close(self, action: str, subject: int | None, table: Table, elected: list[int]) -> None:
        self.stages.append(Stage(action, subject, table, elected))


def _whole(number: object) -> int:
    if type(number) is not int or number < 1:
        raise Fault(f"There must be a whole number from 1 upwards where the bundle says {number!r}.")
    return number


# ---- where tables come from: from the ballots, or from those that were published ----


class Ballots:
    """All ballots of an election, and the tables that they make."""

    def __init__(self, contest: Contest, tally: Tally) -> None:
        self.contest, self.blank = contest, 0
        self.papers: list[tuple[Ranking, int]] = []
        for text, number in sorted(tally.items()):
            ranking = self._read(text)
            if ranking:
                self.papers.append((ranking, number))
            else:
                self.blank += number
        self.valid = sum(number for _, number in self.papers)
        if not self.papers and len(contest.standing) > contest.seats:
            raise Fault("No ballot names anybody who stands, and yet there is a result.")
        self.holder = [0] * len(self.papers)
        self.worth = [contest.scale] * len(self.papers)

    def _read(self, text: str) -> Ranking:
        """Groups of equal rank, those who withdrew passed over; under score a group [candidate, points] for each."""
        contest, size = self.contest, len(self.contest.names)
        if text in ("spoilt", "unreadable"):
            return []
        if not re.fullmatch(r"[0-9]+([ =][0-9]+)*", text):
            raise Fault(f"tally.json holds a ballot that nobody could cast: {text!r}.")
        groups = [[int(word) for word in group.split("=")] for group in text.split(" ")]
        if contest.rule == "score":
            if len(groups) != size or any(len(group) > 1 or group[0] > HIGHEST_SCORE for group in groups):
                raise Fault(f"tally.json holds a ballot that nobody could cast: {text!r}.")
            return [[one, groups[one - 1][0]] for one in contest.standing if groups[one - 1][0]]
        named = [one for group in groups for one in group]
        if len(set(named)) != len(named) or not all(1 <= one <= size for one in named):
            raise Fault(f"tally.json holds a ballot that nobody could cast: {text!r}.")
        if contest.rule not in (*PAIRS, "approval") and len(named) > len(groups):
            raise Fault(f"tally.json holds a ballot with equal ranks, which the rule does not take: {text!r}.")
        kept = [[one for one in group if one in contest.standing] for group in groups]
        return [group for group in kept if group]

    def _empty(self) -> Table:
        return Table([0] * (len(self.contest.names) + 1))

    def marks(self) -> Table:
        """What plurality, approval and score add up."""
        table, rule = self._empty(), self.contest.rule
        for ranking, number in self.papers:
            if rule == "score":
                for one, points in ranking:
                    table.totals[one] += points * number
                continue
            named = [one for group in ranking for one in group]
            for one in named[: self.contest.seats] if rule == "plurality" else named:
                table.totals[one] += number
        return table

    def first(self) -> Table:
        """First preferences, as whole votes."""
        table = self._empty()
        for place, (ranking, number) in enumerate(self.papers):
            self.holder[place] = ranking[0][0]
            table.totals[ranking[0][0]] += number * self.contest.scale
        return table

    def _next(self, ranking: Ranking) -> int:
        return next((group[0] for group in ranking if group[0] in self.contest.hopeful), 0)

    def surplus(self, before: Table, subject: int, quota: int) -> Table:
        """SSI 2011/399 rule 49: every paper goes on at surplus × value ÷ total, cut off after five places."""
        table, total = before.after(), before.totals[subject]
        table.totals[subject] = quota
        arrived = 0
        for place, (ranking, number) in enumerate(self.papers):
            if self.holder[place] == subject:
                value = (total - quota) * self.worth[place] // total
                self.holder[place], self.worth[place] = self._next(ranking), value
                table.move(subject, self.holder[place], number, value)
                arrived += number * value
        table.lost += total - quota - arrived
        return table

    def exclusion(self, before: Table, subject: int) -> Table:
        """Rule 51: every paper goes on at the value that it has."""
        table = before.after()
        table.totals[subject] = 0
        for place, (ranking, number) in enumerate(self.papers):
            if self.holder[place] == subject:
                self.holder[place] = self._next(ranking)
                table.move(subject, self.holder[place], number, self.worth[place])
        return table

    def meek(self, keep: list[int]) -> Table:
        """Each ballot's vote handed down its ranking, everybody keeping their factor of what reaches them."""
        table, scale = self._empty(), self.contest.scale
        for ranking, number in self.papers:
            left = scale
            for group in ranking:
                factor = keep[group[0]]
                stays, goes = left * factor // scale, left * (scale - factor) // scale
                table.totals[group[0]] += stays * number
                table.lost += (left - stays - goes) * number
                left = goes
                if not left:
                    break
            table.exhausted += left * number
        return table

    def meek_round(self, keep: list[int]) -> Table:
        """Rounds of the reference rule's step B.2, `keep` changed on the way; the last table, with its quota."""
        contest, before = self.contest, None
        while True:
            table = self.meek(keep)
            quota = sum(table.totals) // (contest.seats + 1) + 1
            reached = [one for one in contest.hopeful if table.totals[one] >= quota]
            surplus = _surplus(contest, table, reached, quota)
            if reached or surplus * 10**6 < contest.scale or (before is not None and surplus >= before):
                table.quota, table.keep = quota, list(keep)
                return table
            before = surplus
            for one in contest.elected:
                if table.totals[one]:
                    share = -(-keep[one] * quota // contest.scale)
                    keep[one] = -(-share * contest.scale // table.totals[one])

    def pairs(self) -> list[list[int]]:
        """How many ballots prefer the candidate of the row to that of the column; not named comes last."""
        size = len(self.contest.names)
        found = [[0] * (size + 1) for _ in range(size + 1)]
        for ranking, number in self.papers:
            below = set(self.contest.standing)
            for group in ranking:
                below -= set(group)
                for one in group:
                    for other in below:
                        found[one][other] += number
        return found


class Published:
    """The tables of a count as they were published, each checked as far as that goes without the ballots."""

    def __init__(self, contest: Contest, counted: dict[str, Any]) -> None:
        self.contest, self.counted, self.taken = contest, counted, 0
        self.valid, self.blank = (_units(counted[name], 0, name) for name in ("valid", "blank"))

    def _take(self) -> Table:
        """The next published table; every vote must be somewhere on it."""
        contest, stages = self.contest, self.counted["stages"]
        if self.taken >= len(stages):
            raise Fault(f"result.json ends after stage {self.taken}, where the count was not over.")
        told = stages[self.taken]
        self.taken += 1
        table = _table(contest, told, self.taken)
        if any(total and number not in contest.standing for number, total in enumerate(table.totals)):
            raise Fault(f"Stage {self.taken}: somebody who does not stand has votes.")
        there = sum(table.totals) + table.exhausted + table.lost
        one_vote = contest.rule not in MARKS or (contest.rule == "plurality" and contest.seats == 1)
        if one_vote and there != self.valid * contest.scale:
            raise Fault(
                f"Stage {self.taken}: the votes add up to {_decimal(there, contest)},"
                f" but {self.valid} ballots were valid."
            )
        return table

    def marks(self) -> Table:
        contest, table = self.contest, self._take()
        each = {"plurality": 1, "approval": 1, "score": HIGHEST_SCORE}[contest.rule]
        if any(total > each * self.valid for total in table.totals):
            raise Fault("Stage 1: somebody has more votes than there were ballots.")
        if contest.rule == "plurality" and sum(table.totals) > contest.seats * self.valid:
            raise Fault("Stage 1: there are more votes than the ballots had.")
        return table

    def first(self) -> Table:
        table = self._take()
        if table.exhausted or table.lost or any(total % self.contest.scale for total in table.totals):
            raise Fault("Stage 1: first preferences are whole votes, and none is exhausted.")
        return table

    def surplus(self, before: Table, subject: int, quota: int) -> Table:
        return self._moved(before, subject, quota)

    def exclusion(self, before: Table, subject: int) -> Table:
        return self._moved(before, subject, 0)

    def _moved(self, before: Table, subject: int, keeps: int) -> Table:
        """The next table, which must be the one before and what moved."""
        contest, table, due = self.contest, self._take(), before.after()
        due.totals[subject] = keeps
        for (source, to, value), papers in table.moved.items():
            if source != subject or (to and to not in contest.hopeful):
                raise Fault(f"Stage {self.taken}: votes moved from or to somebody they could not.")
            due.move(source, to, papers, value)
        for one in range(1, len(due.totals)):
            _same(f"Stage {self.taken}: {contest.name(one)}'s votes", table.totals[one], due.totals[one], contest)
        _same(f"Stage {self.taken}: the exhausted votes", table.exhausted, due.exhausted, contest)
        if table.lost < before.lost or (not keeps and table.lost > before.lost):
            raise Fault(f"Stage {self.taken}: the votes lost by rounding cannot be right.")
        return table

    def meek_round(self, keep: list[int]) -> Table:
        contest, table = self.contest, self._take()
        _same(f"Stage {self.taken}: the quota", table.quota, sum(table.totals) // (contest.seats + 1) + 1, contest)
        for one, factor in enumerate(table.keep or []):
            bounds = (keep[one], keep[one]) if one in contest.hopeful or not keep[one] else (1, contest.scale)
            if not bounds[0] <= factor <= bounds[1]:
                raise Fault(f"Stage {self.taken}: {contest.name(one)} keeps a part of a vote that cannot be.")
        keep[:] = table.keep or keep
        return table

    def pairs(self) -> list[list[int]]:
        size, told = len(self.contest.names), self.counted["pairwise"]
        if len(told) != size or any(len(row) != size for row in told):
            raise Fault("result.json compares another number of candidates than stand on the ballot paper.")
        found = [[0] * (size + 1), *([0, *(_units(cell, 0, "pairwise") for cell in row)] for row in told)]
        for one in range(1, size + 1):
            for other in range(1, size + 1):
                gone = one == other or not {one, other} <= set(self.contest.standing)
                if found[one][other] + found[other][one] > (0 if gone else self.valid):
                    raise Fault(
                        f"{self.contest.name(one)} and {self.contest.name(other)} are compared on more ballots than"
                        " there were."
                    )
        return found


# ---- the rules ----


def count_marks(contest: Contest, source: Ballots | Published) -> None:
    """Most votes: plurality, approval, score. A tie for the last seats goes to the lot."""
    table = source.marks()
    totals = table.totals
    clear: list[int] = []
    by_lot: list[int] = []
    while contest.hopeful and contest.seats > len(clear) + len(by_lot):
        most = max(totals[one] for one in contest.hopeful)
        level = [one for one in contest.hopeful if totals[one] == most]
        if len(level) <= contest.seats - len(clear) - len(by_lot):
            clear += level
        else:
            level = [contest.choose(level, "seat")]
            by_lot += level
        contest.hopeful = [one for one in contest.hopeful if one not in level]
    elected = contest.elect(clear, totals) + by_lot
    contest.elected += by_lot
    contest.close("votes", None, table, elected)


def count_irv(contest: Contest, source: Ballots | Published) -> None:
    """Instant run-off: the lowest is excluded until somebody has more than half of the votes not exhausted."""
    if contest.seats != 1:
        raise Fault("Instant run-off fills one seat, and poll.json says otherwise.")
    table, action = source.first(), "first_preferences"
    subject: int | None = None
    while True:
        standing = sum(table.totals[one] for one in contest.hopeful)
        alone = len(contest.hopeful) == 1
        winner = [one for one in contest.hopeful if alone or 2 * table.totals[one] > standing]
        contest.close(action, subject, table, contest.elect(winner, table.totals))
        if winner:
            return
        action, subject = "exclusion", _lowest(contest, table)
        table = source.exclusion(table, subject)


def _lowest(contest: Contest, table: Table) -> int:
    """Takes the continuing candidate with the fewest votes out of the count; who it is."""
    fewest = min(table.totals[one] for one in contest.hopeful)
    lowest = contest.choose([one for one in contest.hopeful if table.totals[one] == fewest], "exclusion", lowest=True)
    contest.hopeful.remove(lowest)
    return lowest


def count_scottish(contest: Contest, source: Ballots | Published) -> None:
    """SSI 2011/399, schedule 1, rules 46 to 53: surpluses first and the largest of them, then the lowest."""
    quota = contest.quota = (source.valid // (contest.seats + 1) + 1) * contest.scale
    table, action = source.first(), "first_preferences"
    subject: int | None = None
    while True:
        totals = table.totals
        contest.close(action, subject, table, contest.fill([o for o in contest.hopeful if totals[o] >= quota], totals))
        if contest.vacancies <= 0 or not contest.hopeful:
            return
        over = {one: totals[one] for one in contest.elected if totals[one] > quota}
        if over:
            largest = max(over.values())
            level = [one for one, total in over.items() if total == largest]
            action, subject = "surplus", contest.choose(level, "surplus")
            table = source.surplus(table, subject, quota)
        else:
            action, subject = "exclusion", _lowest(contest, table)
            table = source.exclusion(table, subject)


def _surplus(contest: Contest, table: Table, reached: list[int], quota: int) -> int:
    return max(0, sum(table.totals[one] - quota for one in [*contest.elected, *reached]))


def count_meek(contest: Contest, source: Ballots | Published) -> None:
    """Meek's method, in the steps of the Proportional Representation Foundation's reference rule, in nine places."""
    contest.quota = source.valid * contest.scale // (contest.seats + 1) + 1
    keep = [contest.scale if one in contest.standing else 0 for one in range(len(contest.names) + 1)]
    action = "first_preferences"
    subject: int | None = None
    while True:
        table = source.meek_round(keep)
        quota = table.quota or 0
        reached = [one for one in contest.hopeful if table.totals[one] >= quota]
        surplus = _surplus(contest, table, reached, quota)
        elected = contest.fill(contest.in_order(reached, table.totals)[: contest.vacancies], table.totals)
        contest.close(action, subject, table, elected)
        if contest.vacancies <= 0 or not contest.hopeful:
            return
        if elected:
            action, subject = "surplus", None
            continue
        reach = min(table.totals[one] for one in contest.hopeful) + surplus
        level = [one for one in contest.hopeful if table.totals[one] <= reach]
        # Rounds that end at different surpluses do not compare, so that only the lot tells those in reach apart.
        action, subject = "exclusion", contest.choose(level, "exclusion", earlier=False)
        contest.hopeful.remove(subject)
        keep[subject] = 0
        if len(contest.hopeful) <= contest.vacancies:
            last = table.after()
            last.quota, last.keep, last.totals[subject] = quota, list(keep), 0
            last.exhausted += table.totals[subject]
            if isinstance(source, Published):
                source.taken += 1
            contest.close(action, subject, last, contest.elect(contest.hopeful, last.totals))
            return


def count_pairs(contest: Contest, source: Ballots | Published) -> None:
    """Schulze's strongest paths or Tideman's ranked pairs, both by votes on the winning side; seats down the order."""
    matrix = source.pairs()
    contest.pairwise = [row[1:] for row in matrix[1:]]
    beats = _paths(contest, matrix) if contest.rule == "schulze" else _locked(contest, matrix)
    left = list(contest.standing)
    while left:
        top = [one for one in left if not any((other, one) in beats for other in left)]
        contest.order.append(top)
        left = [one for one in left if one not in top]
    for group in contest.order:
        fits = len(group) <= contest.vacancies
        left = [one for one in group if one != contest.ron or not fits]
        while left and contest.vacancies:
            taken = contest.choose(left, "order" if fits else "seat")
            if taken == contest.ron:
                return
            contest.elected.append(taken)
            left.remove(taken)
        if contest.ron in group:
            return


def _paths(contest: Contest, matrix: list[list[int]]) -> set[tuple[int, int]]:
    """Who has the stronger path to whom (Schulze 2011, section 2), found by looking for ever weaker links."""
    links = {
        (one, other): matrix[one][other]
        for one in contest.standing
        for other in contest.standing
        if matrix[one][other] > matrix[other][one]
    }
    strength: dict[tuple[int, int], int] = {}
    for weakest in sorted(set(links.values()), reverse=True):
        usable = {pair for pair, votes in links.items() if votes >= weakest}
        for one in contest.standing:
            for other in _reached(one, usable):
                strength.setdefault((one, other), weakest)
    return {pair for pair, found in strength.items() if found > strength.get((pair[1], pair[0]), 0)}


def _reached(start: int, links: Iterable[tuple[int, int]]) -> set[int]:
    """Whom one gets to from `start` along `links`."""
    ways: dict[int, list[int]] = {}
    for one, other in links:
        ways.setdefault(one, []).append(other)
    found: set[int] = set()
    waiting = list(ways.get(start, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += ways.get(one, ())
    return found


def _locked(contest: Contest, matrix: list[list[int]]) -> set[tuple[int, int]]:
    """Who stands above whom when majorities are locked in, the strongest first (Tideman 1987)."""
    majorities: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for one in contest.standing:
        for other in contest.standing:
            if matrix[one][other] > matrix[other][one]:
                majorities.setdefault((-matrix[one][other], matrix[other][one]), []).append((one, other))
    held: set[tuple[int, int]] = set()
    for strength in sorted(majorities):
        alike = [pair for pair in majorities[strength] if pair[0] not in _reached(pair[1], held)]
        together = held | set(alike)
        if any(one in _reached(other, together) for one, other in alike):
            # They would close a circle with each other: winners in the order of the lot, losers against it.
            contest.choose({one for pair in alike for one in pair}, "pairs")
            alike.sort(key=lambda pair: contest.drawn(pair[1]), reverse=True)
            alike.sort(key=lambda pair: contest.drawn(pair[0]))
        for one, other in alike:
            if one not in _reached(other, held):
                held.add((one, other))
    return {(one, other) for one in contest.standing for other in _reached(one, held)}


COUNTS = {
    **dict.fromkeys(MARKS, count_marks),
    **dict.fromkeys(PAIRS, count_pairs),
    "irv": count_irv,
    "scottish-stv": count_scottish,
    "meek-stv": count_meek,
}


# ---- the published count, held against what was counted here ----


def _units(text: object, places: int, what: str) -> int:
    """A published number in units of its last place."""
    shape = rf"[0-9]{{1,15}}\.[0-9]{{{places}}}" if places else "[0-9]{1,15}"
    if not isinstance(text, str) or not re.fullmatch(shape, text):
        raise Fault(f"result.json: {what} = {text!r} is not a number as this rule has them.")
    return int(text.replace(".", ""))


def _decimal(number: int | None, contest: Contest) -> str:
    places = PLACES.get(contest.rule, 0)
    if number is None or not places:
        return str(number)
    return f"{number // contest.scale}.{number % contest.scale:0{places}d}"


def _same(what: str, told: int | None, found: int | None, contest: Contest) -> None:
    if told != found:
        raise Fault(
            f"{what}: result.json says {_decimal(told, contest)}; counted again it is {_decimal(found, contest)}."
        )


def _table(contest: Contest, told: dict[str, Any], number: int) -> Table:
    """A published stage as a table."""
    places, at = PLACES.get(contest.rule, 0), f"stage {number}"

    def by_candidate(name: str) -> list[int]:
        each = told[name]
        if sorted(each) != sorted(str(one) for one in range(1, len(contest.names) + 1)):
            raise Fault(f"Stage {number}: the {name} are not those of the candidates.")
        return [0, *(_units(each[str(one)], places, f"{at}, {name}") for one in range(1, len(each) + 1))]

    table = Table(by_candidate("totals"))
    table.exhausted = _units(told["exhausted"], places, f"{at}, exhausted")
    table.lost = _units(told["rounding_loss"], places, f"{at}, rounding_loss")
    for move in told["transfers"]:
        papers, value = _units(move["papers"], 0, f"{at}, papers"), _units(move["value"], places, f"{at}, value")
        if _units(move["votes"], places, f"{at}, votes") != papers * value:
            raise Fault(f"Stage {number}: {papers} papers at {move['value']} each are not {move['votes']} votes.")
        kind = (move["from"], move["to"] or 0, value)
        table.moved[kind] = table.moved.get(kind, 0) + papers
    table.quota = _units(told["quota"], places, f"{at}, quota") if "quota" in told else None
    table.keep = by_candidate("keep") if "keep" in told else None
    return table


def _check_stage(contest: Contest, told: dict[str, Any], stage: Stage, number: int) -> None:
    at, table, found = f"Stage {number}", _table(contest, told, number), stage.table

    def names(numbers: Iterable[int | None]) -> str:
        return ", ".join(contest.name(one) if isinstance(one, int) else "nobody" for one in numbers) or "nobody"

    if (told["n"], told["action"], told["subject"]) != (number, stage.action, stage.subject):
        raise Fault(
            f"{at}: result.json says {told['action']} of {names([told['subject']])}; "
            f"counted again it is {stage.action} of {names([stage.subject])}."
        )
    for one in range(1, len(found.totals)):
        _same(f"{at}: {contest.name(one)}'s votes", table.totals[one], found.totals[one], contest)
    _same(f"{at}: the exhausted votes", table.exhausted, found.exhausted, contest)
    _same(f"{at}: the votes lost by rounding", table.lost, found.lost, contest)
    if table.moved != found.moved:
        raise Fault(f"{at}: the transfers are not those that the ballots make.")
    _same(f"{at}: the quota", table.quota, found.quota, contest)
    if table.keep != found.keep:
        raise Fault(f"{at}: what the elected keep of each vote is not what counting again gives.")
    if told["elected"] != stage.elected:
        raise Fault(
            f"{at}: result.json says that {names(told['elected'])} is elected;"
            f" counted again it is {names(stage.elected)}."
        )
    if told["excluded"] != ([stage.subject] if stage.action == "exclusion" else []):
        raise Fault(f"{at}: result.json says that {names(told['excluded'])} is excluded; counted again it is not so.")


def check_election(poll: dict[str, Any], tally: Tally | None, result: dict[str, Any], root: str) -> None:
    """Counts an election again, from its ballots or from its published tables. Raises Fault where result.json differs.

    `root`: the fingerprint of the box, which a public value is mixed with for a lot.
    """
    counted, contest = result["election"], Contest(poll, root)
    source = Published(contest, counted) if tally is None else Ballots(contest, tally)
    if (counted["rule"], counted["version"]) != (contest.rule, poll["counting"]["version"]):
        raise Fault("result.json was counted by another rule than poll.json names.")
    for name in ("seats", "candidates"):
        if counted[name] != poll[name]:
            raise Fault(f"result.json has other {name} than poll.json.")
    if counted["withdrawn"] != contest.withdrawn:
        raise Fault("result.json has others who withdrew than poll.json.")
    for name, here in (("valid", source.valid), ("blank", source.blank)):
        _same(f"The {name} ballots", _units(counted[name], 0, name) * contest.scale, here * contest.scale, contest)
    COUNTS[contest.rule](contest, source)
    told = None if counted["quota"] is None else _units(counted["quota"], PLACES.get(contest.rule, 0), "quota")
    _same("The quota", told, contest.quota, contest)
    _check_outcome(contest, counted)
    _check_fingerprint(result)


def _check_outcome(contest: Contest, counted: dict[str, Any]) -> None:
    stages = counted.get("stages", [])
    for number, stage in enumerate(contest.stages, start=1):
        if number > len(stages):
            raise Fault(f"result.json ends after stage {number - 1}, where the count was not over.")
        _check_stage(contest, stages[number - 1], stage, number)
    if len(stages) > len(contest.stages):
        raise Fault(f"result.json goes on after stage {len(contest.stages)}, where the count was over.")
    if contest.pairwise:
        if counted["pairwise"] != [[str(cell) for cell in row] for row in contest.pairwise]:
            raise Fault("result.json compares the candidates otherwise than the ballots do.")
        if counted["order"] != contest.order:
            raise Fault("result.json has another order of the candidates than counting again gives.")
    for told, found in zip(counted["ties"], contest.ties):  # noqa: B905 - 3.9 knows no strict
        if told != found:
            raise Fault(f"Stage {found['stage']}: a tie was not settled as the rule and the lot settle it.")
    if len(counted["ties"]) != len(contest.ties):
        raise Fault("result.json has another number of ties than counting again meets.")
    elected = [one for one in contest.elected if one != contest.ron]
    if counted["elected"] != elected:
        raise Fault(
            f"Counted again these are elected, in this order: {', '.join(map(contest.name, elected)) or 'nobody'}."
        )
    if counted["vacant"] != contest.seats - len(elected):
        raise Fault(f"Counted again {contest.seats - len(elected)} seats stay vacant.")


def _check_fingerprint(result: dict[str, Any]) -> None:
    text = json.dumps(result["election"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if hashlib.sha256(text.encode()).hexdigest() != result["fingerprint"]:
        raise Fault("The fingerprint of the result is not that of the count beside it.")


def read_blt(text: str) -> dict[str, Any]:
    """A ballot file as this bundle has it: head, withdrawn, ballots, names and the title. Raises Fault."""
    lines, numbers = text.split("\n"), re.compile(r"[0-9]+( [0-9]+(=[0-9]+)*)* 0|0")
    found: dict[str, Any] = {"head": lines.pop(0), "withdrawn": [], "ballots": {}, "names": []}
    while lines and lines[0][:1] in ("-", "["):
        line = lines.pop(0)
        found["withdrawn"] += [int(word[1:]) for word in line.split()] if line[0] == "-" else []
    while lines and lines[0] != "0":
        line = lines.pop(0)
        if not numbers.fullmatch(line):
            raise Fault(f"ballots.blt: {line[:40]!r} is no ballot.")
        number, _, ranking = line[: -len(" 0")].partition(" ")
        found["ballots"][ranking] = found["ballots"].get(ranking, 0) + int(number)
    found["names"] = [re.sub(r'\\(["\\])', r"\1", line[1:-1]) for line in lines[1:] if line]
    return found


def _check_blt(poll: dict[str, Any], tally: Tally, held: bytes) -> None:
    """The ballot file is for other programs: it must say the same as tally.json."""
    told = read_blt(held.decode())
    same: Tally = {}
    for text, number in tally.items():
        ranking = "" if text in ("spoilt", "unreadable") else text
        same[ranking] = same.get(ranking, 0) + number
    if told["head"] != f"{len(poll['candidates'])} {poll['seats']}" or told["withdrawn"] != sorted(poll["withdrawn"]):
        raise Fault("ballots.blt is of another election than poll.json.")
    if told["names"][:-1] != [" ".join(name.split()) for name in poll["candidates"]]:
        raise Fault("ballots.blt has other candidates than poll.json.")
    if told["ballots"] != same:
        raise Fault("ballots.blt holds other ballots than tally.json.")


# ---- the checks, in their order ----


def read(path: str) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files of a bundle by name, and its manifest. Raises Fault."""
    try:
        with zipfile.ZipFile(path) as bundle:
            if sum(each.file_size for each in bundle.infolist()) > LARGEST:
                raise Fault("The bundle is far too large to be one.")
            names = bundle.namelist()
            if len(names) != len(set(names)):
                raise Fault("The bundle holds two files of one name.")
            held = {name: bundle.read(name) for name in names}
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, NotImplementedError) as fault:
        raise Fault(f"{path} cannot be read as a zip file: {fault}") from fault
    for name in SIGNED:
        if name not in held:
            raise Fault(f"{name} is missing.")
    return held, _json(held, "manifest.json")


def _json(held: dict[str, bytes], name: str) -> dict[str, Any]:
    try:
        found = json.loads(held[name])
    except ValueError as fault:
        raise Fault(f"{name} is not JSON: {fault}") from fault
    if not isinstance(found, dict):
        raise Fault(f"{name} holds no object.")
    return found


def _receipts(held: dict[str, bytes], name: str) -> list[str]:
    lines = held[name].decode("ascii", "replace").split("\n")
    if lines.pop() != "":
        raise Fault(f"{name} ends amid a line.")
    for number, line in enumerate(lines, start=1):
        if len(line) != 64 or set(line) - set("0123456789abcdef"):
            raise Fault(f"{name}, line {number}: this is no receipt.")
        if number > 1 and line <= lines[number - 2]:
            raise Fault(f"{name}, line {number}: receipts stand in order, each once.")
    return lines


def _check_signatures(held: dict[str, bytes], manifest: dict[str, Any], expected: str) -> bytes:
    key = bytes.fromhex(manifest["public_key"])
    if expected and expected.lower() != key.hex():
        raise Fault("The bundle was signed with another key than the one that you gave.")
    if not signature_holds(key, held["manifest.json"], bytes.fromhex(held["manifest.sig"].decode("ascii", "replace"))):
        raise Fault("The signature over manifest.json does not hold.")
    if manifest["format"] != FORMAT:
        raise Fault(f"This verifier reads bundles of the format {FORMAT}, not {manifest['format']!r}.")
    for name, hashed in sorted(manifest["files"].items()):
        if name not in held:
            raise Fault(f"{name} is missing.")
        if hashlib.sha256(held[name]).hexdigest() != hashed:
            raise Fault(f"{name} is not the file that was signed.")
    _only(held, {*manifest["files"], *SIGNED})
    return key


def _only(held: dict[str, bytes], due: set[str]) -> None:
    for name in sorted(due - set(held)):
        raise Fault(f"{name} is missing.")
    for name in sorted(set(held) - due):
        raise Fault(f"{name} does not belong into a bundle.")


def _due(poll: dict[str, Any]) -> set[str]:
    """The files that a bundle of this poll has."""
    due = {*SIGNED, "poll.json", "result.json"}
    due |= set(BOX) if poll["custody"] != "open" else set()
    if poll["kind"] == "motion" or poll["ballots"] == "included":
        due.add("tally.json")
        due |= {"ballots.blt"} if poll["kind"] == "election" and poll["counting"]["rule"] != "score" else set()
    return due


def _check_box(
    poll: dict[str, Any], head: dict[str, Any], receipts: list[str], others: dict[str, list[str]], key: bytes, root: str
) -> None:
    if head["poll"] != poll["id"]:
        raise Fault("head.json is of another vote than poll.json.")
    if head["size"] != len(receipts):
        raise Fault(f"The box held {head['size']} envelopes at the close, but there are {len(receipts)} receipts.")
    if head["root"] != tree_root(receipts):
        raise Fault("The receipts do not make the fingerprint that the box had at the close.")
    if root and root.lower() != head["root"]:
        raise Fault("The fingerprint of the box is not the one that you were sent at the close.")
    closed = datetime.fromisoformat(head["closed_at"]).isoformat()
    text = f"quorate-head-1\n{head['poll']}\n{closed}\n{head['size']}\n{head['root']}\n"
    if not signature_holds(key, text.encode(), bytes.fromhex(head["signature"])):
        raise Fault("The signature over the box's fingerprint does not hold.")
    for became, lines in others.items():
        if set(receipts) & set(lines):
            raise Fault(f"A receipt is given both as counted and as {became}.")


def _papers(poll: dict[str, Any]) -> int:
    """How many paper ballots there were: their bundles, counted by hand, must add up."""
    paper = poll["paper"]
    if paper is None:
        return 0
    bundles = sum(_whole(bundle["papers"]) for bundle in paper["bundles"])
    if bundles != paper["papers"]:
        raise Fault(f"The bundles hold {bundles} paper ballots, but poll.json says {paper['papers']!r} in all.")
    return bundles


def _check_numbers(poll: dict[str, Any], counted: int, envelopes: int | None, papers: int) -> None:
    """That as many ballots were counted as came in, and no more than could."""
    if envelopes is not None and counted != envelopes + papers:
        on_paper = f" and {papers} paper ballots were handed in" if poll["paper"] else ""
        raise Fault(f"{counted} ballots were counted, but {envelopes} envelopes were in the box{on_paper}.")
    if counted > poll["roll_size"]:
        raise Fault(f"{counted} ballots were cast, but only {poll['roll_size']} could vote.")


def _check_tally(tally: dict[str, Any]) -> None:
    if any(type(number) is not int or number < 1 for number in tally.values()):
        raise Fault("tally.json holds a number of ballots that is none.")


def _check_motion(poll: dict[str, Any], tally: Tally, result: dict[str, Any]) -> None:
    casting = result["casting_vote"]
    counted = count(poll, tally, casting)
    one_decides = counted["tied"] and count(poll, tally, None)["margin"] == -1
    if casting is not None and not (poll["casting_vote"] and one_decides and casting in ("for", "against")):
        raise Fault("The result rests on a casting vote where none was to be given.")
    if set(result) != set(counted):
        raise Fault("result.json holds other numbers than a result has.")
    for name in counted:
        if result[name] != counted[name] or type(result[name]) is not type(counted[name]):
            raise Fault(f"result.json says {name} = {result[name]!r}; counted again it is {counted[name]!r}.")


def _check_result(held: dict[str, bytes], poll: dict[str, Any], envelopes: int | None, root: str) -> int:
    """Counts again; how many ballots there were."""
    result, papers = _json(held, "result.json"), _papers(poll)
    tally: Tally | None = _json(held, "tally.json") if "tally.json" in held else None
    if tally is not None:
        _check_tally(tally)
    if poll["kind"] == "motion":
        assert tally is not None
        if set(tally) - {"for", "against", "abstain", "spoilt", "unreadable"}:
            raise Fault("tally.json holds a ballot that nobody could cast.")
        _check_numbers(poll, sum(tally.values()), envelopes, papers)
        _check_motion(poll, tally, result)
        return sum(tally.values())
    told = result["election"]
    ballots = _units(told["valid"], 0, "valid") + _units(told["blank"], 0, "blank")
    if tally is not None:
        ballots = sum(tally.values())
        if "ballots.blt" in held:
            _check_blt(poll, tally, held["ballots.blt"])
    _check_numbers(poll, ballots, envelopes, papers)
    check_election(poll, tally, result, root)
    return ballots


def _said(poll: dict[str, Any], result: dict[str, Any], ballots: int) -> str:
    """What agrees, in a sentence."""
    if poll["kind"] == "motion":
        came = f"is {'carried' if result['carried'] else 'lost'}"
    else:
        names = [str(poll["candidates"][number - 1]) for number in result["election"]["elected"]]
        came = f"elected {', '.join(names) or 'nobody'}"
    how = (
        "" if poll["ballots"] == "included" else " The ballots are not in this bundle; every decision of the count is."
    )
    return f"Everything agrees: {poll['title']!r} {came} with {ballots} ballots of {poll['roll_size']}.{how}"


def verify(path: str, key: str = "", root: str = "", receipt: str = "") -> str:
    """Makes every check; a sentence that says what agrees. Raises Fault with the first disagreement."""
    held, manifest = read(path)
    receipts: list[str] = []
    others: dict[str, list[str]] = {}
    envelopes, fixed = None, ""
    try:
        signer = _check_signatures(held, manifest, key)
        poll = _json(held, "poll.json")
        _only(held, _due(poll))
        if poll["custody"] != "open":
            head, receipts = _json(held, "head.json"), _receipts(held, "receipts.txt")
            others = {
                "replaced": _receipts(held, "replaced.txt"),
                "taken out": _receipts(held, "taken_out.txt"),
            }
            _check_box(poll, head, receipts, others, signer, root)
            envelopes, fixed = len(receipts), head["root"]
        ballots = _check_result(held, poll, envelopes, fixed)
        sentence = _said(poll, _json(held, "result.json"), ballots)
    except (KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError) as fault:
        raise Fault(f"The bundle does not hold what it should: {type(fault).__name__} {fault}") from fault
    mine = receipt.split(".")[0].strip().lower()
    if mine and mine not in receipts:
        became = "is not among those that were counted"
        if mine in others.get("replaced", []):
            became = "was replaced by a later vote"
        elif mine in others.get("taken out", []):
            became = "was taken out, since a paper ballot was given for it or the roll was put right"
        raise Fault(f"Your receipt {became}.")
    return f"{sentence} Signed with the key {signer.hex()}." + (" Your receipt is among them." if mine else "")


def main(words: list[str]) -> int:
    """Runs the checks on the command line: 0 and a sentence, 1 and the first fault, 2 when called wrongly."""
    options = {"--key": "", "--root": "", "--receipt": ""}
    rest = list(words)
    for name in options:
        if name in rest[:-1]:
            options[name] = rest.pop(rest.index(name) + 1)
            rest.remove(name)
    if len(rest) != 1:
        sys.stderr.write("usage: python verify.py BUNDLE.zip [--key HEX] [--root HEX] [--receipt HEX]\n")
        return 2
    try:
        sys.stdout.write(verify(rest[0], options["--key"], options["--root"], options["--receipt"]) + "\n")
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
