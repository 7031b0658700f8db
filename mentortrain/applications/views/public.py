"""What visitors see: the page of a program, its form, and the links in the mails. No account is needed."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from mentortrain import clock
from mentortrain.applications import actions, queries, words
from mentortrain.applications.forms import ApplyForm, InterestForm
from mentortrain.applications.models import Application, Intake
from mentortrain.applications.rules import DOOR_NOT_YET, DOOR_OPEN, UNCONFIRMED, asks_for_group, door, needs
from mentortrain.applications.views.blueprint import bp
from mentortrain.db import session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.people.keys import ADDRESS, key_for
from mentortrain.people.rules import digest, email_key
from mentortrain.programs import queries as programs
from mentortrain.programs.rules import MENTEE, MENTOR
from mentortrain.prose import as_html
from mentortrain.web import open_to_all
from mentortrain.web.errors import in_words
from mentortrain.web.security import limiter

SENT = "applied"
"""Where the cookie keeps which mail this browser waits for: {"what", "id", "email", "slug"}."""

_LATER = _l("What you sent before is kept.")
_OFTEN = "20 per minute; 100 per hour"  # a training room shares one address


def _address() -> str:
    """The address in the form, as limits count it: nobody's mailbox is flooded from here, whoever sends."""
    return f"apply {digest(key_for(ADDRESS), email_key(request.form.get('email', '')))}"


def _came_by() -> dict[str, str]:
    """Which campaign brought the visitor, as the link says it."""
    args = request.args
    return {
        "source": (args.get("utm_source") or args.get("ref") or "")[:80],
        "campaign": (args.get("utm_campaign") or "")[:80],
    }


@bp.get("/apply/<slug>")
@open_to_all("the public page of a program that takes applications")
def page(slug: str) -> Any:
    form = InterestForm(formdata=None, data=_came_by())
    return _page(queries.intake_called(slug), form)


def _page(intake: Intake, form: InterestForm) -> Any:
    at, taken = clock.now(), queries.taking_part(intake.program_id)
    doors = {role: door(queries.facts_of(intake, role, at=at, taken=taken)) for role in (MENTOR, MENTEE)}
    shown = render_template(
        "applications/page.html",
        found=intake.program,
        intake=intake,
        timeline=programs.timeline_of(intake.program.first_cohort),
        groups=queries.groups_open(intake.program, at=at),
        doors=doors,
        mentors=taken[MENTOR],
        needs=needs(intake.program.digital_requirements),
        introduction=as_html(intake.introduction),
        form=form,
        came_by={name: value for name, value in _came_by().items() if value},
        consent=words.interest_consent(intake.program.name),
    )
    return shown, 422 if form.is_submitted() else 200


@bp.post("/apply/<slug>/interest")
@open_to_all("whoever leaves an address has no account yet")
@limiter.limit(_OFTEN, error_message=_LATER)
@limiter.limit("10 per hour", key_func=_address, error_message=_LATER)
def leave_address(slug: str) -> Any:
    intake, form = queries.intake_called(slug), InterestForm()
    if not form.validate_on_submit():
        return _page(intake, form)
    left = 0
    if not form.is_from_a_machine:
        try:
            left = actions.leave_address(
                intake,
                form.email.data or "",
                language=str(get_locale() or "en")[:2],
                wording=words.interest_consent(intake.program.name),
                at=clock.now(),
                **form.came_by,
            )
        except RuleBroken as error:
            form.email.errors = [in_words(error)]
            return _page(intake, form)
    session.commit()
    return _sent("interest", left, form.email.data or "", slug)


def _sent(what: str, number: int, email: str, slug: str) -> Any:
    cookie[SENT] = {"what": what, "id": number, "email": email.strip(), "slug": slug}
    return redirect(url_for(".sent", slug=slug))


@bp.route("/apply/<slug>/<role>", methods=["GET", "POST"])
@open_to_all("whoever applies has no account yet")
@limiter.limit(_OFTEN, methods=["POST"], error_message=_LATER)
@limiter.limit("10 per hour", methods=["POST"], key_func=_address, error_message=_LATER)
def form(slug: str, role: str) -> Any:
    intake = queries.intake_called(slug)
    if role not in (MENTOR, MENTEE):
        raise NotThere
    asked = ApplyForm() if request.method == "POST" else ApplyForm(formdata=None, data=_started())
    asked.for_role(role)
    groups = queries.groups_open(intake.program, at=clock.now())
    asked.offer(groups if asks_for_group(groups) else ())
    if door(queries.facts_of(intake, role, at=clock.now())) != DOOR_OPEN and request.method == "GET":
        return redirect(url_for(".page", slug=slug))
    if not asked.validate_on_submit():
        return _form_page(intake, role, asked)
    program, has = intake.program, set(request.form.getlist("has"))
    answers = [(text, str(number) in has) for number, text in enumerate(needs(program.digital_requirements))]
    number = 0
    if not asked.is_from_a_machine:
        try:
            number = actions.apply(
                intake, asked.applied(role, answers, words.consent(program.name)), at=clock.now()
            )
        except RuleBroken as error:
            asked.form_errors.append(in_words(error))
            return _form_page(intake, role, asked)
    session.commit()
    return _sent("application", number, asked.email.data or "", slug)


def _started() -> dict[str, str]:
    language = str(get_locale() or "en")[:2]
    return {**_came_by(), "language": language if language in words.LANGUAGES else "en"}


def _form_page(intake: Intake, role: str, asked: ApplyForm) -> Any:
    shown = render_template(
        "applications/form.html",
        found=intake.program,
        intake=intake,
        role=role,
        form=asked,
        needs=list(enumerate(needs(intake.program.digital_requirements))),
        has=set(request.form.getlist("has")),
        consent=words.consent(intake.program.name),
    )
    return shown, 422 if asked.is_submitted() else 200


@bp.get("/apply/<slug>/sent")
@open_to_all("says where the mail with the link goes; the same whether or not anybody has the address")
def sent(slug: str) -> Any:
    waits = cookie.get(SENT)
    if waits is None or waits.get("slug") != slug:
        return redirect(url_for(".page", slug=slug))
    found = queries.intake_called(slug).program
    return render_template("applications/sent.html", found=found, slug=slug, waits=waits)


@bp.post("/apply/<slug>/sent")
@open_to_all("sends the mail again, to the address that this browser gave before")
@limiter.limit("5 per 15 minutes", error_message=_LATER)
def send_again(slug: str) -> Any:
    """The answer is the same whether or not a mail goes."""
    waits = cookie.get(SENT) or {}
    if waits.get("slug") == slug and waits.get("what") == "application":
        found = session.get(Application, waits["id"])
        if found is not None and found.email == waits["email"]:
            actions.mail_again(found, at=clock.now())
    session.commit()
    return redirect(url_for(".sent", slug=slug, again=1))


@bp.get("/apply/confirmation/<token>")
@open_to_all("the token is the proof; a GET confirms nothing, so that mail scanners may look")
def confirmation(token: str) -> Any:
    found = queries.with_token(token)
    if found is None:
        return render_template("applications/ended.html"), 410
    return render_template(
        "applications/confirmation.html",
        found=found,
        token=token,
        waits=found.state == UNCONFIRMED,
        country=words.country(found.country),
    )


@bp.post("/apply/confirmation/<token>")
@open_to_all("the token is the proof")
@limiter.limit("30 per minute")
def confirm(token: str) -> Any:
    try:
        actions.confirm(token, at=clock.now())
    except RuleBroken:
        session.rollback()
        return render_template("applications/ended.html"), 410
    session.commit()
    return redirect(url_for(".confirmation", token=token))


@bp.get("/apply/interest/<token>")
@open_to_all("the token is the proof; a GET changes nothing")
def interest(token: str) -> Any:
    found = queries.interest_with_token(token)
    if found is None:
        return render_template("applications/ended.html"), 410
    intake = queries.intake_of(found.program_id)
    facts = queries.facts_of(intake, found.role, at=clock.now()) if intake else None
    return render_template(
        "applications/interest.html",
        found=found,
        token=token,
        intake=intake,
        still_waits=facts is not None and door(facts) == DOOR_NOT_YET,
    )


@bp.post("/apply/interest/<token>")
@open_to_all("the token is the proof")
@limiter.limit("30 per minute")
def confirm_interest(token: str) -> Any:
    if "remove" in request.form:
        actions.remove_interest(token)
        session.commit()
        return render_template("applications/removed.html")
    try:
        actions.confirm_interest(token, at=clock.now())
    except RuleBroken:
        return render_template("applications/ended.html"), 410
    session.commit()
    return redirect(url_for(".interest", token=token))
