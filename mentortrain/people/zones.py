"""From what people write (a country in a few languages, its code, a zone) to an IANA time zone."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale

# Names of countries are understood in the languages that programs write their lists in.
_LANGUAGES = ("en", "es", "fr", "pt", "sr_Latn", "sr", "de", "sw")
_ALSO = {
    "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "usa": "US", "america": "US",
    "dr congo": "CD", "drc": "CD", "congo kinshasa": "CD", "congo brazzaville": "CG", "ivory coast": "CI",
}  # fmt: skip

# Where most people of a country live; tzdata lists some of its far places first.
_MOST_PEOPLE = {
    "AU": "Australia/Sydney", "BR": "America/Sao_Paulo", "CA": "America/Toronto", "FM": "Pacific/Pohnpei",
    "GL": "America/Nuuk", "KI": "Pacific/Tarawa", "PF": "Pacific/Tahiti", "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv", "CD": "Africa/Kinshasa",
}  # fmt: skip


@dataclass(frozen=True)
class Zone:
    """A zone, and whether the country has others, so that somebody should look."""

    name: str
    guessed: bool = False


def zone_for(written: str) -> Zone | None:
    """The zone for 'Africa/Nairobi', 'Kenya', 'KE' or 'Srbija'; None if it is none of these.

    A country with several clocks gives the one of most people, marked as guessed. An old name of a zone gives
    its name of today.
    """
    text = _plain(written)
    exact = _zones_by_plain_name().get(text)
    if exact:
        return Zone(_todays_names().get(exact, exact))
    code = _country_codes().get(text)
    zones = _zones_of_countries().get(code or "", ())
    if not zones:
        return None
    return Zone(_MOST_PEOPLE.get(code or "", zones[0]), guessed=len({_clock_of(zone) for zone in zones}) > 1)


def _clock_of(zone: str) -> tuple[object, ...]:
    """What the clocks of a zone show in winter and in summer: Berlin's and Büsingen's are the same."""
    return tuple(datetime(2026, month, 15, 12, tzinfo=ZoneInfo(zone)).utcoffset() for month in (1, 7))


@cache
def _todays_names() -> dict[str, str]:
    """From a name that people can no longer choose, such as Asia/Calcutta, to the one of today."""
    table = resources.files("tzdata.zoneinfo").joinpath("tzdata.zi").read_text("utf-8")
    links = [line.split()[1:3] for line in table.splitlines() if line.startswith("L ")]
    offered = set(choices())
    return {old: new for new, old in links if new in offered and old not in offered}


@cache
def choices() -> tuple[str, ...]:
    """The zones a person can choose: one or more for each country, and UTC."""
    found = {zone for zones in _zones_of_countries().values() for zone in zones}
    return ("UTC", *sorted(found & available_timezones()))


@cache
def countries() -> dict[str, tuple[str, ...]]:
    """By the code of a country: the zones that people there can choose."""
    return _zones_of_countries()


def country_named(written: str) -> str:
    """The code of 'Kenya', 'KE' or 'Srbija'; empty for what is no country."""
    return _country_codes().get(_plain(written), "")


@cache
def country_of(zone: str) -> str:
    """The code of the first country of a zone; empty for UTC."""
    return next((code for code, zones in _zones_of_countries().items() if zone in zones), "")


@cache
def of_country(code: str) -> tuple[str, ...]:
    """The zones of a country by its ISO code, that of most people first; none for what is no country."""
    zones = [zone for zone in _zones_of_countries().get(code, ()) if zone in choices()]
    most = _MOST_PEOPLE.get(code)
    return tuple(sorted(zones, key=lambda zone: zone != most))  # sorting keeps the order of the others


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.strip().casefold())
    # Accents, apostrophes and underscores are written in too many ways to tell countries apart by them.
    return "".join(
        " " if letter == "_" else letter for letter in folded if letter.isalnum() or letter in " _/+-"
    )


@cache
def _zones_by_plain_name() -> dict[str, str]:
    return {_plain(name): name for name in available_timezones() if "/" in name or name == "UTC"}


@cache
def _zones_of_countries() -> dict[str, tuple[str, ...]]:
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    found: dict[str, list[str]] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            code, _, zone = line.split("\t")[:3]
            found.setdefault(code, []).append(zone)
    return {code: tuple(zones) for code, zones in found.items()}


@cache
def _country_codes() -> dict[str, str]:
    found = {_plain(name): code for name, code in _ALSO.items()}
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(_plain(name), code)
                found.setdefault(code.casefold(), code)
    return found
