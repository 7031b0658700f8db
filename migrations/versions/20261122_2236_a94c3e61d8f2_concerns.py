"""Conversations with staff, reports of problems, and who is named for them."""

import sqlalchemy as sa
from alembic import op

revision = "a94c3e61d8f2"
down_revision = "8e52c1f7a360"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_handler",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("safeguarding", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_report_handler_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["program_id"],
            ["program.id"],
            name=op.f("fk_report_handler_program_id_program"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_handler")),
        sa.UniqueConstraint(
            "program_id",
            "person_id",
            "safeguarding",
            name=op.f("uq_report_handler_program_id_person_id_safeguarding"),
        ),
    )
    with op.batch_alter_table("report_handler", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_handler_person_id"), ["person_id"], unique=False)

    op.create_table(
        "concern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("asker_name", sa.String(length=200), nullable=False),
        sa.Column("asker_email", sa.String(length=320), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("page", sa.String(length=500), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("assigned_to_id", sa.Integer(), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sort IN ('help', 'report')", name=op.f("ck_concern_sort")),
        sa.ForeignKeyConstraint(
            ["about_id"], ["person.id"], name=op.f("fk_concern_about_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"],
            ["person.id"],
            name=op.f("fk_concern_assigned_to_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_concern_cohort_id_cohort"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_concern_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_concern_program_id_program"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("salt", name=op.f("uq_concern_salt")),
    )
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_about_id"), ["about_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_concern_assigned_to_id"), ["assigned_to_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_concern_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_concern_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_concern_program_id"), ["program_id"], unique=False)
        batch_op.create_index("ix_concern_sort_waits_since", ["sort", "waits_since"], unique=False)

    op.create_table(
        "concern_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
            name=op.f("fk_concern_message_author_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["concern_id"],
            ["concern.id"],
            name=op.f("fk_concern_message_concern_id_concern"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_message")),
    )
    with op.batch_alter_table("concern_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_message_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_concern_message_concern_id"), ["concern_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("concern_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_concern_message_concern_id"))
        batch_op.drop_index(batch_op.f("ix_concern_message_author_id"))

    op.drop_table("concern_message")
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.drop_index("ix_concern_sort_waits_since")
        batch_op.drop_index(batch_op.f("ix_concern_program_id"))
        batch_op.drop_index(batch_op.f("ix_concern_person_id"))
        batch_op.drop_index(batch_op.f("ix_concern_cohort_id"))
        batch_op.drop_index(batch_op.f("ix_concern_assigned_to_id"))
        batch_op.drop_index(batch_op.f("ix_concern_about_id"))

    op.drop_table("concern")
    with op.batch_alter_table("report_handler", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_handler_person_id"))

    op.drop_table("report_handler")
