"""Words and decisions of elections before the vote: vacancies, nominations, and who is elected without one. Pure."""

from __future__ import annotations

from enum import StrEnum


class VacancyState(StrEnum):
    """The life of a vacancy; `filled` is what its poll declared, or that nobody had to vote."""

    DRAFT = "draft"
    NOMINATING = "nominating"
    NOMINATED = "nominated"
    VOTING = "voting"
    UNCONTESTED = "uncontested"
    CANCELLED = "cancelled"


class NominationState(StrEnum):
    """Whether somebody who was put forward stands."""

    PROPOSED = "proposed"
    STANDING = "standing"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
