"""How well the heads read comments whose writers they do not know, and the thresholds that follow. Part of fitting."""

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insight.fit import HEADS, WRITTEN, Coded, Matrix64, Places, Solved
from insight.heads import (
    BALANCE,
    CONCERN,
    ELSEWHERE,
    OTHERS,
    SCHOOL,
    SENTIMENTS,
    SUGGESTION,
    lifted,
    of_a_school,
    stances,
)
from insight.kernel import Matrix, Seen
from insight.safeguarding import signs

_TEXT_HEADS = tuple(name for name in HEADS if name != CONCERN)
_ORDINARY_FLAGGED = 0.042
"""The share of ordinary comments that may be flagged, by patterns and head together."""
_STEPS = np.arange(0.28, 0.46, 0.03)
_FIRST_THEME = len(SENTIMENTS) + len(OTHERS)
_THEMES = slice(_FIRST_THEME, len(HEADS) - len(ELSEWHERE))
_ALL = np.arange(len(SENTIMENTS))


def appraise(
    coded: Coded, own: Solved, beside: Matrix64, raw: Seen, prior: Matrix
) -> tuple[dict[str, Any], dict[str, float]]:
    """The figures, and by head the threshold."""
    uk = coded.where("comments")
    hands = sorted(set(coded.hand[coded.where("comments", *WRITTEN)].tolist()))
    scores, alone = own.unseen, own.alone
    scores[:, _THEMES] *= of_a_school(scores.astype(np.float32))
    asked = coded.told[uk, HEADS.index(SUGGESTION)] > 0
    chance = scores[uk, HEADS.index(SUGGESTION)]
    steps = np.arange(0.3, 0.56, 0.02)
    limit = float(steps[int(np.argmax([_f1(asked, chance >= step) for step in steps]))])
    themes = theme_limits(scores[uk, _THEMES], coded.told[uk, _THEMES] > 0)
    concern, concern_figures = _concerns(coded, alone[:, HEADS.index(CONCERN)])
    limits = {SUGGESTION: limit, CONCERN: concern}
    limits |= dict(zip(HEADS[_THEMES], themes.tolist(), strict=True))
    stance = _stances(scores, raw, prior)
    figures: dict[str, Any] = {"rows": dict(Counter(coded.of.tolist()))}
    for hand in hands:
        figures[f"unseen hand {hand}"] = _figures(coded, np.flatnonzero(coded.hand == hand), scores, stance, limits)
    figures["all unseen hands"] = _figures(coded, uk, scores, stance, limits)
    figures["general"] = _stance_f1(coded, coded.where("general"), _stances(alone, raw, prior))
    figures |= _tongue_figures(coded, beside, raw, prior, limits)
    figures["concerns"] = concern_figures
    held = lifted(scores[uk, _THEMES], themes) >= 1
    figures["themes"] = {
        name: _yes_or_no(coded.told[uk, _FIRST_THEME + place] > 0, held[:, place])
        for place, name in enumerate(HEADS[_THEMES])
    }
    return figures, limits


def theme_limits(chances: Matrix64, told: NDArray[np.bool_]) -> Matrix64:
    """By theme the threshold that serves comments best, found one theme after the other."""
    limits = np.full(chances.shape[1], 0.36)
    for _ in range(2):
        for theme in range(len(limits)):
            tried = []
            for step in _STEPS:
                limits[theme] = step
                # Nearness to the common threshold decides between what is nearly as good.
                tried.append(sample_f1(told, lifted(chances, limits) >= 1) - 0.01 * abs(step - 0.36))
            limits[theme] = _STEPS[int(np.argmax(tried))]
    return limits


def sample_f1(told: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    """The mean over comments of the F1 of their themes; no themes told and none found is right."""
    both = 2 * (told & found).sum(axis=1)
    size = told.sum(axis=1) + found.sum(axis=1)
    return float(np.where(size > 0, both / np.maximum(size, 1), 1.0).mean())


def _stances(scores: Matrix64, raw: Seen, prior: Matrix) -> NDArray[np.int64]:
    found = stances(scores.astype(np.float32), raw.tones[:, BALANCE], prior)
    best: NDArray[np.int64] = found.argmax(axis=1)
    return best


def _figures(
    coded: Coded, places: Places, scores: Matrix64, stance: NDArray[np.int64], limits: dict[str, float]
) -> dict[str, float]:
    told = coded.told[places]
    held = lifted(scores[places, _THEMES], np.asarray([limits[name] for name in HEADS[_THEMES]])) >= 1
    asks = scores[places, HEADS.index(SUGGESTION)] >= limits[SUGGESTION]
    return {
        "sentiment": _stance_f1(coded, places, stance),
        "suggestions": round(_f1(told[:, HEADS.index(SUGGESTION)] > 0, asks), 3),
        "themes": round(sample_f1(told[:, _THEMES] > 0, held), 3),
    }


def _stance_f1(coded: Coded, places: Places, stance: NDArray[np.int64]) -> float:
    told = coded.told[np.ix_(places, _ALL)].argmax(axis=1)
    found = stance[places]
    return round(float(np.mean([_f1(told == label, found == label) for label in sorted(set(told.tolist()))])), 3)


def _tongue_figures(
    coded: Coded, beside: Matrix64, raw: Seen, prior: Matrix, limits: dict[str, float]
) -> dict[str, Any]:
    """Other languages by a fit that saw nothing of the same writers."""
    rows, fitting = coded.where("languages"), np.flatnonzero(~np.isin(coded.of, ("languages", "general")))
    english = Solved(beside, coded, fitting, _TEXT_HEADS)
    scores = np.zeros((len(coded.texts), len(HEADS)))
    scores[rows] = beside[np.ix_(rows, fitting)] @ english.weights[fitting] + english.bias
    scores[rows, HEADS.index(SCHOOL)] = np.inf  # as they are read: everyday tone is known of English alone
    stance = _stances(scores, raw, prior)
    ours = rows[np.isin(coded.hand[rows], ("ar", "es", "fr", "pl", "pt", "tr", "zh"))]
    return {
        "languages the encoder knows": _figures(coded, ours, scores, stance, limits),
        "all languages": _figures(coded, rows, scores, stance, limits),
    }


def _concerns(coded: Coded, scores: NDArray[np.float64]) -> tuple[float, dict[str, float]]:
    """The lowest threshold that leaves ordinary comments in peace, and how disclosures fare beside what looks like
    them."""
    places = coded.where("safeguarding", "comments")
    patterns = np.asarray([bool(signs(coded.texts[place])) for place in places])
    ordinary = coded.of[places] == "comments"
    told = coded.told[places, HEADS.index(CONCERN)] > 0
    for limit in np.arange(0.15, 0.6, 0.002):
        flagged = patterns | (scores[places] >= limit)
        if flagged[ordinary].mean() <= _ORDINARY_FLAGGED:
            break
    figures = _yes_or_no(told[~ordinary], flagged[~ordinary])
    return float(limit), figures | {"ordinary flagged": round(float(flagged[ordinary].mean()), 3)}


def _yes_or_no(told: NDArray[np.bool_], found: NDArray[np.bool_]) -> dict[str, float]:
    right = int((told & found).sum())
    return {
        "f1": round(_f1(told, found), 3),
        "precision": round(right / max(1, int(found.sum())), 3),
        "recall": round(right / max(1, int(told.sum())), 3),
    }


def _f1(told: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    return 2 * int((told & found).sum()) / max(1, int(told.sum()) + int(found.sum()))
