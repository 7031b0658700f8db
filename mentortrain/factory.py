"""The only place that knows everything: settings in, a wired app out."""

from __future__ import annotations

import importlib
import logging
from datetime import timedelta
from typing import Any

from flask import Flask, request
from flask_babel import Babel
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from mentortrain import clock, commands, config, queue, statements
from mentortrain.agenda import actions as agenda
from mentortrain.agenda import events as agenda_events
from mentortrain.agenda import polling
from mentortrain.applications import actions as applications
from mentortrain.audit import edge as audit
from mentortrain.db import db, session
from mentortrain.engagement import actions as engagement
from mentortrain.learning import access as learning_access
from mentortrain.learning import actions as learning
from mentortrain.learning import events as learning_events
from mentortrain.learning import kinds as learning_kinds
from mentortrain.mail import events as mail_events
from mentortrain.people import events as people_events
from mentortrain.people import login
from mentortrain.people.models import Person
from mentortrain.persons import sources
from mentortrain.privacy.actions import erasing
from mentortrain.profiles import queries as profiles
from mentortrain.profiles.views import you
from mentortrain.programs import access, line
from mentortrain.programs import actions as programs
from mentortrain.programs import events as program_events
from mentortrain.programs import queries as program_queries
from mentortrain.readiness import actions as readiness
from mentortrain.readiness import queries as readiness_queries
from mentortrain.schedule import actions as schedule_actions
from mentortrain.schema import MIGRATIONS
from mentortrain.site.checks import checks as ready_checks
from mentortrain.tasks import actions as tasks
from mentortrain.web import access as guard
from mentortrain.web import (
    dates,
    errors,
    pages,
    remembering,
    requests,
    security,
    translations,
    turns,
    uploads,
    warming,
)
from mentortrain.web.rendering import Site
from mentortrain.webinars import access as webinar_access
from mentortrain.webinars import actions as webinars
from mentortrain.webinars.queries import feeds as webinar_feeds
from mentortrain.webinars.queries import seats

FEATURES = (
    "mail",
    "audit",
    "files",
    "people",
    "programs",
    "applications",
    "tasks",
    "profiles",
    "agenda",
    "learning",
    "webinars",
    "transcripts",
    "readiness",
    "concerns",
    "insight",
    "persons",
    "home",
    "privacy",
    "schedule",
    "site",
)
"""Those with pages."""

HOLDING_PEOPLE = (
    "mail",
    "audit",
    "files",
    "people",
    "programs",
    "applications",
    "tasks",
    "profiles",
    "agenda",
    "learning",
    "webinars",
    "readiness",
    "concerns",
    "engagement",
    "persons",
    "privacy",
    "schedule",
)
"""Those that declare what they hold of people, from below to above: an erasure goes the other way."""

MERGING = (
    "audit",
    "mail",
    "files",
    "people",
    "programs",
    "applications",
    "tasks",
    "profiles",
    "agenda",
    "learning",
    "webinars",
    "readiness",
    "concerns",
    "persons",
    "privacy",
)
"""Those that say what becomes of their rows when two accounts of one person become one, in this order."""

WITH_RECORDS = (
    "audit",
    "people",
    "programs",
    "applications",
    "tasks",
    "agenda",
    "learning",
    "webinars",
    "readiness",
    "concerns",
    "engagement",
    "persons",
    "privacy",
    "schedule",
    "site",
)
"""Those whose deeds stand in the record."""

WITH_TASKS = (
    "tasks.invitations",
    "applications.tasks",
    "profiles.tasks",
    "learning.tasks",
    "webinars.tasks",
    "readiness.tasks",
    "concerns.tasks",
    "persons.tasks",
)
"""Modules with kinds of tasks for staff's Today, or with what it shows of people."""

LANGUAGES = ("en",)


def create_app(settings: config.Settings | None = None) -> Flask:
    """The site as `settings` (else the environment) ask; ConfigError if they cannot be."""
    settings = settings or config.load()
    app = Site(
        "mentortrain",
        root_path=str(config.ROOT),
        template_folder=str(config.ROOT / "templates"),
        static_folder=str(config.ROOT / "static"),
        instance_path=str(settings.instance_path),
    )
    app.extensions["mentortrain.settings"] = settings
    requests.install(app, behind_proxy=settings.is_production)
    turns.install(app)
    polling.install(app, settings)
    _configure(app, settings)
    _wire()
    db.init_app(app)
    with app.app_context():
        statements.watch(db.engine, slow_ms=settings.slow_statement_ms)
    Migrate(app, db, directory=str(MIGRATIONS))
    Babel(app, locale_selector=_language)
    translations.install(app)
    remembering.install(app)
    queue.connect(app, settings.redis_url)
    security.install(app)
    login.install(app)
    guard.guard(app, access.decide)
    audit.install(app)
    errors.install(app)
    dates.install(app)
    pages.install(app, ready_checks())
    app.context_processor(_who_is_here)
    app.url_map.converters["int"] = pages.IdConverter
    for name in FEATURES:
        app.register_blueprint(importlib.import_module(f"mentortrain.{name}.views").bp)
    commands.install(app)
    warming.install(app)
    return app


def _configure(app: Flask, settings: config.Settings) -> None:
    settings.instance_path.mkdir(mode=0o700, parents=True, exist_ok=True)  # what is in it is about people
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        # What a statement carries may be a token: it stays out of logs.
        SQLALCHEMY_ENGINE_OPTIONS={
            "hide_parameters": True,
            "connect_args": _connecting(settings.database_url),
        },
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),  # addresses carry a digest of the content
        BABEL_DEFAULT_LOCALE="en",
    )
    uploads.install(app)
    security.configure(app, settings)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.is_production:
        # One proxy in front says which address and scheme people used.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    logging.getLogger("mentortrain").setLevel(settings.log_level.upper())


def _connecting(database_url: str) -> dict[str, Any]:
    """A server that does not answer at all is given up after 5 s, where the network would wait for minutes.

    SQLite keeps what it has compiled of so many statements: Python's usual 128 are fewer than the site has.
    """
    if database_url.startswith("sqlite"):
        return {"cached_statements": 600}
    return {} if "connect_timeout" in database_url else {"connect_timeout": 5}


def _wire() -> None:
    """What features below must know of those above."""
    for name in (
        "people",
        "programs",
        "applications",
        "agenda",
        "learning",
        "webinars",
        "concerns",
        "engagement",
        "persons",
        "privacy",
    ):
        importlib.import_module(f"mentortrain.{name}.mails")
    for name in HOLDING_PEOPLE:
        importlib.import_module(f"mentortrain.{name}.privacy")
    for name in MERGING:
        importlib.import_module(f"mentortrain.{name}.merging")
    for name in WITH_RECORDS:
        importlib.import_module(f"mentortrain.{name}.records")
    for name in WITH_TASKS:
        importlib.import_module(f"mentortrain.{name}")
    config.found_by(pages.settings)
    _once(mail_events.on_retried, schedule_actions.note_retried)
    _once(mail_events.may_send, profiles.may_send)
    _once(people_events.on_sign_in, programs.note_joined)
    _once(people_events.on_sign_in, tasks.note_sign_in)
    _once(people_events.on_taken_back, agenda.revoke_feeds_since)
    _once(people_events.on_taken_back, erasing.note_taken_back)
    _once(people_events.sees_person, access.sees_person)
    _once(learning_kinds.opens_version, learning_access.may_open_version)
    _once(people_events.staff_known_by, _is_staff)
    _once(people_events.read_beside, program_queries.join_roles)
    _once(people_events.on_sign_in, erasing.note_sign_in)
    _once(program_events.soundings, engagement.AT_TWO_THIRDS)
    _once(program_events.on_program_copied, readiness.copy_rubrics)
    _once(program_events.on_program_copied, learning.copy_tracks)
    _once(program_events.on_program_copied, webinars.copy_default)
    _once(learning_events.asked_before_pairing, readiness_queries.courses_asked)
    _once(learning_events.on_demanded, readiness.reconsider_program)
    _once(learning_events.losing_ready, readiness_queries.losing_ready)
    _once(learning_events.hours_open_to, seats.hours_open_to)
    _once(learning_events.hours_about, seats.hours_about)
    _once(people_events.leads_to, profiles.leads_to)
    _once(people_events.on_new_clock, you.told_of_new_clock)
    _once(program_events.on_program_made, readiness.publish_defaults)
    _once(program_events.on_training, programs.note_taking_part)
    _once(program_events.on_training, readiness.reconsider)
    _once(program_events.on_training, learning.note_learned)  # after readiness, which holds the people
    _once(program_events.on_training, tasks.note_change)
    _once(program_events.on_enrolled, readiness.reconsider)
    _once(program_events.on_enrolled, applications.reconsider_mentees)
    for source in sources.OURS:
        _once(line.sources, source)
    _once(mail_events.on_received, agenda.take_reply)
    _once(agenda_events.on_answer, webinars.answer)
    _once(agenda_events.staff_sessions, webinar_feeds.told_to_staff)
    _once(program_events.sessions_to_lead, webinar_access.to_lead)
    _once(program_events.on_left, webinars.leave_program)
    _once(program_events.on_left, tasks.note_left)
    _once(program_events.on_role_ended, webinars.stop_leading)
    _once(program_events.on_moved, tasks.note_moved)


def _once(listeners: list[Any], listener: Any) -> None:
    """Tests make several apps in one process; each listener is told once all the same."""
    if listener not in listeners:
        listeners.append(listener)


def _is_staff(person_id: int) -> bool:
    return access.is_staff(session.get_one(Person, person_id))


def _language() -> str | None:
    if not request:
        return None
    person = guard.reader()
    if person is not None:
        return str(person.language)
    return request.accept_languages.best_match(LANGUAGES)


def _who_is_here() -> dict[str, Any]:
    """For the layouts: where a person is, and which navigation is theirs."""
    person: Person | None = guard.reader() if request else None
    if person is None:
        nothing = {"may": lambda *asked: False, "powers": lambda *asked: frozenset()}
        return {"is_staff": False, "is_participant": False, "here": "", **nothing}
    return {
        "is_staff": access.is_staff(person),
        "is_participant": bool(access.participant_roles(person)),
        "may": access.may,
        "powers": lambda program_id: access.powers(person, program_id),
        "here": f"{person.city}, {dates.clock_time(clock.now())}",
    }
