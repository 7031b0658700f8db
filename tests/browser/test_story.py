"""From invitation to ready, in a browser: on a phone, and on a phone without JavaScript; at a desk what differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import DESK, PHONE, WITHOUT_JAVASCRIPT, Browse, View
from tests.browser.site import Site
from tests.browser.story.cast import Cast
from tests.browser.story.letters import calendar_part, shown
from tests.browser.story.page import (
    evening,
)
from tests.browser.story.participant import (
    accept_invitation,
    come_back_and_finish_it,
    make_calendar_address,
    read_the_lessons,
    register,
    see_that_one_is_ready,
    see_the_invitation_to_come_back,
    start_the_quiz_and_leave,
)
from tests.browser.story.staff import (
    cancel,
    days_pass_until_it_is_over,
    invite,
    let_time_pass_beyond_two_thirds,
    make_program,
    mark_attendance,
    move,
    schedule,
    see_who_is_ready_and_what_others_lack,
    staff_comes_in,
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("view", [PHONE, WITHOUT_JAVASCRIPT], ids=lambda view: view.name)
def test_from_invitation_to_ready(view: View, new_site: Site, browse: Browse, tmp_path: Path) -> None:
    cast, site = Cast(view), new_site
    chandra, amina = browse(view), browse(view)

    staff_comes_in(chandra, site, view)
    make_program(chandra, cast)
    invite(chandra, cast, site)

    accept_invitation(amina, cast, site)
    read_the_lessons(amina)
    start_the_quiz_and_leave(amina)
    come_back_and_finish_it(amina)

    listening, cash = evening(2), evening(9)
    schedule(chandra, "Listening before advice", listening)
    schedule(chandra, "Cash or profit?", cash)
    register(amina, "Listening before advice")
    register(amina, "Cash or profit?")
    first = calendar_part(site.letter(cast.amina, "You are registered: Listening before advice"), "REQUEST")
    assert (first["SEQUENCE"], first["DTSTART"].dt) == (0, listening)
    second = calendar_part(site.letter(cast.amina, "You are registered: Cash or profit?"), "REQUEST")
    feed = make_calendar_address(amina)
    assert shown(feed, view, tmp_path) == [
        ("Listening before advice", listening, "CONFIRMED"),
        ("Cash or profit?", cash, "CONFIRMED"),
    ]

    moved = evening(3, hour=19)
    move(chandra, "Listening before advice", moved)
    update = calendar_part(site.letter(cast.amina, "New time: Listening before advice"), "REQUEST")
    assert (update["UID"], update["DTSTART"].dt) == (first["UID"], moved)
    assert update["SEQUENCE"] > first["SEQUENCE"]
    cancel(chandra, "Cash or profit?", "Wanjiku is ill.")
    gone = calendar_part(site.letter(cast.amina, "Cancelled: Cash or profit?"), "CANCEL")
    assert (gone["UID"], gone["STATUS"]) == (second["UID"], "CANCELLED")
    assert gone["SEQUENCE"] > second["SEQUENCE"]
    assert shown(feed, view, tmp_path) == [
        ("Listening before advice", moved, "CONFIRMED"),
        ("Cancelled: Cash or profit?", cash, "CANCELLED"),
    ]

    days_pass_until_it_is_over(site, cast, "Listening before advice")
    mark_attendance(chandra, "Listening before advice", "Amina Odhiambo")
    see_that_one_is_ready(amina)
    see_who_is_ready_and_what_others_lack(chandra)

    let_time_pass_beyond_two_thirds(chandra, site, cast)
    see_the_invitation_to_come_back(amina)


def test_at_a_desk_lists_dialogs_and_the_navigation_lead_on_too(new_site: Site, browse: Browse) -> None:
    """The pages are the same; what is elsewhere on a wide one is the navigation, the tables and the dialogs."""
    cast, site = Cast(DESK), new_site
    chandra, amina = browse(DESK), browse(DESK)

    staff_comes_in(chandra, site, DESK)
    make_program(chandra, cast)
    invite(chandra, cast, site)
    accept_invitation(amina, cast, site)
    schedule(chandra, "Cash or profit?", evening(9))
    register(amina, "Cash or profit?")
    cancel(chandra, "Cash or profit?", "Wanjiku is ill.")
    gone = calendar_part(site.letter(cast.amina, "Cancelled: Cash or profit?"), "CANCEL")
    assert gone["STATUS"] == "CANCELLED"
