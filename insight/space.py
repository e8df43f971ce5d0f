"""Space: texts as points that lie close where the texts are on the same thing, for topics and quotes.

Needs numpy and scipy: import this module only where texts are really to be compared.
"""

from array import array
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from insight.encoder import DIMENSIONS, encode
from insight.terms import terms

Points = NDArray[np.float32]
Halves = NDArray[np.float16]

_MEANINGS = 80
_WORDS = 100
"""Dimensions kept of the encodings and of the words."""
_WORD_WEIGHT = 0.5
"""What the words count beside the encoding: it knows what means the same, they know what is called the same."""
_LEVELLED = 0.5
"""How far the main directions of the encodings are brought to equal strength; else one of them, the tone in which
people write, would outweigh what they write of."""
_SPARE, _TURNS = 20, 3
"""Directions and rounds beyond those wanted, for exactness."""
_AT_ONCE = 4_000
_TEXTS_A_DIRECTION = 10
"""Fewer texts tell fewer directions from chance."""


def points(texts: Sequence[str]) -> Points:
    """A unit vector a text: directions in which these texts differ, by their meaning and by their words."""
    # More threads wait for each other longer than they work on matrices of this size.
    with threadpool_limits(limits=1):
        meanings = _principal(_encoded(texts))
        words = _latent(_weighed(texts))
    return unit_rows(np.hstack([unit_rows(meanings), _WORD_WEIGHT * words]))


def unit_rows(matrix: Points) -> Points:
    """Each row at length one; rows of nought stay so."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)


def _encoded(texts: Sequence[str]) -> Halves:
    """The encodings, as exactly as they are remembered, in half the room."""
    found = np.empty((len(texts), DIMENSIONS), dtype=np.float16)
    for part in _parts(len(texts)):
        found[part] = encode(texts[part])
    return found


def _principal(encodings: Halves) -> Points:
    """The encodings about their mean in their principal directions, partly levelled. Some thousands at a time, since
    all of them at full length would fill the memory."""
    n = len(encodings)
    middle = encodings.mean(axis=0, dtype=np.float64).astype(np.float32)
    spread = np.zeros((DIMENSIONS, DIMENSIONS))
    for part in _parts(n):
        off = encodings[part] - middle
        spread += off.T @ off
    strength, directions = np.linalg.eigh(spread / max(1, n))
    most = min(_MEANINGS, max(2, n // _TEXTS_A_DIRECTION))
    kept = [place for place in np.argsort(-strength)[:most] if strength[place] > max(strength[-1], 1e-9) * 1e-6]
    turn = (directions[:, kept] / np.sqrt(strength[kept]) ** _LEVELLED).astype(np.float32)
    return np.vstack([(encodings[part] - middle) @ turn for part in _parts(n)])


def _parts(n: int) -> list[slice]:
    return [slice(start, start + _AT_ONCE) for start in range(0, max(1, n), _AT_ONCE)]


def _latent(matrix: csr_matrix) -> Points:
    """The weighed words in at most _WORDS latent dimensions, each text of length one."""
    if min(matrix.shape) <= _WORDS + 1:
        return unit_rows(matrix.toarray())
    return unit_rows(_main_directions(matrix))


def _weighed(texts: Sequence[str]) -> csr_matrix:
    """The terms of each text in rows of length one: frequency damped, weighed by rarity. Terms that only one text has
    are left out; the others stand in alphabetical order, whoever wrote first."""
    columns: dict[str, int] = {}
    which, times, ends = array("q"), array("d"), array("q", [0])
    for text in texts:
        counted = Counter(terms(text))
        which.extend(columns.setdefault(term, len(columns)) for term in counted)
        times.extend(counted.values())
        ends.append(len(which))
    held = csr_matrix((np.asarray(times), np.asarray(which), np.asarray(ends)), shape=(len(texts), len(columns)))
    spread = np.bincount(held.indices, minlength=len(columns))
    held.data = (1 + np.log(held.data)) * np.log(1 + len(texts) / spread)[held.indices]
    kept = held[:, [column for _, column in sorted(columns.items()) if spread[column] > 1]]
    lengths = np.sqrt(np.asarray(kept.multiply(kept).sum(axis=1)).ravel())
    kept.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(kept.indptr))
    return kept.astype(np.float32)


def _main_directions(matrix: csr_matrix) -> Points:
    """The rows in the _WORDS directions that tell most of them apart, found in a random subspace turned towards these
    (Halko, Martinsson and Tropp 2011)."""
    subspace = np.random.default_rng(0).standard_normal((matrix.shape[1], _WORDS + _SPARE)).astype(np.float32)
    basis = np.linalg.qr(matrix @ subspace)[0]
    for _ in range(_TURNS):
        basis = np.linalg.qr(matrix @ (matrix.T @ basis))[0]
    inside = matrix.T @ basis
    strength, turn = np.linalg.eigh(inside.T @ inside)
    order = np.argsort(-strength)[:_WORDS]
    result: Points = basis @ (turn[:, order] * np.sqrt(np.maximum(strength[order], 0)))
    return result
