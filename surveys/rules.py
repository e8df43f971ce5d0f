"""Words and decisions of surveys. Pure."""

from __future__ import annotations

from enum import StrEnum


class SurveyState(StrEnum):
    """The life of a survey."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


class Anonymity(StrEnum):
    """What respondents are promised. Chosen once, never loosened."""

    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"
    NAMED = "named"


class QuestionKind(StrEnum):
    """The kinds of question."""

    AGREE_SCALE = "agree_scale"
    SINGLE = "single"
    MULTIPLE = "multiple"
    RATING = "rating"
    SCALE_0_10 = "scale_0_10"
    RANKING = "ranking"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    CONSENT = "consent"


class Channel(StrEnum):
    """How an answer came in."""

    LINK = "link"
    PERSONAL_LINK = "personal_link"
    KIOSK = "kiosk"
    PAPER = "paper"
    PHONE = "phone"
    GATE = "gate"
    HOME_VISIT = "home_visit"
    IMPORT = "import"


class AgreePoint(StrEnum):
    """The points of the agree scale, in their order. "Don't know" is no opinion and stands beside the others."""

    STRONGLY_AGREE = "strongly_agree"
    AGREE = "agree"
    DISAGREE = "disagree"
    STRONGLY_DISAGREE = "strongly_disagree"
    DONT_KNOW = "dont_know"


LONGEST_COMMENT = 5_000
"""How many characters a comment may have that is typed into a survey."""
