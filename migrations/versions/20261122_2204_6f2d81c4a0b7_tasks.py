"""What waits for staff, what they did about it, and their notes."""

import sqlalchemy as sa
from alembic import op

revision = "6f2d81c4a0b7"
down_revision = "4f60959728f8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("thing_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assigned_to_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"], ["person.id"], name=op.f("fk_task_assigned_to_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_task_cohort_id_cohort"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["person.id"], name=op.f("fk_task_done_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_task_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_task_program_id_program"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("key", name=op.f("uq_task_key")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_assigned_to_id"), ["assigned_to_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_done_by_id"), ["done_by_id"], unique=False)
        batch_op.create_index(
            "ix_task_kind_open",
            ["kind", "key"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL AND gone_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND gone_at IS NULL"),
        )
        batch_op.create_index(
            "ix_task_open",
            ["program_id", "since"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL AND gone_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND gone_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_task_person_id"), ["person_id"], unique=False)

    op.create_table(
        "task_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_task_note_author_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_task_note_task_id_task"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_note")),
    )
    with op.batch_alter_table("task_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_note_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_note_task_id"), ["task_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("task_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_note_task_id"))
        batch_op.drop_index(batch_op.f("ix_task_note_author_id"))

    op.drop_table("task_note")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_person_id"))
        batch_op.drop_index(
            "ix_task_open",
            sqlite_where=sa.text("done_at IS NULL AND gone_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND gone_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_task_kind_open",
            sqlite_where=sa.text("done_at IS NULL AND gone_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND gone_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_task_done_by_id"))
        batch_op.drop_index(batch_op.f("ix_task_cohort_id"))
        batch_op.drop_index(batch_op.f("ix_task_assigned_to_id"))

    op.drop_table("task")
