"""How a quiz is taken: settings, what an attempt asks, its deadline, late answers, and extra time for people."""

import sqlalchemy as sa
from alembic import op

revision = "5e0c91d7a3f2"
down_revision = "e5b27c90a1f4"
branch_labels = None
depends_on = None
contract = (
    "the key of an answer is wider by a column that has a default, and the foreign key is of a new column"
)


def upgrade() -> None:
    op.create_table(
        "extra_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_extra_time_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_extra_time_program_id_program"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["person.id"], name=op.f("fk_extra_time_set_by_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_time")),
        sa.UniqueConstraint("program_id", "person_id", name=op.f("uq_extra_time_program_id_person_id")),
    )
    op.create_index(op.f("ix_extra_time_person_id"), "extra_time", ["person_id"])
    op.create_index(op.f("ix_extra_time_set_by_id"), "extra_time", ["set_by_id"])
    with op.batch_alter_table("quiz", schema=None) as batch_op:
        batch_op.add_column(sa.Column("settings", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("category", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("drawn", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("grading", sa.String(length=8), server_default="best", nullable=False))
        batch_op.add_column(sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("late_decided_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("late_decided_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("late_counted", sa.Boolean(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_attempt_late_decided_by_id_person"),
            "person",
            ["late_decided_by_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_index(batch_op.f("ix_attempt_late_decided_by_id"), ["late_decided_by_id"])
        batch_op.create_index(
            "ix_attempt_deadline_while_open",
            ["deadline_at"],
            sqlite_where=sa.text("state = 'open' AND deadline_at IS NOT NULL"),
            postgresql_where=sa.text("state = 'open' AND deadline_at IS NOT NULL"),
        )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_late", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
        batch_op.add_column(sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_answer_attempt_id_slot"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_answer_attempt_id_slot_is_late"), ["attempt_id", "slot", "is_late"]
        )


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM answer WHERE is_late"))
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_answer_attempt_id_slot_is_late"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_answer_attempt_id_slot"), ["attempt_id", "slot"])
        batch_op.drop_column("checked_at")
        batch_op.drop_column("is_late")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_attempt_deadline_while_open")
        batch_op.drop_index(batch_op.f("ix_attempt_late_decided_by_id"))
        batch_op.drop_constraint(batch_op.f("fk_attempt_late_decided_by_id_person"), type_="foreignkey")
        for name in (
            "late_counted",
            "late_decided_by_id",
            "late_decided_at",
            "deadline_at",
            "grading",
            "drawn",
        ):
            batch_op.drop_column(name)
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_column("category")
    with op.batch_alter_table("quiz", schema=None) as batch_op:
        batch_op.drop_column("settings")
    op.drop_table("extra_time")
