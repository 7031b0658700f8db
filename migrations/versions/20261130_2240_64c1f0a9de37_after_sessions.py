"""What there is of a session when it is over: recordings, links, making up, and what people say."""

import sqlalchemy as sa
from alembic import op

revision = "64c1f0a9de37"
down_revision = "7b3f0a91c4d2"
branch_labels = None
depends_on = None
contract = "the check of sources only becomes wider: whatever runs beside it writes none that it would refuse"

SOURCES = "ck_attendance_evidence_source"
BEFORE = "source IN ('report', 'staff', 'join')"
AFTER = "source IN ('report', 'staff', 'make-up', 'join')"


def _of_webinar(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["webinar_id"], ["webinar.id"], name=op.f(f"fk_{table}_webinar_id_webinar"), ondelete="CASCADE"
    )


def _of_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id_person"), ondelete="CASCADE"
    )


def _when(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "recording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webinar_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        _when("added_at"),
        _when("told_at", nullable=True),
        _of_webinar("recording"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
        sa.UniqueConstraint("webinar_id", name=op.f("uq_recording_webinar_id")),
    )
    op.create_table(
        "session_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webinar_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        _when("added_at"),
        _of_webinar("session_link"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_link")),
    )
    op.create_index(op.f("ix_session_link_webinar_id"), "session_link", ["webinar_id"])
    op.create_table(
        "make_up_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webinar_id", sa.Integer(), nullable=False),
        sa.Column("open_to", sa.String(length=16), nullable=False),
        sa.Column("watching_counts", sa.Boolean(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        _when("changed_at"),
        sa.CheckConstraint("open_to IN ('partly', 'everybody')", name=op.f("ck_make_up_offer_open_to")),
        _of_webinar("make_up_offer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_make_up_offer")),
        sa.UniqueConstraint("webinar_id", name=op.f("uq_make_up_offer_webinar_id")),
    )
    op.create_table(
        "make_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webinar_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _when("opened_at"),
        sa.Column("tries", sa.Integer(), nullable=False),
        _when("tried_at", nullable=True),
        _when("done_at", nullable=True),
        _of_person("make_up"),
        _of_webinar("make_up"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_make_up")),
        sa.UniqueConstraint("webinar_id", "person_id", name=op.f("uq_make_up_webinar_id_person_id")),
    )
    op.create_index(op.f("ix_make_up_person_id"), "make_up", ["person_id"])
    op.create_table(
        "session_feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webinar_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("useful", sa.Integer(), nullable=False),
        sa.Column("different", sa.Text(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        _when("answered_at"),
        _when("changed_at", nullable=True),
        sa.CheckConstraint("useful BETWEEN 1 AND 5", name=op.f("ck_session_feedback_useful")),
        _of_person("session_feedback"),
        _of_webinar("session_feedback"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_feedback")),
        sa.UniqueConstraint("webinar_id", "person_id", name=op.f("uq_session_feedback_webinar_id_person_id")),
    )
    op.create_index(op.f("ix_session_feedback_person_id"), "session_feedback", ["person_id"])
    with op.batch_alter_table("attendance_evidence", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(SOURCES), type_="check")
        batch_op.create_check_constraint(op.f(SOURCES), AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM attendance_evidence WHERE source = 'make-up'")
    with op.batch_alter_table("attendance_evidence", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(SOURCES), type_="check")
        batch_op.create_check_constraint(op.f(SOURCES), BEFORE)
    for table in ("session_feedback", "make_up", "make_up_offer", "session_link", "recording"):
        op.drop_table(table)
