"""Topics: groups of comments that speak of the same thing, found without being told what to look for."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from insight.reading import comparable
from insight.terms import Vector, tfidf

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Labels = NDArray[np.int64]

ALONE = -1
"""The label of a text that shares no word with any other."""

_TREE = 2_000
"""How many different texts the tree is built from: its memory grows with their square. The rest join the
nearest group."""
_DIMENSIONS = 100
_ROUNDS = 12
_MOST_TOPICS = 40


def topics(texts: Sequence[str], k: int | None = None) -> list[int]:
    """A group number a text, 0 for the largest group, ALONE for a text that has nothing in common with
    any other.

    `k` is how many groups are wanted (fewer where there is less to tell apart); without it, about the
    square root of half
    the number of texts. Deterministic; identical comments are never split; no group holds a single text.
    """
    same: dict[str, int] = {}
    place = [same.setdefault(comparable(text), len(same)) for text in texts]
    different: list[str] = [""] * len(same)
    for text, index in zip(texts, place, strict=True):
        different[index] = different[index] or text
    weights = Counter(place)
    vectors = tfidf(different)
    linked = [index for index, vector in enumerate(vectors) if vector]
    labels = [ALONE] * len(different)
    if len(linked) > 1:
        wanted = k or max(1, min(_MOST_TOPICS, round(math.sqrt(len(linked) / 2))))
        found = _grouped([vectors[i] for i in linked], [weights[i] for i in linked], min(wanted, len(linked)))
        for index, label in zip(linked, found, strict=True):
            labels[index] = label
    free = max(labels, default=ALONE) + 1
    for index, count in sorted(weights.items()):
        if labels[index] == ALONE and count > 1:
            labels[index], free = free, free + 1
    return _by_size([labels[index] for index in place])


def _grouped(vectors: Sequence[Vector], weights: Sequence[int], k: int) -> list[int]:
    """A tree over a spread sample cut into k groups, then every text moved to its nearest group until all
    rest."""
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage

    points = _dense(vectors)
    sample = np.unique(np.linspace(0, len(points) - 1, min(len(points), _TREE)).astype(int))
    if len(sample) > 1:
        cut = fcluster(linkage(points[sample], method="ward"), t=k, criterion="maxclust") - 1
    else:
        cut = np.zeros(1, dtype=np.int64)
    centres = _centres(points[sample], cut, int(cut.max()) + 1)
    labels: Labels = np.argmax(points @ centres.T, axis=1)
    for _ in range(_ROUNDS):
        centres = _centres(points, labels, len(centres), centres)
        moved = np.argmax(points @ centres.T, axis=1)
        if np.array_equal(moved, labels):
            break
        labels = moved
    return _without_singletons(points, labels, np.asarray(weights), centres)


def _without_singletons(points: "Matrix", labels: "Labels", weights: "Labels", centres: "Matrix") -> list[int]:
    """Groups of one text join the nearest larger group (or, when there is none, each other)."""
    import numpy as np

    sizes = np.bincount(labels, weights=weights, minlength=len(centres))
    large = sizes > 1
    if not large.any():
        return [0] * len(points)
    likeness = points @ centres.T
    likeness[:, ~large] = -np.inf
    nearest = np.argmax(likeness, axis=1)
    return [int(near if not large[label] else label) for label, near in zip(labels, nearest, strict=True)]


def _centres(points: "Matrix", labels: "Labels", count: int, before: "Matrix | None" = None) -> "Matrix":
    """The unit middle of each group; an emptied group keeps its former one."""
    import numpy as np

    centres = np.zeros((count, points.shape[1]))
    np.add.at(centres, labels, points)
    if before is not None:
        empty = np.bincount(labels, minlength=count) == 0
        centres[empty] = before[empty]
    lengths = np.linalg.norm(centres, axis=1, keepdims=True)
    result: Matrix = centres / np.where(lengths > 0, lengths, 1.0)
    return result


def _dense(vectors: Sequence[Vector]) -> "Matrix":
    """The vectors in at most _DIMENSIONS latent dimensions, each of length one."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.linalg import svds

    columns = {term: i for i, term in enumerate(sorted({term for vector in vectors for term in vector}))}
    rows = [row for row, vector in enumerate(vectors) for _ in vector]
    cells = [columns[term] for vector in vectors for term in vector]
    values = [value for vector in vectors for value in vector.values()]
    matrix = csr_matrix((values, (rows, cells)), shape=(len(vectors), len(columns)))
    if min(matrix.shape) <= _DIMENSIONS + 1:
        points = matrix.toarray()
    else:
        left, strength, _ = svds(matrix, k=_DIMENSIONS, v0=np.ones(min(matrix.shape)))
        points = left * strength
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    result: Matrix = points / np.where(lengths > 0, lengths, 1.0)
    return result


def _by_size(labels: Sequence[int]) -> list[int]:
    """The labels renumbered so that 0 is the largest group (ties: whose first text comes first)."""
    sizes = Counter(label for label in labels if label != ALONE)
    first = {label: place for place, label in reversed(list(enumerate(labels)))}
    order = sorted(sizes, key=lambda label: (-sizes[label], first[label]))
    number = {label: place for place, label in enumerate(order)}
    return [number.get(label, ALONE) for label in labels]
