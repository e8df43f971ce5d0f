"""Which tables may stand beside each other: nobody who sees all of them can work out a group too small to be shown.

A *part* is a set of people whose answers are shown together. What is released are, for each question, the parts of some
breakdowns and no part that is too small. Two things could still give a small group away: sums and differences of parts
(`given_away`), and an answer that was given in one part alone (`pinned`), since then another breakdown tells who gave
it. Groups are merged, and at last a breakdown is withheld, until neither does. The tests attack this as linear systems.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

Labels = tuple[str, ...]
"""To which group somebody belongs in each breakdown, in the breakdowns' order."""
Counts = Mapping[str, int]
"""How many gave each answer; everybody gave just one."""
Part = frozenset[str]
"""Groups of one breakdown that are shown as one."""

_PRIME = (1 << 61) - 1
_MOST_HALVES = 200_000


def given_away(
    released: Sequence[Collection[int]], sizes: Sequence[int], threshold: int, weights: Sequence[int] | None = None
) -> bool:
    """Whether adding and subtracting what is released singles out fewer than `threshold` people.

    `released` are sets of atoms (indices into `sizes`), `sizes` how many people each atom holds. A set of people can be
    computed from others exactly when its indicator is in the span of theirs, which is when every vector that
    is orthogonal to all of them is orthogonal to it: one random vector of those, modulo a large prime, tells, but for
    a chance of less than 1 in 10¹². True also when there are too many small sets to be looked at.
    `weights`: a total in which each person of an atom counts so much is released too.
    """
    classes: Counter[tuple[tuple[int, ...], int]] = Counter()
    for atom, size in enumerate(sizes):
        if size:
            member = tuple(number for number, part in enumerate(released) if atom in part)
            classes[member, weights[atom] if weights else 0] += size
    members = list(classes)
    rows = [[int(number in member) for member, _ in members] for number in range(len(released))]
    if weights:
        rows.append([weight for _, weight in members])
    null = _orthogonal(rows, len(members))
    small = [
        (null[at], classes[member])
        for at, member in enumerate(members)
        if (member[0] or weights) and classes[member] < threshold
    ]
    smallest: dict[int, int] = {}
    for looked, (value, size) in enumerate(_few(small, threshold)):
        if looked > _MOST_HALVES:
            return True
        smallest[value] = min(size, smallest.get(value, size))
    return any(
        0 < size + smallest[-value % _PRIME] < threshold
        for value, size in smallest.items()
        if -value % _PRIME in smallest
    ) or any(value == 0 and 0 < size < threshold for value, size in small)


def _few(small: Sequence[tuple[int, int]], threshold: int) -> Iterator[tuple[int, int]]:
    """Sum and size of every half of a set of atoms that could be too small, the empty half first."""
    for length in range(threshold // 2 + 1):
        for chosen in combinations(small, length):
            size = sum(atom[1] for atom in chosen)
            if size < threshold:
                yield sum(atom[0] for atom in chosen) % _PRIME, size


def _orthogonal(rows: list[list[int]], width: int) -> list[int]:
    """A random vector, modulo the prime, that is orthogonal to all rows."""
    pivots: list[int] = []
    for column in range(width):
        done = len(pivots)
        found = next((at for at in range(done, len(rows)) if rows[at][column]), None)
        if found is None:
            continue
        rows[done], rows[found] = rows[found], rows[done]
        inverse = pow(rows[done][column], -1, _PRIME)
        rows[done] = [value * inverse % _PRIME for value in rows[done]]
        for at, row in enumerate(rows):
            if at != done and row[column]:
                factor = row[column]
                rows[at] = [(value - factor * lead) % _PRIME for value, lead in zip(row, rows[done], strict=True)]
        pivots.append(column)
    chance = random.Random(width)  # noqa: S311  no secret: any vector will do
    null = [0 if column in pivots else chance.randrange(1, _PRIME) for column in range(width)]
    for row, pivot in zip(rows, pivots, strict=False):
        null[pivot] = -sum(value * null[at] for at, value in enumerate(row) if at != pivot) % _PRIME
    return null


def pinned(cells: Mapping[Labels, Counts], breakdowns: Mapping[int, Sequence[Part]], threshold: int) -> bool:
    """Whether some answer was given in one part alone, so that another breakdown counts it in a small group.

    With Year 3 holding all who disagree, the languages of those who disagree are those of parents in Year 3. The parts
    of several breakdowns bound the people in two of them at once by max(0, a + b − N) and min(a, b) (Fréchet), which
    meet above zero just when one of them holds all N.
    """
    if len(breakdowns) < 2:
        return False
    for answer in {answer for counts in cells.values() for answer, count in counts.items() if count}:
        giving = [labels for labels, counts in cells.items() if counts.get(answer, 0)]
        touched = {
            at: [part for part in parts if any(g[at] in part for g in giving)] for at, parts in breakdowns.items()
        }
        alone = {at: parts[0] for at, parts in touched.items() if len(parts) == 1}
        if not alone:
            continue
        among = [labels for labels in cells if all(labels[at] in part for at, part in alone.items())]
        others = [(at, part) for at, parts in touched.items() if at not in alone for part in parts]
        groups = [[labels for labels in among if labels[at] in part] for at, part in others]
        if len(alone) > 1:
            groups.append(among)
        if any(sum(sum(cells[labels].values()) for labels in group) < threshold for group in groups):
            return True
    return False


def merged(sizes: Mapping[str, int], threshold: int) -> list[Part]:
    """Groups of at least `threshold` each: the smallest is merged with the next smallest until all are. Empty ones stay
    out. One part alone is no breakdown: see `safe_parts`."""
    parts = [(size, frozenset([group])) for group, size in sizes.items() if size]
    while len(parts) > 1 and min(size for size, _ in parts) < threshold:
        parts = _two_smallest_together(parts)
    return [part for _, part in parts]


def _two_smallest_together(parts: Sequence[tuple[int, Part]]) -> list[tuple[int, Part]]:
    ordered = sorted(parts, key=lambda part: (part[0], sorted(part[1])))
    (first, one), (second, other) = ordered[:2]
    return [*ordered[2:], (first + second, one | other)]


def safe_parts(cells: Mapping[Labels, Counts], threshold: int) -> list[tuple[Part, ...]]:
    """For each breakdown the parts in which the answers to one question may be shown together with all the others'.

    `cells` counts answers by the groups of those who gave them. Earlier breakdowns go first; a later one is made
    coarser until nobody can be singled out by all of them together, and is () when nothing of it can be shown. When
    fewer than `threshold` answered, all are. Every part is at least `threshold` strong, and each breakdown's parts are
    everybody who answered, so that its total tells nothing new.
    """
    width = len(next(iter(cells), ()))
    atoms = [(labels, sum(counts.values())) for labels, counts in cells.items()]
    shown: dict[int, Sequence[Part]] = {}
    for at in range(width):
        sizes: defaultdict[str, int] = defaultdict(int)
        for labels, size in atoms:
            sizes[labels[at]] += size
        parts = merged(sizes, threshold)
        while len(parts) > 1:
            tried = {**shown, at: parts}
            sets = [
                [number for number, (labels, _) in enumerate(atoms) if labels[where] in part]
                for where, those in tried.items()
                for part in those
            ]
            if not given_away(sets, [size for _, size in atoms], threshold) and not pinned(cells, tried, threshold):
                shown = tried
                break
            weighed = [(sum(sizes[group] for group in part), part) for part in parts]
            parts = [part for _, part in _two_smallest_together(weighed)]
    return [tuple(shown.get(at, ())) for at in range(width)]


def may_follow(before: int, now: int, threshold: int) -> bool:
    """Whether a total over `now` answers may be shown to those who have seen it over `before` of them.

    The difference is what came in between: nobody, or `threshold` people at least.
    """
    return now == before or (now >= threshold and now - before >= threshold)
