"""The fitted part of finding names: how much each sign of a word, and its meaning, speaks for a name.

Built by `python -m insight.fit_names` from the comments in insight/data/training. Needs numpy: import this module only
where texts are really to be read.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from insight.encoder import encode_deeply
from insight.memory import also_forget
from insight.name_signs import Candidate, Signs

_STEEPNESS = 3.0
_SUREST = 0.999
_known: dict[str, tuple[float, float]] = {}
_MOST_KNOWN = 50_000
also_forget(_known.clear)


@dataclass(frozen=True, slots=True)
class NameModel:
    """Weights by sign and by direction of the encoding; `likeness` tells by its encoding alone how like a first name
    a word is. A word is a name from `threshold` log-odds on."""

    signs: dict[str, float]
    meaning: NDArray[np.float32]
    likeness: NDArray[np.float32]
    likeness_bias: float
    bias: float
    threshold: float


@cache
def fitted_names() -> NameModel:
    """The model as stored in insight/data/names.json."""
    stored = json.loads(resources.files("insight").joinpath("data", "names.json").read_text("utf-8"))
    return NameModel(
        signs=stored["signs"],
        meaning=np.asarray(stored["meaning"], dtype=np.float32),
        likeness=np.asarray(stored["likeness"], dtype=np.float32),
        likeness_bias=stored["likeness_bias"],
        bias=stored["bias"],
        threshold=stored["threshold"],
    )


def are_names(found: Sequence[Candidate]) -> list[bool]:
    """Whether each word is a name."""
    model = fitted_names()
    known = meet([one.word for one in found])
    result = []
    for one in found:
        likeness, meaning = known[one.word]
        signs = one.signs | liking(one.signs, likeness)
        odds = model.bias + meaning + sum(model.signs.get(sign, 0.0) * value for sign, value in signs.items())
        result.append(odds >= model.threshold)
    return result


def meet(words: Sequence[str]) -> dict[str, tuple[float, float]]:
    """How like a first name each word is, and what its meaning says. Those not met before are encoded together, which
    is many times faster than one by one."""
    found = {word: told for word in words if (told := _known.get(word))}
    new = sorted({word for word in words if word not in found})
    if new:
        model = fitted_names()
        encoded = encode_deeply(new, remember=False).whole
        odds = (encoded @ model.likeness + model.likeness_bias).tolist()
        fresh = dict(zip(new, zip(odds, (encoded @ model.meaning).tolist(), strict=True), strict=True))
        found |= fresh
        if len(_known) > _MOST_KNOWN:
            _known.clear()
        _known.update(fresh)
    return found


def liking(signs: Signs, odds: float) -> Signs:
    """How like a first name the word is, as a sign, alone and with what stands around it."""
    edge = float(np.log(_SUREST / (1 - _SUREST)))
    value = max(-edge, min(edge, odds)) / _STEEPNESS
    found = {"likeness": value}
    if "opens" in signs:
        found["likeness_opening"] = value
    if "english" not in signs:
        found["likeness_unknown"] = value
    return found
