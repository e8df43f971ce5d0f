"""Who may do what, as a table that a governor could read. Rules about one object are in `rules.py`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from people.rules import Actor, Role


class Permission(StrEnum):
    """Something that only some may do."""

    BE_SIGNED_IN = "be_signed_in"
    DRAFT_SURVEYS = "draft_surveys"
    BUILD_SURVEYS = "build_surveys"
    COLLECT_ANSWERS = "collect_answers"
    SEE_RESULTS = "see_results"
    SEE_FINDINGS = "see_findings"
    SEE_CONCERNS = "see_concerns"
    CORRECT_READINGS = "correct_readings"
    TRANSLATE_COMMENTS = "translate_comments"
    REVIEW_NAMES = "review_names"
    TAKE_PART_IN_BODIES = "take_part_in_bodies"
    RAISE_MOTIONS = "raise_motions"
    RUN_MEETINGS = "run_meetings"
    RUN_POLLS = "run_polls"
    SEE_AUDIT_LOG = "see_audit_log"


_ALL = frozenset(Role)

PERMISSIONS: Mapping[Permission, frozenset[Role]] = MappingProxyType(
    {
        Permission.BE_SIGNED_IN: _ALL,
        # A council prepares surveys of its own; leadership opens them, and alone sees who was asked and what was said.
        Permission.DRAFT_SURVEYS: frozenset({Role.LEADERSHIP, Role.ADMINISTRATOR, Role.COUNCIL_OFFICER}),
        Permission.BUILD_SURVEYS: frozenset({Role.LEADERSHIP, Role.ADMINISTRATOR}),
        Permission.COLLECT_ANSWERS: frozenset({Role.AMBASSADOR, Role.LEADERSHIP, Role.ADMINISTRATOR}),
        Permission.SEE_RESULTS: frozenset({Role.LEADERSHIP}),
        Permission.SEE_FINDINGS: frozenset({Role.LEADERSHIP, Role.COUNCIL_MEMBER, Role.CLERK}),
        Permission.SEE_CONCERNS: frozenset({Role.SAFEGUARDING_LEAD}),
        Permission.CORRECT_READINGS: frozenset({Role.LEADERSHIP}),
        Permission.TRANSLATE_COMMENTS: frozenset({Role.AMBASSADOR, Role.LEADERSHIP}),
        # Who reads a comment with its names must not be who acts upon it, nor who reads the audit log.
        Permission.REVIEW_NAMES: frozenset({Role.SAFEGUARDING_LEAD}),
        Permission.TAKE_PART_IN_BODIES: frozenset({Role.COUNCIL_MEMBER, Role.CLERK, Role.LEADERSHIP}),
        Permission.RAISE_MOTIONS: frozenset({Role.COUNCIL_MEMBER, Role.LEADERSHIP}),
        Permission.RUN_MEETINGS: frozenset({Role.CLERK}),
        Permission.RUN_POLLS: frozenset({Role.CLERK, Role.RETURNING_OFFICER}),
        Permission.SEE_AUDIT_LOG: frozenset({Role.ADMINISTRATOR}),
    }
)


def may(actor: Actor | None, permission: Permission) -> bool:
    """Whether `actor` has a role that holds `permission`."""
    return actor is not None and not actor.roles.isdisjoint(PERMISSIONS[permission])
