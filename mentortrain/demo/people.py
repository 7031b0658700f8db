"""The program and the people: from Kenya, Serbia and Colombia, names in their spelling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mentortrain.people.actions import find_or_create
from mentortrain.people.models import Person
from mentortrain.programs.actions import ProgramFacts, enrol, make_program
from mentortrain.programs.models import Program
from mentortrain.programs.rules import MENTEE, MENTOR

NAIROBI, BELGRADE, BOGOTA = "Africa/Nairobi", "Europe/Belgrade", "America/Bogota"


@dataclass(frozen=True)
class Somebody:
    """A person of the demonstration. `joined` is how many days ago they came, None: invited only."""

    name: str
    email: str
    zone: str
    role: str
    joined: int | None = None


STAFF = Somebody("Chandra Rao", "chandra.rao@example.org", NAIROBI, "staff", 12)
ADA = Somebody("Ada Mensah", "ada.mensah@example.org", "Africa/Accra", "administrator", 14)
AMINA = Somebody("Amina Odhiambo", "amina.odhiambo@example.org", NAIROBI, MENTOR, 9)
BRUNO = Somebody("Bruno Restrepo", "bruno.restrepo@example.org", BOGOTA, MENTEE, 5)
MILICA = Somebody("Milica Đorđević", "milica.djordjevic@example.org", BELGRADE, MENTOR, 10)
LUCIA = Somebody("Lucía Muñoz", "lucia.munoz@example.org", BOGOTA, MENTOR, 8)
DRAGAN = Somebody("Dragan Petrović", "dragan.petrovic@example.org", BELGRADE, MENTOR, 9)
YUSUF = Somebody("Yusuf Ali", "yusuf.ali@example.org", NAIROBI, MENTOR, 7)
WANJIKU = Somebody("Wanjiku Mwangi", "wanjiku.mwangi@example.org", NAIROBI, MENTOR, 10)
CAMILO = Somebody("Camilo Ospina Peláez", "camilo.ospina@example.org", BOGOTA, MENTOR, 4)
JELENA = Somebody("Jelena Živković", "jelena.zivkovic@example.org", BELGRADE, MENTOR)
FAITH = Somebody("Faith Achieng", "faith.achieng@example.org", NAIROBI, MENTEE, 6)
STEFAN = Somebody("Stefan Ilić", "stefan.ilic@example.org", BELGRADE, MENTEE, 3)
VALENTINA = Somebody("Valentina Ríos", "valentina.rios@example.org", BOGOTA, MENTEE)

EVERYBODY = (
    AMINA, BRUNO, MILICA, LUCIA, DRAGAN, YUSUF, WANJIKU, CAMILO, JELENA, FAITH, STEFAN, VALENTINA,
)  # fmt: skip
LEADS = ((MENTOR, AMINA), (MENTEE, BRUNO), ("staff", STAFF), ("administrator", ADA))

Cast = dict[Somebody, Person]


def load(at: datetime) -> tuple[Program, Cast]:
    """The program in its training weeks, pairing day in 18 days, and everybody in it."""
    opened = at - timedelta(days=12)
    today = at.astimezone(ZoneInfo(NAIROBI)).date()
    staff = find_or_create(email=STAFF.email, name=STAFF.name, time_zone=STAFF.zone, at=opened)
    ada = find_or_create(email=ADA.email, name=ADA.name, time_zone=ADA.zone, at=at - timedelta(days=14))
    ada.is_admin = True
    program = make_program(
        ProgramFacts(
            name=f"Puentes {(today + timedelta(days=60)).year}",
            audience="Owners of shops, farms and workshops with up to ten employees.",
            hours_per_month=2,
            digital_requirements="A phone with a browser, a mail address, and a quiet place for a call.",
            opens_on=today - timedelta(days=10),
            pairing_on=today + timedelta(days=18),
            ends_on=today + timedelta(days=18 + 16 * 7),
            time_zone=NAIROBI,
        ),
        by=staff,
        at=opened,
    )
    cast: Cast = {STAFF: staff}
    for somebody in EVERYBODY:
        person = find_or_create(email=somebody.email, name=somebody.name, time_zone=somebody.zone, at=opened)
        part = enrol(program, person, somebody.role, at=opened)
        part.joined_at = at - timedelta(days=somebody.joined) if somebody.joined is not None else None
        cast[somebody] = person
    return program, cast
