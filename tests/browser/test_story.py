"""From invitation to ready, in a browser: on a phone, on a desk, and on a phone without JavaScript."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import icalendar
import pytest
from playwright.sync_api import Locator, Page, expect

from mentortrain.config import ROOT
from mentortrain.learning.gift import MULTIPLE, TRUE_FALSE, Question, parse
from tests.browser.conftest import DESK, PHONE, WITHOUT_JAVASCRIPT, Browse, View, sign_in
from tests.browser.site import Site
from tests.readers import khal, libical
from tests.servers import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NAIROBI = ZoneInfo("Africa/Nairobi")
QUESTIONS = parse((ROOT / "courses/mentoring-basics/04-final-check.gift").read_text()).questions
BOSS = "chandra@example.org"


@dataclass(frozen=True)
class Cast:
    """The stories share one site: each has a program and people of its own."""

    view: View

    @property
    def program(self) -> str:
        return f"Puentes on a {self.view.name}"

    @property
    def amina(self) -> str:
        return f"amina@{self.view.name}.example.org"

    @property
    def bruno(self) -> str:
        return f"bruno@{self.view.name}.example.org"


@pytest.mark.parametrize("view", [PHONE, DESK, WITHOUT_JAVASCRIPT], ids=lambda view: view.name)
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
    expect_title(page, "A new program, in one page")
    page.get_by_label("Name of the program").fill(cast.program)
    page.get_by_label("Who it is for").fill("Owners of small shops.")
    page.get_by_label("Training opens").fill(day(0))
    page.get_by_label("Pairing day").fill(day(18))
    page.get_by_label("Program ends").fill(day(18 + 16 * 7))
    page.get_by_label("Time zone of these dates").select_option("Africa/Nairobi")
    page.get_by_label("Hours asked of a mentor each month").fill("3")
    page.get_by_label("What people need to take part").fill("A phone with a browser.")
    press(page, "Make the program")
    expect_notice(page, f"{cast.program} is made. Now invite the people.")


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
    expect_notice(page, "2 invitations are sent. 1 row was left out.")
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


def accept_invitation(page: Page, cast: Cast, site: Site) -> None:
    """A mail scanner opens the link first, which uses nothing up. Used once, it has ended."""
    letter = site.letter(cast.amina, f"Your invitation: be a mentor in {cast.program}")
    link = link_in(letter, "/sign-in/")
    with urlopen(link) as scanned:
        assert scanned.status == 200
    sign_in(page, link)
    expect_title(page, re.compile(r"^Good \w+, Amina\. One lesson is next: \d+ minutes\.$"))
    expect(page.get_by_role("img", name="0 of 5 steps")).to_be_visible()
    page.context.clear_cookies()
    page.goto(link)
    expect_title(page, "This link has ended")
    press(page, "Send me a new one")
    expect_title(page, "Look in your mail")
    sign_in(page, link_in(site.letter(cast.amina, "Your sign-in link"), "/sign-in/"))


def read_the_lessons(page: Page) -> None:
    follow(page, "Start")
    for number in (1, 2, 3):
        expect(page.get_by_text(f"Lesson {number} of 3")).to_be_visible()
        press(page, "Done, ")


def start_the_quiz_and_leave(page: Page) -> None:
    """Two answers are sent. The third is only chosen: with JavaScript that is enough to keep it."""
    expect_title(page, f"Final check: {len(QUESTIONS)} questions, as slowly as you like.")
    press(page, "Start the quiz")
    for number in (1, 2):
        answer(page, number, wrongly=number == 1)
    choose(page, 3)
    if runs_scripts(page):
        expect(page.get_by_role("status")).to_have_text(re.compile(r"^Saved \d\d:\d\d\.$"))
    else:
        press(page, "Save and go on")
    follow(page, "Home")
    expect_title(page, re.compile(r"The quiz is next: \d+ minutes\.$"))


def come_back_and_finish_it(page: Page) -> None:
    """The answers are there; one of them is wrong, and that is said, kindly and with a reason."""
    follow(page, "Continue")
    expect_title(page, f"Final check: you have answered 3 of {len(QUESTIONS)} questions.")
    press(page, "Go on where you stopped")
    expect_question(page, 4)
    press(page, "Previous")
    expect_question(page, 3)
    for position, option in enumerate(QUESTIONS[2].options):
        expect(choice(page, 3, position)).to_be_checked(checked=option.weight > 0)
    press(page, "Save and go on")
    for number in range(4, len(QUESTIONS) + 1):
        answer(page, number)
    expect_title(page, f"All {len(QUESTIONS)} questions are answered.")
    press(page, "Hand in")
    expect_title(page, f"Passed: {len(QUESTIONS) - 1} of {len(QUESTIONS)} right.")
    wrong = QUESTIONS[0].options[position_of(QUESTIONS[0], right=False)[0]]
    expect(page.get_by_text(wrong.feedback.text)).to_be_visible()
    follow(page, "Go on: Home")


def answer(page: Page, number: int, *, wrongly: bool = False) -> None:
    choose(page, number, wrongly=wrongly)
    press(page, "Save and go on" if number < len(QUESTIONS) else "Save and look it over")


def choose(page: Page, number: int, *, wrongly: bool = False) -> None:
    expect_question(page, number)
    for position in position_of(QUESTIONS[number - 1], right=not wrongly):
        choice(page, number, position).check()


def choice(page: Page, number: int, position: int) -> Locator:
    """An option by its words, wherever the shuffle has put it."""
    question = QUESTIONS[number - 1]
    words = question.options[position].text.text
    if question.kind == TRUE_FALSE:
        words = "True" if position == 0 else "False"
    kind = "checkbox" if question.kind == MULTIPLE else "radio"
    return page.get_by_role(kind, name=words, exact=True)


def position_of(question: Question, *, right: bool) -> list[int]:
    """Every option that adds to the mark, or one that does not."""
    good = [at for at, option in enumerate(question.options) if option.weight > 0]
    return good if right else [next(at for at in range(len(question.options)) if at not in good)]


def expect_question(page: Page, number: int) -> None:
    expect_title(page, f"Final check: Question {number} of {len(QUESTIONS)}")


def schedule(page: Page, title: str, start: datetime) -> None:
    follow(page, "Sessions")
    follow(page, "Schedule a session")
    page.get_by_label("What it is about").fill(title)
    page.get_by_label("What people will do there").fill("Three short practice rounds in pairs.")
    page.get_by_label("Starts").fill(wall(start))
    page.get_by_label("Length in minutes").fill("45")
    page.get_by_label("With whom").fill("Ivana Kovač")
    page.get_by_label("Meeting link").fill("https://meet.example.org/puentes")
    press(page, "Schedule it")
    expect_title(page, f"Nobody is registered for “{title}” yet")


def register(page: Page, title: str) -> None:
    follow(page, "Sessions")
    press(page, f"Register for {title}")
    expect_title(page, f"You are registered for “{title}”")


def make_calendar_address(page: Page) -> str:
    follow(page, "Calendar")
    expect_title(page, "Next in your calendar: “Listening before advice”")
    page.get_by_label("Where you will use it").fill("Phone")
    press(page, "Make an address")
    expect_title(page, "The address for “Phone” is ready")
    return page.get_by_label("For Google, Outlook and most others").input_value()


def move(page: Page, title: str, start: datetime) -> None:
    open_session(page, title)
    follow(page, "Move or change")
    page.get_by_label("Starts").fill(wall(start))
    press(page, "Save")
    expect_notice(page, "Saved. 1 person is told the new time by mail.")


def cancel(page: Page, title: str, reason: str) -> None:
    open_session(page, title)
    press(page, "Cancel the session")
    asked = page.get_by_role("dialog", name="Cancel this session?")
    asked.get_by_label("Why").fill(reason)
    asked.get_by_role("button", name="Cancel the session").click()
    expect_notice(page, "The session is cancelled. 1 person is told by mail.")


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


def see_that_one_is_ready(page: Page) -> None:
    follow(page, "Home")
    expect_title(page, re.compile(r"^Good \w+, Amina\. You are ready to be paired\.$"))
    reasons = page.get_by_role("listitem")
    for title, reason in (
        ("Mentoring basics: lessons", "all 3 lessons done"),
        ("Mentoring basics: quiz", "passed, 87 %"),
        ("One live session", "you were there"),
    ):
        expect(reasons.filter(has_text=title)).to_contain_text(reason)
        expect(reasons.filter(has_text=title)).to_contain_text("done")


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
        calendar_part(site.letter(somebody, "You are invited: Two thirds of the way"), "REQUEST")
    do_what_is_due(page)
    expect(page.get_by_text("Nothing was due.")).to_be_visible()
    site.letter(cast.amina, "You are invited: Two thirds of the way")  # still one


def do_what_is_due(page: Page) -> None:
    expect_title(page, "Let time pass")
    page.get_by_label("Do what is due by").fill(wall(evening(18 + 80)))
    press(page, "Do what is due")


def see_the_invitation_to_come_back(page: Page) -> None:
    follow(page, "Sessions")
    row = page.get_by_role("listitem").filter(has_text="Two thirds of the way: what now?")
    expect(row).to_contain_text("invited")


def press(page: Page, name: str) -> None:
    """A button whose words begin so."""
    page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first.click()


def follow(page: Page, name: str) -> None:
    """A link of these words; of the two navigations only one is ever to be seen."""
    page.get_by_role("link", name=name, exact=True).click()


def expect_title(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def expect_notice(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def runs_scripts(page: Page) -> bool:
    """Whether this browser has JavaScript switched on."""
    return bool(page.evaluate("matchMedia('(scripting: enabled)').matches"))


def day(ahead: int) -> str:
    """As a date field takes it."""
    return (datetime.now(NAIROBI).date() + timedelta(days=ahead)).isoformat()


def evening(ahead: int, *, hour: int = 18) -> datetime:
    """An evening in Nairobi, some days ahead."""
    return datetime.combine(date.fromisoformat(day(ahead)), datetime.min.time(), NAIROBI).replace(hour=hour)


def wall(moment: datetime) -> str:
    """As a field for a day and a time takes it: Chandra's clock is Nairobi's."""
    return f"{moment:%Y-%m-%dT%H:%M}"


def link_in(letter: EmailMessage, part: str) -> str:
    """The address in the plain text of a mail."""
    body = letter.get_body(("plain",))
    assert body is not None
    (found,) = re.findall(rf"http://\S+{re.escape(part)}\S+", body.get_content())
    return found


def newest(site: Site, to: str, before: int) -> EmailMessage:
    """The last message to this address, once there are more than `before`."""
    wait_until(lambda: len(site.letters(to)) > before)
    return site.letters(to)[-1]


def calendar_part(letter: EmailMessage, method: str) -> icalendar.Event:
    """The event in a mail, after libical has accepted the part."""
    (part,) = [each for each in letter.walk() if each.get_content_type() == "text/calendar"]
    assert part.get_param("method") == method
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert libical.faults(content) == []
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return event


def shown(feed: str, view: View, folder: Path) -> list[tuple[str, datetime, str]]:
    """What the feed shows. On the desk it is read by a calendar app: vdirsyncer subscribes, khal lists."""
    if view is DESK:
        listed = khal.listed(feed, folder, since=datetime.now(UTC).date())
        return [(one.title, one.start, one.status) for one in listed]
    with urlopen(feed) as answer:
        events = icalendar.Calendar.from_ical(answer.read()).walk("VEVENT")
    found = [(str(one["SUMMARY"]), one["DTSTART"].dt, str(one["STATUS"])) for one in events]
    return sorted(found, key=lambda event: event[1])
