"""The people of the demonstration, from a seed: 14 classes, their families and homes, and the named cast. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from people.rules import BodyKind
from web.demo.cast import BODIES, PARENTS, STAFF, Character
from web.demo.names import HERITAGES, Heritage

SEED = 1847
PUPILS_A_CLASS = 30
CLASSES = (
    ("Acorn", "Conker"),
    ("Beech", "Maple"),
    ("Hazel", "Rowan"),
    ("Robin", "Wren"),
    ("Kestrel", "Swift"),
    ("Heron", "Kingfisher"),
    ("Falcon", "Osprey"),
)
"""The two classes of each year, from Reception."""

TOGETHER, SEPARATED, ALONE = 186, 71, 53
"""How many families have two parents in one household, two in two, and one."""

WITHOUT_ADDRESS = 0.06
SHARED_ADDRESS = 0.09


@dataclass(frozen=True)
class Adult:
    """A person to be. `named` for the cast."""

    id: UUID
    name: str
    email: str | None
    language: str
    named: Character | None = None


@dataclass(frozen=True)
class Pupil:
    """A pupil's place."""

    id: UUID
    year: int
    class_name: str


@dataclass(frozen=True)
class Roll:
    """Everybody, and how they belong together, as pairs of ids."""

    adults: tuple[Adult, ...]
    households: tuple[UUID, ...]
    living: tuple[tuple[UUID, UUID], ...]
    """(household, adult)"""
    pupils: tuple[Pupil, ...]
    parents: tuple[tuple[UUID, UUID], ...]
    """(pupil, adult)"""
    bodies: dict[BodyKind, UUID]

    def named(self, name: str) -> UUID:
        """The member of the cast called `name`. Raises StopIteration for a stranger."""
        return next(adult.id for adult in self.adults if adult.named and adult.name == name)


@dataclass
class _Draft:
    random: Random
    adults: list[Adult] = field(default_factory=list)
    households: list[UUID] = field(default_factory=list)
    living: list[tuple[UUID, UUID]] = field(default_factory=list)
    pupils: list[Pupil] = field(default_factory=list)
    parents: list[tuple[UUID, UUID]] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)

    def new_id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def address(self, name: str) -> str:
        plain = unicodedata.normalize("NFKD", name.lower().replace("ł", "l")).encode("ascii", "ignore").decode()
        stem = ".".join(plain.split())
        self.taken[stem] += 1
        return f"{stem}{self.taken[stem] if self.taken[stem] > 1 else ''}@example.org"


def generate(seed: int = SEED) -> Roll:
    """The same people for the same seed."""
    draft = _Draft(Random(seed))  # noqa: S311 - a story, not a secret
    for character in STAFF:
        draft.adults.append(
            Adult(draft.new_id(), character.name, draft.address(character.name), character.language, character)
        )
    families = _families(draft)
    _children(draft, families)
    return Roll(
        adults=tuple(draft.adults),
        households=tuple(draft.households),
        living=tuple(draft.living),
        pupils=tuple(draft.pupils),
        parents=tuple(draft.parents),
        bodies={kind: draft.new_id() for kind in BODIES},
    )


def _families(draft: _Draft) -> list[list[UUID]]:
    """The adults of each family, written with their households. The cast heads the first families."""
    shapes = ["together"] * TOGETHER + ["separated"] * SEPARATED + ["alone"] * ALONE
    draft.random.shuffle(shapes)
    cast = iter(PARENTS)
    families = []
    for shape in shapes:
        character = next(cast, None)
        heritage = _heritage(draft, character)
        first = _adult(draft, heritage, character)
        adults = [first]
        if shape != "alone":
            adults.append(_partner(draft, heritage, first, shape))
        homes = [draft.new_id() for _ in range(2 if shape == "separated" else 1)]
        draft.households.extend(homes)
        draft.living.extend((homes[min(place, len(homes) - 1)], adult.id) for place, adult in enumerate(adults))
        draft.adults.extend(adults)
        families.append([adult.id for adult in adults])
    return families


def _heritage(draft: _Draft, character: Character | None) -> Heritage:
    if character is not None:
        alike = [heritage for heritage in HERITAGES if heritage.language == character.language]
        surname = character.name.split(maxsplit=1)[1]
        return next((heritage for heritage in alike if surname in heritage.surnames), alike[0])
    return draft.random.choices(HERITAGES, weights=[heritage.weight for heritage in HERITAGES])[0]


def _adult(draft: _Draft, heritage: Heritage, character: Character | None) -> Adult:
    if character is not None:
        return Adult(draft.new_id(), character.name, draft.address(character.name), character.language, character)
    mother = draft.random.random() < 0.8
    name = f"{draft.random.choice(heritage.women if mother else heritage.men)} {draft.random.choice(heritage.surnames)}"
    email = None if draft.random.random() < WITHOUT_ADDRESS else draft.address(name)
    return Adult(draft.new_id(), name, email, heritage.language)


def _partner(draft: _Draft, heritage: Heritage, first: Adult, shape: str) -> Adult:
    """The other parent: mostly of the same background and name; at home together, some share one address."""
    own = heritage if draft.random.random() < 0.82 else _heritage(draft, None)
    given = first.name.split()[0]
    names = own.men if given in heritage.women or draft.random.random() < 0.5 else own.women
    same_name = own is heritage and draft.random.random() < (0.7 if shape == "together" else 0.3)
    surname = first.name.split(maxsplit=1)[1] if same_name else draft.random.choice(own.surnames)
    name = f"{draft.random.choice(names)} {surname}"
    chance = draft.random.random()
    shares = shape == "together" and first.named is None and first.email is not None and chance < SHARED_ADDRESS
    if shares:
        return Adult(draft.new_id(), name, first.email, own.language)
    return Adult(draft.new_id(), name, None if chance > 1 - WITHOUT_ADDRESS else draft.address(name), own.language)


def _children(draft: _Draft, families: list[list[UUID]]) -> None:
    """Fills every place: most families have one child here, some two or three in different years."""
    places = [
        (year, class_name) for year, names in enumerate(CLASSES) for class_name in names for _ in range(PUPILS_A_CLASS)
    ]
    draft.random.shuffle(places)
    missing = len(places) - len(families)
    threes = missing // 11
    large = draft.random.sample(range(len(families)), missing - threes)
    counts = [1] * len(families)
    for turn, family in enumerate(large):
        counts[family] += 2 if turn < threes else 1
    for family in sorted(range(len(families)), key=lambda place: -counts[place]):
        _enrol(draft, families[family], _take(places, counts[family]))


def _take(places: list[tuple[int, str]], count: int) -> Iterable[tuple[int, str]]:
    """`count` places, each in another year as long as there are any."""
    years: set[int] = set()
    for _ in range(count):
        at = next((at for at in reversed(range(len(places))) if places[at][0] not in years), len(places) - 1)
        years.add(places[at][0])
        yield places.pop(at)


def _enrol(draft: _Draft, adults: list[UUID], places: Iterable[tuple[int, str]]) -> None:
    for year, class_name in places:
        pupil = Pupil(draft.new_id(), year, class_name)
        draft.pupils.append(pupil)
        draft.parents.extend((pupil.id, adult) for adult in adults)
