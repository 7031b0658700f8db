"""What Chandra does, who runs the program."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import View, sign_in
from tests.browser.site import Site
from tests.browser.story.cast import BOSS, Cast
from tests.browser.story.letters import calendar_part, link_in, newest
from tests.browser.story.page import (
    day,
    evening,
    expect_notice,
    expect_title,
    follow,
    press,
    wall,
)


def staff_comes_in(page: Page, site: Site, view: View) -> None:
    """The first story makes the first administrator; in the others she asks for a sign-in link."""
    if not site.column("SELECT id FROM person"):
        become_first_administrator(page, site.links["administrator"], view)
        return
    before = len(site.letters(BOSS))
    page.goto(f"{site.url}/sign-in")
    page.get_by_label("Your mail address").fill(BOSS)
    press(page, "Send me a link")
    expect_title(page, "Look in your mail")
    link = link_in(newest(site, BOSS, before), "/sign-in/")
    sign_in(page, link)
    page.goto(f"{site.url}/programs")  # the first page is Today
    expect_title(page, re.compile("You run "))
    follow(page, "New program")


def become_first_administrator(page: Page, link: str, view: View) -> None:
    page.goto(link)
    expect_title(page, "Who runs this site?")
    page.get_by_label("Your name").fill("Chandra Rao")
    page.get_by_label("Your mail address").fill(BOSS)
    zone = page.get_by_label("Your time zone")
    if not view.javascript:
        zone.select_option("Africa/Nairobi")
    expect(zone).to_have_value("Africa/Nairobi")  # with JavaScript the browser's own zone is offered
    press(page, "Start")


def make_program(page: Page, cast: Cast) -> None:
    """The guided set-up, opened before anybody is invited."""
    expect_title(page, "What is the new program?")
    page.get_by_label("Name of the program").fill(cast.program)
    page.get_by_label("Who it is for").fill("Owners of small shops.")
    page.get_by_label("Hours asked of a mentor each month").fill("3")
    page.get_by_label("What people need to take part").fill("A phone with a browser.")
    press(page, "Save and go on")
    expect_title(page, "When does it begin?")
    page.get_by_label("Training opens").fill(day(0))
    page.get_by_label("Pairing day").fill(day(18))
    page.get_by_label("Program ends").fill(day(18 + 16 * 7))
    page.get_by_label("Time zone of these dates").select_option("Africa/Nairobi")
    press(page, "Save and go on")
    press(page, "Go on with one group")
    expect_title(page, "Whom do you invite first?")
    press(page, "Go on without people")
    press(page, "Open the program")
    expect_notice(page, f"{cast.program} is open.")
    follow(page, "Invite people")


def invite(page: Page, cast: Cast, site: Site) -> None:
    """A list with a mistake in its third line; then the same list again, which invites nobody twice."""
    people = f"""name,email,role,country
Amina Odhiambo,{cast.amina},mentor,Kenya
Dov Levi,dov at example.org,mentor,Israel
Bruno Restrepo,{cast.bruno},mentee,Colombia
"""
    look_at_rows(page, people)
    expect_title(page, "2 rows can be invited")
    bad = page.get_by_role("row").filter(has_text="Dov Levi")
    expect(bad).to_contain_text("line 3")
    expect(bad).to_contain_text("This is no mail address.")
    assert site.letters(cast.amina) == []
    press(page, "Invite 2 people")
    expect_title(page, "2 people are invited")
    expect(page.get_by_text("1 row was left out; the reason stands beside it.")).to_be_visible()
    follow(page, "See the people")
    expect_title(page, "2 people are invited, 0 have joined")

    follow(page, "Invite people")
    look_at_rows(page, people)
    expect_title(page, "Nobody can be invited yet")
    known = page.get_by_role("row").filter(has_text="Amina Odhiambo")
    expect(known).to_contain_text("Already invited in this role.")
    for somebody in (cast.amina, cast.bruno):
        site.letter(somebody, "Your invitation: ")


def look_at_rows(page: Page, people: str) -> None:
    expect_title(page, "Whom do you want to invite?")
    page.get_by_label("Paste the list").fill(people)
    press(page, "Look at the rows")


def schedule(page: Page, title: str, start: datetime) -> None:
    follow(page, "Sessions")
    follow(page, "Schedule a session")
    page.get_by_label("What it is about").fill(title)
    page.get_by_label("Starts").fill(wall(start))
    page.get_by_label("Length in minutes").fill("45")
    page.get_by_label("With whom").fill("Ivana Kovač")
    page.get_by_label("Meeting link").fill("https://meet.example.org/puentes")
    page.get_by_text("More about it").click()
    page.get_by_label("What people will do there").fill("Three short practice rounds in pairs.")
    press(page, "Schedule it")
    page.wait_for_load_state()
    if page.get_by_role("heading", level=1).inner_text().startswith("Before you "):
        press(page, "Schedule it all the same")  # in the second story she leads one of the first at that time
    expect_title(page, f"Nobody is registered for “{title}” yet")


def move(page: Page, title: str, start: datetime) -> None:
    open_session(page, title)
    follow(page, "Move or change")
    page.get_by_label("Starts").fill(wall(start))
    press(page, "Look it over")
    expect_title(page, "Before you tell anybody")
    press(page, "Save and tell 2 people")  # whoever leads it has it in their calendar too
    expect_notice(page, "Saved. 2 people are told")


def cancel(page: Page, title: str, reason: str) -> None:
    open_session(page, title)
    press(page, "Cancel the session")
    asked = page.get_by_role("dialog", name="Cancel this session?")
    asked.get_by_label("Why").fill(reason)
    asked.get_by_role("button", name="Cancel the session").click()
    expect_notice(page, "The session is cancelled. 2 people are told by mail.")


def open_session(page: Page, title: str) -> None:
    follow(page, "Sessions")
    page.get_by_role("table").get_by_role("link", name=title).click()
    expect_title(page, f"1 person comes to “{title}”")


def days_pass_until_it_is_over(site: Site, cast: Cast, title: str) -> None:
    """The one step that no click can do. The session is put into the past, as if days had gone by."""
    ended = datetime.now(UTC).replace(tzinfo=None, microsecond=0) - timedelta(minutes=5)
    (entry_id,) = site.column(
        "SELECT entry.id FROM entry JOIN program ON program.id = program_id WHERE title = ? AND name = ?",
        title,
        cast.program,
    )
    began, over = (f"{moment:%Y-%m-%d %H:%M:%S.%f}" for moment in (ended - timedelta(minutes=45), ended))
    site.change("UPDATE entry SET starts_at = ?, ends_at = ? WHERE id = ?", began, over, entry_id)


def mark_attendance(page: Page, title: str, name: str) -> None:
    follow(page, "Sessions")
    follow(page, "Past")
    page.get_by_role("table").get_by_role("link", name=title).click()
    expect_title(page, f"“{title}” is over")
    follow(page, "Mark who was there")
    expect_title(page, f"Who was at “{title}”?")
    page.get_by_label(f"{name} was there").check()
    press(page, "Save")
    expect_notice(page, "1 mark is changed.")


def see_who_is_ready_and_what_others_lack(page: Page) -> None:
    follow(page, "Readiness")
    expect_title(page, re.compile(r"^1 of 1 mentor is ready, 1[78] days before pairing day$"))
    expect(page.get_by_role("row").filter(has_text="Amina Odhiambo")).to_contain_text("ready")
    follow(page, "Mentees (1)")
    expect_title(page, re.compile("^0 of 1 mentee is ready"))
    lacking = page.get_by_role("row").filter(has_text="Bruno Restrepo")
    expect(lacking).to_contain_text("not joined yet")
    expect(lacking).to_contain_text("3 lessons, live session")


def let_time_pass_beyond_two_thirds(page: Page, site: Site, cast: Cast) -> None:
    """At two thirds one session is scheduled and each is invited to it; asked again, nothing is due."""
    follow(page, "Clock")
    do_what_is_due(page)
    expect(page.get_by_text(f"re-engagement session scheduled for {cast.program}")).to_be_visible()
    for somebody in (cast.amina, cast.bruno):
        sent = page.get_by_role("listitem").filter(has_text=somebody)
        expect(sent).to_contain_text("You are invited: Two thirds of the way: what now?")
    calendar_part(site.letter(cast.bruno, "You are invited: Two thirds of the way"), "REQUEST")
    plain = site.letter(cast.amina, "You are invited: Two thirds of the way")  # her calendar address shows it
    assert "text/calendar" not in {part.get_content_type() for part in plain.walk()}
    do_what_is_due(page)
    if page.get_by_text("agenda.note-feed-use").is_visible():
        # The other web process has told of calendars that were fetched some seconds ago.
        do_what_is_due(page)
    expect(page.get_by_text("Nothing was due.")).to_be_visible()
    site.letter(cast.amina, "You are invited: Two thirds of the way")  # still one


def do_what_is_due(page: Page) -> None:
    expect_title(page, "Let time pass")
    page.get_by_label("Do what is due by").fill(wall(evening(18 + 80)))
    press(page, "Do what is due")
