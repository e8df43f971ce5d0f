"""The people of the demonstration whom one meets by name: what each is to the school and where each sits."""

from __future__ import annotations

from dataclasses import dataclass

from people.rules import BodyKind, Capacity, Office, Role


@dataclass(frozen=True)
class Place:
    """A seat in one of the two bodies, and for how many years it has been held."""

    body: BodyKind
    office: Office | None = None
    capacity: Capacity = Capacity.PARENT
    years: int = 1


@dataclass(frozen=True)
class Character:
    """Somebody with a fixed name. A parent is set in place of one of the generated families' adults."""

    name: str
    language: str = "en"
    roles: tuple[Role, ...] = ()
    places: tuple[Place, ...] = ()
    parent: bool = True


BODIES = {BodyKind.PARENT_COUNCIL: "Parent council", BodyKind.PTA: "PTA committee"}

_COUNCIL = BodyKind.PARENT_COUNCIL
_PTA = BodyKind.PTA


def _seat(office: Office | None = None, *, years: int = 1) -> Place:
    return Place(_COUNCIL, office, years=years)


HEAD = "Ruth Calloway"
DEPUTY = "Imran Siddiqui"
SAFEGUARDING_LEAD = "Joanna Brandt"
ADMINISTRATOR = "Stephen Oduya"
RETURNING_OFFICER = "Pauline Hargreaves"
CLERK = "Margaret Lindholm"
CHAIR = "Amara Nwosu"
VICE_CHAIR = "Tomasz Zieliński"
PTA_CHAIR = "Sophie Lambert"
TREASURER = "Kwame Boateng"

STAFF = (
    Character(HEAD, roles=(Role.LEADERSHIP,), parent=False),
    Character(DEPUTY, roles=(Role.LEADERSHIP,), parent=False),
    Character(SAFEGUARDING_LEAD, roles=(Role.SAFEGUARDING_LEAD,), parent=False),
    Character(ADMINISTRATOR, roles=(Role.ADMINISTRATOR,), parent=False),
    Character(RETURNING_OFFICER, roles=(Role.RETURNING_OFFICER,), parent=False),
    Character(
        CLERK,
        places=(
            Place(_COUNCIL, Office.CLERK, Capacity.CO_OPTED, years=4),
            Place(_PTA, Office.CLERK, Capacity.CO_OPTED, years=4),
        ),
        parent=False,
    ),
    Character("Bethan Price", places=(Place(_COUNCIL, None, Capacity.STAFF, years=2),), parent=False),
    Character("Desmond Joseph", places=(Place(_COUNCIL, None, Capacity.CO_OPTED, years=3),), parent=False),
)

PARENTS = (
    Character(CHAIR, places=(_seat(Office.CHAIR, years=3), Place(_PTA, years=3))),
    Character(VICE_CHAIR, "pl", places=(_seat(Office.VICE_CHAIR, years=2),)),
    Character("Farhana Begum", "bn", places=(_seat(years=2),)),
    Character("Yusuf Warsame", "so", places=(_seat(),)),
    Character("Layla Haddad", "ar", places=(_seat(years=2),)),
    Character("Inês Carvalho", "pt", places=(_seat(),)),
    Character("Grace Campbell", places=(_seat(years=2), Place(_PTA, years=2))),
    Character("Daniel Whitlock", places=(_seat(),)),
    Character("Priya Nair", places=(_seat(years=3),)),
    Character(PTA_CHAIR, places=(Place(_PTA, Office.CHAIR, years=3),)),
    Character(TREASURER, places=(Place(_PTA, Office.TREASURER, years=2),)),
    Character("Hoa Tran", places=(Place(_PTA, Office.SECRETARY),)),
    Character("Rosa Figueiredo", "pt", places=(Place(_PTA),)),
    Character("Oliver Fenn", places=(Place(_PTA),)),
    Character("Nasrin Akhter", "bn", roles=(Role.AMBASSADOR,)),
    Character("Hodan Jama", "so", roles=(Role.AMBASSADOR,), places=(Place(_PTA),)),
    Character("Kasia Nowak", "pl", roles=(Role.AMBASSADOR,)),
    Character("Samira Khalil", "ar", roles=(Role.AMBASSADOR,)),
)
