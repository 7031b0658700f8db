"""What people said in the welcome: most did all of it, some began, and some want no newsletter."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from mentortrain.db import session
from mentortrain.demo.parts import PARTS, Part
from mentortrain.demo.people import BY_NAME, Cast, Somebody
from mentortrain.demo.programs import MOSTOVI, Plan
from mentortrain.mail.kinds import NEWSLETTER, NUDGE
from mentortrain.profiles import kinds
from mentortrain.profiles.actions import (
    Contact,
    Work,
    answer_part,
    note_consents,
    save_contact,
    save_free_hours,
    save_work,
)
from mentortrain.profiles.rules.vocabulary import (
    ABOUT_PEOPLE,
    AGE,
    BY_MAIL,
    BY_PHONE,
    BY_WHATSAPP,
    EMPLOYEES,
    GENDER,
    OFFERED,
    SECTOR,
    TOPICS,
    UNSAID,
    WANTED,
)
from mentortrain.programs.models import Participation, Program
from mentortrain.programs.rules import MENTEE, MENTOR

STEPS = {"Samuel Mutua": 1, "Stefan Ilić": 1, "Natalia Gómez": 0, "Camilo Ospina Peláez": 2}
"""How many of the three they have done; the others all."""

LACKING = {
    "Zawadi Mwakio": "The network at home drops every evening. In the mornings I can call from my cousin's shop.",
    "Jhon Jairo Londoño": "I share the phone with my son. After seven it is mine.",
}
NO_NEWSLETTER = ("Goran Mihajlović", "Bruno Restrepo", "Jovana Radić", "Claudia Acevedo")
NO_REMINDERS = ("Jovana Radić", "Peter Kariuki")

ABOUT = {
    "Amina Odhiambo": "I sew school uniforms in Kisumu with four women. We began with one machine in 2011, on credit.",
    "Bruno Restrepo": "A corner shop that was my father's. I would like to know which shelf earns money and which only "
    "looks full.",
    "Milica Đorđević": "I keep the books of sixty workshops, and I tell them in June what they otherwise hear in "
    "February.",
    "Lucía Muñoz": "Twelve tables, nine people, and a menu that I have cut from forty dishes to eleven.",
    "Halima Abdi": "I buy camel milk from thirty herders and sell it in Garissa. Keeping it cool is most of the work.",
    "Grace Ng'ang'a": "Two bakeries in Nakuru. The second nearly closed the first, and I know by now why.",
    "Nemanja Čolić": "Ajvar as my grandmother made it, 4,000 jars a year. Shops ask for 10,000.",
}
TOPICS_OF = {
    "food": ("pricing", "suppliers"),
    "farming": ("cash", "planning"),
    "retail": ("customers", "suppliers"),
    "crafts": ("pricing", "online"),
    "beauty": ("customers", "people"),
    "building": ("people", "planning"),
    "transport": ("export", "operations"),
    "it": ("digital", "customers"),
    "tourism": ("marketing", "online"),
    "teaching": ("leading", "people"),
    "health": ("law", "balance"),
    "services": ("bookkeeping", "digital"),
}
OWN_TOPICS = {
    "Amina Odhiambo": "Dividing the work among five",
    "Milica Đorđević": "Tax in the first year",
    "Bruno Restrepo": "What to write on a price tag",
}
EVENINGS = tuple((day, hour) for day in (0, 1, 3) for hour in (18, 19, 20))
MORNINGS = tuple((day, hour) for day in (1, 4) for hour in (7, 8, 9))
SATURDAY = tuple((5, hour) for hour in (9, 10, 11, 15, 16))
FREE = (EVENINGS, (*MORNINGS, *SATURDAY), (*EVENINGS[:3], *SATURDAY), MORNINGS)

_PLACES = {"Kenya": ("KE", "0712 000 "), "Serbia": ("RS", "064 000 0"), "Colombia": ("CO", "300 000 0")}
_MINUTE = timedelta(minutes=1)


def load(plan: Plan, program: Program, cast: Cast, at: datetime) -> None:
    """Each after the first sign-in. In the oldest program nobody was asked yet."""
    if plan is MOSTOVI:
        return
    rows = select(Participation).where(Participation.program_id == program.id)
    found = {(part.person_id, part.role): part for part in session.scalars(rows)}
    for number, one in enumerate(PARTS[plan]):
        if one.way.joined is not None:
            then = plan.day(one.way.joined, at=at) + one.late
            _welcome(found[cast[one.name].id, one.role], one, cast, number, at=then)


def _welcome(part: Participation, one: Part, cast: Cast, number: int, *, at: datetime) -> None:
    steps, person, somebody = STEPS.get(one.name, 3), cast[one.name], BY_NAME[one.name]
    if steps >= 1:
        answer_part(part, lacking=LACKING.get(one.name), at=at + _MINUTE)
        answers = {
            kinds.NOTICE: True,
            NUDGE: one.name not in NO_REMINDERS,
            NEWSLETTER: one.name not in NO_NEWSLETTER,
        }
        note_consents(person.id, answers, source=kinds.WELCOME, language="en", at=at + _MINUTE)
    if steps >= 2:
        save_contact(person, _contact(somebody, number), at=at + 2 * _MINUTE)
    if steps >= 3:
        save_work(person.id, _work(somebody, one.role, number), at=at + 4 * _MINUTE)
        save_free_hours(person.id, FREE[number % len(FREE)], at=at + 4 * _MINUTE)


def _contact(somebody: Somebody, number: int) -> Contact:
    country, begins = _PLACES[somebody.country]
    first, second, often = {"KE": ("en", "sw", 1), "RS": ("sr", "en", 2), "CO": ("es", "en", 3)}[country]
    channel = (BY_WHATSAPP, BY_MAIL, BY_WHATSAPP, BY_PHONE)[number % 4]
    return Contact(
        country=country,
        town=somebody.town,
        languages=(first, second) if number % often == 0 else (first,),
        phone="" if channel == BY_MAIL and number % 3 else f"{begins}{100 + number}",
        on_whatsapp=channel == BY_WHATSAPP,
        channel=channel,
    )


def _work(somebody: Somebody, role: str, number: int) -> Work:
    way = OFFERED if role == MENTOR else WANTED
    work = somebody.work[0].upper() + somebody.work[1:]
    return Work(
        about=ABOUT.get(somebody.name, f"{work}, in {somebody.town}, since {2021 - number * 5 % 17}."),
        topics={way: {*TOPICS_OF[somebody.sector], TOPICS[number * 3 % len(TOPICS)]}},
        own_topics={way: OWN_TOPICS.get(somebody.name, "")},
        hours_per_month=2 + number % 3,
        about_people=_about_people(somebody, role, number),
    )


def _about_people(somebody: Somebody, role: str, number: int) -> dict[str, str | None]:
    """One in nine says nothing of it, and one in seven keeps the age to themselves."""
    if number % 9 == 8:
        return dict.fromkeys(ABOUT_PEOPLE)
    sizes = ("none", "to4", "to4") if role == MENTEE else ("to4", "to9", "to9", "to49")
    return {
        GENDER: somebody.gender,
        AGE: UNSAID if number % 7 == 6 else ("to34", "to44", "to54")[number % 3],
        SECTOR: somebody.sector,
        EMPLOYEES: sizes[number % len(sizes)],
    }
