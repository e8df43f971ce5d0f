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
    LONG_TEXT = "long_text"


class Channel(StrEnum):
    """How an answer came in."""

    LINK = "link"
    PERSONAL_LINK = "personal_link"
    KIOSK = "kiosk"
    PAPER = "paper"
    PHONE = "phone"
    GATE = "gate"
    IMPORT = "import"
