"""The names of roles, offices and bodies, as gettext keys that pages translate."""

from __future__ import annotations

from common.i18n import gettext as _
from people.rules import Office, Role


def role_name(role: Role) -> str:
    """What a role is called."""
    return {
        Role.PARENT: _("Parent"),
        Role.AMBASSADOR: _("Parent ambassador"),
        Role.COUNCIL_MEMBER: _("Council or PTA member"),
        Role.COUNCIL_OFFICER: _("Council or PTA officer"),
        Role.CLERK: _("Clerk"),
        Role.RETURNING_OFFICER: _("Returning officer"),
        Role.LEADERSHIP: _("School leadership"),
        Role.ADMINISTRATOR: _("Administrator"),
        Role.SAFEGUARDING_LEAD: _("Designated safeguarding lead"),
    }[role]


def office_name(office: Office) -> str:
    """What an office is called."""
    return {
        Office.CHAIR: _("Chair"),
        Office.VICE_CHAIR: _("Vice-chair"),
        Office.SECRETARY: _("Secretary"),
        Office.TREASURER: _("Treasurer"),
        Office.CLERK: _("Clerk"),
    }[office]
