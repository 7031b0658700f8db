"""Programs take applications: a door, what came through it, the answers, and addresses of who waits for it."""

import sqlalchemy as sa
from alembic import op

revision = "4f60959728f8"
down_revision = "7c1f0b3de9a4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=False),
        sa.Column("country", sa.String(length=16), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("background", sa.Text(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("campaign", sa.String(length=80), nullable=False),
        sa.Column("consent_version", sa.String(length=20), nullable=False),
        sa.Column("consent_wording", sa.Text(), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('mentor', 'mentee')", name=op.f("ck_application_role")),
        sa.CheckConstraint(
            "state IN ('unconfirmed', 'new', 'waiting', 'accepted', 'declined')",
            name=op.f("ck_application_state"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_application_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_application_program_id_program"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("salt", name=op.f("uq_application_salt")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_application_token_hash")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_program_id"), ["program_id"], unique=False)
        batch_op.create_index(
            "ix_application_program_id_state", ["program_id", "state", "applied_at"], unique=False
        )
        batch_op.create_index(
            "uq_application_open",
            ["program_id", "email_key"],
            unique=True,
            sqlite_where=sa.text("state IN ('new', 'waiting')"),
            postgresql_where=sa.text("state IN ('new', 'waiting')"),
        )
        batch_op.create_index(
            "uq_application_unconfirmed",
            ["program_id", "email_key"],
            unique=True,
            sqlite_where=sa.text("state = 'unconfirmed'"),
            postgresql_where=sa.text("state = 'unconfirmed'"),
        )

    op.create_table(
        "application_interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("campaign", sa.String(length=80), nullable=False),
        sa.Column("consent_version", sa.String(length=20), nullable=False),
        sa.Column("consent_wording", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('mentor', 'mentee')", name=op.f("ck_application_interest_role")),
        sa.ForeignKeyConstraint(
            ["program_id"],
            ["program.id"],
            name=op.f("fk_application_interest_program_id_program"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_interest")),
        sa.UniqueConstraint(
            "program_id", "role", "email_key", name=op.f("uq_application_interest_program_id_role_email_key")
        ),
        sa.UniqueConstraint("salt", name=op.f("uq_application_interest_salt")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_application_interest_token_hash")),
    )
    op.create_table(
        "intake",
        sa.Column("program_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mentor_places", sa.Integer(), nullable=True),
        sa.Column("mentee_places", sa.Integer(), nullable=True),
        sa.Column("mentors_first", sa.Integer(), nullable=True),
        sa.Column("mentees_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "mentor_places > 0 AND mentee_places > 0 AND mentors_first >= 0", name=op.f("ck_intake_numbers")
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_intake_program_id_program"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("program_id", name=op.f("pk_intake")),
        sa.UniqueConstraint("slug", name=op.f("uq_intake_slug")),
    )
    op.create_table(
        "application_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("was", sa.String(length=16), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("participation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "answer IN ('acceptance', 'waiting', 'decline')", name=op.f("ck_application_decision_answer")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_application_decision_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_application_decision_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohort.id"],
            name=op.f("fk_application_decision_cohort_id_cohort"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_application_decision_participation_id_participation"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_decision")),
    )
    with op.batch_alter_table("application_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_decision_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_application_decision_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_decision_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(
            "ix_application_decision_due_at", ["done_at", "undone_at", "due_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_application_decision_participation_id"), ["participation_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("application_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_decision_participation_id"))
        batch_op.drop_index("ix_application_decision_due_at")
        batch_op.drop_index(batch_op.f("ix_application_decision_cohort_id"))
        batch_op.drop_index(batch_op.f("ix_application_decision_by_id"))
        batch_op.drop_index(batch_op.f("ix_application_decision_application_id"))

    op.drop_table("application_decision")
    op.drop_table("intake")
    op.drop_table("application_interest")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_application_unconfirmed",
            sqlite_where=sa.text("state = 'unconfirmed'"),
            postgresql_where=sa.text("state = 'unconfirmed'"),
        )
        batch_op.drop_index(
            "uq_application_open",
            sqlite_where=sa.text("state IN ('new', 'waiting')"),
            postgresql_where=sa.text("state IN ('new', 'waiting')"),
        )
        batch_op.drop_index("ix_application_program_id_state")
        batch_op.drop_index(batch_op.f("ix_application_program_id"))
        batch_op.drop_index(batch_op.f("ix_application_person_id"))

    op.drop_table("application")
