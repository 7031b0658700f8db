"""From what people write to a time zone."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from mentortrain.people.zones import Zone, choices, zone_for


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("Kenya", Zone("Africa/Nairobi")),
        ("ke", Zone("Africa/Nairobi")),
        ("Srbija", Zone("Europe/Belgrade")),
        ("Србија", Zone("Europe/Belgrade")),
        (" colombia ", Zone("America/Bogota")),
        ("Côte d’Ivoire", Zone("Africa/Abidjan")),
        ("cote d'ivoire", Zone("Africa/Abidjan")),
        ("Africa/nairobi", Zone("Africa/Nairobi")),
        ("America/New York", Zone("America/New_York")),
        ("United States", Zone("America/New_York", guessed=True)),
        ("Brasil", Zone("America/Sao_Paulo", guessed=True)),
        ("Ukraine", Zone("Europe/Kyiv", guessed=True)),
        ("Deutschland", Zone("Europe/Berlin")),
        ("DR Congo", Zone("Africa/Kinshasa", guessed=True)),
        ("Asia/Calcutta", Zone("Asia/Kolkata")),
        ("UTC", Zone("UTC")),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_countries_and_zones(written, zone):
    assert zone_for(written) == zone


def test_every_choice_is_a_zone():
    assert all(ZoneInfo(name) for name in choices())
