"""Topics: groups of comments that speak of the same thing, found without being told what to look for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from insight.reading import comparable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from insight.space import Points

    Labels = NDArray[np.int64]

ALONE = -1
"""The label of a text that is like no other."""

_ALIKE = 0.05
"""How near its group's middle a text must lie (as a cosine), or it stands alone."""
_STARTS = 4
_ROUNDS = 40
_STEP = 1.3
"""By how much the number of topics tried grows from one trial to the next."""
_PATIENCE = 3
"""Trials without improvement after which no more topics are tried."""
_SMALLEST = 4
"""Texts a topic, on average, under which no more topics are tried."""
_SAMPLE = 3_000
"""How many different texts the number of topics is chosen on: with ever more of them ever finer topics could be told
apart, and nobody would read them."""


def topics(texts: Sequence[str], k: int | None = None) -> list[int]:
    """A group number a text, 0 for the largest group, ALONE for a text that is like no other.

    `k` is how many groups are wanted (fewer where there is less to tell apart). Without it, their number is the one
    with the lowest Bayesian information criterion for round groups of one common width (Pelleg and Moore 2000,
    X-means). Deterministic; identical comments are never split; no group holds a single text.
    """
    same: dict[str, int] = {}
    place = [same.setdefault(comparable(text), len(same)) for text in texts]
    different: list[str] = [""] * len(same)
    for text, index in zip(texts, place, strict=True):
        different[index] = different[index] or text
    labels = _labelled(different, Counter(place), k) if len(different) > 1 else [0] * len(different)
    sizes = Counter(labels[index] for index in place)
    return _by_size([labels[index] if sizes[labels[index]] > 1 else ALONE for index in place])


def _labelled(texts: Sequence[str], weights: Counter[int], k: int | None) -> list[int]:
    """A label for each of several different texts."""
    import numpy as np
    from threadpoolctl import threadpool_limits

    from insight.space import points

    cloud = points(texts)
    if not cloud.shape[1]:  # nothing to compare them by: no words, and all alike to the encoder
        return list(range(len(texts)))
    with threadpool_limits(limits=1):
        wanted = _best_number(cloud) if k is None else min(max(1, k), len(texts))
        labels, _ = _grouped(cloud, wanted)
    counts = np.asarray([weights[index] for index in range(len(texts))])
    labels, lone = _settled(cloud, labels, counts)
    free = int(labels.max()) + 1
    return [free + index if lone[index] else int(label) for index, label in enumerate(labels)]


def _best_number(cloud: Points) -> int:
    """The number of groups with the lowest Bayesian information criterion."""
    import numpy as np

    if len(cloud) > _SAMPLE:
        cloud = cloud[np.linspace(0, len(cloud) - 1, _SAMPLE).astype(int)]
    best, lowest, waited = 1, math.inf, 0
    for k in _trials(len(cloud) // _SMALLEST):
        labels, within = _grouped(cloud, k, starts=1)
        criterion = _criterion(labels, within, cloud.shape[1])
        best, lowest, waited = (k, criterion, 0) if criterion < lowest else (best, lowest, waited + 1)
        if waited == _PATIENCE:
            break
    return best


def _trials(most: int) -> Iterator[int]:
    k = 1
    while k <= max(1, most):
        yield k
        k = max(k + 1, round(k * _STEP))


def _criterion(labels: Labels, within: float, dimensions: int) -> float:
    """The Bayesian information criterion of round groups of one width: misfit and parameters, less is better."""
    import numpy as np

    n = len(labels)
    sizes = np.bincount(labels)
    sizes = sizes[sizes > 0]
    membership = float((sizes * np.log(sizes / n)).sum())
    likelihood = membership - n * dimensions / 2 * math.log(max(within, 1e-9) / (n * dimensions))
    return len(sizes) * dimensions * math.log(n) - 2 * likelihood


def _grouped(cloud: Points, k: int, starts: int = _STARTS) -> tuple[Labels, float]:
    """k-means from several spread beginnings: the grouping with the least distance to the middles, and its sum of
    squares."""
    import numpy as np

    found = [_one_grouping(cloud, k, np.random.default_rng(seed)) for seed in range(starts if k > 1 else 1)]
    return min(found, key=lambda pair: pair[1])


def _one_grouping(cloud: Points, k: int, draw: np.random.Generator) -> tuple[Labels, float]:
    import numpy as np

    centres = _spread(cloud, k, draw)
    labels: Labels = np.full(len(cloud), -1)
    for _ in range(_ROUNDS):
        distance = _distances(cloud, centres)
        moved = distance.argmin(axis=1)
        within = distance[np.arange(len(cloud)), moved]
        if np.array_equal(moved, labels):
            break
        labels = moved
        centres = _middles(cloud, labels, centres, within)
    return labels, float(within.sum())


def _spread(cloud: Points, k: int, draw: np.random.Generator) -> Points:
    """k points far from each other, by chance in proportion to squared distance (k-means++, Arthur and
    Vassilvitskii 2007)."""
    import numpy as np

    chosen = [int(draw.integers(len(cloud)))]
    nearest = _distances(cloud, cloud[chosen])[:, 0]
    while len(chosen) < k and nearest.max() > 0:
        edges = np.cumsum(nearest, dtype=np.float64)
        place = int(np.searchsorted(edges, draw.random() * edges[-1], side="right"))
        chosen.append(min(place, len(cloud) - 1))
        nearest = np.minimum(nearest, _distances(cloud, cloud[chosen[-1:]])[:, 0])
    result: Points = cloud[chosen]
    return result


def _distances(cloud: Points, centres: Points) -> Points:
    """Squared distance of each point to each centre."""
    import numpy as np

    squares = (cloud**2).sum(axis=1, keepdims=True) + (centres**2).sum(axis=1)
    result: Points = np.maximum(squares - 2 * (cloud @ centres.T), 0.0)
    return result


def _middles(cloud: Points, labels: Labels, centres: Points, within: Points) -> Points:
    """The middle of each group; an emptied one begins anew at the point farthest from its own."""
    import numpy as np
    from scipy.sparse import csr_matrix

    n = len(labels)
    member = csr_matrix((np.ones(n, dtype=np.float32), (labels, np.arange(n))), shape=(len(centres), n))
    sizes = np.bincount(labels, minlength=len(centres))
    result: Points = (member @ cloud) / np.maximum(sizes, 1)[:, None]
    empty = np.flatnonzero(sizes == 0)
    if len(empty):
        result[empty] = cloud[np.argsort(-within, kind="stable")[: len(empty)]]
    return result


def _settled(cloud: Points, labels: Labels, counts: Labels) -> tuple[Labels, NDArray[np.bool_]]:
    """Groups of one text join the nearest larger group; and which texts lie near none."""
    import numpy as np

    from insight.space import unit_rows

    count = int(labels.max()) + 1
    sizes = np.bincount(labels, weights=counts, minlength=count)
    centres = unit_rows(_middles(cloud, labels, np.zeros((count, cloud.shape[1]), np.float32), cloud[:, 0]))
    likeness = cloud @ centres.T
    if (sizes > 1).any():
        likeness[:, sizes <= 1] = -np.inf
        moved = np.where(sizes[labels] > 1, labels, likeness.argmax(axis=1))
    else:
        moved = np.zeros_like(labels)
    near = likeness[np.arange(len(labels)), moved]
    return moved, near < _ALIKE


def _by_size(labels: Sequence[int]) -> list[int]:
    """The labels renumbered so that 0 is the largest group (ties: whose first text comes first)."""
    sizes = Counter(label for label in labels if label != ALONE)
    first = {label: place for place, label in reversed(list(enumerate(labels)))}
    order = sorted(sizes, key=lambda label: (-sizes[label], first[label]))
    number = {label: place for place, label in enumerate(order)}
    return [number.get(label, ALONE) for label in labels]
