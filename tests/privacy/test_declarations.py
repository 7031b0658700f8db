"""No table with a person in it is forgotten: not by the copy, not by an erasure, not by the notice."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, Text

from mentortrain import holdings
from mentortrain.db import Base
from mentortrain.factory import HOLDING_PEOPLE
from mentortrain.holdings import Fate
from tests.privacy.walk import suspects

HOW = """
These columns are about people, and no privacy.py says what becomes of them:

{missing}

Write in the `privacy.py` of the feature that owns the table (copy one, for instance
mentortrain/agenda/privacy.py) a `Holding`: what it is in words for people, `of` (the condition for a person's
rows), each column as a `Field` (it goes into their copy), in `withheld` (a secret, or about somebody else; with
the reason) or in `plumbing` (numbers that say nothing), and the `fate` of the rows when the person is erased.
A new privacy.py is named in factory.py: HOLDING_PEOPLE. A column that only looks like a person's is named in
`declare_others({{Table.column: "what it holds"}})`. docs/privacy.md tells more.
"""


def test_every_table_with_a_person_is_declared_column_by_column(site):
    declared = {f"{one.table.name}.{column}" for one in holdings.every() for column in one.declared}
    missing = {
        name: why
        for name, why in suspects(Base.metadata).items()
        if name not in declared and name not in holdings.others()
    }
    assert not missing, HOW.format(missing="\n".join(f"  {name}: {why}" for name, why in missing.items()))


def test_of_a_declared_table_no_column_is_left_out_and_none_is_made_up(site):
    wrong = {
        one.table.name: sorted(one.declared ^ set(one.table.columns.keys()))
        for one in holdings.every()
        if one.declared != set(one.table.columns.keys())
    }
    assert not wrong, f"Columns that a Holding forgets, or that its table does not have: {wrong}"


def test_what_loses_its_name_says_which_columns_go_or_is_nameless_by_itself(site):
    """Text that is told of a person and stays after an erasure has to be one of the site's own words."""
    own_words = {
        ("person", "email"),  # made unreachable, see people/actions.py
        ("erasure", "cause"),
        ("retention_period", "rule"),
        ("outbox", "kind"),
        ("outbox", "status"),
        ("people_import", "state"),
        ("bulk_deed", "kind"),
        ("bulk_deed", "state"),
        ("attendance_report", "provider"),
        ("participation", "role"),
        ("participation", "left_how"),
        ("lesson_completion", "lesson_key"),
        ("attempt", "quiz_key"),
        ("attempt", "state"),
        ("conversation_play", "conversation_key"),
        ("conversation_play", "state"),
        ("attempt", "grading"),
        ("attempt", "drawn"),
        ("course_demand", "key"),
        ("course_demand", "reason"),  # about the course, for everybody who is asked
        ("certificate", "number"),  # it answers that it is gone
        ("certificate", "language"),
        ("ready_declaration", "evidence"),
        ("registration", "state"),
        ("webinar", "host_name"),  # replaced, see webinars/actions/registering.py
    }
    left = {
        (one.table.name, column)
        for one in holdings.every()
        if one.fate is Fate.NAMELESS
        for field in one.fields
        if not field.covers
        for column in field.columns
        if _is_text(one.table.columns[column]) and column not in one.blank
    }
    assert left == own_words


WRITTEN_BY_OTHERS = {
    "answer.response": "answers of a person, gone with them",
    "answer_set_aside.response": "answers of a person",
    "application.background": "words of who applies, about themselves",
    "application.why": "words of who applies, about themselves",
    "application.consent_wording": "the site's own words",
    "application_interest.consent_wording": "the site's own words",
    "attendance_report.about": "emptied, see webinars/actions/importing.py",
    "attendance_report.open_rows": "emptied, see webinars/actions/importing.py",
    "certificate.course_title": "what a course is called",
    "certificate.program_name": "what a program is called",
    "entry.description": "see agenda/actions/entries.py",
    "erasure.reason": "an administrator's, emptied when it is done",
    "intake.introduction": "see applications/privacy.py",
    "outbox.reason": "words of a mail server",
    "outbox.subject": "emptied, see mail/actions.py",
    "part_answer.lacking": "words of a person about themselves",
    "people_import.text": "a list, see programs/actions/importing.py",
    "people_import_row.email": "a list",
    "people_import_row.email_key": "a list",
    "people_import_row.group_written": "a list",
    "people_import_row.name": "a list",
    "people_import_row.role": "a list",
    "people_import_row.zone_written": "a list",
    "profile.about": "words of a person about themselves",
    "profile.own_offered": "words of a person about themselves",
    "profile.own_wanted": "words of a person about themselves",
    "program.audience": "see programs/actions/taking_part.py",
    "program.digital_requirements": "see programs/actions/taking_part.py",
    "board_line.lacks_sessions_about": "codes",
    "readiness_judgement.lacking": "codes",
    "readiness_judgement.lacks_sessions_about": "codes",
    "reflection.older_text": "what a person thought",
    "reflection.text": "what a person thought",
    "staff_note.text": "see persons/privacy.py",
    "task_run.did": "the site's own words",
    "task_run.error": "what broke",
    "webinar.cancel_reason": "see webinars/actions/registering.py",
    "webinar.dial_in": "numbers to call",
}
"""Long texts out of which an erasure takes no name by declaration, each with why."""
OF_A_COURSE = ("course_version", "conversation", "conversation_turn", "lesson", "quiz", "question")


def test_every_long_text_is_one_that_loses_a_name_or_says_why_not(site):
    """A new text of staff about people is declared with `declare_texts` in its feature's privacy.py."""
    long = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Text) and table.name not in OF_A_COURSE
    }
    assert long - holdings.texts() == set(WRITTEN_BY_OTHERS)


def test_every_sentence_of_a_declaration_is_there(site):
    for one in holdings.every():
        for words in (one.title, one.why, one.seen_by, one.kept, one.because):
            assert str(words).strip(), one.table.name


def test_the_list_of_rooms_is_complete():
    from mentortrain.config import ROOT

    features = ROOT / "mentortrain"
    rooms = {path.parent.name for path in features.glob("*/privacy.py")}
    rooms |= {path.parent.parent.name for path in features.glob("*/privacy/__init__.py")}
    assert rooms == set(HOLDING_PEOPLE)


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ([Column("marked_by_id", Integer)], ["thing.marked_by_id"]),
        ([Column("actor_id", Integer), Column("seen", Integer)], ["thing.actor_id"]),
        ([Column("person_id", Integer)], ["thing.person_id"]),
        ([Column("to_address", String(9)), Column("title", String(9))], ["thing.to_address"]),
        ([Column("user_agent", String(9)), Column("ip", String(9))], ["thing.user_agent", "thing.ip"]),
        ([Column("standby", Integer), Column("renamed", String(9))], []),
    ],
)
def test_the_walk_finds_a_planted_column(columns, found):
    metadata = MetaData()
    Table("thing", metadata, *columns)
    assert list(suspects(metadata)) == found


def _is_text(column) -> bool:
    return isinstance(column.type, String) or column.type.__class__.__name__ == "JSON"
