"""Heads: what the model's heads are called, and what their scores say together."""

import numpy as np
from numpy.typing import NDArray

from insight.polarity import Label

SENTIMENTS: tuple[Label, ...] = ("positive", "negative", "mixed", "neutral")
SUGGESTION = "suggestion"
CONCERN = "concern"
SCHOOL = "school"
OTHERS = (SUGGESTION, CONCERN, SCHOOL)
ELSEWHERE = tuple(f"{label} elsewhere" for label in SENTIMENTS)
"""The sentiments once more, as learnt from what is not about parents and schools: the others know nothing of that."""
SHARPNESS = 6.0
"""How fast a lead of one sentiment over the others becomes certainty: calibrated on comments left out of the fit."""
_TONE = 0.3
"""What everyday tone weighs beside the heads in a text that is not about a school at all."""
_APART = 0.65
"""What the heads that know nothing of schools weigh there."""
_STRAY_FROM, _STRAY_FAST = 0.92, 4.0
"""From which likeness to comments on schools downwards a text counts as about something else, and how fast."""
_TAKES_A_SIDE = 0.04
"""How much rarer mixed and neutral are in such texts."""
_HARDLY, _PLAINER, _LEAST = 0.6, 1.5, 0.4
"""The less a text is like comments on schools than `_HARDLY`, the less likely are its themes, down to this part."""
_TOP_NEAR, _TOP_CHANCE = 0.5, 0.22
"""How near to its threshold the likeliest theme of a text must come, and how likely it must be in itself."""
BALANCE = 8
"""Which of insight.tone's numbers is the balance of praise and blame."""

Matrix = NDArray[np.float32]


def of_a_school(scores: Matrix) -> Matrix:
    """By text (rows) what the likelihood of each theme is multiplied by: the themes are a school's, and words such as
    "class" or "behaviour" mean something else where nobody speaks of one. `scores` of all heads."""
    school = scores[:, [len(SENTIMENTS) + OTHERS.index(SCHOOL)]]
    part: Matrix = np.clip(1 - _PLAINER * (_HARDLY - school), _LEAST, 1.0)
    return part


def stances(scores: Matrix, tone: Matrix, prior: Matrix) -> Matrix:
    """Probabilities of the sentiments from the scores of all heads. The less a text is about a school, the more
    everyday tone counts, and what is known from elsewhere."""
    first = len(SENTIMENTS)
    school = scores[:, first + OTHERS.index(SCHOOL)]
    stray = np.clip(_STRAY_FAST * (_STRAY_FROM - school), 0.0, 1.0)
    apart = (_APART * stray)[:, None]
    lead = (1 - apart) * scores[:, :first] + apart * scores[:, -len(ELSEWHERE) :] - prior
    mood, side = _TONE * tone * stray, -_TAKES_A_SIDE * stray
    lead = lead + np.stack([mood, -mood, side, side], axis=1)
    powers = np.exp(SHARPNESS * (lead - lead.max(axis=1, keepdims=True)))
    result: Matrix = powers / powers.sum(axis=1, keepdims=True)
    return result


def lifted(chances: NDArray[np.float64], limits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each theme's likelihood over its threshold, texts in rows: 1 or more where it is spoken of. The likeliest of a
    text is lifted to 1 if it comes near, since most comments have a theme."""
    found: NDArray[np.float64] = chances / limits
    top = found.argmax(axis=1)
    rows = np.arange(len(found))
    enough = (found[rows, top] >= _TOP_NEAR) & (chances[rows, top] >= _TOP_CHANCE)
    found[rows, top] = np.where(enough, np.maximum(found[rows, top], 1.0), found[rows, top])
    return found
