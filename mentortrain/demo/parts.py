"""Who takes part in which program, and how each goes about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mentortrain.demo import people
from mentortrain.demo.mails import settle
from mentortrain.demo.people import Cast
from mentortrain.demo.programs import MADARAJA, MOSTOVI, PUENTES, RUN_BY, Plan, deed_of
from mentortrain.programs.actions import invite, note_joined
from mentortrain.programs.models import Program
from mentortrain.programs.roster import Row
from mentortrain.programs.rules import MENTEE, MENTOR


@dataclass(frozen=True)
class Way:
    """How far somebody comes. Days are counted from the invitation."""

    joined: float | None
    """None: they never came."""
    lessons: tuple[float, ...] = ()
    tries: tuple[tuple[float, int], ...] = ()
    """At the quiz: the day, and of the eight questions those answered right."""
    begun: tuple[float, int] | None = None
    """A quiz that is not handed in: the day, and how many are answered."""
    plays: tuple[tuple[float, int, str], ...] = ()
    """Of conversations: the day, the first (0) or the second (1), and how it went."""
    was_there: int = 0
    """Minutes of the hour in which everybody met."""
    seen: float | None = None
    """When they last signed in, if that is not when they last did something."""

    @property
    def last_seen(self) -> float | None:
        """The day of their last sign-in."""
        days = [self.joined, *self.lessons, *(day for day, _ in self.tries), self.seen]
        days += [day for day, _, _ in self.plays]
        return max((day for day in days if day is not None), default=None)


WELL, BADLY, BEGUN = "well", "badly", "begun"
"""How a conversation went; one that is begun has not come to its end."""

WAYS = {
    "invited": Way(None),
    "came in": Way(16.2),
    "one lesson": Way(15.1, (16.4,)),
    "on the way": Way(10.3, (15.2, 17.1), seen=18.4),
    "quiet": Way(0.6, (0.7,)),  # nothing for eighteen days
    "stalled": Way(
        0.9, (1.0, 1.4, 1.6), ((1.7, 5), (1.8, 4)), plays=((1.2, 0, BADLY),)
    ),  # failed twice, and never came back
    "too short": Way(9.2, was_there=20),
    "session, no lesson": Way(10.4, was_there=60, seen=15.3),
    "quiz is left": Way(9.2, (10.1, 12.0, 16.9), plays=((10.3, 0, WELL),), was_there=60),
    "quiz begun": Way(
        9.6,
        (11.1, 11.2, 17.6),
        begun=(18.3, 3),
        plays=((11.3, 0, BADLY), (11.4, 0, WELL), (17.7, 1, BEGUN)),
        was_there=57,
    ),
    "quiz failed": Way(9.4, (11.6, 13.0, 15.7), ((16.1, 5),), was_there=58),
    "session is left": Way(
        11.0, (12.3, 13.1, 14.4), ((15.0, 8),), plays=((12.5, 0, WELL), (13.3, 1, WELL)), seen=17.2
    ),
    "lessons are left": Way(10.8, (15.4, 15.5), was_there=60),
    "all read": Way(13.0, (14.1, 16.2, 17.3), plays=((14.2, 0, WELL), (16.4, 1, BEGUN))),
    "ready": Way(
        9.0, (9.4, 11.0, 12.1), ((13.0, 8),), plays=((9.6, 0, WELL), (11.2, 1, WELL)), was_there=60, seen=17.8
    ),
    "ready late": Way(
        9.7, (10.0, 14.8, 16.6), ((16.7, 7),), plays=((10.2, 0, BADLY), (10.3, 0, WELL)), was_there=55
    ),
    "ready at the second try": Way(8.6, (9.1, 10.0, 13.3), ((13.4, 5), (16.0, 7)), was_there=60),
    # Of programs that are past their training weeks.
    "paired": Way(
        3.0,
        (6.0, 10.0, 14.0),
        ((15.0, 7),),
        plays=((6.2, 0, WELL), (10.2, 1, WELL)),
        was_there=60,
        seen=132.0,
    ),
    "paired, quiet": Way(4.0, (9.0, 16.0, 20.0), ((20.2, 8),), was_there=52, seen=84.0),
    "done": Way(
        2.0, (4.0, 9.0, 12.0), ((13.0, 8),), plays=((4.2, 0, WELL), (9.2, 1, WELL)), was_there=60, seen=255.0
    ),
    "stopped": Way(2.0, (5.0,), seen=40.0),
}

MENTORS_OF_PUENTES = """
Amina Odhiambo          | on the way
Milica Đorđević         | ready
Wanjiku Mwangi          | ready
Lucía Muñoz             | session is left
Dragan Petrović         | quiz failed
Yusuf Ali               | too short
Camilo Ospina Peláez    | one lesson
Jelena Živković         | invited
Grace Ng'ang'a          | ready at the second try
Đorđe Stojanović        | quiz begun
Óscar Ordóñez           | ready late
Peter Kariuki           | quiet
Snežana Vučković        | ready
Inés Peña               | quiz is left
Mercy Chebet            | ready late
Goran Mihajlović        | stalled
Mauricio Vélez          | ready
Samuel Mutua            | came in
Ljiljana Šarić          | lessons are left
Álvaro Quiñones         | invited
"""
MENTEES_OF_PUENTES = """
Bruno Restrepo          | one lesson
Faith Achieng           | quiz is left
Stefan Ilić             | came in
Valentina Ríos          | invited
Halima Abdi             | ready
Brian Omondi            | all read
Njeri Kamau             | ready late
Zawadi Mwakio           | lessons are left
Dennis Kiptoo           | quiet
Rehema Said             | session, no lesson
Nemanja Čolić           | ready
Jovana Radić            | all read
Marija Krstić           | one lesson
Katarina Đukić          | on the way
Uroš Simić              | invited
Yesenia Mosquera        | ready
Sebastián Ibáñez        | quiet
Luz Dary Palacios       | lessons are left
Íngrid Rodríguez        | ready late
Jhon Jairo Londoño      | too short
Natalia Gómez           | came in
Diana Ñáñez             | all read
"""
MENTORS_OF_MADARAJA = """
Caroline Atieno         | paired
Patrick Murithi         | paired
Beatrice Wambui         | paired, quiet
Anthony Ng'eno          | paired
Tamara Nikolić          | paired
Žarko Pešić             | paired, quiet
Aleksandar Božić        | paired
Nevena Obradović        | paired
Andrés Gutiérrez        | paired
Ángela María Zúñiga     | paired
Hernán Jiménez          | paired, quiet
Claudia Acevedo         | paired
"""
MENTEES_OF_MADARAJA = """
Hassan Juma             | paired
Esther Nyambura         | paired
Collins Wekesa          | paired, quiet
Ann Mwende              | paired
Miloš Jovanović         | paired
Dušica Mladenović       | paired
Vladimir Tošić          | paired, quiet
Bojana Antić            | paired
Sofía Núñez             | paired
Paola Martínez          | paired
Adriana Córdoba         | paired
Julián Echeverri        | paired, quiet
"""
MENTORS_OF_MOSTOVI = """
Simon Gitau             | done
Naomi Jepkosgei         | done
Patrick Murithi         | done
Tamara Nikolić          | done
Nikola Aćimović         | done
Sanja Lukić             | done
Branislav Gajić         | done
Édgar Beltrán           | done
Marcela Piñeros         | done
Gustavo Marín           | stopped
"""
MENTEES_OF_MOSTOVI = """
Lydia Nekesa            | done
George Ochieng'         | done
Mwanaisha Bakari        | done
Tabitha Moraa           | done
Ognjen Pavlović         | done
Nevena Obradović        | done
Mauricio Vélez          | done
Wilson Cárdenas         | done
Rubén Darío Mejía       | stopped
Viviana Agudelo         | done
"""


@dataclass(frozen=True)
class Part:
    """Somebody's part in a program."""

    name: str
    role: str
    way: Way
    late: timedelta
    """Nobody does the same at the same minute."""


def _parts(mentors: str, mentees: str) -> tuple[Part, ...]:
    rows = [
        (role, *[cell.strip() for cell in line.split("|")])
        for role, table in ((MENTOR, mentors), (MENTEE, mentees))
        for line in table.strip().splitlines()
    ]
    return tuple(
        Part(name, role, _as(role, WAYS[way]), timedelta(minutes=17 * number % 131))
        for number, (role, name, way) in enumerate(rows)
    )


def _as(role: str, way: Way) -> Way:
    """Mentees are not asked for the quiz."""
    return way if role == MENTOR else replace(way, tries=(), begun=None)


PARTS = {
    PUENTES: _parts(MENTORS_OF_PUENTES, MENTEES_OF_PUENTES),
    MADARAJA: _parts(MENTORS_OF_MADARAJA, MENTEES_OF_MADARAJA),
    MOSTOVI: _parts(MENTORS_OF_MOSTOVI, MENTEES_OF_MOSTOVI),
}


def load(plan: Plan, program: Program, cast: Cast, at: datetime) -> None:
    """Everybody is invited with one list; most come."""
    invited = plan.day(0, at=at)
    with deed_of(cast[RUN_BY]):
        groups = {cohort.name: cohort.id for cohort in program.cohorts}
        rows = [_row(number, part, groups) for number, part in enumerate(PARTS[plan], start=1)]
        invite(program, rows, at=invited)
    settle(at=invited, long_ago=plan is not PUENTES)
    for part in PARTS[plan]:
        if part.way.joined is None or part.way.last_seen is None:
            continue
        person = cast[part.name]
        note_joined(person.id, plan.day(part.way.joined, at=at) + part.late)
        seen = plan.day(part.way.last_seen, at=at) + part.late
        person.last_sign_in_at = max(seen, person.last_sign_in_at or seen)


def _row(number: int, part: Part, groups: dict[str, int]) -> Row:
    somebody = people.BY_NAME[part.name]
    return Row(
        number,
        somebody.name,
        somebody.email,
        part.role,
        zone_written=somebody.country,
        time_zone=somebody.zone,
        cohort_id=groups.get(somebody.country),
    )
