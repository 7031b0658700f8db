"""Who of the staff may do what: giving roles, and a page that says in plain words what each role may."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.people.rules import is_recent
from mentortrain.programs import actions, queries
from mentortrain.programs.access import CAPABILITIES, WITHIN_A_GROUP
from mentortrain.programs.models import StaffGrant
from mentortrain.programs.rules import COORDINATOR, LEAD, STAFF_ROLES
from mentortrain.programs.views.blueprint import bp
from mentortrain.programs.views.role_forms import NewRoleForm, RoleForm
from mentortrain.programs.words import CAPABILITY_SAYS, ROLE_NOTES, ROLES
from mentortrain.web import can, me, say
from mentortrain.web.access import declared
from mentortrain.web.errors import in_words

say(
    {
        "staff.known": _l("%(name)s has a role here already. Change it in the list."),
        "staff.last_lead": _l("Somebody must lead the program. Make another person its lead first."),
        "staff.lead_limited": _l("A lead sees all groups. Choose another role for one group."),
        "staff.no_group": _l("Choose a group of this program."),
    }
)

_FIELD_OF = {
    "staff.known": "email",
    "staff.last_lead": "role",
    "staff.lead_limited": "cohort_id",
    "staff.no_group": "cohort_id",
}


@bp.get("/<int:program_id>/staff")
@can("staff.manage")
@plain("names and addresses of staff, and what they may")
def staff(program_id: int) -> Any:
    form = NewRoleForm(formdata=None, data=_typed_before())
    return _staff_page(program_id, form)


def _typed_before() -> dict[str, Any]:
    """What was typed before somebody showed that it is them."""
    return {name: request.args[name][:320] for name in ("email", "name", "role") if name in request.args} or {
        "role": COORDINATOR
    }


def _staff_page(program_id: int, form: NewRoleForm) -> str:
    program = queries.program(program_id)
    form.offer_groups(program.cohorts)
    return render_template(
        "programs/staff.html",
        program=program,
        grants=queries.staff_of(program_id),
        form=form,
        roles=ROLES,
        groups={cohort.id: cohort.name for cohort in program.cohorts},
    )


@bp.post("/<int:program_id>/staff")
@can("staff.manage")
@records("staff.given")
def give_role(program_id: int) -> Any:
    """Whoever makes a lead shows first that it is them: a borrowed phone must not hand the program over."""
    program, form = queries.program(program_id), NewRoleForm()
    form.offer_groups(program.cohorts)
    if not form.validate_on_submit():
        return _staff_page(program_id, form), 422
    here = url_for(".staff", program_id=program_id)
    if form.role.data == LEAD and not _proven():
        typed: dict[str, Any] = {"email": form.email.data, "name": form.name.data, "role": LEAD}
        return _prove(url_for(".staff", program_id=program_id, **typed))
    try:
        grant = actions.give_role(program_id, **form.values(), at=clock.now())
    except RuleBroken as error:
        session.rollback()
        _note(form, error)
        return _staff_page(program_id, form), 422
    session.commit()
    flash(_("%(name)s is told by mail.", name=grant.person.name), "done")
    return redirect(here)


@bp.route("/<int:program_id>/staff/<int:grant_id>", methods=["GET", "POST"])
@can("staff.manage")
@plain("the name and address of one of the staff, and what they may")
@records("staff.changed")
def change_role(program_id: int, grant_id: int) -> Any:
    program, grant, form = queries.program(program_id), queries.grant_in(program_id, grant_id), RoleForm()
    form.offer_groups(program.cohorts)
    if not form.is_submitted():
        form.role.data, form.cohort_id.data = grant.role, grant.cohort_id
    if not form.validate_on_submit():
        return _role_page(grant, form), 422 if form.is_submitted() else 200
    if form.role.data == LEAD and grant.role != LEAD and not _proven():
        return _prove(url_for(".change_role", program_id=program_id, grant_id=grant_id))
    try:
        changed = actions.change_role(program_id, grant_id, **form.values(), at=clock.now())
    except RuleBroken as error:
        session.rollback()
        _note(form, error)
        return _role_page(queries.grant_in(program_id, grant_id), form), 422
    session.commit()
    flash(_("Saved. %(name)s is told by mail.", name=grant.person.name) if changed else _("Saved."), "done")
    return _back(program_id)


@bp.post("/<int:program_id>/staff/<int:grant_id>/removal")
@can("staff.manage")
@records("staff.taken")
def take_role(program_id: int, grant_id: int) -> Any:
    try:
        person = actions.take_role(program_id, grant_id, at=clock.now())
    except RuleBroken as error:
        session.rollback()
        flash(in_words(error), "clay")
        return redirect(url_for(".change_role", program_id=program_id, grant_id=grant_id))
    session.commit()
    flash(_("%(name)s is no longer on the staff, and is told by mail.", name=person.name), "done")
    return _back(program_id)


def _back(program_id: int) -> Any:
    """To the list, unless whoever did it has just given up their own right to see it."""
    grant = queries.granted_to(program_id, me().id)
    if not me().is_admin and (grant is None or grant.role != LEAD):
        return redirect(url_for(".index"))
    return redirect(url_for(".staff", program_id=program_id))


def _role_page(grant: StaffGrant, form: RoleForm) -> str:
    return render_template(
        "programs/staff_role.html",
        program=queries.program(grant.program_id),
        grant=grant,
        form=form,
        roles=ROLES,
    )


def _proven() -> bool:
    return is_recent(me().browser_session.proven_at, at=clock.now())


def _prove(after: str) -> Any:
    flash(_("Whoever makes somebody a lead shows first that it is them. Then save once more."), "sun")
    return redirect(url_for("people.proof", next=after))


def _note(form: RoleForm, error: RuleBroken) -> None:
    """Say at its field what rule is broken."""
    field = form[_FIELD_OF[error.code]] if _FIELD_OF.get(error.code) in form else form.role
    field.errors = [in_words(error)]


@bp.get("/<int:program_id>/roles")
@can("program.list")
@plain("what each role may do; nothing of anybody")
def roles(program_id: int) -> Any:
    """From the table by which the site decides: what is not in it, nobody may."""
    asked = {declared(view)[0] for view in current_app.view_functions.values()}
    known = [capability for capability in CAPABILITY_SAYS if capability in asked]
    return render_template(
        "programs/roles.html",
        program=queries.program(program_id),
        roles=[
            (ROLES[role], ROLE_NOTES[role], [one for one in known if one in CAPABILITIES[role]])
            for role in STAFF_ROLES
        ],
        says=CAPABILITY_SAYS,
        limited=[one for one in known if one in WITHIN_A_GROUP],
    )
