"""Which column is which: headings in English, Spanish, Serbian in both scripts and French, and the words for roles."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mentortrain.programs.rules import MENTEE, MENTOR, STAFF

NAME, FIRST, LAST, FULL = "name", "first", "last", "full"
EMAIL, ROLE, ZONE, GROUP = "email", "role", "zone", "group"
USUAL = (NAME, EMAIL, ROLE, ZONE, GROUP)
"""The order of a list without headings."""

_WORDS: dict[str, str] = {
    FULL: """
        full name; participant; person; name and surname; first and last name;
        nombre completo; nombre y apellido; nombre y apellidos; nombres y apellidos; apellidos y nombre; participante;
        persona; ime i prezime; prezime i ime; puno ime; učesnik; učesnica; osoba; име и презиме; презиме и име;
        пуно име; учесник; учесница; особа; nom complet; nom et prénom; prénom et nom; nom prénom; participante;
        personne
    """,
    NAME: "name; nombre; nombres; ime; име; nom",
    FIRST: "first name; given name; given names; forename; primer nombre; prénom; prénoms; lično ime; лично име",
    LAST: """
        last name; surname; family name; apellido; apellidos; primer apellido; prezime; презиме; nom de famille
    """,
    EMAIL: """
        email; e-mail; mail; email address; e-mail address; mail address; address; electronic mail;
        correo; correo electrónico; dirección de correo; dirección de correo electrónico; dirección electrónica;
        imejl; mejl; imejl adresa; mejl adresa; e-mail adresa; email adresa; mail adresa; e-pošta; elektronska pošta;
        elektronska adresa; имејл; мејл; имејл адреса; мејл адреса; е-пошта; електронска пошта; електронска адреса;
        courriel; adresse e-mail; adresse mail; adresse courriel; adresse électronique; mél
    """,
    ROLE: "role; part; as; rol; función; papel; uloga; u ulozi; улога; у улози; rôle; fonction",
    ZONE: """
        country; time zone; timezone; zone; country or time zone; country/time zone; country or zone; país;
        zona horaria; huso horario; país o zona horaria; zemlja; država; vremenska zona; zemlja ili vremenska zona;
        земља; држава; временска зона; земља или временска зона; pays; fuseau horaire; fuseau
    """,
    GROUP: "group; cohort; intake; grupo; cohorte; grupa; kohorta; група; кохорта; groupe; promotion",
}
_ROLES: dict[str, str] = {
    MENTOR: """
        mentor; mentors; mentora; mentoress; mentorka; ментор; менторка; tutor; tutora; tuteur;
        tutrice
    """,
    MENTEE: """
        mentee; mentees; mentorado; mentorada; mentoreado; mentoreada; aprendiz; tutelado; tutelada; telémaco;
        menti; mentorisani; mentorisana; štićenik; štićenica; učenik; učenica; менти; менторисани; менторисана;
        штићеник; штићеница; mentoré; mentorée; filleul; filleule
    """,
    STAFF: """
        staff; team; equipo; personal; coordinador; coordinadora; osoblje; tim; koordinator; koordinatorka; особље;
        тим; координатор; координаторка; équipe; personnel; coordinateur; coordinatrice
    """,
}


@dataclass(frozen=True)
class Order:
    """Where each column stands, and the headings that nobody knows."""

    at: Mapping[str, int]
    ignored: tuple[str, ...] = ()
    headings: bool = field(default=True)
    """Whether the first line names the columns; else it is a person already."""


def fold(text: str) -> str:
    """A word as it was meant: without capitals, accents, spaces and dots."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in plain if letter.isalnum())


def _folded(words: Mapping[str, str]) -> dict[str, str]:
    return {fold(word): meaning for meaning, several in words.items() for word in several.split(";")}


_MEANING = _folded(_WORDS)
_ROLE = _folded(_ROLES)


def role_named(written: str) -> str | None:
    """The role that a word means, None if it is none."""
    found = _ROLE.get(fold(written))
    # Who dropped the accent of a mentoré may have meant the mentor: that is asked, not guessed.
    return (
        None
        if fold(written) == "mentore" and "é" not in unicodedata.normalize("NFC", written.casefold())
        else found
    )


def known_in(cells: Sequence[str]) -> int:
    """How many cells are headings: what tells one separator from another."""
    return sum(fold(cell) in _MEANING for cell in cells)


def titles_above(lines: Sequence[Sequence[str]]) -> int:
    """How many lines stand above the headings: the name of the list, say. None of them has an address."""
    for number, cells in enumerate(lines):
        if any("@" in cell for cell in cells):
            return 0
        if any(_MEANING.get(fold(cell)) == EMAIL for cell in cells):
            return number
    return 0


def order_of(lines: Sequence[Sequence[str]]) -> Order | None:
    """Where the columns are, by the first of some lines; None if there are headings, but none for the address."""
    named: dict[str, int] = {}
    ignored: list[str] = []
    for index, cell in enumerate(lines[0]):
        meaning = _MEANING.get(fold(cell))
        if meaning is None or meaning in named:
            ignored += [cell] if cell else []
        else:
            named[meaning] = index
    if EMAIL in named:
        return Order(_names_settled(named), tuple(ignored))
    if named and not any("@" in cell for cells in lines[:3] for cell in cells):
        return None
    return Order({column: index for index, column in enumerate(USUAL)}, headings=False)


def _names_settled(named: dict[str, int]) -> dict[str, int]:
    """`nom` beside `prénom` is the last name, `ime` beside `prezime` the first one."""
    if FULL in named:
        named[NAME] = named[FULL]
        return {column: at for column, at in named.items() if column not in (FIRST, LAST, FULL)}
    if NAME in named and FIRST in named and LAST not in named:
        named[LAST] = named.pop(NAME)
    elif NAME in named and LAST in named and FIRST not in named:
        named[FIRST] = named.pop(NAME)
    return named
