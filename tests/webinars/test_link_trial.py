"""Staff try the meeting's link from the page of the session."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.outgoing.other_site import other_site

pytestmark = pytest.mark.either  # pages and words, not the database


@pytest.fixture
def there(app):
    """Another site that the settings allow: its host:port."""
    before = app.extensions["mentortrain.settings"]
    with other_site() as (place, seen):
        app.extensions["mentortrain.settings"] = replace(before, outgoing_allow=frozenset({place}))
        yield place, seen
    app.extensions["mentortrain.settings"] = before


def tried(chandra, program, webinar_id):
    page = f"/programs/{program.id}/webinars/{webinar_id}"
    assert chandra.post(f"{page}/link-trial").location == page
    return chandra.get(page).text


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/page", "The link answers: it leads to 127.0.0.1."),
        ("/status/404", "127.0.0.1 says that there is no such page (404)."),
        ("/status/403", "127.0.0.1 answers, but does not let the site in (403)."),
        ("/status/503", "127.0.0.1 answers with an error of its own (503)."),
        ("/to/http:~~10.0.0.1~", "The link leads into a private network"),
    ],
)
def test_what_the_link_answers_is_said(chandra, program, plan, there, path, says):
    webinar_id = plan(meeting_url=f"http://{there[0]}{path}")
    assert says in tried(chandra, program, webinar_id)


def test_a_link_into_the_own_network_is_not_asked(chandra, program, plan, there):
    webinar_id = plan(meeting_url=f"http://localhost:{there[0].rpartition(':')[2]}/page")
    assert "The link leads into a private network" in tried(chandra, program, webinar_id)
    assert there[1] == []


def test_the_button_stands_where_there_is_a_link(chandra, program, plan):
    with_link, without = plan(meeting_url="https://meet.example.org/room"), plan(meeting_url="")
    assert "Try the link" in chandra.get(f"/programs/{program.id}/webinars/{with_link}").text
    assert "Try the link" not in chandra.get(f"/programs/{program.id}/webinars/{without}").text
    assert "The meeting has no link yet." in tried(chandra, program, without)
